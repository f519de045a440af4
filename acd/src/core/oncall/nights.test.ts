import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { AlertId, DomainId, JournalEvent } from '@decroche/protocol';
import { TUESDAY_2H } from '../../../../tests/scenarios/on-call-world.ts';
import {
  aNight,
  inputOfNight,
  organisationOfNight,
  planOfNight,
  type NightHappening,
  type NightMemory,
} from '../../../../tests/scenarios/random-on-call.ts';
import { decide } from '../decide.ts';
import type { Effect } from '../effects.ts';
import { evolve } from '../evolve.ts';
import type { Fact } from '../fact.ts';
import { timerInput, type CoreInput } from '../inputs.ts';
import { brokenInvariants } from '../invariants.ts';
import { emptyState, restore, snapshotOf } from '../snapshot.ts';
import type { OwnedState } from '../state-index.ts';
import { nextTimer } from '../timers.ts';

// Thousands of decisions each, on machines that do other things as well.
vi.setConfig({ testTimeout: 60_000 });

const MAIN = 'main' as DomainId;
const RUNS = { numRuns: 120 };

/** The engine living a night, with every check between two decisions. */
class Run {
  readonly state: OwnedState = emptyState(MAIN);
  readonly facts: Fact[] = [];
  readonly effects: Effect[] = [];
  readonly memory: NightMemory = { inputs: [], legs: [], count: 0, now: TUESDAY_2H };

  constructor(story: readonly NightHappening[]) {
    const envelope = { domainId: MAIN, at: TUESDAY_2H };
    this.take({ ...envelope, kind: 'definition', id: 'definition' as never, definition: organisationOfNight(1) });
    this.take({ ...envelope, kind: 'onCallPlan', id: 'plan' as never, plan: planOfNight(40, TUESDAY_2H) });
    const census = {
      type: 'gateway.census',
      gatewayId: 'gw1',
      bootId: 'boot-1',
      reason: 'started',
      takenAt: TUESDAY_2H,
    };
    const event = { ...census, legs: [], devices: [] } as never;
    this.take({ ...envelope, kind: 'telephony', id: 'census' as never, event });
    expect(this.state.onCallPlan?.version, 'the plan is a good one').toBe(40);
    for (const happening of story) {
      this.pass(happening.afterMs);
      const input = inputOfNight(happening, this.state, this.memory);
      if (!input) continue;
      this.memory.inputs.push(input);
      this.take(input);
    }
  }

  pass(ms: number): void {
    const until = this.memory.now + ms;
    for (let due = nextTimer(this.state); due && due.dueAt <= until; due = nextTimer(this.state)) {
      this.memory.now = Math.max(this.memory.now, due.dueAt);
      const { facts } = this.take(timerInput(due));
      expect(facts.length, `the timer ${JSON.stringify(due)} leads to something`).toBeGreaterThan(0);
    }
    this.memory.now = until;
  }

  take(input: CoreInput) {
    const decision = decide(this.state, input, this.memory.now);
    this.facts.push(...decision.facts);
    this.effects.push(...decision.effects);
    expect(brokenInvariants(this.state)).toEqual([]);
    return decision;
  }
}

const text = (state: OwnedState): string => JSON.stringify(snapshotOf(state));
const always = (property: (run: Run) => void): void =>
  fc.assert(
    fc.property(aNight, (story) => property(new Run(story))),
    RUNS,
  );

/** What an alert is, as its lines tell it and nothing else does. */
interface Told {
  status: 'escalating' | 'deferred' | 'accepted' | 'exhausted' | 'closed';
  by: string | undefined;
  pages: Set<string>;
}

/** Follows the lines of the journal and shows each one with what was known before it. */
function follow(facts: readonly Fact[], look: (event: JournalEvent, told: Told) => void): Map<AlertId, Told> {
  const alerts = new Map<AlertId, Told>();
  for (const { event } of facts) {
    if (!event.type.startsWith('alert.') || !('alertId' in event)) continue;
    const told = alerts.get(event.alertId) ?? {
      status: 'escalating' as const,
      by: undefined,
      pages: new Set<string>(),
    };
    alerts.set(event.alertId, told);
    look(event, told);
    if (event.type === 'alert.accepted') Object.assign(told, { status: 'accepted', by: event.responderId });
    if (event.type === 'alert.stepStarted') Object.assign(told, { status: 'escalating', by: undefined });
    if (event.type === 'alert.deferred') told.status = 'deferred';
    if (event.type === 'alert.exhausted') told.status = 'exhausted';
    if (event.type === 'alert.closed') told.status = 'closed';
    if (event.type === 'alert.paged') told.pages.add(event.pageId);
    if (event.type === 'alert.pageEnded') told.pages.delete(event.pageId);
  }
  return alerts;
}

test('no input throws, every invariant holds after every decision, and the stories go far', () => {
  const seen = new Map<string, number>();
  always((run) => {
    for (const { event } of run.facts) seen.set(event.type, (seen.get(event.type) ?? 0) + 1);
  });
  const far = ['alert.accepted', 'alert.exhausted', 'alert.deferred', 'alert.callerLeft', 'alert.messageLeft'] as const;
  for (const type of [...far, 'call.onCallAnswered', 'alert.stepAwaited', 'alert.recovered', 'alert.targetMissing']) {
    expect(seen.get(type) ?? 0, type).toBeGreaterThan(5);
  }
});

