import type { JournalPlace } from '@decroche/platform';
import type {
  AgentId,
  CallId,
  CallOutcome,
  CallRecord,
  CivilDate,
  DayProof,
  DayProofSummary,
  Instant,
  JournalRecord,
  ServiceId,
} from '@decroche/protocol';
import type { CallFile, WrapUps } from '../core/call-record.ts';
import type { Contact } from '../core/insights/to-ring-back.ts';
import type { Contribution } from '../core/kpi/contribution.ts';
import type { ServiceCondition } from '../core/kpi/selection.ts';
import type { OnCallState } from '../core/on-call/on-call-state.ts';
import type { KeptRecord } from '../core/proof/compare.ts';
import type { Scope } from '../core/telephone-figures.ts';
import type { OnCallLedger } from './on-call-ports.ts';

/** How far the journal is folded in, and what is still open there. */
export interface FoldState {
  readonly place: JournalPlace;
  readonly wrapUps: WrapUps;
  /** What alerts and lines are judged by. */
  readonly onCall: OnCallState;
}

/** One transaction over the records. */
export interface Ledger {
  readonly state: FoldState;
  readonly onCall: OnCallLedger;
  load(callIds: readonly CallId[]): Promise<void>;
  /** Of a loaded call. */
  file(callId: CallId): CallFile | undefined;
  /** Keeps a file with the line that changed it: the line is part of the proof (K5). */
  put(file: CallFile, line: JournalRecord): void;
  moveTo(state: FoldState): void;
}

/** One call as the roll-up needs it. */
export interface CallFact {
  readonly serviceId: ServiceId;
  readonly receivedAt: Instant;
  readonly contribution: Contribution;
}

/**
 * What marks the records that an insight looks at. `givenUp`: ended in one of `GIVEN_UP`, with a known number; `dissuasion`,
 * `announcedWait`: something was said; `callback`: asked for one, or is one.
 */
export type RecordMark = 'givenUp' | 'dissuasion' | 'announcedWait' | 'callback';

/** Which records a list is about. */
export interface RecordSelection extends Scope {
  readonly mark?: RecordMark | undefined;
  readonly outcome?: CallOutcome | undefined;
  readonly agentId?: AgentId | undefined;
  /** Of some classes: see {@link ServiceCondition}. */
  readonly anyOf?: readonly ServiceCondition[] | undefined;
}

/** Call records. Faults: `unavailable`, `storage`. */
export interface RecordStore {
  state(): Promise<FoldState>;
  /** Runs `work` as one transaction; it may be run again when another one was quicker. */
  transact<T>(work: (ledger: Ledger) => Promise<T>): Promise<T>;
  /** Every call of a scope, or of all times, in no order. */
  facts(scope?: Scope): AsyncIterable<CallFact>;
  /** Latest arrival first. */
  list(
    selection: RecordSelection,
    paging: { readonly offset: number; readonly limit: number },
  ): Promise<readonly CallRecord[]>;
  count(selection: RecordSelection): Promise<number>;
  /** Every record of a selection, earliest arrival first, read little by little. */
  each(selection: RecordSelection): AsyncIterable<CallRecord>;
  /** Every call of the people of these calls since the first of them, and the call-backs that answer these calls. */
  contacts(calls: readonly CallRecord[]): AsyncIterable<Contact>;
  /** Every record of a scope as it stands in the store, unread: for the proof. */
  kept(scope: Scope): AsyncIterable<KeptRecord>;
  /** A record and the journal lines it was folded from. */
  find(callId: CallId): Promise<{ record: CallRecord; lines: JournalRecord[] } | undefined>;
  /** Forgets everything: the journal makes it again. */
  clear(): Promise<void>;
}

/** Proofs of days, one a day. Faults: `unavailable`, `storage`. */
export interface ProofStore {
  /** Takes the place of an earlier proof of the day. */
  keep(proof: DayProof): Promise<void>;
  find(day: CivilDate): Promise<DayProof | undefined>;
  /** Latest day first. */
  list(limit: number): Promise<readonly DayProofSummary[]>;
  /** Days from a date on that were proved after their end. */
  complete(from: CivilDate): Promise<readonly CivilDate[]>;
}

/** Work that is done once, by whichever instance is there: it waits, survives a kill and is tried again. */
export interface ProofQueue {
  /** Asks for the proof of a day; a day that waits already is not asked for twice. */
  order(day: CivilDate): Promise<{ readonly jobId: string }>;
}
