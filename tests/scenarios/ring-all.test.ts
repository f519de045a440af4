import { expect, test } from 'vitest';
import { aDefinition, anAgent, aQueue } from './builders.ts';
import { World } from './world.ts';

const NAMES = ['ana', 'bob', 'cleo', 'dan'];

const definition = (ringAtOnce?: number) =>
  aDefinition({
    queues: [aQueue('support', { strategy: 'ringAll', ...(ringAtOnce === undefined ? {} : { ringAtOnce }) })],
    agents: NAMES.map((name) => anAgent(name, { wrapUpMs: 0 })),
  });

async function centre(ringAtOnce?: number, ...names: string[]): Promise<World> {
  const world = await World.open({ definition: definition(ringAtOnce) });
  await world.ready(...names);
  return world;
}

const misses = (world: World, name: string): number | undefined => world.engine.state.agents.get(name as never)?.misses;

test('several telephones ring at once, the first who answers has the call, the others are let go without a miss', async () => {
  const world = await centre(undefined, 'ana', 'bob', 'cleo');
  const caller = await world.dialsAndWaits();
  expect(caller.ringsAt).toEqual(['ana', 'bob', 'cleo']);
  const legs = new Map(['ana', 'cleo'].map((name) => [name, world.agent(name).legId]));
  await world.agent('bob').answers();
  expect(caller.stage).toBe('talking');
  expect(await world.events('call.answered')).toMatchObject([{ agentId: 'bob' }]);
  expect(await world.events('offer.withdrawn')).toMatchObject([
    { agentId: 'ana', reason: 'answeredElsewhere' },
    { agentId: 'cleo', reason: 'answeredElsewhere' },
  ]);
  for (const [name, legId] of legs) {
    expect(world.gateway.done).toContainEqual(
      expect.objectContaining({ type: 'releaseLeg', legId, cause: 'completedElsewhere' }),
    );
    expect([world.agent(name).status, misses(world, name)]).toEqual(['ready', 0]);
  }
  const sent = world.gateway.done.map((command) => command.type);
  expect(sent.indexOf('bridgeLeg')).toBeLessThan(sent.indexOf('releaseLeg'));
});

test('no more telephones ring than the queue allows; two callers share those there are', async () => {
  const world = await centre(2, 'ana', 'bob', 'cleo');
  const first = await world.dialsAndWaits();
  expect(first.ringsAt).toEqual(['ana', 'bob']);
  const second = await world.dialsAndWaits();
  expect(second.ringsAt).toEqual(['cleo']);
  await world.ready('dan');
  expect([first.ringsAt, second.ringsAt]).toEqual([
    ['ana', 'bob'],
    ['cleo', 'dan'],
  ]);
});

test('callers and agents who come together are matched together: each caller is rung for before any is rung for twice', async () => {
  const world = await centre(undefined, 'ana', 'bob');
  const callers = [await world.dials(), await world.dials()];
  await world.pass(3_000);
  expect(callers.map((caller) => caller.ringsAt)).toEqual([['ana', 'bob'], []]);
  await world.agent('ana').declines();
  expect(callers.map((caller) => caller.ringsAt)).toEqual([['bob'], ['ana']]);
});

test('one who declines leaves the others ringing; when all have rung out the call waits in its place', async () => {
  const world = await centre(undefined, 'ana', 'bob', 'cleo');
  const caller = await world.dialsAndWaits();
  await world.agent('ana').declines();
  expect(caller.ringsAt).toEqual(['bob', 'cleo']);
  expect([misses(world, 'ana'), misses(world, 'bob')]).toEqual([1, 0]);
  await world.pass(20_000);
  expect(await world.events('offer.expired')).toMatchObject([{ agentId: 'bob' }, { agentId: 'cleo' }]);
  expect(caller.ringsAt).toEqual(['ana']);
  await world.pass(7_000);
  expect(caller.position).toBe(1);
});

test('both answer in the same instant: the first has the call, the other is let go and is free', async () => {
  const world = await centre(undefined, 'ana', 'bob');
  const caller = await world.dialsAndWaits();
  const answeredAt = world.clock.now();
  const { callId } = caller;
  const [ana, bob] = ['ana', 'bob'].map((name) => world.agent(name).legId as never);
  await world.says(
    { type: 'leg.answered', callId, legId: bob as never, answeredAt },
    { type: 'leg.answered', callId, legId: ana as never, answeredAt },
  );
  expect(await world.events('offer.accepted')).toMatchObject([{ agentId: 'bob' }]);
  expect([world.agent('ana').status, world.agent('bob').status]).toEqual(['ready', 'talking']);
});

test('the caller leaves: every telephone falls silent, nobody has missed anything', async () => {
  const world = await centre(undefined, 'ana', 'bob');
  const caller = await world.dialsAndWaits();
  await caller.hangsUp('cancelled');
  expect(await caller.ending()).toMatchObject({ outcome: 'abandonedWhileRinging' });
  expect([misses(world, 'ana'), misses(world, 'bob')]).toEqual([0, 0]);
  expect(['ana', 'bob'].map((name) => world.agent(name).status)).toEqual(['ready', 'ready']);
});

test('an agent who comes free is rung as well for a caller who is being rung for', async () => {
  const world = await centre(undefined, 'ana');
  const caller = await world.dialsAndWaits();
  await world.pass(10_000);
  await world.ready('bob');
  expect(caller.ringsAt).toEqual(['ana', 'bob']);
  await world.pass(10_000);
  expect(caller.ringsAt).toEqual(['bob']);
});

test('the death of the engine while several telephones ring changes nothing', async () => {
  const world = await centre(undefined, 'ana', 'bob');
  const caller = await world.dialsAndWaits();
  await world.killAndRestart(1_000);
  expect(caller.ringsAt).toEqual(['ana', 'bob']);
  await world.agent('bob').answers();
  expect(caller.stage).toBe('talking');
});
