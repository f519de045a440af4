import type { TicketId, TicketKind } from '@decroche/protocol';

const PREFIX: Readonly<Record<TicketKind, string>> = { incident: 'INC', request: 'DEM', assistance: 'ASS' };

/**
 * The sequence a ticket's number is taken from: its kind at creation and the civil year, `INC-2026`.
 *
 * A number is a name, told to the caller and written in mails: it is given once, when the ticket is made, and kept for life.
 * A draft opened as an incident and requalified as a request keeps its `INC-…`; its kind is a field beside the number.
 * Renumbering would leave a hole in one sequence and make a told number lie; so each sequence counts 1, 2, 3 … without a hole,
 * and a draft merged into another ticket stays under its number and names the other (docs/adr/0006).
 */
export function seriesOf(kind: TicketKind, year: number): string {
  return `${PREFIX[kind]}-${year}`;
}

/** `INC-2026-00812`; five digits at least. Ticket id and number are the same thing. */
export function ticketNumber(series: string, ordinal: number): TicketId {
  return `${series}-${String(ordinal).padStart(5, '0')}` as TicketId;
}
