import { createLogger, ManualClock, memoryBus } from '@decroche/platform';
import { streams, type DomainId, type EngineInput } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { aDefinition, MONDAY_10H } from '../../../tests/scenarios/builders.ts';
import { manualAlarm } from '../adapters/memory/alarm-clock.ts';
import { memoryJournal } from '../adapters/memory/journal.ts';
import { decide } from '../core/decide.ts';
import { brokenInvariants } from '../core/invariants.ts';
import { strikeOut } from '../core/set-aside.ts';
import { snapshotOf } from '../core/snapshot.ts';
import type { OwnedState } from '../core/state-index.ts';
import type { EngineState } from '../core/state.ts';
import { CHAIN_START, firstBroken } from './hash-chain.ts';
import { startEngine, type EngineOptions } from './engine.ts';

const domainId = 'main' as DomainId;
const envelope = { domainId, at: MONDAY_10H };
const definition = { ...envelope, id: 'd1', kind: 'definition', definition: aDefinition() } as EngineInput;
const login = (id: string): EngineInput =>
  ({
    ...{ ...envelope, id, kind: 'request', actor: 'test', replyTo: 'replies' },
    request: { type: 'agent.loginRequested', agentId: aDefinition().agents[0]!.agentId },
  }) as EngineInput;

const telephony = (id: string, event: object) => ({ ...envelope, id, kind: 'telephony', event }) as EngineInput;
const onCall = { callId: 'call-1', legId: 'leg-1' };
const gatewayId = 'gw1';
const registered = telephony('r1', {
  ...{ type: 'device.registered', deviceId: 'ana-phone', gatewayId, transport: 'wss', expiresAt: MONDAY_10H },
});
const ready = (id: string) =>
  ({
    ...login(id),
    request: { type: 'agent.readyRequested', agentId: aDefinition().agents[0]!.agentId },
  }) as EngineInput;
const arrival = telephony('a1', {
  ...{ type: 'leg.arrived', ...onCall, gatewayId, serviceId: 'desk', dialled: '8008', receivedAt: MONDAY_10H },
});
const answered = telephony('a2', { type: 'leg.answered', ...onCall, answeredAt: MONDAY_10H });

/** One domain that several engines hold in turn. */
function domain() {
  const bus = memoryBus();
  const journal = memoryJournal(bus, domainId);
  const clock = new ManualClock(MONDAY_10H);
  const logger = createLogger({ name: 'acd', level: 'silent' });
  let epoch = 0;
  const open = async (change: Partial<EngineOptions> = {}) => {
    const alarm = manualAlarm(clock);
    const engine = await startEngine({ domainId, epoch: (epoch += 1), bus, journal, clock, logger, alarm, ...change });
    return { ...engine, ring: () => alarm.ringIfDue() };
  };
  return {
    bus,
    journal,
    clock,
    open,
    say: (...inputs: EngineInput[]) => bus.publish(streams.inputs(domainId), inputs),
  };
}

/** Takes the facts of the poisoned input in, then fails: the worst place for a bug. */
const poisonedBy =
  (id: string): typeof decide =>
  (state, input, now) => {
    const decision = decide(state, input, now);
    if (input.id === id) throw new Error('a bug');
    return decision;
  };

test('an input that meets a bug is passed over: nothing of it is kept, and the next engine goes on after it', async () => {
  const { bus, journal, open, say } = domain();
  await say(definition, login('poison'), login('good'));
  const first = await open({ decide: poisonedBy('poison') });
  await expect(first.failed).rejects.toThrow('a bug');
  await first.stop();
  expect((await journal.read(0, 100)).map((line) => line.cause)).not.toContain('poison');
  expect((await journal.load()).snapshot).toBeUndefined();

  const second = await open();
  await second.idle();
  const causes = (await journal.read(0, 100)).map((line) => line.cause);
  expect(causes).toContain('good');
  expect(causes).not.toContain('poison');
  expect((await bus.read('replies', 'start', 10)).map((entry) => (entry.value as { to: string }).to)).toEqual(['good']);
  await second.stop();
});

/** Fails at one kind of deadline, after its facts are taken in. */
const failsAt =
  (name: string): typeof decide =>
  (state, input, now) => {
    const decision = decide(state, input, now);
    if (input.id.startsWith(`timer:${name}`)) throw new Error('a bug');
    return decision;
  };

test('a deadline that meets a bug is struck out in the journal: the next engine does not meet it again', async () => {
  const { journal, open, say, clock } = domain();
  await say(definition, registered, login('in'), ready('up'), arrival, answered);
  const first = await open({ decide: failsAt('stage') });
  await first.idle();
  clock.advance(60_000);
  first.ring();
  await expect(first.failed).rejects.toThrow('a bug');
  await first.stop();
  const lines = await journal.read(0, 100);
  expect(lines.at(-1)?.event).toMatchObject({
    type: 'timer.setAside',
    timer: expect.stringMatching(/^timer:stage:call-1:\d+$/),
  });
  expect(firstBroken(CHAIN_START, lines)).toBeUndefined();

  const second = await open({ decide: failsAt('stage') });
  const call = second.state.calls.get('call-1' as never);
  expect(call?.stage.status).toBe('welcome');
  expect(call?.timers.stage).toBeUndefined();
  clock.advance(60_000);
  second.ring();
  await second.idle();
  expect(await journal.read(0, 100)).toHaveLength(lines.length);
  await second.stop();
});

