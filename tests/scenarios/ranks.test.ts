import { expect, test } from 'vitest';
import { aDefinition, anAgent, aQueue, aService } from './builders.ts';
import { World } from './world.ts';

const queues = ['support', 'second'].map((queueId) => ({ queueId: queueId as never }));

/** `ana` takes callers of `second` first, `bob` of `support`; 8009 leads to `second`, with another priority if given. */
const definition = (priority = 0) =>
  aDefinition({
    queues: [aQueue('support'), aQueue('second')],
    services: [aService('desk'), aService('other', { numbers: ['8009'], queueId: 'second' as never, priority })],
    agents: [
      anAgent('ana', {
        queues: [
          { ...queues[0]!, rank: 2 },
          { ...queues[1]!, rank: 1 },
        ],
      }),
      anAgent('bob', { queues }),
    ],
  });

async function bothWait(world: World) {
  for (const name of ['ana', 'bob']) {
    await world.agent(name).registers();
    await world.agent(name).asks('agent.loginRequested');
  }
  return { support: await world.dialsAndWaits(), second: await world.dialsAndWaits('8009') };
}

test('an agent takes the callers of the queue that comes first for them, though others have waited longer', async () => {
  const world = await World.open({ definition: definition() });
  const { support, second } = await bothWait(world);
  await world.agent('ana').asks('agent.readyRequested');
  expect([support.offeredTo, second.offeredTo]).toEqual([undefined, 'ana']);
});

test('where no rank says otherwise the oldest caller of all queues comes first', async () => {
  const world = await World.open({ definition: definition() });
  const { support, second } = await bothWait(world);
  await world.agent('bob').asks('agent.readyRequested');
  expect([support.offeredTo, second.offeredTo]).toEqual(['bob', undefined]);
});

test('priority stands above rank', async () => {
  const world = await World.open({ definition: definition(-5) });
  const { support } = await bothWait(world);
  await world.agent('ana').asks('agent.readyRequested');
  expect(support.offeredTo).toBe('ana');
});
