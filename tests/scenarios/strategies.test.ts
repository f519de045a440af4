import type { QueueDefinition } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { aDefinition, anAgent, aQueue } from './builders.ts';
import { World } from './world.ts';

const NAMES = ['ana', 'bob', 'cleo'];

/** Three agents without wrap-up, ready in the order of their names, in one queue of a strategy. */
async function centre(strategy: QueueDefinition['strategy']): Promise<World> {
  const world = await World.open({
    definition: aDefinition({
      queues: [aQueue('support', { strategy })],
      agents: NAMES.map((name) => anAgent(name, { wrapUpMs: 0 })),
    }),
  });
  await world.ready(...NAMES);
  return world;
}

/** A call from its ring to its end; gives who had it. */
async function serves(world: World, talkMs = 60_000): Promise<string | undefined> {
  const caller = await world.dialsAndWaits();
  const agentId = caller.offeredTo;
  if (agentId === undefined) return undefined;
  await world.agent(agentId).answers();
  await world.pass(talkMs);
  await caller.hangsUp();
  return agentId;
}

async function servesInTurn(world: World, talks: readonly number[]): Promise<readonly (string | undefined)[]> {
  const served = [];
  for (const talkMs of talks) served.push(await serves(world, talkMs));
  return served;
}

/** Not ready for a moment: behind the others by idleness. */
async function pauses(world: World, name: string): Promise<void> {
  await world.agent(name).asks('agent.pauseRequested', { reason: 'lunch' });
  await world.agent(name).asks('agent.readyRequested');
  await world.pass(1);
}

test('longestIdle: whoever has been free for the longest time', async () => {
  const world = await centre('longestIdle');
  expect(await servesInTurn(world, [1_000, 1_000])).toEqual(['ana', 'bob']);
  await pauses(world, 'cleo');
  expect(await serves(world)).toBe('ana');
});

test('roundRobin: whoever was offered a call of the queue the longest ago, however long they have been free', async () => {
  const world = await centre('roundRobin');
  expect(await servesInTurn(world, [1_000, 1_000])).toEqual(['ana', 'bob']);
  await pauses(world, 'cleo');
  expect(await serves(world)).toBe('cleo');
  await pauses(world, 'ana');
  expect(await serves(world)).toBe('ana');
});

test('fewestCalls: whoever has had the fewest since they logged in', async () => {
  const world = await centre('fewestCalls');
  expect(await servesInTurn(world, [1_000, 1_000, 1_000, 1_000])).toEqual(['ana', 'bob', 'cleo', 'ana']);
  await pauses(world, 'bob');
  await pauses(world, 'cleo');
  expect(await servesInTurn(world, [1_000, 1_000])).toEqual(['bob', 'cleo']);
  await world.agent('cleo').asks('agent.logoutRequested');
  await world.ready('cleo');
  expect(await serves(world)).toBe('cleo');
});

test('leastTalkTime: whoever has talked least since they logged in', async () => {
  const world = await centre('leastTalkTime');
  expect(await servesInTurn(world, [300_000, 60_000, 120_000])).toEqual(['ana', 'bob', 'cleo']);
  expect(await servesInTurn(world, [30_000, 60_000])).toEqual(['bob', 'bob']);
  expect(await serves(world)).toBe('cleo');
});

test('linear: in the order of the definition', async () => {
  const world = await centre('linear');
  expect(await servesInTurn(world, [1_000, 1_000])).toEqual(['ana', 'ana']);
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  expect(await serves(world)).toBe('bob');
});

test('random: everyone is drawn sooner or later, and whoever replays the journal draws the same', async () => {
  const world = await centre('random');
  const served = await servesInTurn(
    world,
    Array.from({ length: 30 }, () => 1_000),
  );
  for (const name of NAMES) expect(served.filter((each) => each === name).length).toBeGreaterThan(3);
  expect(new Set(served.map((each, at) => `${each} ${served[at + 1]}`)).size).toBeGreaterThan(5);
  const again = await centre('random');
  expect(
    await servesInTurn(
      again,
      Array.from({ length: 30 }, () => 1_000),
    ),
  ).toEqual(served);
});

test('the reason of an offer names the strategy that chose its agent', async () => {
  const world = await centre('leastTalkTime');
  await serves(world);
  expect(await world.events('offer.made')).toMatchObject([{ because: 'leastTalkTime', queueId: 'support' }]);
});

test('what an agent has done survives the death of the engine', async () => {
  const world = await centre('leastTalkTime');
  expect(await servesInTurn(world, [300_000, 60_000, 120_000])).toEqual(['ana', 'bob', 'cleo']);
  await world.killAndRestart();
  expect(await serves(world)).toBe('bob');
});
