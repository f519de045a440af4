import { civilDateAt } from '@decroche/calendar';
import type { Instant, Ticket, TicketId, TicketKind } from '@decroche/protocol';
import type { Draft } from '../core/consign.ts';
import { fromDraft } from '../core/ticket.ts';
import { seriesOf, ticketNumber } from '../core/ticket-number.ts';
import type { Ledger } from './ports.ts';

/** Takes the next number of a kind, in the year that clocks of the organisation show. */
export function takeNumber(ledger: Ledger, kind: TicketKind, when: { at: Instant; timeZone: string }): TicketId {
  const year = Number(civilDateAt(when.at, when.timeZone).slice(0, 4));
  const series = seriesOf(kind, year);
  return ticketNumber(series, ledger.nextOrdinal(series));
}

/** A draft as a ticket with its number. */
export function numbered(ledger: Ledger, draft: Draft, timeZone: string): Ticket {
  return fromDraft(draft, takeNumber(ledger, 'incident', { at: draft.openedAt, timeZone }));
}