const HOUR_MS = 3_600_000;
const roster = {
  ...{ ...envelope, id: 'ro1', kind: 'roster' },
  roster: {
    ...{ version: 1, publishedAt: MONDAY_10H, domainId, fromAt: MONDAY_10H - HOUR_MS, toAt: MONDAY_10H + 8 * HOUR_MS },
    shifts: ['ana', 'bob'].map((agentId) => ({
      ...{ shiftId: `shift:${agentId}`, agentId, breaks: [] },
      ...{ startsAt: MONDAY_10H + HOUR_MS, endsAt: MONDAY_10H + 2 * HOUR_MS },
    })),
  },
} as unknown as EngineInput;

test("a shift's deadline that meets a bug is struck out, hers alone: its end is still looked at, once", async () => {
  const { open, say, clock } = domain();
  await say(definition, roster);
  const shiftOf = ({ state }: { state: EngineState }, agentId: string) => state.shifts.get(`shift:${agentId}` as never);
  const bugged = { decide: failsAt('shift:shift:ana') };
  for (const [after, left] of [
    [HOUR_MS, MONDAY_10H + 2 * HOUR_MS],
    [HOUR_MS, undefined],
  ] as const) {
    const engine = await open(bugged);
    await engine.idle();
    clock.advance(after);
    engine.ring();
    await expect(engine.failed).rejects.toThrow('a bug');
    await engine.stop();
    const next = await open(bugged);
    expect(shiftOf(next, 'ana')).toMatchObject({ status: 'planned' });
    expect(shiftOf(next, 'ana')?.timer?.dueAt).toBe(left);
    expect(brokenInvariants(next.state)).toEqual([]);
    await next.stop();
  }
  const last = await open(bugged);
  for (let hour = 0; hour < 4; hour += 1) {
    clock.advance(HOUR_MS);
    last.ring();
    await last.idle();
  }
  expect(shiftOf(last, 'bob')?.status).toBe('ended');
  expect(brokenInvariants(last.state)).toEqual([]);
  await last.stop();
});

test('a deadline struck out in an older journal names no call, and is struck out all the same', async () => {
  const { open, say } = domain();
  await say(definition, arrival, answered);
  const engine = await open();
  await engine.idle();
  const state = engine.state as OwnedState;
  const set = state.calls.get('call-1' as never)?.timers.stage?.set;
  expect(set).toBeDefined();
  strikeOut(state, `timer:stage:${set}`);
  expect(state.calls.get('call-1' as never)?.timers.stage).toBeUndefined();
  await engine.stop();
});

test('a deadline that changes nothing is struck out as well, instead of being due for ever', async () => {
  const { journal, open, say, clock } = domain();
  await say(definition, arrival, answered);
  const vain: typeof decide = (state, input, now) =>
    input.id.startsWith('timer:')
      ? { facts: [], effects: [], ignored: 'nothing', refused: undefined }
      : decide(state, input, now);
  const engine = await open({ decide: vain });
  await engine.idle();
  clock.advance(60_000);
  engine.ring();
  await expect(engine.failed).rejects.toThrow('vain');
  expect((await journal.read(0, 100)).at(-1)?.event).toMatchObject({ type: 'timer.setAside' });
  await engine.stop();
});

test('a watchdog that meets a bug rests for ten minutes, through restarts', async () => {
  const { open, say, clock } = domain();
  await say(definition);
  const first = await open({ decide: failsAt('watchdog') });
  await first.idle();
  clock.advance(1_000);
  first.ring();
  await expect(first.failed).rejects.toThrow('a bug');
  await first.stop();
  const second = await open({ decide: failsAt('watchdog') });
  for (const ms of [1_000, 300_000, 298_000]) {
    clock.advance(ms);
    second.ring();
  }
  await second.idle();
  clock.advance(2_000);
  second.ring();
  await expect(second.failed).rejects.toThrow('a bug');
  await second.stop();
});

test('what was decided before the bug is written', async () => {
  const { journal, open, say } = domain();
  await say(definition, login('poison'));
  const engine = await open({ decide: poisonedBy('poison') });
  await expect(engine.failed).rejects.toThrow();
  expect((await journal.read(0, 100)).map((line) => line.cause)).toContain('d1');
  await engine.stop();
});

test('an engine that stops in order leaves a snapshot of its state', async () => {
  const { journal, open, say } = domain();
  await say(definition, login('good'));
  const engine = await open();
  await engine.idle();
  const state = snapshotOf(engine.state);
  await engine.stop();
  expect((await journal.load()).snapshot?.state).toEqual(JSON.parse(JSON.stringify(state)));
});
