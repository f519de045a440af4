import { randomUUID } from 'node:crypto';
import { persist, type Bus, type Clock, type Following, type Logger, type StreamEntry } from '@decroche/platform';
import {
  streams,
  TicketJournalRecord,
  type DomainId,
  type TicketInput,
  type TicketId,
  type TicketJournalEvent,
} from '@decroche/protocol';
import { incidentSolvedLetter, type LetterContext } from '../core/letters.ts';
import type { Callers } from './callers.ts';
import type { Directory } from './directory.ts';
import type { Letter, NoticeStore } from './ports.ts';

type CallerToInform = Extract<TicketJournalEvent, { type: 'ticket.callerToInform' }>;

interface Options {
  readonly bus: Bus;
  readonly domainId: DomainId;
  readonly store: NoticeStore;
  readonly post: (letters: readonly Letter[]) => Promise<void>;
  readonly directory: Pick<Directory, 'find'>;
  readonly callers: Pick<Callers, 'find'>;
  readonly context: () => LetterContext;
  readonly logger: Logger;
}

/**
 * Tells callers who attached themselves to an incident that it is solved: by mail where the directory knows an address, else
 * the ticket stays on the list of those to be told. A store that is away is waited for: the letters of a batch that is taken
 * again bear the ids they had.
 */
export async function startCallerInforming(options: Options): Promise<Following> {
  const { bus, domainId, store, logger } = options;
  let isStopped = false;
  const stopped = (): boolean => isStopped;
  const from = (await store.ticketPosition()) ?? 'start';
  const following = bus.follow(streams.ticketJournal(domainId), from, (entries) =>
    persist(() => take(entries, options), { logger, stopped }),
  );
  return {
    failed: following.failed,
    stop() {
      isStopped = true;
      return following.stop();
    },
  };
}

/** First the letters, then how far we are. */
async function take(entries: readonly StreamEntry[], options: Options): Promise<void> {
  for (const { value } of entries) {
    const record = TicketJournalRecord.safeParse(value);
    if (!record.success || record.data.event.type !== 'ticket.callerToInform') continue;
    const { id, event } = record.data;
    const to = await addressOf(event, options);
    if (to !== undefined) await options.post([letterOf({ lineId: id, event }, to, options.context())]);
    else options.logger.info({ ticketId: event.ticketId }, 'no address: the caller is to be told by a person');
  }
  const last = entries.at(-1);
  if (last) await options.store.setTicketPosition(last.position);
}

/** Only where there is no doubt: the contact of the ticket, or the only one with this number. */
async function addressOf(event: CallerToInform, { directory, callers }: Options): Promise<string | undefined> {
  const named = event.contactId === undefined ? undefined : directory.find(event.contactId)?.email;
  if (named) return named;
  if (event.partyRef === undefined) return undefined;
  const { candidates } = await callers.find(event.partyRef);
  const known = candidates.filter((candidate) => candidate.because === 'number');
  return known.length === 1 ? known[0]?.contact.email || undefined : undefined;
}

/** Named by its line: a line told twice is one letter, an incident solved again is another. */
const letterOf = (
  { lineId, event }: { readonly lineId: string; readonly event: CallerToInform },
  to: string,
  context: LetterContext,
): Letter => ({
  id: `solved-${event.ticketId}-${lineId}`,
  to,
  ...incidentSolvedLetter({ ...event, number: event.ticketId }, context),
  informs: event.ticketId,
});

/** Tells tickets that the caller knows: the letter has been taken by the mail server. */
export function callerInformed(bus: Bus, domainId: DomainId, clock: Clock) {
  return async (ticketId: TicketId): Promise<void> => {
    const event = { type: 'caller.informed', ticketId, by: 'mail' } as const;
    const input: TicketInput = { id: `informed-${ticketId}-${randomUUID()}`, at: clock.now(), event };
    await bus.publish(streams.ticketInputs(domainId), [input]);
  };
}
