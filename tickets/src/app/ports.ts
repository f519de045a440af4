import type {
  AlertId,
  CallId,
  Instant,
  Ticket,
  TicketFilter,
  TicketId,
  TicketJournalEvent,
  TicketJournalRecord,
  TicketSummary,
} from '@decroche/protocol';
import type { JournalPlace, Position } from '@decroche/platform';
import type { PresentCall } from '../core/consign.ts';

/** Everything one transaction reads and writes; nothing is kept unless the whole of it is. */
export interface Ledger {
  /** How far the acd's journal is consigned. */
  readonly place: JournalPlace;
  moveTo(place: JournalPlace): void;
  /** How far the inputs of other programs are taken. */
  moveInputsTo(position: Position): void;
  /** The next number of a series, counted from 1 without a hole: it is taken back if the transaction fails. */
  nextOrdinal(series: string): number;
  /** Makes these calls and the tickets that carry them known to the readers below. */
  load(callIds: readonly CallId[]): Promise<void>;
  /** Makes the tickets of these alerts known to {@link Ledger.ticketOfAlert}. */
  loadAlerts(alertIds: readonly AlertId[]): Promise<void>;
  call(callId: CallId): PresentCall | undefined;
  putCall(call: PresentCall): void;
  forgetCall(callId: CallId): void;
  /** Of a loaded call. */
  ticketOfCall(callId: CallId): Ticket | undefined;
  /** Of a loaded alert. */
  ticketOfAlert(alertId: AlertId): Ticket | undefined;
  ticket(ticketId: TicketId): Promise<Ticket | undefined>;
  /** Of a major incident. */
  children(parentId: TicketId): Promise<readonly Ticket[]>;
  putTicket(ticket: Ticket): void;
  /** Told to the others once, and only if, the transaction is kept. */
  announce(event: TicketJournalEvent, at: Instant): void;
}

/** A page of a list. */
interface Paging {
  readonly offset: number;
  readonly limit: number;
}

/** Tickets, the calls that are not over, and what is still to be told. Faults: `unavailable`, `storage`. */
export interface TicketStore {
  place(): Promise<JournalPlace>;
  /** How far the inputs of other programs are taken; absent before the first. */
  inputPosition(): Promise<Position | undefined>;
  /** Runs `work` as one transaction; it may be run again when another one was quicker. */
  transact<T>(work: (ledger: Ledger) => Promise<T>): Promise<T>;
  find(ticketId: TicketId): Promise<Ticket | undefined>;
  findByCall(callId: CallId): Promise<Ticket | undefined>;
  /** Latest first. */
  list(filter: TicketFilter, paging: Paging): Promise<{ total: number; items: TicketSummary[] }>;
  /** Every ticket that passes, latest first, read little by little. */
  each(filter: TicketFilter): AsyncIterable<TicketSummary>;
  /** The oldest lines not yet told, in order. */
  untold(limit: number): Promise<readonly UntoldLine[]>;
  /** Forgets lines up to an ordinal: they have been told. */
  told(upTo: number): Promise<void>;
}

/** A line of the tickets' journal on its way out. */
interface UntoldLine {
  readonly ordinal: number;
  readonly record: TicketJournalRecord;
}
