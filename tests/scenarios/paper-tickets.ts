import type { JournalPlace, Logger } from '@decroche/platform';
import type { AlertId, CallId, JournalRecord, Ticket, TicketId, TicketJournalEvent } from '@decroche/protocol';
import { consigner } from '../../tickets/src/app/consigner.ts';
import type { Ledger, TicketStore } from '../../tickets/src/app/ports.ts';
import type { PresentCall } from '../../tickets/src/core/consign.ts';

/** Tickets kept in memory, written by the consigner itself. */
export class PaperTickets {
  readonly tickets = new Map<TicketId, Ticket>();
  readonly told: TicketJournalEvent[] = [];
  readonly #calls = new Map<CallId, PresentCall>();
  readonly #ordinals = new Map<string, number>();
  #place: JournalPlace = { seq: 0, position: undefined };

  /** Reads journal lines, in batches of a size; those that were read before change nothing. */
  async read(lines: readonly JournalRecord[], batchSize = 7): Promise<this> {
    const store = { transact: (work) => work(this.#ledger()) } as Pick<TicketStore, 'transact'> as TicketStore;
    const logger = { info: () => undefined } as unknown as Logger;
    const options = { store, logger, definition: () => undefined, nameOf: String, onAnnounced: () => undefined };
    const consign = consigner(options);
    for (let first = 0; first < lines.length; first += batchSize) {
      const batch = lines.slice(first, first + batchSize);
      await consign({ lines: batch, place: { seq: batch.at(-1)!.seq, position: undefined } });
    }
    return this;
  }

  /** As if it had read nothing yet. */
  forgetPlace(): this {
    this.#place = { seq: 0, position: undefined };
    return this;
  }

  /** The tickets a call is on. */
  ofCall(callId: CallId): Ticket[] {
    return [...this.tickets.values()].filter(({ callIds }) => callIds.includes(callId));
  }

  ofAlert(alertId: AlertId): Ticket[] {
    return [...this.tickets.values()].filter((ticket) => ticket.alertId === alertId);
  }

  #ledger(): Ledger {
    const setPlace = (place: JournalPlace): void => void (this.#place = place);
    return {
      place: this.#place,
      moveTo: setPlace,
      moveInputsTo: () => undefined,
      nextOrdinal: (series) => {
        const next = (this.#ordinals.get(series) ?? 0) + 1;
        this.#ordinals.set(series, next);
        return next;
      },
      load: () => Promise.resolve(),
      loadAlerts: () => Promise.resolve(),
      call: (callId) => this.#calls.get(callId),
      putCall: (call) => void this.#calls.set(call.callId, call),
      forgetCall: (callId) => void this.#calls.delete(callId),
      ticketOfCall: (callId) => this.ofCall(callId)[0],
      ticketOfAlert: (alertId) => this.ofAlert(alertId)[0],
      ticket: (ticketId) => Promise.resolve(this.tickets.get(ticketId)),
      children: (parentId) => Promise.resolve([...this.tickets.values()].filter((one) => one.parentId === parentId)),
      putTicket: (ticket) => void this.tickets.set(ticket.ticketId, ticket),
      announce: (event) => void this.told.push(event),
    };
  }
}
