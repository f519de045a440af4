import type {
  Instant,
  OverflowReason,
  QueueId,
  ServiceDefinition,
  SkillNeed,
  TelephonyEventOf,
} from '@decroche/protocol';
import { isOpen } from '../catalog.ts';
import { isRelayed } from '../child-protection.ts';
import { overflowPrompts } from '../prompts.ts';
import type { Call } from '../call.ts';
import type { Turn } from '../turn.ts';
import { someoneFreeFor } from './eligible.ts';
import { endCall } from './ending.ts';
import { enqueue, queueOfCut, standingQueue } from './enqueue.ts';
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
  if (isRelayed(service, dialled)) turn.emit({ type: 'call.tagged', callId, tag: 'relay', on: true, by: 'system' });
  if (isBlocked(turn, call)) return refuseBlocked(turn, call);
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
  enqueue(turn, call, {
    queueId: queueFor(turn, call, service),
    queuedAt: believable(since, turn.at),
    because: call.chosen ? 'choice' : 'arrival',
    needs: needsFor(call, service),
  });
  playMusic(turn, callId);
}

/** Why this caller can not be put in line now. Opening counts at the instant of the call, not of the welcome's end. */
export function reasonToOverflow(turn: Turn, call: Call, service: ServiceDefinition): OverflowReason | undefined {
  const { catalog, lines } = turn.state.index;
  if (!isOpen(catalog, service, call.receivedAt)) return 'closed';
  const queueId = queueFor(turn, call, service);
  const line = lines.get(queueId);
  if (service.voicemail?.whenNobodyLoggedIn && !line?.loggedIn) return 'nobodyLoggedIn';
  const full = (line?.callers ?? 0) >= service.maximumWaiting;
  return full && !someoneFreeFor(turn.state, queueId, needsFor(call, service)) ? 'queueFull' : undefined;
}

/** Where the caller is bound: the queue they chose, else where they were cut, else that of the service. */
const queueFor = (turn: Turn, call: Call, service: ServiceDefinition): QueueId =>
  standingQueue(turn, call, call.chosen?.queueId ?? queueOfCut(turn, call) ?? service.queueId) ?? service.queueId;

const needsFor = (call: Call, service: ServiceDefinition): readonly SkillNeed[] =>
  call.chosen?.needs ?? service.needs ?? [];

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

const isBlocked = (turn: Turn, { partyRef }: Call): boolean =>
  partyRef !== undefined && turn.state.index.catalog.partyRules.get(partyRef)?.kind === 'blocked';

/** 603, and no call again later: the number is on the list of those who are not spoken to. */
function refuseBlocked(turn: Turn, { callId }: Call): void {
  const tell = { refuseRetryAfterMs: undefined };
  endCall(turn, callId, { outcome: 'refusedBlocked', cause: 'rejected', by: 'system', endedAt: turn.at, tell });
}

/** A gateway's clock far from ours would put a caller before or behind everybody. */
function believable(told: Instant, now: Instant): Instant {
  return Math.abs(told - now) <= BELIEVABLE_MS ? told : now;
}
