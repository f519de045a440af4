import { expect, test } from 'vitest';
import { aDefinition, anAgent, aService } from './builders.ts';
import { World } from './world.ts';

/** A caller who left 8008 keeps their place for five minutes; 8009 is another service with the same queue. */
const definition = () =>
  aDefinition({
    services: [
      aService('desk', { redialKeepsPlaceMs: 300_000 }),
      aService('other', { numbers: ['8009'], redialKeepsPlaceMs: 300_000 }),
    ],
    agents: [anAgent('ana'), anAgent('bob')],
  });

async function centre(): Promise<World> {
  const world = await World.open({ definition: definition() });
  await world.agent('ana').registers();
  await world.agent('ana').asks('agent.loginRequested');
  return world;
}

const SAME = { partyRef: 'party-same' };

/** Waits two minutes, then hangs up. */
async function leavesAfterTwoMinutes(world: World): Promise<void> {
  const caller = await world.dialsAndWaits('8008', SAME);
  await world.pass(120_000);
  await caller.hangsUp();
}

test('whoever left the queue and calls again soon has not lost the time they had waited', async () => {
  const world = await centre();
  await leavesAfterTwoMinutes(world);
  const other = await world.dialsAndWaits();
  await world.pass(60_000);
  const again = await world.dialsAndWaits('8008', SAME);
  expect(await world.events('call.queued')).toMatchObject([{}, {}, { callId: again.callId, creditMs: 120_000 }]);
  expect([again.position, other.position]).toEqual([1, 2]);
  await world.agent('ana').asks('agent.readyRequested');
  expect(again.offeredTo).toBe('ana');
});

test('time away does not count: who came before them and waited longer stays before them', async () => {
  const world = await centre();
  const older = await world.dialsAndWaits();
  await leavesAfterTwoMinutes(world);
  await world.pass(60_000);
  const again = await world.dialsAndWaits('8008', SAME);
  expect([older.position, again.position]).toEqual([1, 2]);
});

test('leaving and calling again several times loses nothing', async () => {
  const world = await centre();
  await leavesAfterTwoMinutes(world);
  await leavesAfterTwoMinutes(world);
  await world.dialsAndWaits('8008', SAME);
  expect(await world.events('call.queued')).toMatchObject([{}, { creditMs: 120_000 }, { creditMs: 240_000 }]);
});

test('too late, for another service, or with another number, the wait begins anew', async () => {
  const world = await centre();
  await leavesAfterTwoMinutes(world);
  await world.dialsAndWaits('8009', SAME);
  await world.dialsAndWaits('8008', { partyRef: 'somebody-else' });
  await world.pass(300_000);
  await world.dialsAndWaits('8008', SAME);
  for (const queued of await world.events('call.queued')) expect(queued.creditMs).toBeUndefined();
});

test('whoever was answered has no place to keep', async () => {
  const world = await centre();
  const caller = await world.dialsAndWaits('8008', SAME);
  await world.agent('ana').asks('agent.readyRequested');
  await world.agent('ana').answers();
  await world.pass(60_000);
  await caller.hangsUp();
  await world.dialsAndWaits('8008', SAME);
  expect((await world.events('call.queued')).at(-1)?.creditMs).toBeUndefined();
});
