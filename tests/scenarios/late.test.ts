import { expect, test } from 'vitest';
import { aShift, until } from './at-work.ts';
import { World } from './world.ts';

test('five minutes after the start someone who is not there is late, once', async () => {
  const world = await World.open();
  await world.roster([aShift('ana', '10:30', '18:00')]);
  await until(world, '10:34');
  expect(await world.events('shift.lateNoticed')).toEqual([]);
  await until(world, '10:35');
  expect(await world.events('shift.lateNoticed')).toMatchObject([{ agentId: 'ana', shiftId: 'shift-ana-1030' }]);
  await until(world, '12:00');
  expect(await world.events('shift.lateNoticed')).toHaveLength(1);
});

test('who comes late has arrived late', async () => {
  const world = await World.open();
  await world.roster([aShift('ana', '10:30', '18:00')]);
  await until(world, '10:50');
  await world.ready('ana');
  expect(await world.events('shift.arrived')).toMatchObject([{ lateMs: 20 * 60_000 }]);
});

test('who comes within five minutes is not noticed as late', async () => {
  const world = await World.open();
  await world.roster([aShift('ana', '10:30', '18:00')]);
  await until(world, '10:33');
  await world.ready('ana');
  await until(world, '11:00');
  expect(await world.events('shift.lateNoticed')).toEqual([]);
});

test('someone who never comes: the end of the shift is still said', async () => {
  const world = await World.open();
  await world.roster([aShift('ana', '10:30', '11:30')]);
  await until(world, '11:30');
  expect(await world.events('shift.ended')).toHaveLength(1);
  expect(await world.events('agent.loggedOut')).toEqual([]);
});
