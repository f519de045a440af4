import { expect, test } from 'vitest';
import { World } from './world.ts';

test('a caller hears the welcome, then music, is offered to the free agent, and they talk', async () => {
  const world = await World.open();
  await world.ready('ana');
  const caller = await world.dials();
  expect(caller.hears).toEqual(['welcome']);
  expect(caller.stage).toBe('welcome');

  await world.pass(3_000);
  expect(caller.hears).toEqual(['music']);
  expect(world.agent('ana').status).toBe('offered');

  await world.pass(2_000);
  await world.agent('ana').answers();
  expect(caller.hears).toBeUndefined();
  expect(caller.stage).toBe('talking');
  expect(world.agent('ana').status).toBe('talking');

  await world.pass(60_000);
  await caller.hangsUp();
  expect(await caller.ending()).toMatchObject({ outcome: 'answered', by: 'caller', cause: 'normal' });
  expect(world.agent('ana').status).toBe('wrapUp');
});

test('the wait runs from the end of the welcome to the bridge, by the instants of the gateway', async () => {
  const world = await World.open();
  await world.ready('ana');
  const arrivedAt = world.clock.now();
  const caller = await world.dials();
  await world.pass(3_000 + 2_000);
  await world.agent('ana').answers();
  const [queued] = await world.events('call.queued');
  const [answered] = await world.events('call.answered');
  expect(queued?.queuedAt).toBe(arrivedAt + 3_000);
  expect(answered).toMatchObject({ callId: caller.callId, agentId: 'ana', answeredAt: arrivedAt + 5_000 });
});

test('a service without a welcome queues its callers at the answer', async () => {
  const { aDefinition, aService } = await import('./builders.ts');
  const world = await World.open({ definition: aDefinition({ services: [aService('desk', { welcome: undefined })] }) });
  await world.ready('ana');
  const caller = await world.dials();
  expect(caller.stage).toBe('offered');
  expect((await world.events('call.queued'))[0]?.queuedAt).toBe(world.clock.now());
});

test('each call is answered once and ends once', async () => {
  const world = await World.open();
  await world.ready('ana', 'bob');
  const callers = [await world.dials(), await world.dials()];
  await world.pass(3_000);
  await world.agent('ana').answers();
  await world.agent('bob').answers();
  for (const caller of callers) await caller.hangsUp();
  expect(await world.events('call.answered')).toHaveLength(2);
  expect(await world.events('call.ended')).toHaveLength(2);
});
