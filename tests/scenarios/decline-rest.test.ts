import { expect, test } from 'vitest';
import { aDefinition, anAgent, aQueue } from './builders.ts';
import { World } from './world.ts';

const centre = (missRestMs?: number) =>
  World.open({
    definition: aDefinition({
      queues: [aQueue('support', { missLimit: 9, ...(missRestMs === undefined ? {} : { missRestMs }) })],
      agents: [anAgent('ana'), anAgent('bob')],
    }),
  });

test('whoever declines a call is not asked for the same one at once, but for another', async () => {
  const world = await centre();
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  await world.agent('ana').declines();
  expect([caller.offeredTo, world.agent('ana').status]).toEqual([undefined, 'ready']);
  const later = await world.dialsAndWaits();
  expect(later.offeredTo).toBe('ana');
  expect([caller.position, later.position]).toEqual([1, 2]);
});

test('after the rest they are asked again', async () => {
  const world = await centre();
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  await world.agent('ana').declines();
  await world.pass(9_999);
  expect(caller.offeredTo).toBeUndefined();
  await world.pass(1);
  expect(await world.events('call.restEnded')).toMatchObject([{ callId: caller.callId, agentId: 'ana' }]);
  expect(caller.offeredTo).toBe('ana');
});

test('others are asked meanwhile', async () => {
  const world = await centre();
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  await world.agent('ana').declines();
  await world.ready('bob');
  expect(caller.offeredTo).toBe('bob');
});

test('the queue says how long the rest is; without one the call comes back at once', async () => {
  const long = await centre(60_000);
  await long.ready('ana');
  const caller = await long.dialsAndWaits();
  await long.agent('ana').declines();
  await long.pass(59_000);
  expect(caller.offeredTo).toBeUndefined();
  await long.pass(1_000);
  expect(caller.offeredTo).toBe('ana');
  const none = await centre(0);
  await none.ready('ana');
  const again = await none.dialsAndWaits();
  await none.agent('ana').declines();
  expect(again.offeredTo).toBe('ana');
});

test('a technical failure is no refusal: whoever comes back from it may be asked again', async () => {
  const world = await centre(60_000);
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  await world.agent('ana').hangsUp('busy');
  await world.pass(2_000);
  expect(caller.offeredTo).toBe('ana');
});
