import { expect, test } from 'vitest';
import { snapshotOf } from '../../acd/src/core/snapshot.ts';
import { aShift, at, until } from './at-work.ts';
import { World } from './world.ts';

const shiftsOf = (world: World) => [...world.engine.state.shifts.values()];

test('a reinforcement is expected from its hour on, and arrives when it logs in', async () => {
  const world = await World.open();
  await world.roster([aShift('ana', '10:30', '18:00')]);
  await until(world, '10:30');
  expect(await world.events('shift.started')).toEqual([
    { type: 'shift.started', agentId: 'ana', shiftId: 'shift-ana-1030' },
  ]);
  await world.pass(60_000);
  await world.ready('ana');
  expect(await world.events('shift.arrived')).toMatchObject([{ shiftId: 'shift-ana-1030', lateMs: 60_000 }]);
});

test('who is there at the start arrives in time', async () => {
  const world = await World.open();
  await world.ready('ana');
  await world.roster([aShift('ana', '10:30', '18:00')]);
  await until(world, '10:30');
  expect(await world.events('shift.arrived')).toMatchObject([{ lateMs: 0 }]);
});

test('logging in again is no second arrival', async () => {
  const world = await World.open();
  await world.ready('ana');
  await world.roster([aShift('ana', '10:30', '18:00')]);
  await until(world, '11:00');
  await world.agent('ana').asks('agent.logoutRequested');
  await world.agent('ana').asks('agent.loginRequested');
  expect(await world.events('shift.arrived')).toHaveLength(1);
});

test('a shift that was over before anybody knew of it says nothing', async () => {
  const world = await World.open();
  await world.roster([aShift('ana', '06:00', '09:00')]);
  await until(world, '11:00');
  expect((await world.journal()).filter((record) => record.event.type.startsWith('shift.'))).toEqual([]);
});

test('one that has begun when the roster comes begins at once', async () => {
  const world = await World.open();
  await world.ready('ana');
  await world.roster([aShift('ana', '08:00', '18:00')]);
  await world.pass(1);
  expect(await world.events('shift.started')).toHaveLength(1);
  expect(await world.events('shift.arrived')).toHaveLength(1);
});

test('a new roster keeps what has happened and forgets shifts that it does not name', async () => {
  const world = await World.open();
  await world.ready('ana');
  await world.roster([aShift('ana', '08:00', '18:00'), aShift('bob', '12:00', '18:00')]);
  await until(world, '11:00');
  await world.roster([aShift('ana', '08:00', '17:00')], 2);
  expect(shiftsOf(world)).toMatchObject([{ agentId: 'ana', status: 'started', endsAt: at('17:00') }]);
  await until(world, '16:59');
  expect(await world.events('shift.started')).toHaveLength(1);
  expect(await world.events('shift.arrived')).toHaveLength(1);
  await until(world, '17:00');
  expect(await world.events('shift.ended')).toHaveLength(1);
});

test('a shift moved to the afternoon begins in the afternoon', async () => {
  const world = await World.open();
  const morning = aShift('ana', '08:00', '12:00');
  await world.roster([morning]);
  await world.pass(1);
  await world.roster([{ ...aShift('ana', '14:00', '18:00'), shiftId: morning.shiftId }], 2);
  expect(shiftsOf(world)).toMatchObject([{ status: 'planned' }]);
  await until(world, '14:00');
  expect(await world.events('shift.started')).toHaveLength(2);
});

test('the same roster twice is adopted once; one for another domain is not adopted', async () => {
  const world = await World.open();
  await world.roster([aShift('ana', '11:00', '18:00')]);
  await world.roster([aShift('ana', '11:00', '18:00')]);
  expect(await world.events('roster.adopted')).toHaveLength(1);
});

test('an acd killed over the start of a shift notices it when it is back, byte for byte as it would have', async () => {
  const world = await World.open();
  await world.roster([aShift('ana', '10:30', '18:00'), aShift('bob', '10:30', '18:00')]);
  await until(world, '10:29');
  const before = JSON.stringify(snapshotOf(world.engine.state));
  await world.killAndRestart(0);
  expect(JSON.stringify(snapshotOf(world.engine.state))).toBe(before);
  await world.killAndRestart(600_000);
  expect(await world.events('shift.started')).toHaveLength(2);
  expect(await world.events('shift.lateNoticed')).toHaveLength(2);
});
