import { expect, test } from 'vitest';
import { MONDAY_10H, officeHours } from './builders.ts';
import { askForCallback, openRingingBack, ringingBack, wantsRungBack } from './ringing-back.ts';
import type { World } from './world.ts';

const HOUR = 3_600_000;
const CLOSING = MONDAY_10H + 8 * HOUR;
const TUESDAY_8H = MONDAY_10H + 22 * HOUR;
const until = (world: World, at: number) => world.pass(at - world.clock.now());

test('asked for in the evening: due at the next opening, not before', async () => {
  const world = await openRingingBack(ringingBack(), MONDAY_10H + 9 * HOUR);
  await world.ready('ana');
  const callback = await wantsRungBack(world);
  expect(await world.events('call.postponed')).toMatchObject([{ dueAt: TUESDAY_8H, why: 'closed', attempts: 0 }]);
  await until(world, TUESDAY_8H - 1);
  expect(callback.offeredTo).toBeUndefined();
  await world.pass(1);
  expect(callback.offeredTo).toBe('ana');
});

test('the door closes while it waits: it waits for the next opening with the time it has waited', async () => {
  const world = await openRingingBack(ringingBack());
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const callback = await wantsRungBack(world);
  await until(world, CLOSING);
  expect(callback.stage).toBe('postponed');
  await until(world, TUESDAY_8H);
  const morning = await world.dialsAndWaits();
  await world.agent('ana').asks('agent.readyRequested');
  expect(callback.offeredTo).toBe('ana');
  expect(morning.offeredTo).toBeUndefined();
});

test('an agent who rings for it at the closing is let go', async () => {
  const world = await openRingingBack(ringingBack(), CLOSING - 5_000);
  await world.ready('ana');
  const callback = await wantsRungBack(world);
  expect(callback.offeredTo).toBe('ana');
  await until(world, CLOSING);
  expect(callback.stage).toBe('postponed');
  expect(world.agent('ana').status).toBe('ready');
  expect(world.engine.state.agents.get('ana' as never)?.misses).toBe(0);
});

test('another attempt that would fall into the night is made in the morning', async () => {
  const world = await openRingingBack(ringingBack(), CLOSING - 60_000);
  await world.ready('ana');
  const callback = await wantsRungBack(world);
  await world.agent('ana').answers();
  await callback.isBusy();
  await until(world, TUESDAY_8H - 1);
  expect(callback.dials).toBe(1);
  expect(callback.stage).toBe('postponed');
  await world.pass(1);
  expect(callback.offeredTo).toBe('ana');
});

test('the night on which clocks go forward is an ordinary night', async () => {
  // Friday 27 March 2026, 20:00 in Paris; Monday 8:00 is in summer time.
  const world = await openRingingBack(ringingBack(), Date.UTC(2026, 2, 27, 19, 0));
  await world.ready('ana');
  await askForCallback(world);
  expect(await world.events('call.postponed')).toMatchObject([{ dueAt: Date.UTC(2026, 2, 30, 6, 0) }]);
});

test('hours that become shorter while it waits hold for it: nobody is rung after the new closing time', async () => {
  const before = ringingBack();
  const world = await openRingingBack(before);
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const callback = await wantsRungBack(world);
  const weekly = [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '12:00' }];
  await world.publish({ ...before, version: 2, calendars: [officeHours({ weekly })] });
  await until(world, MONDAY_10H + 2 * HOUR - 1);
  expect(callback.stage).toBe('queued');
  await world.pass(1);
  expect(callback.stage).toBe('postponed');
});

test('a service that is closed from now on lets go of those it was going to ring back', async () => {
  const before = ringingBack({ dialling: 'callerFirst' });
  const world = await openRingingBack(before);
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const callback = await wantsRungBack(world);
  const weekly = [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '09:00' }];
  await world.publish({ ...before, version: 2, calendars: [officeHours({ weekly })] });
  await world.pass(1);
  expect(callback.stage).toBe('postponed');
  await world.agent('ana').asks('agent.readyRequested');
  expect(callback.dials).toBe(0);
});
