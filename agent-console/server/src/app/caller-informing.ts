import { randomUUID } from 'node:crypto';
import type { Bus, Clock, Following, Logger } from '@decroche/platform';
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
 * the ticket stays on the list of those to be told.
 */
export async function startCallerInforming(options: Options): Promise<Following> {
  const { bus, domainId, store, logger } = options;
  const from = (await store.ticketPosition()) ?? 'start';
  return bus.follow(streams.ticketJournal(domainId), from, async (entries) => {
    for (const { value } of entries) {
      const record = TicketJournalRecord.safeParse(value);
      if (record.success && record.data.event.type === 'ticket.callerToInform') {
        const to = await addressOf(record.data.event, options);
        if (to !== undefined) await options.post([letterOf(record.data.event, to, options.context())]);
        else logger.info({ ticketId: record.data.event.ticketId }, 'no address: the caller is to be told by a person');
      }
    }
    const last = entries.at(-1);
    if (last) await store.setTicketPosition(last.position);
  });
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

const letterOf = (event: CallerToInform, to: string, context: LetterContext): Letter => ({
  id: `solved-${event.ticketId}`,
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
