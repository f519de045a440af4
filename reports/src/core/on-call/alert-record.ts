/**
 * The record of an alert: the fold of its journal lines and of nothing else, so that it can be made again from the journal (K5).
 * It keeps instants, never durations: what is still going on is measured when somebody asks.
 */
import type {
  AccountId,
  AlertId,
  AlertSource,
  CallId,
  Duration,
  Instant,
  JournalEvent,
  JournalEventOf,
  JournalRecord,
  OnCallPlan,
  ServiceId,
} from '@decroche/protocol';

/** O1: remote intervention, and presence on site, after the alert. */
export interface ResponseTargets {
  readonly remoteMs: Duration;
  readonly onSiteMs: Duration;
}

/** Someone at work on it, from joining to leaving; still at work without `leftAt`. */
export interface Stretch {
  readonly responderId: AccountId;
  readonly joinedAt: Instant;
  readonly leftAt?: Instant;
}

/** See the head of the file. Instants absent = did not happen. */
export interface AlertRecord {
  readonly alertId: AlertId;
  readonly source: AlertSource;
  readonly title: string;
  readonly policyId: string;
  readonly callId?: CallId;
  readonly serviceId?: ServiceId;
  readonly equipmentId?: string;
  readonly openedAt: Instant;
  /** When the promise begins to run: the opening it waited for, if its equipment is helped in working hours only (O2). */
  readonly dueFromAt: Instant;
  /** Of its policy, as the plan had it when it was opened. */
  readonly targets: ResponseTargets;
  /** How often it was told while it was open, the first time included. */
  readonly times: number;
  /** Attempts to reach somebody. */
  readonly pages: number;
  readonly acceptedAt?: Instant;
  /** Who accepted first. */
  readonly acceptedBy?: AccountId;
  /** Somebody on call and the caller heard each other. */
  readonly answeredAt?: Instant;
  readonly remoteAt?: Instant;
  readonly onSiteAt?: Instant;
  readonly exhaustedAt?: Instant;
  readonly recoveredAt?: Instant;
  readonly closedAt?: Instant;
  readonly stretches: readonly Stretch[];
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** Targets of every policy of the plan in force. */
export type PolicyTargets = Readonly<Record<string, ResponseTargets>>;

/** O1, when the plan does not know the policy: an hour, and two on site. */
const DEFAULT_TARGETS: ResponseTargets = { remoteMs: 3_600_000, onSiteMs: 7_200_000 };

/** What a plan says of its policies. */
export const targetsOf = ({ policies }: OnCallPlan): PolicyTargets =>
  Object.fromEntries(policies.map(({ policyId, targets }) => [policyId, targets]));

/** The alert a line is about, by itself or through the call it was opened for. */
export function alertOf(event: JournalEvent): AlertId | undefined {
  if (event.type === 'call.onCallAnswered') return event.alertId;
  return event.type.startsWith('alert.') && 'alertId' in event ? event.alertId : undefined;
}

/**
 * The record of an alert after one of its lines. A line already folded changes nothing.
 *
 * @returns `undefined` when the line is about an alert whose opening was never read.
 */
export function foldAlert(
  record: AlertRecord | undefined,
  line: JournalRecord,
  targets: PolicyTargets,
): AlertRecord | undefined {
  if (!record) return line.event.type === 'alert.opened' ? openRecord(line.event, line, targets) : undefined;
  if (line.seq <= record.lastSeq) return record;
  return { ...record, ...factsOf(record, line.event, line.at), lastSeq: line.seq };
}

function openRecord(
  event: JournalEventOf<'alert.opened'>,
  { seq }: JournalRecord,
  targets: PolicyTargets,
): AlertRecord {
  const { alertId, source, content, policyId, openedAt, callId, serviceId, equipmentId } = event;
  return {
    ...{ alertId, source, title: content.title, policyId, openedAt, dueFromAt: openedAt },
    ...(callId === undefined ? {} : { callId }),
    ...(serviceId === undefined ? {} : { serviceId }),
    ...(equipmentId === undefined ? {} : { equipmentId }),
    targets: targets[policyId] ?? DEFAULT_TARGETS,
    ...{ times: 1, pages: 0, stretches: [], firstSeq: seq, lastSeq: seq },
  };
}

type Facts = Partial<AlertRecord>;

/** What happened first stays: passed on and accepted again does not move the first acceptance. */
function factsOf(record: AlertRecord, event: JournalEvent, at: Instant): Facts {
  switch (event.type) {
    case 'alert.repeated':
      return { times: record.times + 1 };
    case 'alert.deferred':
      return { dueFromAt: event.untilAt };
    case 'alert.paged':
      return { pages: record.pages + 1 };
    case 'alert.accepted':
      return accepted(record, event);
    case 'call.onCallAnswered':
      return { answeredAt: record.answeredAt ?? event.answeredAt };
    case 'alert.interventionStarted':
      return event.where === 'remote'
        ? { remoteAt: record.remoteAt ?? event.startedAt }
        : { onSiteAt: record.onSiteAt ?? event.startedAt };
    default:
      return endFacts(record, event, at) ?? workFacts(record, event) ?? {};
  }
}

function accepted(record: AlertRecord, { responderId, acceptedAt }: JournalEventOf<'alert.accepted'>): Facts {
  const stretches = joined(record, responderId, acceptedAt);
  return record.acceptedAt === undefined ? { acceptedAt, acceptedBy: responderId, stretches } : { stretches };
}

function endFacts(record: AlertRecord, event: JournalEvent, at: Instant): Facts | undefined {
  switch (event.type) {
    case 'alert.exhausted':
      return { exhaustedAt: record.exhaustedAt ?? at };
    case 'alert.recovered':
      return { recoveredAt: event.recoveredAt };
    case 'alert.closed': {
      const { closedAt } = event;
      if (record.closedAt !== undefined) return {};
      // Whoever is still at work leaves with it.
      const stretches = record.stretches.map((one) => (one.leftAt === undefined ? ended(one, closedAt) : one));
      return { closedAt, stretches };
    }
    default:
      return undefined;
  }
}

function workFacts(record: AlertRecord, event: JournalEvent): Facts | undefined {
  switch (event.type) {
    case 'alert.joined':
      return { stretches: joined(record, event.responderId, event.joinedAt) };
    case 'alert.left':
      return {
        stretches: record.stretches.map((one) =>
          one.responderId === event.responderId && one.leftAt === undefined ? ended(one, event.leftAt) : one,
        ),
      };
    default:
      return undefined;
  }
}

/** Nobody is at work on it twice at the same time, or when it is closed. */
function joined({ stretches, closedAt }: AlertRecord, responderId: AccountId, joinedAt: Instant): readonly Stretch[] {
  if (closedAt !== undefined) return stretches;
  const isThere = stretches.some((one) => one.responderId === responderId && one.leftAt === undefined);
  return isThere ? stretches : [...stretches, { responderId, joinedAt }];
}

const ended = (stretch: Stretch, at: Instant): Stretch => ({ ...stretch, leftAt: Math.max(stretch.joinedAt, at) });
