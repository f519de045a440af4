import { expect, test } from 'vitest';
import { openRingingBack, ringingBack, wantsRungBack } from './ringing-back.ts';

const open = openRingingBack;

test('an agent is taken, then the caller is dialled, and the two hear each other', async () => {
  const world = await open();
  await world.ready('ana');
  const callback = await wantsRungBack(world);
  expect(callback.offeredTo).toBe('ana');
  expect((await world.events('offer.made'))[0]).toMatchObject({ because: 'callback' });
  expect(callback.dials).toBe(0);
  await world.agent('ana').answers();
  expect(callback.stage).toBe('dialling');
  expect(callback.dials).toBe(1);
  expect(world.agent('ana').status).toBe('connecting');
  await callback.answers();
  expect(callback.stage).toBe('talking');
  expect(await world.events('call.answered')).toMatchObject([{ callId: callback.callId, agentId: 'ana' }]);
  await callback.hangsUp();
  expect(await callback.ending()).toMatchObject({ outcome: 'answered', by: 'caller' });
  expect(world.agent('ana').status).toBe('wrapUp');
});

test('the order of things: opened, agent rung, caller dialled, joined', async () => {
  const world = await open();
  await world.ready('ana');
  const callback = await wantsRungBack(world);
  await world.agent('ana').answers();
  await callback.answers();
  const types = world.gateway.done.filter((each) => 'callId' in each && each.callId === callback.callId);
  expect(types.map((each) => each.type)).toEqual(['openCall', 'ringLeg', 'dialCaller', 'bridgeLeg']);
});

test('a call-back takes its turn like any caller', async () => {
  const world = await open();
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const first = await world.dialsAndWaits();
  const callback = await wantsRungBack(world);
  await world.pass(1_000);
  const last = await world.dialsAndWaits();
  await world.agent('ana').asks('agent.readyRequested');
  expect(first.offeredTo).toBe('ana');
  await world.agent('ana').answers();
  await first.hangsUp();
  await world.agent('ana').asks('agent.wrapUpEndRequested');
  expect(callback.offeredTo).toBe('ana');
  expect(last.position).toBe(2);
});

test('an agent who does not answer is a miss, and the next one is rung; nobody has been dialled', async () => {
  const world = await open();
  await world.ready('ana', 'bob');
  const callback = await wantsRungBack(world);
  await world.agent('ana').declines();
  expect(callback.offeredTo).toBe('bob');
  expect(callback.dials).toBe(0);
});

test('it is for the agent it was asked for, when they are there', async () => {
  const world = await open();
  await world.ready('ana', 'bob');
  const callback = await wantsRungBack(world, { agentId: 'bob' as never });
  expect(callback.offeredTo).toBe('bob');
});

test('it waits for the agent it was asked for for a while, then anyone may take it', async () => {
  const world = await open();
  await world.ready('bob');
  await world.agent('bob').asks('agent.pauseRequested', { reason: 'lunch' });
  await world.ready('ana');
  const callback = await wantsRungBack(world, { agentId: 'bob' as never });
  expect(callback.offeredTo).toBeUndefined();
  await world.pass(30_000);
  expect(callback.offeredTo).toBe('ana');
});

test('an agent who drops out while the telephone rings: it stops, and the next agent is tried', async () => {
  const world = await open();
  await world.ready('ana', 'bob');
  const callback = await wantsRungBack(world);
  await world.agent('ana').answers();
  await world.agent('ana').hangsUp();
  expect(await world.events('call.dialFailed')).toMatchObject([{ attempt: 1, cause: 'cancelled' }]);
  await world.pass(1);
  expect(callback.offeredTo).toBe('bob');
  await world.agent('bob').answers();
  expect(callback.dials).toBe(2);
});

test('nobody hears music or an announcement on a call without a caller', async () => {
  const world = await open();
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const callback = await wantsRungBack(world);
  await world.pass(900_000);
  expect(callback.stage).toBe('queued');
  expect(callback.hears).toBeUndefined();
  expect(await world.events('call.overflowed')).toEqual([]);
});

test('nobody is there any more: a call-back waits, there is no voicemail for it', async () => {
  const world = await open();
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const callback = await wantsRungBack(world);
  await world.agent('ana').asks('agent.logoutRequested');
  expect(callback.stage).toBe('queued');
});

test('the census of a gateway that has not been asked to dial yet ends nothing', async () => {
  const world = await open();
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const callback = await wantsRungBack(world);
  await world.pass(60_000);
  await world.census();
  expect(callback.stage).toBe('queued');
});

test('a dial that travelled while a census was taken is not missed by it; an older one is gone', async () => {
  const world = await open();
  await world.ready('ana');
  const callback = await wantsRungBack(world);
  world.gateway.ignores('dialCaller');
  await world.agent('ana').answers();
  await world.pass(4_000);
  await world.census();
  expect(callback.stage).toBe('dialling');
  await world.pass(2_000);
  await world.census();
  expect(await world.events('call.dialFailed')).toMatchObject([{ cause: 'gatewayFailure' }]);
});

test('a gateway that restarts while the telephone rings: tried again later, the agent is free', async () => {
  const world = await open();
  await world.ready('ana');
  const callback = await wantsRungBack(world);
  await world.agent('ana').answers();
  await world.pass(1_000);
  await world.gatewayRestarts();
  expect(callback.stage).toBe('postponed');
  expect(world.agent('ana').status).toBe('ready');
  await world.pass(600_000);
  expect(callback.offeredTo).toBe('ana');
});

test('one who has answered but could not be joined is first in line, and has all the wait of a caller before them', async () => {
  const world = await open();
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const callback = await wantsRungBack(world);
  await world.pass(400_000);
  const caller = await world.dialsAndWaits();
  await world.agent('ana').asks('agent.readyRequested');
  await world.agent('ana').answers();
  world.gateway.ignores('bridgeLeg');
  await callback.answers();
  await world.agent('ana').hangsUp();
  expect(callback.stage).toBe('queued');
  expect(callback.hears).toEqual(['music']);
  world.gateway.behaves();
  await world.pass(200_000);
  expect(callback.stage).toBe('queued');
  await world.ready('bob');
  expect([callback.offeredTo, caller.offeredTo]).toEqual(['bob', undefined]);
});

test("call-backs in line take no caller's place: the line is full of callers, or not at all", async () => {
  const world = await openRingingBack(ringingBack({}, { maximumWaiting: 1 }));
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const callback = await wantsRungBack(world);
  expect(callback.stage).toBe('queued');
  expect((await world.dialsAndWaits()).stage).toBe('queued');
  expect((await world.dialsAndWaits()).stage).toBe('message');
});
