import { expect, test } from 'vitest';
import { World } from './world.ts';

async function busyWorld() {
  const world = await World.open();
  await world.ready('ana', 'bob');
  const talking = await world.dialsAndWaits();
  await world.agent('ana').answers();
  const ringing = await world.dialsAndWaits();
  await world.agent('bob').asks('agent.nextStateRequested', { next: { status: 'notReady', reason: 'lunch' } });
  const waiting = await world.dialsAndWaits();
  return { world, talking, ringing, waiting };
}

test('a gateway that restarts holds no leg: its calls end, each with its outcome, and the agents are freed', async () => {
  const { world, talking, ringing, waiting } = await busyWorld();
  await world.gatewayRestarts();
  expect(await talking.ending()).toMatchObject({ outcome: 'answered', by: 'system', cause: 'gatewayFailure' });
  expect(await ringing.ending()).toMatchObject({ outcome: 'technicalFailure', by: 'system' });
  expect(await waiting.ending()).toMatchObject({ outcome: 'technicalFailure' });
  expect(world.agent('ana').status).toBe('wrapUp');
  expect(world.agent('bob').status).toBe('notReady(lunch)');
  expect(world.engine.state.calls.size).toBe(0);
});

test('a periodic census that agrees changes nothing', async () => {
  const { world } = await busyWorld();
  await world.pass(10_000);
  await world.census();
  const before = (await world.journal()).length;
  await world.census();
  expect(await world.journal()).toHaveLength(before);
});

test('a ghost caller, whose leg the gateway no longer has, does not wait for ever', async () => {
  const { world, waiting } = await busyWorld();
  await world.pass(10_000);
  world.gateway.legs.delete(waiting.legId);
  await world.census();
  expect(await waiting.ending()).toMatchObject({ outcome: 'technicalFailure', cause: 'gatewayFailure' });
});

test('a conversation whose agent leg has vanished takes its caller back to the queue', async () => {
  const { world, talking } = await busyWorld();
  await world.pass(10_000);
  world.gateway.legs.delete(world.agent('ana').legId as never);
  await world.census();
  expect(talking.stage).toBe('queued');
  expect(world.agent('ana').status).toBe('wrapUp');
});

test('a call that arrived while the census travelled is not taken for a ghost', async () => {
  const { world } = await busyWorld();
  world.gateway.ignores('answerCaller');
  const arrival = await world.dials();
  world.gateway.legs.delete(arrival.legId);
  await world.census();
  expect(arrival.stage).toBe('answering');
});

test('a call that is over for us and not for the gateway is ended there', async () => {
  const { world, waiting } = await busyWorld();
  world.gateway.ignores('releaseCall');
  const stray = { callId: 'call-stray' as never, legId: 'leg-stray' as never, ring: undefined };
  world.gateway.legs.set(stray.legId, { ...stray, status: 'answered' });
  await world.census();
  expect(world.gateway.done).toContainEqual({ type: 'releaseCall', callId: 'call-stray', cause: 'gatewayFailure' });
  expect(waiting.stage).toBe('queued');
});

test('telephones that a census no longer names are lost, those it names are found', async () => {
  const world = await World.open();
  await world.ready('ana');
  world.gateway.census(world.clock.now(), ['bob-phone'], 'periodic');
  await world.settle();
  expect(world.agent('ana').status).toBe('notReady(deviceLost)');
  await world.agent('bob').asks('agent.loginRequested');
  expect(await world.agent('bob').asks('agent.readyRequested')).toBe('accepted');
});
