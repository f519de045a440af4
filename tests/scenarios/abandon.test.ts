import { expect, test } from 'vitest';
import { World } from './world.ts';

test('before the answer: abandoned in the welcome', async () => {
  const world = await World.open();
  await world.ready('ana');
  world.gateway.ignores('answerCaller');
  const caller = await world.dials();
  await caller.hangsUp('cancelled');
  expect(await caller.ending()).toMatchObject({ outcome: 'abandonedInWelcome', by: 'caller', cause: 'cancelled' });
});

test('during the welcome: abandoned in the welcome', async () => {
  const world = await World.open();
  await world.ready('ana');
  const caller = await world.dials();
  await world.pass(1_000);
  await caller.hangsUp();
  expect(await caller.ending()).toMatchObject({ outcome: 'abandonedInWelcome', by: 'caller' });
  expect(await world.events('call.queued')).toEqual([]);
});

test('while waiting: abandoned in the queue, at the instant of the hang-up', async () => {
  const world = await World.open();
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const caller = await world.dialsAndWaits();
  await world.pass(40_000);
  await caller.hangsUp();
  expect(await caller.ending()).toMatchObject({ outcome: 'abandonedInQueue', endedAt: world.clock.now() });
});

test('while an agent rings: the telephone stops, the agent is ready again, no miss is counted', async () => {
  const world = await World.open();
  await world.ready('ana', 'bob');
  const caller = await world.dialsAndWaits();
  expect(caller.offeredTo).toBe('ana');
  await caller.hangsUp();
  expect(await caller.ending()).toMatchObject({ outcome: 'abandonedWhileRinging' });
  expect(await world.events('offer.withdrawn')).toMatchObject([{ agentId: 'ana', reason: 'callerGone' }]);
  expect(world.gateway.legs.get(world.agent('ana').legId as never)?.status).toBe('released');
  expect(world.agent('ana').status).toBe('ready');
  expect(world.engine.state.agents.get('ana' as never)?.misses).toBe(0);

  // It was not Ana's turn that was used up.
  const next = await world.dialsAndWaits();
  expect(next.offeredTo).toBe('ana');
});

test('after the agent has picked up, before the bridge: the agent is free again at once', async () => {
  const world = await World.open();
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  world.gateway.ignores('bridgeLeg');
  await world.agent('ana').answers();
  expect(caller.stage).toBe('connecting');
  await caller.hangsUp();
  expect(await caller.ending()).toMatchObject({ outcome: 'abandonedWhileRinging' });
  expect(world.agent('ana').status).toBe('ready');
  expect(await world.events('call.answered')).toEqual([]);
});

test('an agent who picks up a call whose caller has just gone is let go without a miss', async () => {
  const world = await World.open();
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  const legId = world.agent('ana').legId as never;
  world.gateway.ignores('releaseLeg');
  await caller.hangsUp();
  world.gateway.behaves();
  await world.says({ type: 'leg.answered', callId: caller.callId, legId, answeredAt: world.clock.now() });
  expect(world.gateway.done.at(-1)).toMatchObject({ type: 'releaseLeg', legId, cause: 'completedElsewhere' });
  expect(world.agent('ana').status).toBe('ready');
});
