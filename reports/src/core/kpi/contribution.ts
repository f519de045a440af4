import type { CallOutcome, CallRecord, Duration } from '@decroche/protocol';

/** How a call stands, whatever the promise it is judged by. */
export type CallKind =
  | 'answered'
  | 'abandoned'
  | 'abandonedInWelcome'
  | 'voicemail'
  | 'overflowed'
  | 'closed'
  | 'onCall'
  | 'refused'
  | 'dissuaded'
  | 'callback'
  | 'blocked'
  | 'outbound'
  | 'failed'
  | 'inProgress';

/** All a figure needs to know of one call. */
export interface Contribution {
  readonly kind: CallKind;
  /** From the end of the welcome to pick-up or departure; only of answered and abandoned calls. */
  readonly queuedMs?: Duration;
  /** The same from the INVITE. */
  readonly receivedMs?: Duration;
  /** Talk + hold + wrap-up of an answered call that is over; not of one through a relay centre, which no handling time is held against. */
  readonly handlingMs?: Duration;
}

const KIND_OF_OUTCOME: Readonly<Record<CallOutcome, CallKind>> = {
  // The journal says `call.answered` before: without it nobody picked up, whatever the outcome claims.
  answered: 'failed',
  abandonedInWelcome: 'abandonedInWelcome',
  abandonedInQueue: 'abandoned',
  abandonedWhileRinging: 'abandoned',
  voicemailLeft: 'voicemail',
  voicemailEmpty: 'voicemail',
  refusedClosed: 'closed',
  refusedFull: 'refused',
  overflowReleased: 'overflowed',
  technicalFailure: 'failed',
  abandonedInMenu: 'abandonedInWelcome',
  dissuadedLeft: 'dissuaded',
  dissuadedReleased: 'dissuaded',
  attachedToIncident: 'dissuaded',
  callbackRequested: 'callback',
  refusedBlocked: 'blocked',
  callbackUnreached: 'outbound',
  callbackCancelled: 'outbound',
  onCallAnswered: 'onCall',
  onCallExhausted: 'onCall',
  abandonedOnCall: 'onCall',
};

/**
 * A call picked up once counts as answered for good: what a transfer, a RONA or a failure does later never moves it
 * (kpi.md: never enlarge D).
 *
 * A call taken by someone on call is out of D for good in the same way. Out of hours is an exclusion with a reason of its own
 * (kpi.md): the promise of pick-up (C2, C3) holds in opening hours, and such a call never enters a queue, so that the clock
 * `queued` never starts. With the clock `received` it does run from the INVITE, but as for any caller who finds the doors closed
 * nothing was promised. A service that promises round the clock has no closed hours, and so no call of this kind.
 */
function kindOf({ direction, answeredAt, onCall, endedAt, outcome }: CallRecord): CallKind {
  // Ours from its beginning to its end, reached or not: it never enters a rate of calls received.
  if (direction === 'callback') return 'outbound';
  if (answeredAt !== undefined) return 'answered';
  if (onCall?.answeredAt !== undefined) return 'onCall';
  return endedAt === undefined || outcome === undefined ? 'inProgress' : KIND_OF_OUTCOME[outcome];
}

/** What a call brings to the figures of its service and half hour. */
export function contributionOf(record: CallRecord): Contribution {
  const kind = kindOf(record);
  const { receivedAt, answeredAt, endedAt, queuedAt = receivedAt } = record;
  const until = answeredAt ?? endedAt;
  const waited = kind === 'answered' || kind === 'abandoned' || kind === 'abandonedInWelcome';
  if (!waited || until === undefined) return { kind };
  const receivedMs = Math.max(0, until - receivedAt);
  // A caller who left in the welcome has not begun to wait.
  if (kind === 'abandonedInWelcome') return { kind, receivedMs };
  const handled = kind === 'answered' && endedAt !== undefined && !record.tags?.includes('relay');
  return {
    kind,
    queuedMs: Math.max(0, until - queuedAt),
    receivedMs,
    ...(handled ? { handlingMs: record.talkMs + record.holdMs + record.wrapUpMs } : {}),
  };
}
