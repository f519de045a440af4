import type { ServiceDefinition } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { aDefinition, anAgent, aQueue, aService } from './builders.ts';
import { World } from './world.ts';

/** `ana` is in `support`, `zoe` in `second`, where callers of `support` go after a minute. */
const definition = () =>
  aDefinition({
    queues: [aQueue('support', { overflowTo: { queueId: 'second' as never, afterMs: 60_000 } }), aQueue('second')],
    services: [aService('desk'), aService('other', { numbers: ['8009'], queueId: 'second' as never })],
    agents: [anAgent('ana'), anAgent('zoe', { queues: [{ queueId: 'second' as never }] })],
  });

async function present(world: World, ...names: string[]): Promise<void> {
  for (const name of names) {
    await world.agent(name).registers();
    await world.agent(name).asks('agent.loginRequested');
  }
}

test('after the wait of its queue the call stands in another one, before those who came there later', async () => {
  const world = await World.open({ definition: definition() });
  await present(world, 'ana', 'zoe');
  const caller = await world.dialsAndWaits();
  await world.pass(30_000);
  const other = await world.dialsAndWaits('8009');
  await world.pass(26_000);
  expect(world.engine.state.calls.get(caller.callId)?.place?.queueId).toBe('support');
  await world.pass(2_000);
  expect(world.engine.state.calls.get(caller.callId)?.place?.queueId).toBe('second');
  expect([caller.position, other.position]).toEqual([1, 2]);
  expect((await world.events('call.queued')).at(-1)).toMatchObject({ queueId: 'second', because: 'overflow' });
  await world.agent('zoe').asks('agent.readyRequested');
  expect(caller.offeredTo).toBe('zoe');
});

test('a queue without anybody in service is no help: the call stays, and goes as soon as somebody is there', async () => {
  const world = await World.open({ definition: definition() });
  await present(world, 'ana');
  const caller = await world.dialsAndWaits();
  await world.pass(61_000);
  expect(await world.events('call.overflowSkipped')).toHaveLength(1);
  expect(world.engine.state.calls.get(caller.callId)?.place?.queueId).toBe('support');
  await world.ready('zoe');
  await world.pass(30_000);
  expect(caller.offeredTo).toBe('zoe');
});

test('the longest wait counts from the first queue: then the voicemail, as ever', async () => {
  const world = await World.open({ definition: definition() });
  await present(world, 'ana', 'zoe');
  const caller = await world.dialsAndWaits();
  await world.pass(299_000);
  expect(caller.stage).toBe('queued');
  await world.pass(2_000);
  expect(caller.stage).toBe('message');
});

test('a telephone that rings when the time is over goes on ringing', async () => {
  const world = await World.open({ definition: definition() });
  await present(world, 'ana', 'zoe');
  const caller = await world.dialsAndWaits();
  await world.pass(50_000);
  await world.agent('ana').asks('agent.readyRequested');
  await world.pass(10_000);
  expect(caller.offeredTo).toBe('ana');
  await world.agent('ana').answers();
  expect(caller.stage).toBe('talking');
});

test('an announcement that is being said when the call goes on to another queue gives way to the music', async () => {
  const announcements = { firstAfterMs: 59_000, everyMs: 60_000, position: ['position-1' as never] };
  const [desk, ...others] = definition().services;
  const world = await World.open({
    definition: { ...definition(), services: [{ ...(desk as ServiceDefinition), announcements }, ...others] },
  });
  await present(world, 'ana', 'zoe');
  const caller = await world.dialsAndWaits();
  await world.pass(59_000);
  expect(caller.hears).toEqual(['position-1']);
  await world.pass(1_000);
  expect(world.engine.state.calls.get(caller.callId)?.place?.queueId).toBe('second');
  expect(caller.hears).toEqual(['music']);
});