test('nobody accepts what somebody has, nor by a key before they picked up: never two acceptances, but after it was passed on', () => {
  always((run) => {
    const answered = new Set<string>();
    follow(run.facts, (event, told) => {
      if (event.type === 'alert.pageAnswered') answered.add(event.pageId);
      if (event.type === 'alert.pageEnded' && event.result === 'accepted')
        expect(answered, 'picked up').toContain(event.pageId);
      if (event.type !== 'alert.accepted') return;
      expect(['escalating', 'exhausted', 'deferred']).toContain(told.status);
    });
  });
});

test('acceptance and closing are a hard stop: nobody is paged after them, and no page is left', () => {
  always((run) => {
    const alerts = follow(run.facts, (event, told) => {
      if (event.type !== 'alert.paged') return;
      expect(told.status, 'nothing is paged after the end').not.toBe('closed');
      if (event.outside === undefined) expect(told.status).toBe('escalating');
      // But whoever has accepted is rung to be joined to the caller, and whoever was asked for by hand.
      if (event.outside === 'connection') expect([told.status, told.by]).toEqual(['accepted', event.responderId]);
    });
    for (const { status, pages } of alerts.values()) if (status === 'closed') expect([...pages]).toEqual([]);
  });
});

test('a caller is joined to one who has accepted, and each call ends once', () => {
  always((run) => {
    const by = new Map<string, string | undefined>();
    const ended = new Set<string>();
    const alerts = new Map<string, string | undefined>();
    for (const { event } of run.facts) {
      if (event.type === 'alert.accepted') alerts.set(event.alertId, event.responderId);
      if (event.type === 'call.onCallAnswered') {
        expect(alerts.get(event.alertId), 'joined after accepting').toBeDefined();
        by.set(event.callId, event.responderId);
      }
      if (event.type !== 'call.ended') continue;
      expect(ended.has(event.callId)).toBe(false);
      ended.add(event.callId);
      expect(event.outcome === 'onCallAnswered', 'the outcome says whether somebody on call was joined').toBe(
        by.has(event.callId),
      );
    }
  });
});

/** Legs and calls that were ended, joined, or told a last word after which they are. */
function legsLetGo(effects: readonly Effect[]): ReadonlySet<string> {
  return new Set(
    effects.flatMap((effect) => {
      if (effect.kind !== 'command') return [];
      const { command } = effect;
      if (command.type === 'releaseLeg' || command.type === 'bridgeLeg') return [command.legId as string];
      return command.type === 'releaseCall' || command.type === 'play' ? [command.callId as string] : [];
    }),
  );
}

test('no telephone is left ringing: every page that ended was let go, joined, or ended by the gateway', () => {
  always((run) => {
    const letGo = legsLetGo(run.effects);
    const pages = new Map<string, { callId?: string; legId?: string }>();
    const gone = new Set(
      run.memory.inputs.flatMap((input) =>
        input.kind === 'telephony' && input.event.type === 'leg.released' ? [input.event.legId as string] : [],
      ),
    );
    for (const { event } of run.facts) {
      if (event.type === 'alert.paged') pages.set(event.pageId, event as { callId?: string; legId?: string });
      if (event.type !== 'alert.pageEnded' || event.cause === 'gatewayFailure') continue;
      const { callId, legId } = pages.get(event.pageId) ?? {};
      if (legId === undefined || callId === undefined) continue;
      expect(letGo.has(legId) || letGo.has(callId) || gone.has(legId), event.pageId).toBe(true);
    }
  });
});

test('left alone, every escalation ends and every caller is let go or talks', () => {
  always((run) => {
    // Longer than until the next opening, with all loops of all alerts after it.
    run.pass(5 * 24 * 3_600_000);
    for (const { status, pages } of run.state.alerts.values()) {
      expect(['accepted', 'exhausted', 'closed']).toContain(status);
      expect(pages).toEqual([]);
    }
    for (const { stage } of run.state.calls.values()) expect(stage.status).toBe('talking');
  });
});

test('replaying the journal gives the same state, byte for byte, and so does a snapshot with its tail', () => {
  fc.assert(
    fc.property(aNight, fc.nat(), (story, cut) => {
      const run = new Run(story);
      const journal = run.facts.map((fact) => JSON.parse(JSON.stringify(fact)) as Fact);
      const replayed = emptyState(MAIN);
      const at = cut % (journal.length + 1);
      for (const fact of journal.slice(0, at)) evolve(replayed, fact);
      const restored = restore(JSON.parse(text(replayed)));
      for (const fact of journal.slice(at)) {
        evolve(replayed, fact);
        evolve(restored, fact);
      }
      expect(text(replayed)).toBe(text(run.state));
      expect(text(restored)).toBe(text(run.state));
      expect(nextTimer(restored)?.dueAt).toBe(nextTimer(run.state)?.dueAt);
    }),
    RUNS,
  );
});

test('an input taken twice is taken once: nobody is rung a second time', () => {
  always((run) => {
    const before = text(run.state);
    const changing = new Set(run.facts.map((fact) => fact.cause));
    for (const input of run.memory.inputs.filter((each) => changing.has(each.id) && each.kind !== 'watchdog')) {
      const { facts, effects } = decide(run.state, input, run.memory.now);
      expect(facts).toEqual([]);
      expect(effects.filter((effect) => effect.kind === 'command')).toEqual([]);
    }
    expect(text(run.state)).toBe(before);
  });
});
