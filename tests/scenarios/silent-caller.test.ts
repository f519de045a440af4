import { expect, test } from 'vitest';
import { handOver, helpline, onDuty, received } from './helpline.ts';
import { World, type Caller } from './world.ts';

const open = () => World.open({ definition: helpline() });
const ask = (world: World, caller: Caller, questionId: string, agentId = 'ruth') =>
  world.agent(agentId).asksAbout(caller, 'call.questionRequested', { questionId });

test('"press 1 if you can not speak": during the welcome, in the line, while a telephone rings', async () => {
  const world = await open();
  await onDuty(world, 'ruth');
  const [early, late, ringing] = [await world.dials('119'), await world.dialsAndWaits('119'), await world.dialsAndWaits('119')]; // prettier-ignore
  await early.presses('1');
  await late.presses('1');
  await world.agent('ruth').asks('agent.readyRequested');
  await early.hangsUp();
  await late.hangsUp();
  expect(ringing.offeredTo).toBe('ruth');
  await ringing.presses('1');
  expect(await world.events('call.silentDeclared')).toMatchObject(
    [early, late, ringing].map(({ callId }) => ({ callId, by: 'caller' })),
  );
});

test('it is said once, and means nothing after an agent has answered', async () => {
  const world = await open();
  await world.ready('ruth');
  const caller = await world.dials('119');
  await caller.presses('1');
  await caller.presses('1');
  expect(await world.events('call.silentDeclared')).toHaveLength(1);
  const speaking = await world.dialsAndWaits('119');
  await caller.hangsUp();
  await world.agent('ruth').answers();
  await speaking.presses('1');
  expect(await world.events('call.silentDeclared')).toHaveLength(1);
});

test('the key means what it always meant where no caller may be silent', async () => {
  const world = await open();
  await onDuty(world, 'ana');
  const caller = await world.dialsAndWaits('8008');
  await caller.presses('1');
  expect(caller.stage).toBe('queued');
  expect(await world.events('call.silentDeclared')).toEqual([]);
});

test('in a menu the key is not taken for a choice, and other keys still choose', async () => {
  const menu = {
    prompt: 'welcome',
    choices: [{ key: '2', label: 'Mineur', target: { kind: 'queue', queueId: 'minors' } }],
    ...{ timeoutMs: 5_000, times: 1, otherwise: { kind: 'stay' } },
  } as never;
  const world = await World.open({ definition: helpline({ menu }) });
  await world.ready('ruth', 'lea');
  const caller = await world.dialsAndWaits('119');
  expect(caller.stage).toBe('menu');
  await caller.presses('1');
  expect(caller.stage).toBe('menu');
  expect(await world.events('call.choiceMade')).toEqual([]);
  await caller.presses('2');
  expect(caller.offeredTo).toBe('lea');
  expect(world.engine.state.calls.get(caller.callId)?.silent).toBe(true);
});

test('a question is heard by the caller alone, who answers by a key', async () => {
  const world = await open();
  await world.ready('ruth');
  const caller = await world.dials('119');
  await caller.presses('1');
  await world.pass(3_000);
  await world.agent('ruth').answers();
  expect(await ask(world, caller, 'safe')).toBe('accepted');
  expect(caller.hears).toEqual(['ask-safe']);
  await world.pass(5_000);
  await caller.presses('2');
  expect(await world.events('call.questionAsked')).toMatchObject([{ agentId: 'ruth', questionId: 'safe' }]);
  expect((await world.events('call.keyPressed')).at(-1)).toMatchObject({ digit: '2' });
  expect([caller.stage, world.agent('ruth').status]).toEqual(['talking', 'talking']);
});

test('whoever is asked a question and had pressed nothing is silent from then on, by the agent', async () => {
  const world = await open();
  await world.ready('ruth');
  const caller = await received(world);
  await ask(world, caller, 'safe');
  await ask(world, caller, 'alone');
  expect(await world.events('call.silentDeclared')).toMatchObject([{ callId: caller.callId, by: 'agent' }]);
  expect((await world.events('call.questionAsked')).map((each) => each.questionId)).toEqual(['safe', 'alone']);
});

test('after the hand-over the listener asks, and the caller is still known to be silent', async () => {
  const world = await open();
  await world.ready('ruth', 'lea');
  const caller = await world.dials('119');
  await caller.presses('1');
  await world.pass(3_000);
  await world.agent('ruth').answers();
  await handOver(world, caller);
  await world.agent('lea').answers();
  expect(await ask(world, caller, 'alone', 'lea')).toBe('accepted');
  expect(await world.events('call.silentDeclared')).toHaveLength(1);
});

test('what can not be asked is refused with its reason', async () => {
  const world = await open();
  await world.ready('ruth', 'ana');
  const caller = await received(world);
  expect(await ask(world, caller, 'gone')).toBe('unknownQuestion');
  expect(await ask(world, caller, 'safe', 'ana')).toBe('notOnThisCall');
  await world.agent('ruth').asksAbout(caller, 'call.holdRequested');
  expect(await ask(world, caller, 'safe')).toBe('alreadyHeld');
  const ordinary = await world.dialsAndWaits('8008');
  await world.agent('ana').answers();
  expect(await ask(world, ordinary, 'safe', 'ana')).toBe('unknownQuestion');
  expect(await world.events('call.questionAsked')).toEqual([]);
});

test('the engine may die in between: who is silent is known after it', async () => {
  const world = await open();
  await world.ready('ruth');
  const caller = await world.dials('119');
  await caller.presses('1');
  await world.killAndRestart();
  expect(world.engine.state.calls.get(caller.callId)).toMatchObject({ silent: true, tags: [] });
  await caller.presses('1');
  expect(await world.events('call.silentDeclared')).toHaveLength(1);
});

test('a call through a relay is tagged by the number it comes in by, in whatever spelling', async () => {
  const world = await open();
  for (const dialled of ['0800000114', '+33800000114', '0033800000114']) {
    const { callId, legId } = { callId: `c${dialled}` as never, legId: `l${dialled}` as never };
    world.gateway.legs.set(legId, { callId, legId, ring: undefined, status: 'inviting' });
    const at = world.clock.now();
    const { gatewayId } = world.gateway;
    await world.says({ type: 'leg.arrived', callId, legId, gatewayId, dialled, serviceId: 'children' as never, receivedAt: at }); // prettier-ignore
    expect((await world.events('call.tagged')).at(-1)).toMatchObject({ callId, tag: 'relay', on: true, by: 'system' });
  }
  await world.dials('119');
  expect(await world.events('call.tagged')).toHaveLength(3);
});

test('the agent who hears a relay says so, or that it is none; saying it twice says it once', async () => {
  const world = await open();
  await world.ready('ruth');
  const caller = await received(world, { number: '0800000114' });
  const tag = (on: boolean) => world.agent('ruth').asksAbout(caller, 'call.tagRequested', { tag: 'relay', on });
  for (const on of [true, false, false, true]) expect(await tag(on)).toBe('accepted');
  expect((await world.events('call.tagged')).map(({ on, by }) => [on, by])).toEqual([
    [true, 'system'],
    [false, 'ruth'],
    [true, 'ruth'],
  ]);
});
