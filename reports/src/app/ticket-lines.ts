import type { Clock } from '@decroche/platform';
import { streams, TicketJournalRecord, type Instant } from '@decroche/protocol';
import { foldTickets, nothingTold, type TicketsTold } from '../core/proof/tickets.ts';
import type { JournalSource } from './journal-lines.ts';

const PAGE = 1_000;

/** What was read of the tickets' journal. */
export interface TicketLines {
  readonly told: TicketsTold;
  /** When the reading began: what was told later may not be in it. */
  readonly readAt: Instant;
}

/** A reading of the tickets' journal, done when it is first asked for, and once. */
export function ticketLines(source: Pick<JournalSource, 'bus' | 'domainId'>, clock: Clock): () => Promise<TicketLines> {
  let reading: Promise<TicketLines> | undefined;
  const read = async (): Promise<TicketLines> => {
    const readAt = clock.now();
    return { told: await ticketsTold(source), readAt };
  };
  return () => (reading ??= read());
}

/**
 * What the tickets' journal says of calls, as far as the bus keeps it: years. Lines that cannot be read say nothing.
 *
 * @throws Fault when the bus does not answer.
 */
async function ticketsTold({ bus, domainId }: Pick<JournalSource, 'bus' | 'domainId'>): Promise<TicketsTold> {
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
