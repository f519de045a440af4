import { expect, test } from 'vitest';
import { World } from './world.ts';

test('the wait begins when the welcome ends, even when nobody is free', async () => {
  const world = await World.open();
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const caller = await world.dials();
  await world.pass(2_999);
  expect(caller.stage).toBe('welcome');
  await world.pass(1);
  expect(caller.stage).toBe('queued');
  expect(caller.hears).toEqual(['music']);
});

test('a welcome whose end is never told does not hold the caller for ever', async () => {
  const world = await World.open();
  await world.ready('ana');
  const caller = await world.dials();
  world.gateway.playing.clear();
  await world.pass(8_000);
  expect(caller.stage).toBe('offered');
});

test('a welcome that can not be played is passed over', async () => {
  const world = await World.open();
  await world.ready('ana');
  world.gateway.failsAt('play');
  const caller = await world.dials();
  expect(caller.stage).toBe('offered');
});

test('the end of another run of prompts does not end the welcome', async () => {
  const world = await World.open();
  await world.ready('ana');
  const caller = await world.dials();
  await world.says({
    ...{ type: 'play.finished', callId: caller.callId, playId: 'another' as never, finishedAt: world.clock.now() },
  });
  expect(caller.stage).toBe('welcome');
});

test('an agent who becomes free during the welcome is not rung before its end', async () => {
  const world = await World.open();
  await world.ready('ana');
  await world.dials();
  expect(world.agent('ana').status).toBe('ready');
});

test('a caller whose own answer never comes is let go after ten seconds', async () => {
  const world = await World.open();
  await world.ready('ana');
  world.gateway.ignores('answerCaller');
  const caller = await world.dials();
  await world.pass(10_000);
  expect(await caller.ending()).toMatchObject({ outcome: 'technicalFailure', cause: 'timeout', by: 'system' });
});
