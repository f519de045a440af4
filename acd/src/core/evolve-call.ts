import type { Instant, RecordingId } from '@decroche/protocol';
import { playDeadlineMs, promptMs } from './catalog.ts';
import { deadlines } from './deadlines.ts';
import { announceMessage, announcePosition, announceWait, resumeMusic } from './evolve-announcement.ts';
import type { Fact, FamilyEvent } from './fact.ts';
import { attach, finishMessage, startMessage } from './dissuasion/evolve-call.ts';
import { CALLBACK_STEPS, place, stageInLine } from './evolve-callback.ts';
import { MARK_STEPS } from './marks.ts';
import { newCall } from './new-call.ts';
import { tell } from './told.ts';
import { ON_CALL_STEPS } from './oncall/evolve-call.ts';
import { overflowPrompts, playIdAt } from './prompts.ts';
import { dropCall, putAgent, putCall, type OwnedState } from './state-index.ts';
import { remember } from './recent-parties.ts';
import { offerOf, type Call } from './call.ts';
import type { Party, Stage } from './stage.ts';
import type { Timer } from './timer.ts';
import { UNASKED, WAITING_STEPS } from './evolve-waiting.ts';
import { waitTimers } from './waiting.ts';

type CallEventType = FamilyEvent<'call'>['type'];
type EventOf<T extends CallEventType> = Extract<FamilyEvent<'call'>, { type: T }>;

/** One call event and the call it is about. */
interface Change<T extends CallEventType> extends Fact<EventOf<T>> {
  readonly call: Call;
}

/**
 * The call machine:
 *
 *     answering ─▶ welcome ─▶ (menu) ─▶ queued ⇄ offered ─▶ connecting ─▶ talking ⇄ held ─▶ ended
 *         │                              │ ▲                  │            │   ▲
 *         │                              │ └── agent drops ───┘            ▼   │ failed, taken
 *         ├──── closed, full, by key ────┴──▶ message ─▶ recording     transferring
 *         └──── out of hours ─▶ onCall ──────────▲──────▶ talking (with somebody on call)
 *
 * A call leaves for `ended` from everywhere, with exactly one outcome.
 */
export function evolveCall(state: OwnedState, fact: Fact<FamilyEvent<'call'>>): void {
  const { event } = fact;
  if (event.type === 'call.arrived') return arrive(state, { ...fact, event });
  if (event.type === 'call.placed') return place(state, { ...fact, event });
  // Of a call that is over.
  if (event.type === 'call.voicemailRecovered') return deliver(state, event.recordingId);
  const call = state.calls.get(event.callId);
  if (!call) return;
  // The table is exact for each type; the compiler can not follow the pairing through the union.
  const step = STEPS[event.type] as (state: OwnedState, change: Fact & { call: Call }) => void;
  step(state, { ...fact, call });
}

const nothing = (): void => undefined;

const STEPS: {
  readonly [T in Exclude<CallEventType, 'call.arrived' | 'call.placed' | 'call.voicemailRecovered'>]: (
    state: OwnedState,
    change: Change<T>,
  ) => void;
} = {
  'call.welcomed': welcome,
  'call.queued': queue,
  'call.positionAnnounced': announcePosition,
  'call.musicResumed': resumeMusic,
  'call.overflowed': overflow,
  'call.voicemailStarted': record,
  'call.voicemailFinished': (state, { event }) =>
    deliver(state, event.file === undefined ? undefined : event.recordingId),
  'call.answered': (state, { call, event }) => join(state, call, event.answeredAt),
  'call.transferred': (state, { call, event }) => join(state, call, event.transferredAt),
  'call.held': (state, { call }) => hold(state, call, 'held'),
  'call.retrieved': (state, { call }) => hold(state, call, 'talking'),
  'call.keyPressed': nothing,
  'call.transferStarted': transfer,
  'call.transferFailed': (state, { call }) => giveBack(state, call),
  'call.ended': end,
  ...WAITING_STEPS,
  ...MARK_STEPS,
  'call.menuStarted': menu,
  'call.choiceMade': choose,
  'call.dissuasionStarted': startMessage,
  'call.dissuasionHeard': finishMessage,
  'call.dissuasionChoiceMade': (state, { call }) =>
    putCall(state, { ...call, told: tell(call.told, { asking: undefined }) }),
  'call.attachedToIncident': attach,
  ...CALLBACK_STEPS,
  ...ON_CALL_STEPS,
  'call.waitAnnounced': announceWait,
  'call.messageAnnounced': announceMessage,
};

function arrive(state: OwnedState, { event, at, seq }: Fact<EventOf<'call.arrived'>>): void {
  const stage: Stage = { status: 'answering' };
  const timers = { stage: { dueAt: at + deadlines.answeringMs, set: seq } };
  putCall(state, newCall(event, { receivedAt: event.receivedAt, stage, timers, callback: undefined }));
  if (!state.gateways.has(event.gatewayId)) {
    state.gateways.set(event.gatewayId, { gatewayId: event.gatewayId, bootId: undefined });
  }
}

function welcome(state: OwnedState, { call, at, seq }: Change<'call.welcomed'>): void {
  const service = state.index.catalog.services.get(call.serviceId);
  const lasts = playDeadlineMs(state.index.catalog, [service?.welcome]);
  const stage: Stage = { status: 'welcome', playId: playIdAt(state.domainId, seq) };
  putCall(state, { ...call, stage, timers: { stage: { dueAt: at + lasts, set: seq } } });
}

