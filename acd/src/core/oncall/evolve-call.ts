import type { JournalEventOf } from '@decroche/protocol';
import { UNASKED } from '../evolve-waiting.ts';
import type { Fact } from '../fact.ts';
import { putCall, type OwnedState } from '../state-index.ts';
import type { Call } from '../call.ts';
import { tell } from '../told.ts';

type OnCallType = 'call.onCallStarted' | 'call.onCallAnswered';
type Change<T extends OnCallType> = Fact<JournalEventOf<T>> & { readonly call: Call };

/** The caller's side of an alert: they wait for somebody on call, then talk with them. */
export const ON_CALL_STEPS: {
  readonly [T in OnCallType]: (state: OwnedState, change: Change<T>) => void;
} = {
  'call.onCallStarted': (state, { call, event, at, seq }) => {
    const { alertId } = event;
    const everyMs = state.index.catalog.services.get(call.serviceId)?.onCall?.everyMs ?? 0;
    const timers = everyMs === 0 ? {} : { announce: { dueAt: at + everyMs, set: seq } };
    const stage = { status: 'onCall', alertId, joining: undefined } as const;
    putCall(state, { ...call, stage, place: undefined, prompt: undefined, timers, ...UNASKED, alertId });
  },
  'call.onCallAnswered': (state, { call, event }) => {
    putCall(state, {
      ...call,
      stage: { status: 'talking', party: { kind: 'external', legId: event.legId } },
      prompt: undefined,
      told: tell(call.told, { saying: undefined, asking: undefined, wait: undefined }),
      answeredAt: call.answeredAt ?? event.answeredAt,
      timers: {},
    });
  },
};
