import { expect, test } from 'vitest';
import { aDefinition, anAgent, aService } from './builders.ts';
import { World } from './world.ts';

const REGULAR = 'party-regular';

/** Callers of 8008 who are cut come back to the same agent for ten minutes; one caller is for `bob` by rule. */
const definition = () =>
  aDefinition({
    services: [aService('desk', { sameAgentWithinMs: 600_000, preferredHoldMs: 20_000 })],
    agents: [anAgent('ana', { wrapUpMs: 0 }), anAgent('bob', { wrapUpMs: 0 })],
    partyRules: [{ partyRef: REGULAR as never, kind: 'preferredAgent', agentId: 'bob' as never }],
  });

const open = () => World.open({ definition: definition() });

test('a caller whose rule names an agent is for that one, however long others have been free', async () => {
  const world = await open();
  await world.ready('ana', 'bob');
  const caller = await world.dialsAndWaits('8008', { partyRef: REGULAR });
  expect(caller.offeredTo).toBe('bob');
  expect(await world.events('offer.made')).toMatchObject([{ because: 'preferredAgent' }]);
});

test('the agent is busy: the caller waits for them alone, then is for everybody, in their place', async () => {
  const world = await open();
  await world.ready('bob', 'ana');
  await world.dialsAndWaits();
  await world.agent('bob').answers();
  const caller = await world.dialsAndWaits('8008', { partyRef: REGULAR });
  expect(caller.offeredTo).toBeUndefined();
  const other = await world.dialsAndWaits();
  expect(other.offeredTo).toBe('ana');
  await world.agent('ana').answers();
  await world.pass(16_000);
  expect(await world.events('call.preferenceDropped')).toEqual([]);
  await world.pass(2_000);
  expect(await world.events('call.preferenceDropped')).toMatchObject([{ callId: caller.callId }]);
  await other.hangsUp();
  expect(caller.offeredTo).toBe('ana');
});

test('the agent comes free in time: they take the caller who waits for them before anybody', async () => {
  const world = await open();
  await world.ready('bob');
  const first = await world.dialsAndWaits();
  await world.agent('bob').answers();
  const caller = await world.dialsAndWaits('8008', { partyRef: REGULAR });
  await first.hangsUp();
  expect(caller.offeredTo).toBe('bob');
});

test('nobody waits for an agent who is out of service, nor for one who leaves', async () => {
  const world = await open();
  await world.ready('ana');
  expect((await world.dialsAndWaits('8008', { partyRef: REGULAR })).offeredTo).toBe('ana');
  await world.agent('bob').registers();
  await world.agent('bob').asks('agent.loginRequested');
  const second = await world.dialsAndWaits('8008', { partyRef: REGULAR });
  expect(world.engine.state.calls.get(second.callId)?.preferred).toMatchObject({ agentId: 'bob', why: 'rule' });
  await world.agent('bob').asks('agent.logoutRequested');
  expect(world.engine.state.calls.get(second.callId)?.preferred).toBeUndefined();
});

test('an agent who does not take the caller they were waited for is waited for no longer', async () => {
  const world = await open();
  await world.ready('ana', 'bob');
  const caller = await world.dialsAndWaits('8008', { partyRef: REGULAR });
  await world.agent('bob').declines();
  expect(caller.offeredTo).toBe('ana');
});

test('a caller whose line is cut is for the agent they were talking with when they call again', async () => {
  const world = await open();
  await world.ready('ana', 'bob');
  const cut = await world.dialsAndWaits('8008', { partyRef: 'party-cut' });
  expect(cut.offeredTo).toBe('ana');
  await world.agent('ana').answers();
  await world.pass(120_000);
  await world.says({
    ...{ type: 'leg.released', callId: cut.callId, legId: cut.legId, releasedAt: world.clock.now() },
    ...{ cause: 'mediaLost', by: 'party' },
  });
  await world.pass(60_000);
  const again = await world.dialsAndWaits('8008', { partyRef: 'party-cut' });
  expect(again.offeredTo).toBe('ana');
  expect((await world.events('offer.made')).at(-1)).toMatchObject({ because: 'sameAgent' });
});

test('whoever hangs up within ten seconds of talk was cut, as far as we can know', async () => {
  const world = await open();
  await world.ready('ana', 'bob');
  const cut = await world.dialsAndWaits('8008', { partyRef: 'party-cut' });
  await world.agent('ana').answers();
  await world.pass(9_000);
  await cut.hangsUp();
  expect((await world.dialsAndWaits('8008', { partyRef: 'party-cut' })).offeredTo).toBe('ana');
});

test('a conversation that came to its end, or an agent who hung up, promises nothing', async () => {
  const world = await open();
  await world.ready('ana', 'bob');
  const done = await world.dialsAndWaits('8008', { partyRef: 'party-done' });
  await world.agent('ana').answers();
  await world.pass(60_000);
  await done.hangsUp();
  const again = await world.dialsAndWaits('8008', { partyRef: 'party-done' });
  expect(again.offeredTo).toBe('bob');
  await world.agent('bob').answers();
  await world.agent('bob').hangsUp();
  expect((await world.dialsAndWaits('8008', { partyRef: 'party-done' })).offeredTo).toBe('ana');
});

test('after the time that the service gives, a cut caller is like any other; the engine may die meanwhile', async () => {
  const world = await open();
  await world.ready('ana', 'bob');
  const cut = await world.dialsAndWaits('8008', { partyRef: 'party-cut' });
  await world.agent('ana').answers();
  await cut.hangsUp();
  await world.killAndRestart();
  expect(world.engine.state.recent.size).toBe(1);
  const soon = await world.dialsAndWaits('8008', { partyRef: 'party-cut' });
  expect(soon.offeredTo).toBe('ana');
  await world.agent('ana').answers();
  await soon.hangsUp();
  await world.pass(600_001);
  expect((await world.dialsAndWaits('8008', { partyRef: 'party-cut' })).offeredTo).toBe('bob');
});
