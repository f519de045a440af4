import type { JournalPlace, Position } from '@decroche/platform';
import {
  Ticket,
  type AlertId,
  type CallId,
  type Instant,
  type TicketId,
  type TicketJournalEvent,
} from '@decroche/protocol';
import { collectionOf } from '@decroche/platform/mongo';
import type { ClientSession } from 'mongoose';
import type { Ledger } from '../../app/ports.ts';
import type { PresentCall } from '../../core/consign.ts';
import { searchText } from '../../core/search.ts';
import { type LedgerDocument, type OutboxDocument, type TicketDocument, type TicketModels } from './models.ts';

/** A stored ticket, parsed at the door. */
export function ticketOf(document: TicketDocument): Ticket {
  return Ticket.parse(document);
}

/** Reads as it goes, keeps writes until the end, so that a batch of the journal costs a handful of operations. */
export class MongoLedger implements Ledger {
  readonly #models: TicketModels;
  readonly #session: ClientSession;
  readonly #before: LedgerDocument;
  readonly #ordinals: Record<string, number>;
  readonly #calls = new Map<CallId, PresentCall>();
  readonly #tickets = new Map<TicketId, Ticket>();
  readonly #ticketByCall = new Map<CallId, TicketId>();
  readonly #ticketByAlert = new Map<AlertId, TicketId>();
  readonly #dirtyTickets = new Set<TicketId>();
  readonly #dirtyCalls = new Set<CallId>();
  readonly #outbox: OutboxDocument[] = [];
  #place: JournalPlace;
  #inputPosition: Position | undefined;
  #told: number;

  constructor(models: TicketModels, session: ClientSession, before: LedgerDocument) {
    this.#models = models;
    this.#session = session;
    this.#before = before;
    this.#ordinals = { ...before.ordinals };
    this.#place = { seq: before.seq, position: before.position };
    this.#inputPosition = before.inputPosition;
    this.#told = before.told;
  }

  get place(): JournalPlace {
    return this.#place;
  }

  moveTo(place: JournalPlace): void {
    this.#place = place;
  }

  moveInputsTo(position: Position): void {
    this.#inputPosition = position;
  }

  nextOrdinal(series: string): number {
    return (this.#ordinals[series] = (this.#ordinals[series] ?? 0) + 1);
  }

  async load(callIds: readonly CallId[]): Promise<void> {
    if (callIds.length === 0) return;
    const session = this.#session;
    const calls = await this.#models.calls.find({ _id: { $in: callIds } }, {}, { session }).lean();
    const tickets = await this.#models.tickets.find({ callIds: { $in: callIds } }, {}, { session }).lean();
    for (const { _id, ...call } of calls) this.#calls.set(call.callId, call);
    for (const document of tickets) this.#know(ticketOf(document));
  }

  async loadAlerts(alertIds: readonly AlertId[]): Promise<void> {
    if (alertIds.length === 0) return;
    const query = { alertId: { $in: alertIds } };
    const found = await this.#models.tickets.find(query, {}, { session: this.#session }).lean();
    for (const document of found) if (!this.#tickets.has(document.ticketId)) this.#know(ticketOf(document));
  }

  call(callId: CallId): PresentCall | undefined {
    return this.#calls.get(callId);
  }

  putCall(call: PresentCall): void {
    this.#calls.set(call.callId, call);
    this.#dirtyCalls.add(call.callId);
  }

  forgetCall(callId: CallId): void {
    this.#calls.delete(callId);
    this.#dirtyCalls.add(callId);
  }

  ticketOfCall(callId: CallId): Ticket | undefined {
    const ticketId = this.#ticketByCall.get(callId);
    return ticketId && this.#tickets.get(ticketId);
  }

  ticketOfAlert(alertId: AlertId): Ticket | undefined {
    const ticketId = this.#ticketByAlert.get(alertId);
    return ticketId && this.#tickets.get(ticketId);
  }

  async ticket(ticketId: TicketId): Promise<Ticket | undefined> {
    const known = this.#tickets.get(ticketId);
    if (known) return known;
    const document = await this.#models.tickets.findById(ticketId, {}, { session: this.#session }).lean();
    return document ? this.#know(ticketOf(document)) : undefined;
  }

  async children(parentId: TicketId): Promise<readonly Ticket[]> {
    const found = await this.#models.tickets.find({ parentId }, {}, { session: this.#session }).lean();
    return found.map((document) => this.#tickets.get(document.ticketId) ?? this.#know(ticketOf(document)));
  }

  putTicket(ticket: Ticket): void {
    this.#know(ticket);
    this.#dirtyTickets.add(ticket.ticketId);
  }

  announce(event: TicketJournalEvent, at: Instant): void {
    this.#told += 1;
    const id = `${this.#before._id}:ticket:${this.#told}`;
    this.#outbox.push({ _id: this.#told, record: { id, at, event } });
  }

  #know(ticket: Ticket): Ticket {
    const known = this.#tickets.get(ticket.ticketId);
    for (const callId of known?.callIds ?? []) {
      if (this.#ticketByCall.get(callId) === ticket.ticketId) this.#ticketByCall.delete(callId);
    }
    this.#tickets.set(ticket.ticketId, ticket);
    for (const callId of ticket.callIds) this.#ticketByCall.set(callId, ticket.ticketId);
    if (ticket.alertId !== undefined) this.#ticketByAlert.set(ticket.alertId, ticket.ticketId);
    return ticket;
  }

  /** Writes everything; the transaction decides whether it stays. */
  async flush(): Promise<void> {
    // What is written was parsed at the door: the driver takes it as it is, without mongoose's second look.
    const options = { session: this.#session, ignoreUndefined: true };
    const { tickets, calls, outbox, ledgers } = this.#models;
    const changed = [...this.#dirtyTickets].map((id) => this.#tickets.get(id)!);
    // A call that moves leaves its old ticket before it joins the new one: the unique index never sees it twice.
    changed.sort((a, b) => a.callIds.length - b.callIds.length);
    if (changed.length > 0) await collectionOf(tickets).bulkWrite(changed.map(replaceTicket), options);
    if (this.#dirtyCalls.size > 0) {
      const writes = [...this.#dirtyCalls].map((callId) => writeCall(callId, this.#calls.get(callId)));
      await collectionOf(calls).bulkWrite(writes, options);
    }
    if (this.#outbox.length > 0) await collectionOf(outbox).insertMany(this.#outbox, options);
    const { seq, position } = this.#place;
    const inputPosition = this.#inputPosition;
    const before = this.#before;
    const moved = seq !== before.seq || position !== before.position || inputPosition !== before.inputPosition;
    if (!moved && changed.length === 0) return;
    const after = { seq, position, inputPosition, ordinals: this.#ordinals, told: this.#told };
    await collectionOf(ledgers).replaceOne({ _id: this.#before._id }, after, { ...options, upsert: true });
  }
}

function replaceTicket(ticket: Ticket) {
  const replacement = { ...ticket, searchText: searchText(ticket) };
  return { replaceOne: { filter: { _id: ticket.ticketId }, replacement, upsert: true } };
}

function writeCall(callId: CallId, call: PresentCall | undefined) {
  if (!call) return { deleteOne: { filter: { _id: callId } } };
  return { replaceOne: { filter: { _id: callId }, replacement: { ...call }, upsert: true } };
}