function menu(state: OwnedState, { call, event, at, seq }: Change<'call.menuStarted'>): void {
  const service = state.index.catalog.services.get(call.serviceId);
  const lasts = promptMs(state.index.catalog, service?.menu?.prompt) + (service?.menu?.timeoutMs ?? 0);
  const stage: Stage = { status: 'menu', time: event.time };
  putCall(state, { ...call, stage, timers: { stage: { dueAt: at + lasts, set: seq } } });
}

/** A place is given once for each wait; time waited before counts, so that nobody begins again at the end of the line. */
function queue(state: OwnedState, { call, event, at, seq }: Change<'call.queued'>): void {
  const { callId, queueId, queuedAt, priority } = event;
  const placeAt = call.place?.placeAt ?? queuedAt - call.waitedMs - (event.creditMs ?? 0);
  const arrival = call.place?.arrival ?? seq;
  const place = { callId, queueId, queuedAt, priority, placeAt, arrival };
  const { needs = [], preferred } = event;
  const queued = { ...call, ...stageInLine(call, event, at), place, prompt: undefined, priority, needs };
  const waiting: Call = { ...queued, tier: 0, preferred };
  putCall(state, { ...waiting, timers: waitTimers(state.index.catalog, waiting, place, { at, set: seq }) });
}

function overflow(state: OwnedState, { call, event, at, seq }: Change<'call.overflowed'>): void {
  const { catalog } = state.index;
  const lasts = playDeadlineMs(catalog, overflowPrompts(catalog, call, event.reason));
  const stage: Stage = { status: 'message', reason: event.reason, playId: playIdAt(state.domainId, seq) };
  const timers = { stage: { dueAt: at + lasts, set: seq } };
  putCall(state, { ...call, stage, place: undefined, prompt: undefined, timers, ...UNASKED });
}

function record(state: OwnedState, { call, event, at, seq }: Change<'call.voicemailStarted'>): void {
  if (call.stage.status !== 'message') return;
  const longest = state.index.catalog.services.get(call.serviceId)?.voicemail?.maximumMs ?? 0;
  const stage: Stage = { status: 'recording', reason: call.stage.reason, recordingId: event.recordingId };
  putCall(state, { ...call, stage, timers: { stage: { dueAt: at + longest + deadlines.recordingSlackMs, set: seq } } });
}

function choose(state: OwnedState, { call, event }: Change<'call.choiceMade'>): void {
  if (event.target.kind === 'queue') putCall(state, { ...call, chosen: event.target });
}

/** Messages whose end may be told once more: a gateway that was killed repeats itself soon after. */
const DELIVERED_REMEMBERED = 500;

function deliver({ delivered }: OwnedState, recordingId: RecordingId | undefined): void {
  if (recordingId === undefined) return;
  delivered.add(recordingId);
  const [oldest] = delivered;
  if (delivered.size > DELIVERED_REMEMBERED && oldest !== undefined) delivered.delete(oldest);
}

/** The two hear each other: the wait is over and its length is kept, should the caller ever wait again. */
function join(state: OwnedState, call: Call, since: Instant): void {
  const offer = offerOf(call);
  const party = partyJoined(call);
  if (!party) return;
  putCall(state, {
    ...call,
    stage: { status: 'talking', party },
    place: undefined,
    prompt: undefined,
    told: tell(call.told, { saying: undefined, asking: undefined, wait: undefined }),
    answeredAt: call.answeredAt ?? since,
    waitedMs: call.waitedMs + (call.place ? Math.max(0, since - call.place.queuedAt) : 0),
    timers: {},
    ...UNASKED,
  });
  const agent = offer && state.agents.get(offer.agentId);
  if (!agent) return;
  const tally = { ...agent.tally, calls: agent.tally.calls + 1, talkingAt: since };
  putAgent(state, { ...agent, misses: 0, failures: 0, tally, activity: { status: 'talking', callId: call.callId } });
}

function partyJoined(call: Call): Party | undefined {
  const offer = offerOf(call);
  if (offer) return { kind: 'agent', agentId: offer.agentId, legId: offer.legId };
  const { stage } = call;
  if (stage.status !== 'transferring' || stage.to.kind !== 'external') return undefined;
  return { kind: 'external', legId: stage.to.legId };
}

function hold(state: OwnedState, call: Call, status: 'held' | 'talking'): void {
  if (call.stage.status !== 'talking' && call.stage.status !== 'held') return;
  putCall(state, { ...call, stage: { ...call.stage, status } });
}

/** To a queue there is nothing to remember: the `call.queued` that follows says where the caller waits. */
function transfer(state: OwnedState, { call, event, at, seq }: Change<'call.transferStarted'>): void {
  const { target } = event;
  if (target.kind === 'queue') return;
  if (call.stage.status !== 'talking' && call.stage.status !== 'held') return;
  const from = call.stage.party.kind === 'agent' ? call.stage.party : undefined;
  const to =
    target.kind === 'agent'
      ? ({ kind: 'agent', agentId: target.agentId, offer: undefined } as const)
      : ({ kind: 'external', legId: event.legId } as const);
  const stage: Timer = { dueAt: at + deadlines.outsideRingMs, set: seq };
  putCall(state, { ...call, stage: { status: 'transferring', from, to }, timers: { stage } });
}

/** The call is in the journal from here on. Of the caller it is remembered what a call again would have a right to. */
function end(state: OwnedState, { call, event }: Change<'call.ended'>): void {
  remember(state, call, event);
  dropCall(state, call);
}

/** Back to the one who transferred, if they are still there; otherwise a `call.queued` follows. */
function giveBack(state: OwnedState, call: Call): void {
  const from = call.stage.status === 'transferring' ? call.stage.from : undefined;
  if (from) putCall(state, { ...call, stage: { status: 'talking', party: from }, timers: {} });
}
