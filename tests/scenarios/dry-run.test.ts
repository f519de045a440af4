import type { Definition, DryRun } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { aDefinition, anAgent, aQueue, aService } from './builders.ts';
import { World, type Caller } from './world.ts';

const agents = ['ana', 'bob', 'cleo'].map((name) => anAgent(name, { wrapUpMs: 10_000 }));
const asIs = () => aDefinition({ agents });

async function tries(world: World, definition: Definition, calls = 50): Promise<DryRun> {
  const reply = await world.request({
    type: 'definition.tryRequested',
    definition: { ...definition, version: 9 },
    calls,
  });
  if (reply.result !== 'accepted' || !reply.dryRun) throw new Error(JSON.stringify(reply));
  return reply.dryRun;
}

const hands = (run: DryRun, which: 'was' | 'would') => run.calls.map((call) => call[which]?.agentId);

async function serves(world: World, talkMs: number): Promise<void> {
  const caller = await world.dialsAndWaits();
  await world.agent(caller.offeredTo as string).answers();
  await world.pass(talkMs);
  await caller.hangsUp();
  await world.pass(10_000);
}

/** Three agents; six calls one after the other, then three at once and one who waits. */
async function aMorning(): Promise<{ world: World; waiting: Caller }> {
  const world = await World.open({ definition: asIs() });
  await world.ready('ana', 'bob', 'cleo');
  for (const talkMs of [60_000, 30_000, 90_000, 20_000, 20_000, 20_000]) await serves(world, talkMs);
  const callers = [];
  for (let n = 0; n < 4; n += 1) callers.push(await world.dialsAndWaits());
  for (const { offeredTo } of callers) if (offeredTo !== undefined) await world.agent(offeredTo).answers();
  await world.pass(15_000);
  await callers[0]!.hangsUp();
  await world.pass(10_000);
  return { world, waiting: callers[3] as Caller };
}

test('the definition in force would have done what it did', async () => {
  const { world } = await aMorning();
  const run = await tries(world, asIs());
  expect(run.calls).toHaveLength(10);
  expect(run.changed).toBe(0);
  expect(hands(run, 'would')).toEqual(hands(run, 'was'));
  expect(run.calls.map((call) => call.would?.waitMs)).toEqual(run.calls.map((call) => call.was?.waitMs));
  expect(run.calls.at(-1)?.was?.waitMs).toBeGreaterThan(15_000);
});

test('another strategy would have given the same calls to others', async () => {
  const { world } = await aMorning();
  const run = await tries(world, aDefinition({ agents, queues: [aQueue('support', { strategy: 'linear' })] }), 10);
  expect(hands(run, 'would').slice(0, 6)).toEqual(['ana', 'ana', 'ana', 'ana', 'ana', 'ana']);
  expect(hands(run, 'was').slice(0, 3)).toEqual(['ana', 'bob', 'cleo']);
  expect(run.changed).toBe(run.calls.filter((call) => call.was?.agentId !== call.would?.agentId).length);
  expect(run.changed).toBeGreaterThanOrEqual(4);
});

test('a skill that one agent has would have sent everybody to that one, and who waits waits longer', async () => {
  const { world } = await aMorning();
  const skilled = agents.map((each) => (each.agentId === 'bob' ? { ...each, skills: { vpn: 3 } as never } : each));
  const definition = aDefinition({
    ...{ agents: skilled, skills: [{ skillId: 'vpn' as never, name: 'VPN' }] },
    services: [aService('desk', { needs: [{ skillId: 'vpn' as never, level: 2 }] })],
  });
  const run = await tries(world, definition);
  expect(new Set(hands(run, 'would'))).toEqual(new Set(['bob', undefined]));
  const [, , , , , , , second] = run.calls;
  expect(second?.would?.waitMs ?? Infinity).toBeGreaterThan(second?.was?.waitMs ?? 0);
});

test('tiers widen with the wait, in the trial as in life', async () => {
  const world = await World.open({ definition: asIs() });
  await world.ready('ana');
  await serves(world, 30_000);
  const inTier = agents.map((each) => ({ ...each, queues: [{ queueId: 'support' as never, tier: 1 }] }));
  const queues = [aQueue('support', { tiers: [{ tier: 1, afterMs: 12_000 }] })];
  const run = await tries(world, aDefinition({ agents: inTier, queues }));
  expect(run.calls).toMatchObject([{ was: { agentId: 'ana', waitMs: 0 }, would: { agentId: 'ana', waitMs: 12_000 } }]);
});

test('only the last calls are shown, and a caller who left in truth leaves in the trial', async () => {
  const { world } = await aMorning();
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const left = await world.dialsAndWaits();
  await world.pass(3_000);
  await left.hangsUp();
  const run = await tries(world, asIs(), 2);
  expect(run.calls).toHaveLength(2);
  expect(run.calls.at(-1)?.callId).toBe(left.callId);
  expect(run.calls.at(-1)?.was).toBeUndefined();
  expect(run.calls.at(-1)?.would).toBeUndefined();
});

test('a trial changes nothing: not the journal, not the state, not what callers hear', async () => {
  const { world, waiting } = await aMorning();
  const journal = (await world.journal()).length;
  const hears = waiting.hears;
  await tries(world, aDefinition({ agents: [], queues: [aQueue('support')] }));
  expect(await world.journal()).toHaveLength(journal);
  expect(waiting.hears).toEqual(hears);
  expect(world.engine.state.definition?.version).toBe(1);
});

test('a definition that does not hold together is refused with what is wrong', async () => {
  const world = await World.open({ definition: asIs() });
  const definition = aDefinition({ services: [aService('desk', { queueId: 'gone' as never })] });
  const reply = await world.request({ type: 'definition.tryRequested', definition, calls: 10 });
  expect(reply).toMatchObject({
    result: 'refused',
    reason: 'invalidDefinition',
    detail: expect.stringContaining('names gone') as string,
  });
});

test('before the first call there is nothing to show', async () => {
  const world = await World.open({ definition: asIs() });
  expect(await tries(world, asIs())).toEqual({ calls: [], changed: 0 });
});

test('after a restart the trial knows the calls from before', async () => {
  const { world } = await aMorning();
  await world.killAndRestart();
  expect((await tries(world, asIs())).changed).toBe(0);
});
