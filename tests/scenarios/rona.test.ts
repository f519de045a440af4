import { expect, test } from 'vitest';
import { World } from './world.ts';

test('a call that rings out goes to the second agent and keeps its wait and its music', async () => {
  const world = await World.open();
  await world.ready('ana', 'bob');
  const caller = await world.dialsAndWaits();
  const [queued] = await world.events('call.queued');
  expect(caller.offeredTo).toBe('ana');

  await world.pass(20_000);
  expect(await world.events('offer.expired')).toMatchObject([{ agentId: 'ana', callId: caller.callId }]);
  expect(caller.offeredTo).toBe('bob');
  expect(caller.hears).toEqual(['music']);

  await world.pass(4_000);
  await world.agent('bob').answers();
  const [answered] = await world.events('call.answered');
  expect(await world.events('call.queued')).toHaveLength(1);
  expect((answered?.answeredAt ?? 0) - (queued?.queuedAt ?? 0)).toBe(24_000);
});

test('a call that rings out is still before those who came after it', async () => {
  const world = await World.open();
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  const later = await world.dialsAndWaits();
  await world.pass(17_000);
  expect(await world.events('offer.expired')).toHaveLength(1);
  expect([caller.position, later.position]).toEqual([1, 2]);
  expect(later.offeredTo).toBe('ana');
});

test('the one who missed it is behind those who did not', async () => {
  const world = await World.open();
  await world.ready('ana', 'bob');
  const caller = await world.dialsAndWaits();
  await world.pass(20_000);
  expect(caller.offeredTo).toBe('bob');
  expect(world.agent('ana').status).toBe('ready');
});

test('alone, the same agent is rung again after a rest until the limit of misses, then is not ready', async () => {
  const world = await World.open();
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  await world.pass(20_000);
  expect(caller.offeredTo).toBeUndefined();
  await world.pass(10_000);
  expect(caller.offeredTo).toBe('ana');
  await world.pass(20_000);
  expect(world.agent('ana').status).toBe('notReady(rona)');
  expect(caller.stage).toBe('queued');

  expect(await world.agent('ana').asks('agent.readyRequested')).toBe('accepted');
  await world.pass(10_000);
  expect(caller.offeredTo).toBe('ana');
  expect(world.engine.state.agents.get('ana' as never)?.misses).toBe(0);
});

test('answering a call forgives earlier misses', async () => {
  const world = await World.open();
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  await world.pass(20_000);
  await world.pass(10_000);
  await world.agent('ana').answers();
  expect(world.engine.state.agents.get('ana' as never)?.misses).toBe(0);
  expect(caller.stage).toBe('talking');
});

test('a telephone that never rang is a technical failure, not a miss: a short rest, then it is tried again', async () => {
  const world = await World.open();
  await world.ready('ana');
  world.gateway.ignores('ringLeg');
  const caller = await world.dialsAndWaits();
  await world.pass(20_000);
  expect(await world.events('offer.expired')).toEqual([]);
  expect(await world.events('offer.failed')).toMatchObject([{ agentId: 'ana', cause: 'timeout' }]);
  expect(world.agent('ana').status).toBe('notReady(technical)');
  world.gateway.behaves();
  await world.pass(2_000);
  expect(caller.offeredTo).toBe('ana');
  expect(world.engine.state.agents.get('ana' as never)).toMatchObject({ misses: 0, failures: 1 });
});

test('rests grow with each failure in a row, so that a broken telephone is not rung in a circle', async () => {
  const world = await World.open();
  await world.ready('ana');
  world.gateway.failsAt('ringLeg');
  await world.dialsAndWaits();
  await world.pass(120_000);
  const failures = await world.events('offer.failed');
  expect(failures.length).toBeGreaterThan(3);
  expect(failures.length).toBeLessThan(9);
});

test('declining on the screen or on the telephone counts as a miss and moves the call on', async () => {
  const world = await World.open();
  await world.ready('ana', 'bob');
  const caller = await world.dialsAndWaits();
  expect(await world.agent('ana').declines()).toBe('accepted');
  expect(caller.offeredTo).toBe('bob');
  await world.agent('bob').hangsUp('rejected');
  expect(await world.events('offer.declined')).toHaveLength(2);
  expect(caller.offeredTo).toBeUndefined();
  await world.pass(10_000);
  expect(caller.offeredTo).toBe('ana');
  await world.agent('ana').declines();
  expect(world.agent('ana').status).toBe('notReady(rona)');
});

test('an offer that is not theirs, or is over, can not be declined', async () => {
  const world = await World.open();
  await world.ready('ana', 'bob');
  await world.dialsAndWaits();
  expect(await world.agent('bob').declines()).toBe('unknownOffer');
  await world.agent('ana').answers();
  expect(await world.agent('ana').declines()).toBe('unknownOffer');
});

test('a busy telephone rests its agent without a miss', async () => {
  const world = await World.open();
  await world.ready('ana');
  await world.dialsAndWaits();
  await world.agent('ana').hangsUp('busy');
  expect(world.agent('ana').status).toBe('notReady(technical)');
  expect(world.engine.state.agents.get('ana' as never)?.misses).toBe(0);
});

test('an agent who picks up and drops before the bridge: the call is back in its place at once, with music', async () => {
  const world = await World.open();
  await world.ready('ana', 'bob');
  const caller = await world.dialsAndWaits();
  world.gateway.ignores('bridgeLeg');
  await world.agent('ana').answers();
  world.gateway.playing.clear();
  await world.agent('ana').hangsUp();
  expect(caller.offeredTo).toBe('bob');
  expect(caller.hears).toEqual(['music']);
  expect(caller.position).toBe(1);
  world.gateway.behaves();
  await world.agent('bob').answers();
  expect(caller.stage).toBe('talking');
});

test('a bridge that is never told leaves the call in its place after ten seconds', async () => {
  const world = await World.open();
  await world.ready('ana', 'bob');
  const caller = await world.dialsAndWaits();
  world.gateway.ignores('bridgeLeg');
  await world.agent('ana').answers();
  await world.pass(10_000);
  expect(caller.offeredTo).toBe('bob');
});
