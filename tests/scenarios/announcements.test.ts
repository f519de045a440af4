import { expect, test } from 'vitest';
import { aDefinition, aService } from './builders.ts';
import { World } from './world.ts';

const announcements = {
  firstAfterMs: 10_000,
  everyMs: 30_000,
  position: ['position-1', 'position-2', 'position-more'] as never[],
};
const definition = aDefinition({ services: [aService('desk', { announcements })] });

async function centreWithAQueue(): Promise<World> {
  const world = await World.open({ definition });
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  return world;
}

test('callers hear their place after a while and then at intervals, and music in between', async () => {
  const world = await centreWithAQueue();
  const caller = await world.dialsAndWaits();
  await world.pass(10_000);
  expect(caller.hears).toEqual(['position-1']);
  await world.pass(2_000);
  expect(caller.hears).toEqual(['music']);
  await world.pass(28_000);
  expect(caller.hears).toEqual(['position-1']);
  expect(await world.events('call.positionAnnounced')).toHaveLength(2);
});

test('the place told is the place in line; the last prompt stands for all beyond', async () => {
  const world = await centreWithAQueue();
  const callers = [await world.dials(), await world.dials(), await world.dials(), await world.dials()];
  await world.pass(3_000 + 10_000);
  expect(callers.map((caller) => caller.hears)).toEqual([
    ['position-1'],
    ['position-2'],
    ['position-more'],
    ['position-more'],
  ]);
  const told = (await world.events('call.positionAnnounced')).map((event) => event.position);
  expect(told).toEqual([1, 2, 3, 4]);
});

test('whoever is being rung for still counts as being in front', async () => {
  const world = await World.open({ definition });
  await world.ready('ana');
  await world.dialsAndWaits();
  const second = await world.dialsAndWaits();
  await world.pass(10_000);
  expect(second.hears).toEqual(['position-2']);
});

test('an announcement never delays an agent: it stops at the bridge', async () => {
  const world = await World.open({ definition });
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  await world.pass(10_500);
  expect(caller.hears).toEqual(['position-1']);
  await world.agent('ana').answers();
  expect(caller.stage).toBe('talking');
  expect(caller.hears).toBeUndefined();
  await world.pass(60_000);
  expect(caller.hears).toBeUndefined();
});

test('an announcement that can not be played gives the music back, and the next one is tried', async () => {
  const world = await centreWithAQueue();
  const caller = await world.dialsAndWaits();
  world.gateway.failsAt('play');
  await world.pass(10_000);
  world.gateway.behaves();
  await world.pass(30_000);
  expect(caller.hears).toEqual(['position-1']);
});

test('an announcement whose end is never told does not leave the caller in silence', async () => {
  const world = await centreWithAQueue();
  const caller = await world.dialsAndWaits();
  await world.pass(10_000);
  world.gateway.playing.clear();
  await world.pass(7_000);
  expect(caller.hears).toEqual(['music']);
});

test('a key pressed while waiting is journaled and changes nothing', async () => {
  const world = await centreWithAQueue();
  const caller = await world.dialsAndWaits();
  await caller.presses('5');
  expect(await world.events('call.keyPressed')).toMatchObject([{ callId: caller.callId, digit: '5' }]);
  expect(caller.hears).toEqual(['music']);
});
