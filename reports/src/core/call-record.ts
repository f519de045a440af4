/**
 * The record of a call: the fold of its journal lines, and of nothing else, so that it can be made again from the journal.
 *
 * ```
 *             answered            held / transfer to an agent or outside
 * (waiting) ──────────▶ talking ─────────────────────────────────────────▶ held
 *     ▲                    │  ◀───────────────────────────────────────────  │
 *     └─── queued again ───┘        retrieved / transferred / failed        └─▶ (left the house)
 * ```
 * Time in `talking` and `held` adds up to the agents' handling time; the journal's own instants are used, never the clock.
 */
import type {
  AgentId,
  CallId,
  CallRecord,
  Duration,
  Instant,
  JournalEvent,
  JournalEventOf,
  JournalRecord,
} from '@decroche/protocol';

/** What an agent's handling of the call is at an instant. */
export interface Handling {
  readonly doing: 'talking' | 'held';
  readonly since: Instant;
}

/** A record with what is needed to go on folding. */
export interface CallFile {
  readonly record: CallRecord;
  readonly handling?: Handling;
}

/** An agent's wrap-up under way; it adds to the handling time of its call. */
export interface WrapUp {
  readonly agentId: AgentId;
  readonly callId: CallId;
  readonly startedAt: Instant;
}

/** Wrap-ups under way, by agent. */
export type WrapUps = ReadonlyMap<AgentId, WrapUp>;

/** A call as its first line makes it. */
export function openFile(event: JournalEventOf<'call.arrived'>, line: JournalRecord): CallFile {
  const { callId, serviceId, dialled, partyRef, receivedAt } = event;
  return {
    record: {
      callId,
      direction: 'inbound',
      serviceId,
      dialled,
      ...(partyRef === undefined ? {} : { partyRef }),
      receivedAt,
      offers: [],
      dissuasions: [],
      choices: [],
      talkMs: 0,
      holdMs: 0,
      wrapUpMs: 0,
      transfers: 0,
      definitionVersion: line.definitionVersion,
      firstSeq: line.seq,
      lastSeq: line.seq,
    },
  };
}

/** Folds one more line of the call. A line already folded changes nothing. */
export function foldCall(file: CallFile, line: JournalRecord): CallFile {
  if (line.seq <= file.record.lastSeq) return file;
  const next = { ...file, record: { ...file.record, ...facts(file.record, line.event, line.at) } };
  const { doing, at } = handlingAfter(file, line.event, line.at);
  const folded = doing === file.handling?.doing ? next : handledUntil(next, at, doing);
  return { ...folded, record: { ...folded.record, lastSeq: line.seq } };
}

/** Adds a finished wrap-up to the handling time of its call. */
export function foldWrapUp(file: CallFile, wrapUpMs: Duration, line: JournalRecord): CallFile {
  if (line.seq <= file.record.lastSeq) return file;
  const { record } = file;
  return { ...file, record: { ...record, wrapUpMs: record.wrapUpMs + wrapUpMs, lastSeq: line.seq } };
}

/** The time spent since the last change goes to what was being done. */
function handledUntil(file: CallFile, at: Instant, doing: Handling['doing'] | undefined): CallFile {
  const { record, handling } = file;
  const spentMs = handling ? Math.max(0, at - handling.since) : 0;
  const spent =
    handling?.doing === 'talking'
      ? { talkMs: record.talkMs + spentMs }
      : handling?.doing === 'held'
        ? { holdMs: record.holdMs + spentMs }
        : {};
  const now = doing === undefined ? {} : { handling: { doing, since: at } };
  return { record: { ...record, ...spent }, ...now };
}

/** What is done from an instant on. */
interface Turn {
  readonly doing: Handling['doing'] | undefined;
  readonly at: Instant;
}

function handlingAfter({ record, handling }: CallFile, event: JournalEvent, at: Instant): Turn {
  const present = handling?.doing;
  const goOn = (doing: Handling['doing']): Turn => ({ doing: present && doing, at });
  switch (event.type) {
    case 'call.answered':
      // A second bridge is told by `call.transferred`.
      return record.answeredAt === undefined ? { doing: 'talking', at: event.answeredAt } : { doing: present, at };
    case 'call.held':
      return goOn('held');
    case 'call.retrieved':
    case 'call.transferFailed':
      return goOn('talking');
    case 'call.transferStarted':
      // The caller hears music while another party is rung; a queue frees the agent at once.
      return event.target.kind === 'queue' ? { doing: undefined, at } : goOn('held');
    case 'call.queued':
      // Back in the queue, by a transfer or because the agent's line was cut: nobody handles the call.
      return { doing: undefined, at };
    case 'call.transferred':
      return { doing: event.agentId === undefined ? undefined : 'talking', at: event.transferredAt };
    case 'call.ended':
      return { doing: undefined, at: event.endedAt };
    default:
      return { doing: present, at };
  }
}

/** What a line says of its call, apart from handling times. What happened first stays: a later queue or agent is a transfer. */
function facts(record: CallRecord, event: JournalEvent, at: Instant): Partial<CallRecord> {
  switch (event.type) {
    case 'call.queued':
      return record.queuedAt === undefined ? { queueId: event.queueId, queuedAt: event.queuedAt } : {};
    case 'call.overflowed':
      return { overflowReason: event.reason };
    case 'call.voicemailStarted':
      return { recordingId: event.recordingId };
    case 'call.voicemailFinished': {
      const { recordingId, file, durationMs } = event;
      return { recordingId, voicemailMs: durationMs, ...(file === undefined ? {} : { voicemailFile: file }) };
    }
    case 'call.answered':
      return record.answeredAt === undefined ? { agentId: event.agentId, answeredAt: event.answeredAt } : {};
    case 'call.transferred':
      return { transfers: record.transfers + 1 };
    case 'call.ended': {
      const { endedAt, outcome, cause, by } = event;
      return record.endedAt === undefined ? { endedAt, outcome, cause, endedBy: by } : {};
    }
    default:
      return offerFacts(record, event, at);
  }
}

type Offer = CallRecord['offers'][number];

function offerFacts(record: CallRecord, event: JournalEvent, at: Instant): Partial<CallRecord> {
  switch (event.type) {
    case 'offer.made': {
      const { offerId, agentId } = event;
      return { offers: [...record.offers, { offerId, agentId, madeAt: at }] };
    }
    case 'offer.accepted':
      return { offers: settled(record.offers, event.offerId, { endedAt: at, result: 'accepted' }) };
    case 'offer.declined':
      return { offers: settled(record.offers, event.offerId, { endedAt: at, result: 'declined' }) };
    case 'offer.withdrawn':
      return { offers: settled(record.offers, event.offerId, { endedAt: at, result: 'withdrawn' }) };
    case 'offer.expired':
      return { offers: settled(record.offers, event.offerId, { endedAt: at, result: 'expired' }) };
    case 'offer.failed':
      return { offers: settled(record.offers, event.offerId, { endedAt: at, result: 'failed' }) };
    default:
      return {};
  }
}

function settled(offers: readonly Offer[], offerId: Offer['offerId'], end: Partial<Offer>): Offer[] {
  return offers.map((offer) => (offer.offerId === offerId ? { ...offer, ...end } : offer));
}
