import { expect, test } from 'vitest';
import { MONDAY_10H } from './builders.ts';
import { askForCallback, openRingingBack, ringingBack, wantsRungBack } from './ringing-back.ts';

const HOUR = 3_600_000;
const open = () => openRingingBack(ringingBack());

test('a chosen time: nobody is rung before it, then in the order of that time', async () => {
  const world = await open();
  await world.ready('ana');
  const callback = await wantsRungBack(world, { dueAt: MONDAY_10H + HOUR });
  expect((await world.events('call.placed'))[0]).toMatchObject({ mode: 'slot', dueAt: MONDAY_10H + HOUR });
  expect(callback.stage).toBe('postponed');
  await world.pass(MONDAY_10H + HOUR - world.clock.now() - 1);
  expect(callback.offeredTo).toBeUndefined();
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const earlier = await world.dials();
  await world.pass(10_000);
  const later = await world.dialsAndWaits();
  expect(earlier.position).toBe(2);
  await world.agent('ana').asks('agent.readyRequested');
  expect(callback.offeredTo).toBe('ana');
  expect(later.position).toBe(3);
});

test.each([
  ['a service that is not there', { serviceId: 'nowhere' as never }, 'unknownService'],
  ['an agent who is not there', { agentId: 'nobody' as never }, 'unknownAgent'],
  ['the evening', { dueAt: MONDAY_10H + 10 * HOUR }, 'outOfHours'],
  ['next year', { dueAt: MONDAY_10H + 365 * 24 * HOUR }, 'tooLong'],
])('%s is refused', async (_what, change, reason) => {
  const world = await open();
  await world.ready('ana');
  expect(await askForCallback(world, change)).toMatchObject({ result: 'refused', reason });
  expect(await world.events('call.placed')).toEqual([]);
});

test('a time out of hours is refused with the next opening', async () => {
  const world = await open();
  await world.ready('ana');
  const reply = await askForCallback(world, { dueAt: MONDAY_10H + 10 * HOUR });
  expect(reply).toMatchObject({ possibleAt: MONDAY_10H + 22 * HOUR });
});

test('no call-backs where the service has none, nor ever to callers of a child protection line (C9)', async () => {
  const none = await openRingingBack(ringingBack({}, { callback: undefined, waitingKeys: [] }));
  await none.ready('ana');
  expect(await askForCallback(none)).toMatchObject({ reason: 'noCallback' });
  const children = await openRingingBack(
    ringingBack({}, { callback: undefined, waitingKeys: [], childProtection: true }),
  );
  await children.ready('ana');
  expect(await askForCallback(children)).toMatchObject({ reason: 'childProtection' });
});

test('a pending call-back to the same number is not doubled', async () => {
  const world = await open();
  await world.ready('ana');
  const callback = await wantsRungBack(world, { dueAt: MONDAY_10H + HOUR });
  expect(await askForCallback(world)).toMatchObject({ result: 'refused', reason: 'alreadyPending' });
  await world.request({ type: 'callback.cancelRequested', callId: callback.callId });
  expect(await askForCallback(world)).toMatchObject({ result: 'accepted' });
});

test('another time is chosen: earlier or later', async () => {
  const world = await open();
  await world.ready('ana');
  const callback = await wantsRungBack(world, { dueAt: MONDAY_10H + HOUR });
  const reschedule = (dueAt: number) =>
    world.request({ type: 'callback.rescheduleRequested', callId: callback.callId, dueAt });
  expect(await reschedule(MONDAY_10H + 2 * HOUR)).toMatchObject({ result: 'accepted' });
  await world.pass(HOUR + 60_000);
  expect(callback.stage).toBe('postponed');
  expect(await reschedule(MONDAY_10H + 11 * HOUR)).toMatchObject({ reason: 'outOfHours' });
  expect(await reschedule(world.clock.now())).toMatchObject({ result: 'accepted' });
  expect(callback.offeredTo).toBe('ana');
  expect(await reschedule(MONDAY_10H + 3 * HOUR)).toMatchObject({ reason: 'notNow' });
});

test.each(['postponed', 'offered', 'dialling'])('called off while %s', async (stage) => {
  const world = await open();
  await world.ready('ana');
  const callback = await wantsRungBack(world, stage === 'postponed' ? { dueAt: MONDAY_10H + HOUR } : {});
  if (stage === 'dialling') await world.agent('ana').answers();
  expect(callback.stage).toBe(stage);
  expect(await world.request({ type: 'callback.cancelRequested', callId: callback.callId })).toMatchObject({
    result: 'accepted',
  });
  expect(await callback.ending()).toMatchObject({ outcome: 'callbackCancelled', by: 'system' });
  expect(world.agent('ana').status).toBe('ready');
});

test('a call that is no call-back, or one in conversation, is not called off', async () => {
  const world = await open();
  await world.ready('ana');
  const caller = await world.dials();
  const cancel = (callId: string) => world.request({ type: 'callback.cancelRequested', callId: callId as never });
  expect(await cancel(caller.callId)).toMatchObject({ reason: 'notNow' });
  expect(await cancel('none')).toMatchObject({ reason: 'unknownCall' });
});
