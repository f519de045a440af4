import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { CallId, DomainId } from '@decroche/protocol';
import {
  aStory,
  inputOf,
  organisation,
  prologue,
  type Happening,
  type Memory,
} from '../../../tests/scenarios/random-story.ts';
import { MONDAY_10H } from '../../../tests/scenarios/builders.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';
import type { Fact } from './fact.ts';
import { timerInput, type CoreInput } from './inputs.ts';
import { brokenInvariants } from './invariants.ts';
import { emptyState, restore, snapshotOf } from './snapshot.ts';
import type { OwnedState } from './state-index.ts';
import { hasCaller, type Place } from './call.ts';
import { nextTimer } from './timers.ts';

// Thousands of decisions each, on machines that do other things as well.
vi.setConfig({ testTimeout: 60_000 });

const MAIN = 'main' as DomainId;
// A thousand stories take as long as they take on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const RUNS = { numRuns: 150 };

/** One run of the engine over a story, with every check between two decisions. */
class Run {
  readonly state: OwnedState = emptyState(MAIN);
  readonly facts: Fact[] = [];
  readonly memory: Memory = { inputs: [], legs: [], count: 0, now: MONDAY_10H };
  #places = new Map<CallId, Place>();

  constructor() {
    this.take({ kind: 'definition', id: 'first' as never, domainId: MAIN, at: 0, definition: organisation(4) });
    expect(this.state.definition, 'the organisation is a good one').toBeDefined();
    this.live(prologue);
  }

  live(story: readonly Happening[]): void {
    for (const happening of story) {
      this.pass(happening.afterMs);
      const input = inputOf(happening, this.state, this.memory);
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
    expect(brokenInvariants(this.state)).toEqual([]);
    this.#checkPlaces(decision.facts);
    return decision;
  }

  /** While a call waits its place is the very same, whatever offers it meets; a supervisor may change its priority. */
  #checkPlaces(facts: readonly Fact[]): void {
    const requeued = new Set(facts.flatMap(({ event }) => (event.type === 'call.queued' ? [event.callId] : [])));
    const prioritised = new Set(
      facts.flatMap(({ event }) => (event.type === 'call.prioritised' ? [event.callId] : [])),
    );
    // Another time chosen for a call-back is another place.
    const anew = new Set(facts.flatMap(({ event }) => (event.type === 'call.postponed' ? [event.callId] : [])));
    const now = new Map<CallId, Place>();
    for (const { callId, place } of this.state.calls.values()) {
      if (!place) continue;
      const before = this.#places.get(callId);
      if (before && !anew.has(callId)) {
        expect(place.placeAt, 'a place never moves back').toBeLessThanOrEqual(before.placeAt);
        const { priority } = prioritised.has(callId) ? place : before;
        if (!requeued.has(callId)) expect(place).toEqual({ ...before, priority });
      }
      now.set(callId, place);
    }
    this.#places = now;
  }
}

const lived = (story: readonly Happening[]): Run => {
  const run = new Run();
  run.live(story);
  return run;
};

const text = (state: OwnedState): string => JSON.stringify(snapshotOf(state));

test('no input throws and every invariant holds after every decision, whatever happens', () => {
  fc.assert(
    fc.property(aStory, (story) => void lived(story)),
    RUNS,
  );
});

test('each call ends with exactly one outcome, and only calls that arrived or were placed end', () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const run = lived(story);
      const arrived = run.facts.flatMap(({ event }) =>
        event.type === 'call.arrived' || event.type === 'call.placed' ? [event.callId] : [],
      );
      const ended = run.facts.flatMap(({ event }) => (event.type === 'call.ended' ? [event.callId] : []));
      expect(new Set(ended).size).toBe(ended.length);
      expect(new Set([...ended, ...run.state.calls.keys()])).toEqual(new Set(arrived));
      expect(ended.length + run.state.calls.size).toBe(arrived.length);
    }),
    RUNS,
  );
});

test('each offer ends exactly once: accepted and joined, declined, withdrawn, expired or failed', () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const run = lived(story);
      const open = new Set<string>();
      for (const { event } of run.facts) {
        if (event.type === 'offer.made') open.add(event.offerId);
        else if (/^offer\.(declined|withdrawn|expired|failed)$/.test(event.type) && 'offerId' in event) {
          expect(open.delete(event.offerId), `${event.type} of an open offer`).toBe(true);
        }
      }
    }),
    RUNS,
  );
});

test('replaying the journal gives the same state, byte for byte, and so does a snapshot with its tail', () => {
  fc.assert(
    fc.property(aStory, fc.nat(), (story, cut) => {
      const run = lived(story);
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

test('left alone, every call reaches a conversation or its end, and every agent a state of rest', () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const run = lived(story);
      run.pass(3_600_000);
      for (const call of run.state.calls.values()) {
        // A call-back waits for its time, or for an agent whose telephone works, as long as it takes.
        const patient = hasCaller(call) ? [] : ['postponed', 'toDial', 'queued', 'offered'];
        expect(['talking', 'held', ...patient]).toContain(call.stage.status);
      }
      for (const { activity } of run.state.agents.values()) {
        const call = activity.status === 'offered' ? run.state.calls.get(activity.callId) : undefined;
        const rung = call && !hasCaller(call) ? ['offered'] : [];
        expect(['loggedOut', 'ready', 'talking', 'notReady', ...rung]).toContain(activity.status);
      }
    }),
    RUNS,
  );
});

test('an input taken twice is taken once', () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const run = lived(story);
      const before = text(run.state);
      const changing = new Set(run.facts.map((fact) => fact.cause));
      for (const input of run.memory.inputs.filter((each) => changing.has(each.id) && each.kind !== 'watchdog')) {
        expect(decide(run.state, input, run.memory.now).facts).toEqual([]);
      }
      expect(text(run.state)).toBe(before);
    }),
    RUNS,
  );
});
