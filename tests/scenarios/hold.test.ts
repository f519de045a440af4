import { expect, test } from 'vitest';
import { World, type Caller } from './world.ts';

async function conversation(): Promise<{ world: World; caller: Caller }> {
  const world = await World.open();
  await world.ready('ana', 'bob');
  const caller = await world.dialsAndWaits();
  await world.agent('ana').answers();
  return { world, caller };
}

test('on hold the caller hears music; retrieved, they talk again', async () => {
  const { world, caller } = await conversation();
  const ana = world.agent('ana');
  expect(await ana.asksAbout(caller, 'call.holdRequested')).toBe('accepted');
  expect(caller.stage).toBe('held');
  expect(caller.hears).toEqual(['music']);
  expect(await ana.asksAbout(caller, 'call.holdRequested')).toBe('alreadyHeld');
  expect(await ana.asksAbout(caller, 'call.retrieveRequested')).toBe('accepted');
  expect(caller.stage).toBe('talking');
  expect(caller.hears).toBeUndefined();
  expect(await ana.asksAbout(caller, 'call.retrieveRequested')).toBe('notHeld');
  expect(await world.events('call.answered')).toHaveLength(1);
});

test("the telephone's own hold key does the same", async () => {
  const { world, caller } = await conversation();
  const leg = { callId: caller.callId, legId: world.agent('ana').legId as never };
  await world.says({ type: 'leg.holdChanged', ...leg, held: true });
  expect(caller.stage).toBe('held');
  await world.says({ type: 'leg.holdChanged', ...leg, held: false });
  expect(caller.stage).toBe('talking');
});

test('a hold that fails is taken back in the journal', async () => {
  const { world, caller } = await conversation();
  world.gateway.failsAt('holdLeg');
  await world.agent('ana').asksAbout(caller, 'call.holdRequested');
  expect(caller.stage).toBe('talking');
});

test('a caller who hangs up on hold was answered', async () => {
  const { world, caller } = await conversation();
  await world.agent('ana').asksAbout(caller, 'call.holdRequested');
  await caller.hangsUp();
  expect(await caller.ending()).toMatchObject({ outcome: 'answered', by: 'caller' });
  expect(world.agent('ana').status).toBe('wrapUp');
});

test('only the agent in conversation may hold, hang up or transfer', async () => {
  const { world, caller } = await conversation();
  const bob = world.agent('bob');
  expect(await bob.asksAbout(caller, 'call.holdRequested')).toBe('notOnThisCall');
  expect(await bob.asksAbout(caller, 'call.hangUpRequested')).toBe('notOnThisCall');
  const waiting = await world.dialsAndWaits();
  expect(await bob.asksAbout(waiting, 'call.hangUpRequested')).toBe('callNotConnected');
});

test('an agent hangs up from the screen or by the telephone: answered, ended by the agent', async () => {
  const screen = await conversation();
  expect(await screen.world.agent('ana').asksAbout(screen.caller, 'call.hangUpRequested')).toBe('accepted');
  expect(await screen.caller.ending()).toMatchObject({ outcome: 'answered', by: 'agent', cause: 'normal' });
  expect(screen.world.gateway.legs.get(screen.caller.legId)?.status).toBe('released');
  expect(await screen.world.agent('ana').asksAbout(screen.caller, 'call.hangUpRequested')).toBe('unknownCall');

  const telephone = await conversation();
  await telephone.world.agent('ana').hangsUp();
  expect(await telephone.caller.ending()).toMatchObject({ outcome: 'answered', by: 'agent' });
  expect(telephone.world.gateway.legs.get(telephone.caller.legId)?.status).toBe('released');
});
