import { expect, test } from 'vitest';
import { aDefinition, anAgent, aQueue } from './builders.ts';
import { World } from './world.ts';

const inTier = (tier: number) => [{ queueId: 'support' as never, tier }];

/** `ana` is asked at once, `bob` after 20 s, `cleo` after 60 s. */
const definition = () =>
  aDefinition({
    queues: [
      aQueue('support', {
        tiers: [
          { tier: 2, afterMs: 60_000 },
          { tier: 1, afterMs: 20_000 },
        ],
      }),
    ],
    agents: [anAgent('cleo', { queues: inTier(2) }), anAgent('bob', { queues: inTier(1) }), anAgent('ana')],
  });

test('reinforcements are asked only after a wait, tier by tier, and the place is kept', async () => {
  const world = await World.open({ definition: definition() });
  await world.ready('cleo', 'bob');
  const caller = await world.dialsAndWaits();
  const later = await world.dialsAndWaits();
  expect(caller.offeredTo).toBeUndefined();
  await world.pass(16_000);
  expect(caller.offeredTo).toBeUndefined();
  await world.pass(1_000);
  expect([caller.offeredTo, later.offeredTo]).toEqual(['bob', undefined]);
  expect(await world.events('call.tierOpened')).toMatchObject([{ callId: caller.callId, tier: 1 }]);
  expect([caller.position, later.position]).toEqual([1, 2]);
  await world.agent('bob').answers();
  await world.pass(43_000);
  expect(later.offeredTo).toBe('cleo');
  expect(await world.events('call.queued')).toHaveLength(2);
});

test('someone of the first tier is asked before a reinforcement who has been free for longer, until the wait is long', async () => {
  const world = await World.open({ definition: definition() });
  await world.ready('bob', 'ana');
  expect((await world.dialsAndWaits()).offeredTo).toBe('ana');
});

test('a tier opens while the telephone of the tier before rings, and counts when it rings out', async () => {
  const world = await World.open({ definition: definition() });
  await world.ready('bob', 'ana');
  const caller = await world.dialsAndWaits();
  await world.pass(20_000);
  expect(caller.offeredTo).toBe('bob');
});

test('tiers that were open stay open through the death of the engine, and the next one opens in time', async () => {
  const world = await World.open({ definition: definition() });
  await world.ready('cleo');
  const caller = await world.dialsAndWaits();
  await world.pass(30_000);
  expect(world.engine.state.calls.get(caller.callId)?.tier).toBe(1);
  await world.killAndRestart(5_000);
  expect(world.engine.state.calls.get(caller.callId)?.tier).toBe(1);
  await world.pass(25_000);
  expect(caller.offeredTo).toBe('cleo');
});
