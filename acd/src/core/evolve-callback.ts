import type { CollectId, Instant, LegId } from '@decroche/protocol';
import { playDeadlineMs } from './catalog.ts';
import { deadlines } from './deadlines.ts';
import { UNASKED } from './evolve-waiting.ts';
import type { Fact, FamilyEvent } from './fact.ts';
import { newCall } from './new-call.ts';
import { playIdAt } from './prompts.ts';
import { putCall, type OwnedState } from './state-index.ts';
import { hasCaller, offerOf, type Call, type Callback } from './call.ts';
import type { Stage } from './stage.ts';

type CallbackType =
  | 'call.callbackOffered'
  | 'call.callbackRequested'
  | 'call.postponed'
  | 'call.dialled'
  | 'call.callerReached'
  | 'call.dialFailed';
type EventOf<T extends FamilyEvent<'call'>['type']> = Extract<FamilyEvent<'call'>, { type: T }>;

interface Change<T extends CallbackType> extends Fact<EventOf<T>> {
  readonly call: Call;
}

/**
 * The call-back machine, which ends in the machine of every call:
 *
 *     placed ─▶ postponed ──due, open──▶ agentFirst: queued ⇄ offered ─200─▶ dialling ─reached─▶ connecting ─▶ talking
 *                 ▲  ▲  │                callerFirst: toDial ─someone free─▶ dialling ─▶ reached ─▶ queued ─▶ …
 *                 │  │  └─closed─┐                                             │
 *                 │  └───────────┘                                             │
 *                 └──────────────── nobody answered: another attempt later ────┘
 */
export const CALLBACK_STEPS: {
  readonly [T in CallbackType]: (state: OwnedState, change: Change<T>) => void;
} = {
  'call.callbackOffered': ask,
  'call.callbackRequested': part,
  'call.postponed': postpone,
  'call.dialled': dial,
  'call.callerReached': reach,
  'call.dialFailed': (state, { call, seq }) =>
    // The next attempt is another leg: a late word about this one must mean nothing.
    putCall(state, { ...call, legId: `${state.domainId}-k${seq}` as LegId }),
};

/** A call without a caller: it waits for its time, which may be now. */
export function place(state: OwnedState, { event, seq }: Fact<EventOf<'call.placed'>>): void {
  const { mode, dialling, dueAt, placedAt, answersCallId, agentId } = event;
  const since = mode === 'slot' ? dueAt : placedAt;
  const callback: Callback = {
    ...{ mode, dialling, dueAt, attempts: 0, since, answersCallId, agentId, queueId: undefined, reached: false },
  };
  const timers = { stage: { dueAt, set: seq } };
  putCall(state, newCall(event, { receivedAt: placedAt, stage: { status: 'postponed' }, timers, callback }));
}

/** What entering a line makes of a call: a call-back that dials first is not looked for by agents. */
export function stageInLine(
  call: Call,
  { queueId, creditMs }: EventOf<'call.queued'>,
  at: Instant,
): Pick<Call, 'stage' | 'callback'> {
  const { callback } = call;
  if (!callback || hasCaller(call)) return { stage: { status: 'queued' }, callback };
  const since = creditMs === undefined ? callback.since : at - creditMs;
  const status = callback.dialling === 'callerFirst' ? 'toDial' : 'queued';
  return { stage: { status }, callback: { ...callback, since, queueId } };
}

function ask(state: OwnedState, { call, event, at, seq }: Change<'call.callbackOffered'>): void {
  const { catalog } = state.index;
  const asked = catalog.services.get(call.serviceId)?.callback;
  const confirms = event.ask === 'confirm';
  const digits = confirms ? (asked?.digits ?? []) : [];
  const lasts = playDeadlineMs(catalog, [
    confirms ? asked?.confirm : asked?.askNumber,
    ...digits,
    ...digits.slice(0, 5),
  ]);
  const stage: Stage = {
    status: 'callbackDialogue',
    ...{ ask: event.ask, time: event.time, partyRef: event.partyRef },
    playId: playIdAt(state.domainId, seq),
    collectId: `${state.domainId}-c${seq}` as CollectId,
  };
  const thinking = confirms ? deadlines.keyMs : deadlines.typingMs;
  putCall(state, { ...call, stage, prompt: undefined, timers: { stage: { dueAt: at + lasts + thinking, set: seq } } });
}

/** "You keep your place, we shall ring you back", and the call is over. */
function part(state: OwnedState, { call, at, seq }: Change<'call.callbackRequested'>): void {
  const { catalog } = state.index;
  const lasts = playDeadlineMs(catalog, [catalog.services.get(call.serviceId)?.callback?.accepted]);
  const stage: Stage = { status: 'parting', playId: playIdAt(state.domainId, seq), outcome: 'callbackRequested' };
  const timers = { stage: { dueAt: at + lasts, set: seq } };
  putCall(state, { ...call, stage, place: undefined, prompt: undefined, ...UNASKED, timers });
}

/** A person's wish for another time begins the wait anew; a closed door or an attempt in vain does not. */
function postpone(state: OwnedState, { call, event, seq }: Change<'call.postponed'>): void {
  if (!call.callback) return;
  const { dueAt, attempts, why } = event;
  const since = why === 'asked' ? dueAt : call.callback.since;
  putCall(state, {
    ...call,
    stage: { status: 'postponed' },
    place: undefined,
    prompt: undefined,
    ...UNASKED,
    timers: { stage: { dueAt, set: seq } },
    callback: { ...call.callback, dueAt, attempts, since, reached: false },
  });
}

function dial(state: OwnedState, { call, event, at, seq }: Change<'call.dialled'>): void {
  if (!call.callback) return;
  const ringMs = state.index.catalog.services.get(call.serviceId)?.callback?.ringMs ?? deadlines.outsideRingMs;
  putCall(state, {
    ...call,
    stage: { status: 'dialling', since: at, offer: offerOf(call) },
    timers: { stage: { dueAt: at + ringMs + deadlines.ringSlackMs, set: seq } },
    callback: { ...call.callback, attempts: event.attempt },
  });
}

/** With the agent who is on the line already; or, until one is free, with whoever tells them who rings. */
function reach(state: OwnedState, { call, at, seq }: Change<'call.callerReached'>): void {
  if (!call.callback || call.stage.status !== 'dialling') return;
  const { offer } = call.stage;
  const callback = { ...call.callback, reached: true };
  if (offer) {
    const timers = { stage: { dueAt: at + deadlines.connectingMs, set: seq } };
    return putCall(state, { ...call, stage: { status: 'connecting', offer }, timers, callback });
  }
  const { catalog } = state.index;
  const lasts = playDeadlineMs(catalog, [catalog.services.get(call.serviceId)?.callback?.announce]);
  const stage: Stage = { status: 'reached', playId: playIdAt(state.domainId, seq) };
  putCall(state, { ...call, stage, timers: { stage: { dueAt: at + lasts, set: seq } }, callback });
}
