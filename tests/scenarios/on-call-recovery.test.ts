import { describe, expect, test } from 'vitest';
import { snapshotOf } from '../../acd/src/core/snapshot.ts';
import { strikeOut } from '../../acd/src/core/set-aside.ts';
import type { OwnedState } from '../../acd/src/core/state-index.ts';
import { timerInput } from '../../acd/src/core/inputs.ts';
import { nextTimer } from '../../acd/src/core/timers.ts';
import { Night } from './on-call-world.ts';

/** How far an alert has come when the acd dies. */
const phases: readonly (readonly [string, (night: Night) => Promise<unknown>])[] = [
  ['a telephone rings for a caller', (night) => night.caller()],
  [
    'the whisper is being said',
    async (night) => {
      await night.caller();
      await night.telephone('eve-mobile').picksUp();
    },
  ],
  [
    'whoever pressed 1 is on the way to the caller',
    async (night) => {
      await night.caller();
      await night.telephone('eve-mobile').picksUp();
      night.world.gateway.ignores('bridgeLeg');
      await night.telephone('eve-mobile').presses('1');
      night.world.gateway.behaves();
    },
  ],
  ['a telephone rings about an alert', (night) => night.alert()],
  [
    'the next step is awaited',
    async (night) => {
      await night.alert();
      await night.world.pass(30_000);
    },
  ],
  [
    'somebody has it and another one is mobilised',
    async (night) => {
      await night.alert();
      await night.asks('alert.acceptRequested', { responderId: 'max' });
      await night.asks('alert.mobiliseRequested', { responderId: 'zoe' });
    },
  ],
];

describe('an acd killed while', () => {
  test.each(phases)('%s finds everything as it was, and rings nobody again', async (_phase, reach) => {
    const night = await Night.falls();
    await reach(night);
    const before = JSON.stringify(snapshotOf(night.world.engine.state));
    const commands = night.world.gateway.done.length;
    await night.world.killAndRestart(0);
    expect(JSON.stringify(snapshotOf(night.world.engine.state))).toBe(before);
    expect(night.world.gateway.done).toHaveLength(commands);
  });
});

test('what passed while nobody was there is acted upon at once: rung out, the next one is asked', async () => {
  const night = await Night.falls();
  const caller = await night.caller();
  await night.world.killAndRestart(30_000);
  expect(await night.story()).toContain('pageEnded eve noAnswer');
  expect(night.telephone('max-mobile').is).toBe('ringing');
  expect(caller.stage).toBe('onCall');
});

test('a key pressed while nobody was there counts before any deadline', async () => {
  const night = await Night.falls();
  await night.alert();
  await night.telephone('eve-mobile').picksUp();
  const { where } = night.telephone('eve-mobile');
  const key = { type: 'dtmf.received', ...where, digit: '1', durationMs: 90 } as const;
  // The world says it while the acd is away; it is read when the next one starts.
  const said = night.world.killAndRestart(60_000, () => void night.world.says(key));
  await said;
  expect(await night.world.events('alert.accepted')).toMatchObject([{ responderId: 'eve', how: 'key' }]);
});

test.each([
  ['a page whose end met a bug is given up, and its alert goes on a minute later', 0],
  ['an awaited step whose begin met a bug begins a minute later', 30_000],
])('%s', async (_what, after) => {
  const night = await Night.falls();
  await night.alert();
  await night.world.pass(after);
  const state = night.world.engine.state as OwnedState;
  const due = nextTimer(state);
  strikeOut(state, timerInput(due!).id);
  const alert = state.alerts.get(night.last.alertId);
  expect(alert?.pages).toEqual([]);
  expect(alert?.timer?.dueAt).toBe(state.at + 60_000);
  await night.world.pass(61_000);
  expect((await night.world.events('alert.stepStarted')).length).toBeGreaterThan(1);
});
