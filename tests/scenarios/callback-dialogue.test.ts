import type { ServiceDefinition } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { asksToBeRungBack, openRingingBack, ringingBack, wantsRungBack } from './ringing-back.ts';

/** A caller who waits because everybody is away. */
async function waiting(definition = ringingBack(), partyRef?: string) {
  const world = await openRingingBack(definition);
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const caller = await world.dialsAndWaits('8008', partyRef === undefined ? {} : { partyRef });
  return { world, caller };
}

test('a caller hears their own number, confirms, and hears that they will be rung back', async () => {
  const { world, caller } = await waiting();
  await world.pass(60_000);
  await caller.presses('9');
  expect(caller.hears).toEqual(['callback-confirm', 'number of party-1']);
  await caller.presses('1');
  expect(caller.hears).toEqual(['callback-accepted']);
  await world.pass(4_000);
  expect(await caller.ending()).toMatchObject({ outcome: 'callbackRequested' });
  const [placed] = await world.events('call.placed');
  expect(placed).toMatchObject({ partyRef: 'party-1', mode: 'keepPlace', answersCallId: caller.callId, by: 'caller' });
  expect(await world.events('call.callbackRequested')).toMatchObject([{ callbackId: placed?.callId }]);
});

test('the place is that of the caller: the time waited counts', async () => {
  const { world, caller } = await waiting();
  await world.pass(60_000);
  const other = await world.dialsAndWaits();
  const callback = await asksToBeRungBack(world, caller);
  await world.agent('ana').asks('agent.readyRequested');
  expect(callback.offeredTo).toBe('ana');
  expect(other.offeredTo).toBeUndefined();
});

test('key 2 asks for another number, which is read back', async () => {
  const { world, caller } = await waiting();
  await caller.presses('9');
  await caller.presses('2');
  expect(caller.hears).toEqual(['callback-number']);
  await caller.types('party-mobile');
  expect(caller.hears).toEqual(['callback-confirm', 'number of party-mobile']);
  await caller.presses('1');
  expect(await world.events('call.placed')).toMatchObject([{ partyRef: 'party-mobile' }]);
});

test('a withheld number is asked for at once', async () => {
  const world = await openRingingBack(ringingBack());
  const caller = await world.dials('8008', { partyRef: undefined });
  const { callId, legId } = caller;
  expect(callId).toBe('call-1');
  // The world gives every caller a number; this one withholds it.
  const anonymous = { callId: 'call-2' as never, legId: 'leg-x' as never };
  world.gateway.legs.set(anonymous.legId, { ...anonymous, ring: undefined, status: 'inviting' });
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  await world.says({
    type: 'leg.arrived',
    ...{ ...anonymous, gatewayId: world.gateway.gatewayId, serviceId: 'desk' as never, dialled: '8008' },
    receivedAt: world.clock.now(),
  });
  await world.pass(3_000);
  await world.says({ type: 'dtmf.received', ...anonymous, digit: '9', durationMs: 80 });
  expect(world.gateway.playing.get(anonymous.callId)?.files).toEqual(['prompts/callback-number.wav']);
  expect(legId).toBe('leg-1');
});

test('silence is asked again, and again; then the caller waits on in their place', async () => {
  const { world, caller } = await waiting();
  const behind = await world.dialsAndWaits();
  await caller.presses('9');
  await world.pass(280_000);
  expect((await world.events('call.callbackOffered')).map((event) => event.time)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(caller.stage).toBe('queued');
  expect(caller.hears).toEqual(['music']);
  expect([caller.position, behind.position]).toEqual([1, 2]);
});

test('a number that can not be dialled is asked for again', async () => {
  const { caller } = await waiting();
  await caller.presses('9');
  await caller.presses('2');
  await caller.types();
  expect(caller.hears).toEqual(['callback-number']);
});

test('whoever hangs up in the dialogue has asked for nothing', async () => {
  const { world, caller } = await waiting();
  await caller.presses('9');
  await caller.hangsUp();
  expect(await caller.ending()).toMatchObject({ outcome: 'abandonedInQueue' });
  expect(await world.events('call.placed')).toEqual([]);
});

test('who hangs up while they hear that they will be rung back is rung back', async () => {
  const { world, caller } = await waiting();
  const callback = await asksToBeRungBack(world, caller);
  await caller.hangsUp();
  expect(await caller.ending()).toMatchObject({ outcome: 'callbackRequested' });
  await world.agent('ana').asks('agent.readyRequested');
  expect(callback.offeredTo).toBe('ana');
});

test('an agent who rings for a caller is let go when the caller asks to be rung back', async () => {
  const world = await openRingingBack(ringingBack());
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  expect(caller.offeredTo).toBe('ana');
  await caller.presses('9');
  expect(world.agent('ana').status).toBe('ready');
  expect(await world.events('offer.withdrawn')).toHaveLength(1);
});

test('two callers with one number are rung back once', async () => {
  const { world, caller } = await waiting(ringingBack(), 'party-same');
  const again = await world.dialsAndWaits('8008', { partyRef: 'party-same' });
  await asksToBeRungBack(world, caller);
  await again.presses('9');
  await again.presses('1');
  await world.pass(4_000);
  expect(await again.ending()).toMatchObject({ outcome: 'callbackRequested' });
  const [placed, ...more] = await world.events('call.placed');
  expect(more).toEqual([]);
  expect((await world.events('call.callbackRequested')).map((event) => event.callbackId)).toEqual([
    placed?.callId,
    placed?.callId,
  ]);
});

test('a number that can not be read out sends the caller back to their place', async () => {
  const { world, caller } = await waiting();
  world.gateway.failsAt('playNumber');
  await caller.presses('9');
  expect(caller.stage).toBe('queued');
  expect(caller.hears).toEqual(['music']);
});

test('one who was rung back, waits, and asks to be rung back again is rung again', async () => {
  const world = await openRingingBack(ringingBack({ dialling: 'callerFirst' }));
  await world.ready('ana');
  const first = await wantsRungBack(world);
  const other = await world.dialsAndWaits();
  await world.agent('ana').answers();
  await first.answers();
  await world.pass(3_000);
  expect(first.stage).toBe('queued');
  await first.presses('9');
  await first.presses('1');
  await world.pass(4_000);
  expect(await first.ending()).toMatchObject({ outcome: 'callbackRequested' });
  const [, second, ...more] = await world.events('call.placed');
  expect(second).toMatchObject({ partyRef: 'party-x', answersCallId: first.callId });
  expect(more).toEqual([]);
  expect(await world.events('call.callbackRequested')).toMatchObject([{ callbackId: second?.callId }]);
  await other.hangsUp();
  await world.agent('ana').asks('agent.wrapUpEndRequested');
  expect(world.gateway.done.at(-1)).toMatchObject({ type: 'dialCaller', callId: second?.callId });
});

test('a service that stops ringing people back while one is asked promises nothing: they wait on in their place', async () => {
  const { world, caller } = await waiting();
  const behind = await world.dialsAndWaits();
  await caller.presses('9');
  const { callback: _gone, ...service } = ringingBack().services[0] as ServiceDefinition;
  await world.publish(ringingBack({}, {}, { version: 2, services: [{ ...service, waitingKeys: [] }] }));
  await caller.presses('1');
  expect(caller.stage).toBe('queued');
  expect(caller.hears).toEqual(['music']);
  expect([caller.position, behind.position]).toEqual([1, 2]);
  expect(await world.events('call.callbackRequested')).toEqual([]);
});
