import { civilDateAt } from '@decroche/calendar';
import type { Instant, TicketId, TicketKind } from '@decroche/protocol';
import { seriesOf, ticketNumber } from '../core/ticket-number.ts';
import type { Ledger } from './ports.ts';

/** Takes the next number of a kind, in the year that clocks of the organisation show. */
export function takeNumber(ledger: Ledger, kind: TicketKind, when: { at: Instant; timeZone: string }): TicketId {
  const year = Number(civilDateAt(when.at, when.timeZone).slice(0, 4));
  const series = seriesOf(kind, year);
  return ticketNumber(series, ledger.nextOrdinal(series));
}
