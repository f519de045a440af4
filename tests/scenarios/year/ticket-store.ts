import type { JournalPlace } from '@decroche/platform';
import type { AlertId, CallId, Ticket, TicketId } from '@decroche/protocol';
import type { Ledger, TicketStore } from '../../../tickets/src/app/ports.ts';
import type { PresentCall } from '../../../tickets/src/core/consign.ts';

/** Tickets in memory, for a year that is over in seconds: everything is always loaded, nothing is ever taken back. */
export class TicketsInMemory implements Ledger {
  readonly tickets = new Map<TicketId, Ticket>();
  readonly byCall = new Map<CallId, TicketId[]>();
  readonly byAlert = new Map<AlertId, TicketId[]>();
  readonly #calls = new Map<CallId, PresentCall>();
  readonly #ordinals = new Map<string, number>();
  place: JournalPlace = { seq: 0 };

  /** As the consigner wants it. Reading is for screens: not asked here. */
  get store(): Pick<TicketStore, 'transact'> {
    return { transact: (work) => work(this) };
  }

  moveTo(place: JournalPlace): void {
    this.place = place;
  }
  moveInputsTo(): void {}
  nextOrdinal(series: string): number {
    const next = (this.#ordinals.get(series) ?? 0) + 1;
    this.#ordinals.set(series, next);
    return next;
  }
  async load(): Promise<void> {}
  async loadAlerts(): Promise<void> {}
  call(callId: CallId): PresentCall | undefined {
    return this.#calls.get(callId);
  }
  putCall(call: PresentCall): void {
    this.#calls.set(call.callId, call);
  }
  forgetCall(callId: CallId): void {
    this.#calls.delete(callId);
  }
  ticketOfCall(callId: CallId): Ticket | undefined {
    return this.#first(this.byCall.get(callId));
  }
  ticketOfAlert(alertId: AlertId): Ticket | undefined {
    return this.#first(this.byAlert.get(alertId));
  }
  async ticket(ticketId: TicketId): Promise<Ticket | undefined> {
    return this.tickets.get(ticketId);
  }
  async children(): Promise<readonly Ticket[]> {
    return [];
  }
  putTicket(ticket: Ticket): void {
    this.tickets.set(ticket.ticketId, ticket);
    for (const callId of ticket.callIds) note(this.byCall, callId, ticket.ticketId);
    if (ticket.alertId !== undefined) note(this.byAlert, ticket.alertId, ticket.ticketId);
  }
  announce(): void {}

  #first(ids: readonly TicketId[] | undefined): Ticket | undefined {
    const [ticketId] = ids ?? [];
    return ticketId === undefined ? undefined : this.tickets.get(ticketId);
  }
}

/** Every ticket that ever carried it is kept, so that a second one is seen. */
function note<K>(index: Map<K, TicketId[]>, key: K, ticketId: TicketId): void {
  const known = index.get(key) ?? [];
  if (!known.includes(ticketId)) index.set(key, [...known, ticketId]);
}
