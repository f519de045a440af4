/** Who gave up and was not spoken to since. */
import type { AbandonedCaller, CallId, CallOutcome, CallRecord, Definition, PartyRef } from '@decroche/protocol';

/** Callers who left without what they came for, after they had begun to wait, for an agent or for someone on call, or at the voicemail's greeting. */
export const GIVEN_UP: readonly CallOutcome[] = [
  'abandonedInQueue',
  'abandonedWhileRinging',
  'voicemailEmpty',
  'overflowReleased',
  'onCallExhausted',
  'abandonedOnCall',
];

/** What of a call says whether its caller was served. */
export type Contact = Pick<
  CallRecord,
  'callId' | 'direction' | 'partyRef' | 'receivedAt' | 'answeredAt' | 'outcome' | 'answersCallId' | 'onCall'
>;

/**
 * Whether the caller's need is in hands: they spoke to someone, are on the line now, are to be rung back or were tried in vain,
 * left a message (it is in its own list), or attached themselves to the incident. A call-back that was called off settles nothing.
 */
function settles({ direction, answeredAt, onCall, outcome }: Contact): boolean {
  if (answeredAt !== undefined || onCall?.answeredAt !== undefined || outcome === undefined) return true;
  if (direction === 'callback') return outcome !== 'callbackCancelled';
  return outcome === 'voicemailLeft' || outcome === 'attachedToIncident';
}

/**
 * Whether this caller may be rung back at all: never behind a withheld number, never of a service for child protection (C9), nor
 * of one that the definition does not know: it may have been one.
 */
function mayBeRungBack(record: CallRecord, definition: Definition | undefined): boolean {
  if (record.partyRef === undefined || record.direction !== 'inbound') return false;
  const service = definition?.services.find(({ serviceId }) => serviceId === record.serviceId);
  return service !== undefined && !service.childProtection;
}

/**
 * One line for each person.
 *
 * @param givenUp calls that were given up ({@link GIVEN_UP}), in any order.
 * @param contacts every call of these people since the first of them.
 * @returns latest departure first.
 */
export function toRingBack(
  givenUp: readonly CallRecord[],
  contacts: readonly Contact[],
  definition: Definition | undefined,
): AbandonedCaller[] {
  const answered = new Set(contacts.filter(settles).flatMap(({ answersCallId }) => answersCallId ?? []));
  const settledAt = lastSettled(contacts);
  const open = givenUp.filter(
    (record) => mayBeRungBack(record, definition) && !isSettled(record, { answered, settledAt }),
  );
  const people = Map.groupBy(open, ({ partyRef }) => partyRef!);
  return [...people.values()].map(lineOf).sort((a, b) => b.leftAt - a.leftAt || (a.callId < b.callId ? -1 : 1));
}

function lastSettled(contacts: readonly Contact[]): ReadonlyMap<PartyRef, number> {
  const last = new Map<PartyRef, number>();
  for (const contact of contacts) {
    const { partyRef, receivedAt, answeredAt } = contact;
    if (partyRef === undefined || !settles(contact)) continue;
    last.set(partyRef, Math.max(last.get(partyRef) ?? 0, receivedAt, answeredAt ?? 0));
  }
  return last;
}

function isSettled(
  { callId, partyRef, receivedAt }: CallRecord,
  known: { readonly answered: ReadonlySet<CallId>; readonly settledAt: ReadonlyMap<PartyRef, number> },
): boolean {
  return known.answered.has(callId) || (known.settledAt.get(partyRef!) ?? 0) >= receivedAt;
}

function lineOf(calls: readonly CallRecord[]): AbandonedCaller {
  const latest = calls.reduce((last, call) => (call.receivedAt > last.receivedAt ? call : last));
  const { callId, partyRef, serviceId, queueId, receivedAt, queuedAt = receivedAt, endedAt = receivedAt } = latest;
  return {
    ...{ callId, partyRef: partyRef!, serviceId, receivedAt, leftAt: endedAt, outcome: latest.outcome! },
    ...(queueId === undefined ? {} : { queueId }),
    waitMs: Math.max(0, endedAt - queuedAt),
    calls: calls.length,
  };
}
