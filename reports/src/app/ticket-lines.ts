import { streams, TicketJournalRecord } from '@decroche/protocol';
import { foldTickets, nothingTold, type TicketsTold } from '../core/proof/tickets.ts';
import type { JournalSource } from './journal-lines.ts';

const PAGE = 1_000;

/**
 * What the tickets' journal says of calls, as far as the bus keeps it: years. Lines that cannot be read say nothing.
 *
 * @throws Fault when the bus does not answer.
 */
export async function ticketsTold({ bus, domainId }: JournalSource): Promise<TicketsTold> {
  const lines: TicketJournalRecord[] = [];
  let position = 'start';
  for (;;) {
    const entries = await bus.read(streams.ticketJournal(domainId), position, PAGE);
    if (entries.length === 0) return foldTickets(nothingTold, lines);
    for (const { value } of entries) {
      const line = TicketJournalRecord.safeParse(value);
      if (line.success && isAboutCall(line.data)) lines.push(line.data);
    }
    position = entries.at(-1)!.position;
  }
}

const isAboutCall = ({ event }: TicketJournalRecord): boolean =>
  event.type === 'ticket.opened' || event.type === 'ticket.callAttached';
