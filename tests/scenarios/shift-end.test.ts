import { expect, test } from 'vitest';
import { aShift, at, until } from './at-work.ts';
import { World } from './world.ts';

/** Ana's shift ends at 11:00. */
async function atWork(...more: readonly ReturnType<typeof aShift>[]) {
  const world = await World.open();
  await world.ready('ana', 'bob');
  await world.roster([aShift('ana', '08:00', '11:00'), ...more]);
  await world.pass(1);
  return world;
}

test.each([
  ['ready', async () => undefined],
  ['on a break', async (world: World) => world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' })],
])('who is %s leaves service', async (_what, prepare) => {
  const world = await atWork();
  await prepare(world);
  await until(world, '11:00');
  expect(world.agent('ana').status).toBe('loggedOut');
  expect(await world.events('agent.loggedOut')).toMatchObject([{ agentId: 'ana', reason: 'shiftEnd' }]);
});

test('the last call is finished first, with its wrap-up; then they leave', async () => {
  const world = await atWork();
  const caller = await world.dialsAndWaits();
  await world.agent('ana').answers();
  await until(world, '11:00');
  expect(world.agent('ana').status).toBe('talking');
  expect(world.engine.state.agents.get('ana' as never)?.next).toEqual({ status: 'loggedOut' });
  await caller.hangsUp();
  expect(world.agent('ana').status).toBe('wrapUp');
  await world.pass(30_000);
  expect(world.agent('ana').status).toBe('loggedOut');
});

test('the end is visible and may be called off: they stay', async () => {
  const world = await atWork();
  const caller = await world.dialsAndWaits();
  await world.agent('ana').answers();
  await until(world, '11:00');
  expect(await world.agent('ana').asks('agent.nextStateRequested')).toBe('accepted');
  await caller.hangsUp();
  await world.pass(30_000);
  expect(world.agent('ana').status).toBe('ready');
});

test('a telephone that rings at the end: the caller goes to the next one when it is not answered', async () => {
  const world = await atWork();
  await until(world, '10:59');
  await world.pass(50_000);
  const caller = await world.dialsAndWaits();
  expect(caller.offeredTo).toBe('ana');
  await until(world, '11:00');
  expect(world.agent('ana').status).toBe('offered');
  await world.pass(20_000);
  expect(world.agent('ana').status).toBe('loggedOut');
  expect(caller.offeredTo).toBe('bob');
});

test('extended: they stay until then', async () => {
  const world = await atWork();
  expect(await world.agent('ana').asks('agent.shiftExtendRequested', { untilAt: at('11:30') })).toBe('accepted');
  expect(await world.events('shift.extended')).toMatchObject([{ agentId: 'ana', endsAt: at('11:30') }]);
  await until(world, '11:29');
  expect(world.agent('ana').status).toBe('ready');
  await until(world, '11:30');
  expect(world.agent('ana').status).toBe('loggedOut');
});

test('extended while finishing the last call: the end is called off', async () => {
  const world = await atWork();
  const caller = await world.dialsAndWaits();
  await world.agent('ana').answers();
  await until(world, '11:05');
  expect(await world.agent('ana').asks('agent.shiftExtendRequested', { untilAt: at('11:30') })).toBe('accepted');
  await caller.hangsUp();
  await world.pass(30_000);
  expect(world.agent('ana').status).toBe('ready');
  await until(world, '11:30');
  expect(world.agent('ana').status).toBe('loggedOut');
});

test.each([
  ['to before its end', '10:30', 'notNow'],
  ['by a night', '23:00', 'tooLong'],
])('an extension %s is refused', async (_what, time, reason) => {
  const world = await atWork();
  await world.pass(1);
  expect(await world.agent('ana').asks('agent.shiftExtendRequested', { untilAt: at(time) })).toBe(reason);
});

test('who has no shift has none to extend', async () => {
  const world = await atWork();
  expect(await world.agent('bob').asks('agent.shiftExtendRequested', { untilAt: at('12:00') })).toBe('unknownShift');
});

test('who goes on with another shift does not leave', async () => {
  const world = await atWork(aShift('ana', '11:00', '14:00'));
  await until(world, '12:00');
  expect(world.agent('ana').status).toBe('ready');
  expect(await world.events('shift.ended')).toHaveLength(1);
});

test('a new roster keeps an extension that is longer than its plan', async () => {
  const world = await atWork();
  await world.pass(1);
  await world.agent('ana').asks('agent.shiftExtendRequested', { untilAt: at('11:30') });
  await world.roster([aShift('ana', '08:00', '11:00')], 2);
  await until(world, '11:29');
  expect(world.agent('ana').status).toBe('ready');
});

test('the last one leaves at the end: who waits is sent where nobody-is-there sends a new caller', async () => {
  const world = await World.open();
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const caller = await world.dialsAndWaits();
  await world.roster([aShift('ana', '08:00', '10:01')]);
  await until(world, '10:01');
  expect(caller.stage).toBe('message');
});
