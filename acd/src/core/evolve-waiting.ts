import type { Fact, FamilyEvent } from './fact.ts';
import { putCall, type OwnedState } from './state-index.ts';
import type { Call } from './call.ts';
import { restTimer, tierTimer } from './waiting.ts';

/** What changes a call's wait without moving it. */
type WaitingType =
  'call.tierOpened' | 'call.preferenceDropped' | 'call.restEnded' | 'call.overflowSkipped' | 'call.prioritised';
type Change<T extends WaitingType> = Fact<Extract<FamilyEvent<'call'>, { type: T }>> & { readonly call: Call };

/** How long before a queue with nobody in service is looked at again. */
const SKIP_MS = 30_000;

/** Nobody in particular is asked for, nobody rests: the call is out of the queue. */
export const UNASKED = { tier: 0, preferred: undefined, resting: [] } as const;

/** What a call that never was in a queue has of one. */
export const UNQUEUED = { priority: undefined, needs: [], ...UNASKED } as const;

/** The steps of the wait; the place is kept in each. */
export const WAITING_STEPS: {
  readonly [T in WaitingType]: (state: OwnedState, change: Change<T>) => void;
} = {
  'call.tierOpened': (state, { call, event, seq }) => {
    const opened = { ...call, tier: event.tier };
    const { tier: _over, ...timers } = call.timers;
    const next = call.place ? tierTimer(state.index.catalog, opened, call.place, seq) : {};
    putCall(state, { ...opened, timers: { ...timers, ...next } });
  },
  'call.preferenceDropped': (state, { call }) => {
    const { preference: _over, ...timers } = call.timers;
    putCall(state, { ...call, preferred: undefined, timers });
  },
  'call.restEnded': (state, { call, event, seq }) => {
    const resting = call.resting.filter((each) => each.agentId !== event.agentId);
    const { rest: _over, ...timers } = call.timers;
    putCall(state, { ...call, resting, timers: { ...timers, ...restTimer(resting, seq) } });
  },
  'call.overflowSkipped': (state, { call, at, seq }) => {
    putCall(state, { ...call, timers: { ...call.timers, overflow: { dueAt: at + SKIP_MS, set: seq } } });
  },
  'call.prioritised': (state, { call, event }) => {
    const { priority } = event;
    putCall(state, { ...call, priority, place: call.place && { ...call.place, priority } });
  },
};
