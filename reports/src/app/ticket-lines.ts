import type { Position } from '@decroche/platform';
import { streams, TicketJournalRecord, type Instant } from '@decroche/protocol';
import { foldTickets, nothingTold, type TicketsTold } from '../core/proof/tickets.ts';
import { MARGIN_MS } from './day-again.ts';
import type { JournalSource } from './journal-lines.ts';

const PAGE = 1_000;

/** A place in the tickets' journal, and the latest instant of any line up to there. */
interface Place {
  readonly position: 'start' | Position;
  readonly latestAt: Instant;
}

/**
 * What the tickets' journal says of the calls received from an instant on, as far as the bus keeps it: years. Lines that cannot be
 * read say nothing. Only the first reading is of the whole journal: it remembers up to where no line is young enough to be about
 * later calls, one place for a thousand lines.
 *
 * @throws Fault when the bus does not answer.
 */
export function ticketLines({
  bus,
  domainId,
}: Pick<JournalSource, 'bus' | 'domainId'>): (from: Instant) => Promise<TicketsTold> {
  const start: Place = { position: 'start', latestAt: 0 };
  const places = [start];
  const pageAfter = async ({ position, latestAt }: Place) => {
    const entries = await bus.read(streams.ticketJournal(domainId), position, PAGE);
    const lines = entries.flatMap(({ value }) => TicketJournalRecord.safeParse(value).data ?? []);
    const latest = lines.reduce((at, line) => Math.max(at, line.at), latestAt);
    const last = entries.at(-1);
    return { lines: lines.filter(isAboutCall), end: last && { position: last.position, latestAt: latest } };
  };
  return async (from) => {
    // What was trimmed since the last reading is not known any more.
    const since = (await pageAfter(start)).lines[0]?.at;
    const lines: TicketJournalRecord[] = [];
    let place = places.findLast(({ latestAt }) => latestAt < from - MARGIN_MS) ?? start;
    for (;;) {
      const page = await pageAfter(place);
      if (!page.end) return foldTickets({ ...nothingTold, since }, lines);
      lines.push(...page.lines);
      place = page.end;
      if (place.latestAt > places.at(-1)!.latestAt) places.push(place);
    }
  };
}

const isAboutCall = ({ event }: TicketJournalRecord): boolean =>
  event.type === 'ticket.opened' || event.type === 'ticket.callAttached';
