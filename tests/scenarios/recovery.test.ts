import { describe, expect, test } from 'vitest';
import { snapshotOf } from '../../acd/src/core/snapshot.ts';
import { World, type Caller } from './world.ts';

type Phase = readonly [string, (world: World, caller: Caller) => Promise<void>, string];

/** How far the call has come when the acd dies. */
const phases: readonly Phase[] = [
  ['in the welcome', async () => undefined, 'welcome'],
  [
    'waiting',
    async (world) => {
      await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
      await world.pass(3_000);
    },
    'queued',
  ],
  ['ringing', (world) => world.pass(3_000), 'offered'],
  [
    'connecting',
    async (world) => {
      await world.pass(3_000);
      world.gateway.ignores('bridgeLeg');
      await world.agent('ana').answers();
      world.gateway.behaves();
    },
    'connecting',
  ],
  [
    'talking',
    async (world) => {
      await world.pass(3_000);
      await world.agent('ana').answers();
    },
    'talking',
  ],
  [
    'on hold',
    async (world, caller) => {
      await world.pass(3_000);
      await world.agent('ana').answers();
      await world.agent('ana').asksAbout(caller, 'call.holdRequested');
    },
    'held',
  ],
  [
    'being transferred',
    async (world, caller) => {
      await world.pass(3_000);
      await world.agent('ana').answers();
      const target = { kind: 'number', number: '+33561000000' };
      await world.agent('ana').asksAbout(caller, 'call.transferRequested', { target });
    },
    'transferring',
  ],
  [
    'in the voicemail',
    async (world) => {
      await world.agent('ana').asks('agent.logoutRequested');
      await world.pass(3_000 + 6_500);
    },
    'recording',
  ],
];

describe('an acd killed while a call is', () => {
  test.each(phases)('%s finds everything as it was', async (_phase, reach, stage) => {
    const world = await World.open();
    await world.ready('ana');
    const caller = await world.dials();
    await reach(world, caller);
    expect(caller.stage).toBe(stage);
    const before = JSON.stringify(snapshotOf(world.engine.state));
    const commands = world.gateway.done.length;

    await world.killAndRestart(0);
    expect(JSON.stringify(snapshotOf(world.engine.state))).toBe(before);
    expect(world.gateway.done).toHaveLength(commands);
    await caller.hangsUp();
    if (stage === 'recording') await caller.records('message', 'callerGone');
    expect(await caller.ending()).toBeDefined();
    expect(world.engine.state.calls.size).toBe(0);
  });
});

test('what happened while nobody was there is taken before any deadline', async () => {
  const world = await World.open();
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  expect(caller.offeredTo).toBe('ana');
  await world.killAndRestart(60_000, () => world.gateway.hangUp(caller.legId, world.clock.now(), 'normal'));
  expect(await world.events('offer.expired')).toEqual([]);
  expect(await caller.ending()).toMatchObject({ outcome: 'abandonedWhileRinging' });
});

test('deadlines that passed meanwhile are acted upon at once', async () => {
  const world = await World.open();
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  await world.agent('ana').answers();
  await caller.hangsUp();
  await world.killAndRestart(60_000);
  expect(world.agent('ana').status).toBe('ready');
});

test('a caller who waits keeps their place over a restart', async () => {
  const world = await World.open();
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const [first, second] = [await world.dialsAndWaits(), await world.dialsAndWaits()];
  await world.killAndRestart();
  expect([first.position, second.position]).toEqual([1, 2]);
  expect(first.hears).toEqual(['music']);
  await world.agent('ana').asks('agent.readyRequested');
  expect(first.offeredTo).toBe('ana');
});
