import type {
  AgentId,
  CallId,
  GatewayId,
  Instant,
  JournalEventOf,
  LegId,
  PartyRef,
  QueueId,
  ReleaseCause,
  ServiceDefinition,
  ServiceId,
  SkillNeed,
} from '@decroche/protocol';
import { filesOf, isOpen } from '../catalog.ts';
import { PREFERRED_HOLD_MS } from '../deadlines.ts';
import { playIdAt } from '../prompts.ts';
import { isLoggedIn } from '../agent.ts';
import { hasCaller, type Call, type Callback, type Preference } from '../call.ts';
import type { Turn } from '../turn.ts';
import { postpone } from './dialling.ts';
import { endCall } from './ending.ts';
import { enqueue, standingQueue } from './enqueue.ts';
import { playMusic } from './music.ts';
import { withdrawOffers } from './offer.ts';
import { overflow } from './overflow.ts';
import { REACHED_PRIORITY } from './returning.ts';

/** Who is to be rung back, when, and instead of which call. */
export interface CallbackWish {
  readonly serviceId: ServiceId;
  readonly partyRef: PartyRef;
  readonly gatewayId: GatewayId;
  readonly mode: JournalEventOf<'call.placed'>['mode'];
  readonly dueAt: Instant;
  readonly answersCallId?: CallId;
  readonly agentId?: AgentId;
  readonly by: string;
}

/** The line a call-back takes over from the caller who asked for it. */
export interface InheritedLine {
  readonly queueId: QueueId;
  readonly priority: number;
  readonly needs: readonly SkillNeed[];
  /** Since when that caller's wait counts. */
  readonly since: Instant;
}

/** A call-back that has come to this leads to nobody any more. */
const LEAVING: ReadonlySet<Call['stage']['status']> = new Set(['message', 'recording', 'parting']);

/** The pending call-back to a number for a service, `besides` the one that asks: there is never more than one. */
export function pendingCallback(
  turn: Turn,
  partyRef: PartyRef,
  { serviceId, besides }: { readonly serviceId: ServiceId; readonly besides?: CallId },
): Call | undefined {
  for (const call of turn.state.calls.values()) {
    const pending = call.callback !== undefined && call.answeredAt === undefined && !LEAVING.has(call.stage.status);
    if (pending && call.partyRef === partyRef && call.serviceId === serviceId && call.callId !== besides) return call;
  }
  return undefined;
}

/** Makes the call of a call-back under a name given before; it stands in line at once when it is due. */
export function placeCallback(turn: Turn, callId: CallId, wish: CallbackWish, inherited?: InheritedLine): void {
  const service = turn.state.index.catalog.services.get(wish.serviceId);
  if (!service?.callback) return;
  const { answersCallId, agentId, ...said } = wish;
  turn.emit({
    type: 'call.placed',
    ...{ callId, legId: `${callId}-leg` as LegId, placedAt: turn.at, dialling: service.callback.dialling, ...said },
    ...(answersCallId === undefined ? {} : { answersCallId }),
    ...(agentId === undefined ? {} : { agentId }),
  });
  if (wish.dueAt <= turn.at) takePlace(turn, callId, inherited);
}

/** Due: into the line with the time it has waited, unless the door is closed or its attempts are used up. */
export function takePlace(turn: Turn, callId: CallId, inherited?: InheritedLine): void {
  const call = turn.state.calls.get(callId);
  if (!call?.callback || hasCaller(call)) return;
  const { catalog } = turn.state.index;
  const service = catalog.services.get(call.serviceId);
  if (!service?.callback || service.childProtection) return endCallback(turn, call, 'callbackCancelled', 'cancelled');
  const { attempts } = call.callback;
  if (attempts >= service.callback.attempts) return endCallback(turn, call, 'callbackUnreached', 'noAnswer');
  if (!isOpen(catalog, service, turn.at)) return untilOpening(turn, call, service);
  standInLine(turn, { call, callback: call.callback, service }, inherited);
}

/** With the time it has waited and whom it is for, in the line it stood in before or that its caller stood in. */
function standInLine(
  turn: Turn,
  {
    call,
    callback,
    service,
  }: { readonly call: Call; readonly callback: Callback; readonly service: ServiceDefinition },
  inherited: InheritedLine | undefined,
): void {
  const { queueId: known, since } = callback;
  const queueId = inherited?.queueId ?? known ?? service.queueId;
  enqueue(turn, call, {
    ...{ queueId: standingQueue(turn, call, queueId) ?? service.queueId, queuedAt: turn.at, because: 'callback' },
    needs: inherited?.needs ?? (known === undefined ? (service.needs ?? []) : call.needs),
    ...(inherited ? { priority: inherited.priority } : {}),
    creditMs: Math.max(0, turn.at - (inherited?.since ?? since)),
    preferred: preferred(turn, call, service),
  });
}

