import { expect, test } from 'vitest';
import { aDefinition, aService } from './builders.ts';
import { World } from './world.ts';

const VIP = 'party-vip';

const definition = () =>
  aDefinition({
    services: [aService('desk'), aService('urgent', { numbers: ['8009'], priority: 5 })],
    partyRules: [{ partyRef: VIP as never, kind: 'vip', priority: 50 }],
  });

/** `ana` is in service and busy elsewhere: nobody is free until she says so. */
async function centre(): Promise<World> {
  const world = await World.open({ definition: definition() });
  await world.agent('ana').registers();
  await world.agent('ana').asks('agent.loginRequested');
  return world;
}

test('callers of a service of higher priority stand before others, and among themselves by age', async () => {
  const world = await centre();
  const plain = await world.dialsAndWaits();
  const urgent = [await world.dialsAndWaits('8009'), await world.dialsAndWaits('8009')];
  expect([plain, ...urgent].map((caller) => caller.position)).toEqual([3, 1, 2]);
  await world.agent('ana').asks('agent.readyRequested');
  expect(urgent[0]!.offeredTo).toBe('ana');
});

test("a caller's own rule stands above the service they call", async () => {
  const world = await centre();
  await world.dialsAndWaits('8009');
  const vip = await world.dialsAndWaits('8008', { partyRef: VIP });
  expect(vip.position).toBe(1);
  expect(await world.events('call.queued')).toMatchObject([{ priority: 5 }, { priority: 50 }]);
});

test('a priority is kept when the call rings out, and when it comes back from an agent whose line was cut', async () => {
  const world = await centre();
  const vip = await world.dialsAndWaits('8008', { partyRef: VIP });
  await world.agent('ana').asks('agent.readyRequested');
  await world.agent('ana').answers();
  await world.agent('ana').hangsUp('unavailable');
  expect(await world.events('call.queued')).toMatchObject([{ priority: 50 }, { priority: 50, because: 'returned' }]);
  expect(vip.stage).toBe('queued');
});
