import { expect, test } from 'vitest';
import { openRingingBack, ringingBack, wantsRungBack } from './ringing-back.ts';

test('nobody answers: the agent is free without a miss, and it is tried again after the interval', async () => {
  const world = await openRingingBack(ringingBack());
  await world.ready('ana');
  const callback = await wantsRungBack(world);
  await world.agent('ana').answers();
  await world.pass(30_000);
  expect(await world.events('call.dialFailed')).toMatchObject([{ attempt: 1, cause: 'noAnswer' }]);
  expect(callback.stage).toBe('postponed');
  expect(world.agent('ana').status).toBe('ready');
  expect(world.engine.state.agents.get('ana' as never)).toMatchObject({ misses: 0, failures: 0 });
  await world.pass(599_999);
  expect(callback.offeredTo).toBeUndefined();
  await world.pass(1);
  expect(callback.offeredTo).toBe('ana');
});

test('after the last attempt it is over: reached nobody', async () => {
  const world = await openRingingBack(ringingBack({ attempts: 2 }));
  await world.ready('ana');
  const callback = await wantsRungBack(world);
  await world.agent('ana').answers();
  await callback.isBusy();
  await world.pass(600_000);
  await world.agent('ana').answers();
  await callback.isBusy();
  expect(callback.stage).toBeUndefined();
  expect(await callback.ending()).toMatchObject({ outcome: 'callbackUnreached', cause: 'busy', by: 'system' });
  expect(callback.dials).toBe(2);
  expect(world.agent('ana').status).toBe('ready');
});

test('attempts keep the place: the second one stands before who came between', async () => {
  const world = await openRingingBack(ringingBack());
  await world.ready('ana');
  const callback = await wantsRungBack(world);
  await world.agent('ana').answers();
  await callback.isBusy();
  await world.pass(590_000);
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const between = await world.dialsAndWaits();
  await world.pass(10_000);
  await world.agent('ana').asks('agent.readyRequested');
  expect(callback.offeredTo).toBe('ana');
  expect(between.offeredTo).toBeUndefined();
});

test('a gateway that never says how a dial ended does not hold the agent', async () => {
  const world = await openRingingBack(ringingBack());
  await world.ready('ana');
  const callback = await wantsRungBack(world);
  world.gateway.ignores('dialCaller', 'releaseCall');
  await world.agent('ana').answers();
  await world.pass(35_000);
  expect(await world.events('call.dialFailed')).toMatchObject([{ cause: 'timeout' }]);
  expect(callback.stage).toBe('postponed');
  expect(world.agent('ana').status).toBe('ready');
});

test('a dial that fails is an attempt', async () => {
  const world = await openRingingBack(ringingBack());
  await world.ready('ana');
  world.gateway.failsAt('dialCaller');
  const callback = await wantsRungBack(world);
  await world.agent('ana').answers();
  expect(await world.events('call.dialFailed')).toMatchObject([{ attempt: 1, cause: 'mediaFailure' }]);
  expect(callback.stage).toBe('postponed');
});

test('a late answer to an attempt that is over changes nothing', async () => {
  const world = await openRingingBack(ringingBack());
  await world.ready('ana');
  const callback = await wantsRungBack(world);
  await world.agent('ana').answers();
  const legId = world.engine.state.calls.get(callback.callId)?.legId as never;
  await callback.isBusy();
  await world.says({ type: 'leg.answered', callId: callback.callId, legId, answeredAt: world.clock.now() });
  expect(callback.stage).toBe('postponed');
  expect(await world.events('call.callerReached')).toEqual([]);
});