function preferred(turn: Turn, { callback }: Call, service: ServiceDefinition): Preference | undefined {
  const agent = callback?.agentId && turn.state.agents.get(callback.agentId);
  if (!agent || !isLoggedIn(agent)) return undefined;
  return { agentId: agent.agentId, untilAt: turn.at + (service.preferredHoldMs ?? PREFERRED_HOLD_MS), why: 'asked' };
}

function untilOpening(turn: Turn, call: Call, service: ServiceDefinition): void {
  const dueAt = turn.state.index.catalog.calendars.get(service.calendarId)?.nextOpeningAt(turn.at);
  if (dueAt === undefined) return endCallback(turn, call, 'callbackCancelled', 'closed');
  postpone(turn, call, 'closed', dueAt);
}

/** The service closes while it waits: nobody is rung out of hours, and no agent rings on for it. */
export function closingCallback(turn: Turn, call: Call): void {
  const service = turn.state.index.catalog.services.get(call.serviceId);
  withdrawOffers(turn, call.callId, 'overflow');
  const now = turn.state.calls.get(call.callId);
  if (now && service) untilOpening(turn, now, service);
}

/** Its queue is gone: it stands in the one its service has now, with the time it has waited. */
export function replaceCallback(turn: Turn, callId: CallId): void {
  const call = turn.state.calls.get(callId);
  if (!call) return;
  postpone(turn, call, 'retry', turn.at);
  takePlace(turn, callId);
}

/** The end of a call-back that nobody was joined to. */
export function endCallback(
  turn: Turn,
  call: Call,
  outcome: 'callbackUnreached' | 'callbackCancelled',
  cause: ReleaseCause,
): void {
  const tell = call.stage.status === 'postponed' || call.stage.status === 'toDial' ? 'nothing' : 'release';
  endCall(turn, call.callId, { outcome, cause, by: 'system', endedAt: turn.at, tell });
}

/** They have answered: joined to the agent who waits for them, or told who rings until one is free. */
export function callerReached(turn: Turn, call: Call, reachedAt: Instant): void {
  if (call.stage.status !== 'dialling') return;
  const { callId, gatewayId, stage } = call;
  turn.emit({ type: 'call.callerReached', callId, reachedAt });
  if (stage.offer) return turn.command(gatewayId, { type: 'bridgeLeg', callId, legId: stage.offer.legId });
  const { catalog } = turn.state.index;
  const files = filesOf(catalog, [catalog.services.get(call.serviceId)?.callback?.announce]);
  if (files.length === 0) return reachedInLine(turn, callId);
  const playId = playIdAt(turn.state.domainId, turn.state.seq);
  turn.command(gatewayId, { type: 'play', callId, playId, files, repeat: false });
}

/** First in line, for the next agent who is free. */
export function reachedInLine(turn: Turn, callId: CallId): void {
  const call = turn.state.calls.get(callId);
  if (!call?.place || call.stage.status !== 'reached') return;
  const { priority } = call.place;
  const queueId = standingQueue(turn, call, call.place.queueId);
  if (queueId === undefined) return overflow(turn, callId, 'nobodyLoggedIn');
  enqueue(turn, call, {
    ...{ queueId, queuedAt: turn.at, because: 'callback', needs: call.needs, creditMs: 0 },
    ...{ priority: priority + REACHED_PRIORITY, preferred: call.preferred },
  });
  playMusic(turn, callId);
}

/** Nobody has answered: the agent is free again without a miss, and it is tried again later, or given up. */
export function dialFailed(turn: Turn, call: Call, cause: ReleaseCause): void {
  const { callId, callback } = call;
  if (!callback || call.stage.status !== 'dialling') return;
  const definition = turn.state.index.catalog.services.get(call.serviceId)?.callback;
  turn.emit({ type: 'call.dialFailed', callId, attempt: callback.attempts, cause });
  withdrawOffers(turn, callId, 'callerGone');
  const now = turn.state.calls.get(callId);
  if (!now) return;
  if (callback.attempts >= (definition?.attempts ?? 0)) return endCallback(turn, now, 'callbackUnreached', cause);
  postpone(turn, now, 'retry', turn.at + (definition?.retryAfterMs ?? 0));
}
