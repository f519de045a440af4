import type { Instant, OverflowReason, QueueId, ServiceDefinition, TelephonyEventOf } from '@decroche/protocol';
import { isOpen } from '../catalog.ts';
import { overflowPrompts } from '../prompts.ts';
import type { Call } from '../state.ts';
import type { Turn } from '../turn.ts';
import { endCall } from './ending.ts';
import { playMusic } from './music.ts';
import { overflow } from './overflow.ts';

/** When a refused caller may try again: Retry-After of the 503. */
const RETRY_AFTER_MS = 30_000;
/** An instant told by a gateway is believed when it is this near to our own clock. */
const BELIEVABLE_MS = 60_000;

/** A caller is at the door: answered, or refused unanswered when nothing could be said to them. */
export function admit(turn: Turn, event: TelephonyEventOf<'leg.arrived'>): void {
  const { callId, legId, gatewayId, serviceId, dialled, partyRef } = event;
  if (turn.state.calls.has(callId)) return turn.ignore('the call is known');
  const service = turn.state.index.catalog.services.get(serviceId);
  const receivedAt = believable(event.receivedAt, turn.at);
  turn.emit({
    type: 'call.arrived',
    ...{ callId, legId, gatewayId, serviceId, dialled, receivedAt },
    ...(partyRef === undefined ? {} : { partyRef }),
  });
  const call = turn.state.calls.get(callId);
  if (!call) return;
  if (!service) return refuse(turn, call, 'unknown');
  const reason = reasonToOverflow(turn, call, service);
  if (reason !== undefined && overflowPrompts(turn.state.index.catalog, call, reason).length === 0)
    return refuse(turn, call, reason);
  turn.command(gatewayId, { type: 'answerCaller', callId, legId });
}

/** The wait begins (T0): the instant is that of the fact, not of our hearing of it. */
export function joinQueue(turn: Turn, call: Call, since: Instant): void {
  const service = turn.state.index.catalog.services.get(call.serviceId);
  if (!service) return;
  const { callId } = call;
  const reason = reasonToOverflow(turn, call, service);
  if (reason !== undefined && reason !== 'closed') return overflow(turn, callId, reason);
  const queuedAt = believable(since, turn.at);
  const queueId = boundFor(call, service);
  turn.emit({ type: 'call.queued', callId, queueId, queuedAt, priority: 0 });
  playMusic(turn, callId);
}

/** Why this caller can not be put in line now. Opening counts at the instant of the call, not of the welcome's end. */
export function reasonToOverflow(turn: Turn, call: Call, service: ServiceDefinition): OverflowReason | undefined {
  const { catalog, lines } = turn.state.index;
  if (!isOpen(catalog, service, call.receivedAt)) return 'closed';
  const line = lines.get(boundFor(call, service));
  if (service.voicemail?.whenNobodyLoggedIn && !line?.loggedIn) return 'nobodyLoggedIn';
  const someoneFree = (line?.ready.size ?? 0) > (line?.waiting.size ?? 0);
  return !someoneFree && (line?.everyone.size ?? 0) >= service.maximumWaiting ? 'queueFull' : undefined;
}

/** The queue the caller chose by a key, or that of their service. */
const boundFor = (call: Call, service: ServiceDefinition): QueueId => call.chosen?.queueId ?? service.queueId;

function refuse(turn: Turn, call: Call, why: OverflowReason | 'unknown'): void {
  const closed = why === 'closed';
  const outcome = closed ? 'refusedClosed' : why === 'unknown' ? 'technicalFailure' : 'refusedFull';
  endCall(turn, call.callId, {
    outcome,
    cause: closed ? 'closed' : 'congestion',
    by: 'system',
    endedAt: turn.at,
    tell: { refuseRetryAfterMs: closed ? undefined : RETRY_AFTER_MS },
  });
}

/** A gateway's clock far from ours would put a caller before or behind everybody. */
function believable(told: Instant, now: Instant): Instant {
  return Math.abs(told - now) <= BELIEVABLE_MS ? told : now;
}
