import { expect, test } from 'vitest';
import { brokenInvariants } from '../../acd/src/core/invariants.ts';
import { snapshotOf } from '../../acd/src/core/snapshot.ts';
import { MONDAY_10H } from './builders.ts';
import { asksToBeRungBack, openRingingBack, ringingBack, wantsRungBack } from './ringing-back.ts';
import type { World } from './world.ts';

const text = (world: World): string => JSON.stringify(snapshotOf(world.engine.state));

test.each([
  ['not due yet', async (world: World) => wantsRungBack(world, { dueAt: MONDAY_10H + 3_600_000 }), 'postponed'],
  ['rung for at an agent', async (world: World) => wantsRungBack(world), 'offered'],
  [
    'dialled',
    async (world: World) => {
      const callback = await wantsRungBack(world);
      await world.agent('ana').answers();
      return callback;
    },
    'dialling',
  ],
  [
    'in conversation',
    async (world: World) => {
      const callback = await wantsRungBack(world);
      await world.agent('ana').answers();
      await callback.answers();
      return callback;
    },
    'talking',
  ],
])(
  'an acd killed while someone to be rung back is %s finds everything as it was and rings nobody twice',
  async (_what, reach, stage) => {
    const world = await openRingingBack(ringingBack());
    await world.ready('ana');
    const callback = await reach(world);
    expect(callback.stage).toBe(stage);
    const before = text(world);
    const done = world.gateway.done.length;
    await world.killAndRestart(0);
    expect(text(world)).toBe(before);
    expect(world.gateway.done).toHaveLength(done);
    expect(brokenInvariants(world.engine.state)).toEqual([]);
  },
);

test('the answer that came while nobody was there joins the two, with one dial', async () => {
  const world = await openRingingBack(ringingBack());
  await world.ready('ana');
  const callback = await wantsRungBack(world);
  await world.agent('ana').answers();
  await world.killAndRestart(3_000, () => world.gateway.answerDial(callback.callId, world.clock.now()));
  expect(callback.stage).toBe('talking');
  expect(callback.dials).toBe(1);
});

test('a confirmation that is heard twice places one call-back', async () => {
  const world = await openRingingBack(ringingBack());
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const caller = await world.dialsAndWaits();
  await asksToBeRungBack(world, caller);
  await caller.presses('1');
  await caller.presses('1');
  expect(await world.events('call.placed')).toHaveLength(1);
});

test('the deadline of an attempt that passed while nobody was there is acted upon once', async () => {
  const world = await openRingingBack(ringingBack());
  await world.ready('ana');
  const callback = await wantsRungBack(world);
  await world.agent('ana').answers();
  world.gateway.ignores('releaseCall');
  await world.killAndRestart(120_000);
  expect(await world.events('call.dialFailed')).toHaveLength(1);
  expect(callback.stage).toBe('postponed');
});
