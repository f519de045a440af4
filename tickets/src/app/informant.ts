import { persist, type Bus, type Following, type Logger, type StreamEntry } from '@decroche/platform';
import { streams, TicketInput } from '@decroche/protocol';
import { informedBySystem } from '../core/family.ts';
import { keep } from './telling.ts';
import type { TicketStore } from './ports.ts';

/** What the informant works with. */
export interface InformantOptions {
  readonly store: TicketStore;
  readonly bus: Bus;
  readonly logger: Logger;
  readonly domainId: string;
  readonly onAnnounced: () => void;
}

/**
 * Takes what other programs tell tickets: that a caller has been informed. Each input is one transaction with the place reached;
 * one that is told twice changes nothing, one that cannot be read is logged and passed over.
 */
export async function informant(options: InformantOptions): Promise<Following> {
  const { store, bus, logger, domainId } = options;
  let isStopped = false;
  const stopped = (): boolean => isStopped;
  const from = (await store.inputPosition()) ?? 'start';
  const following = bus.follow(streams.ticketInputs(domainId), from, async (entries) => {
    for (const entry of entries) await persist(() => take(options, entry), { logger, stopped });
  });
  return {
    failed: following.failed,
    stop() {
      isStopped = true;
      return following.stop();
    },
  };
}

async function take({ store, logger, onAnnounced }: InformantOptions, { position, value }: StreamEntry): Promise<void> {
  const input = TicketInput.safeParse(value);
  if (!input.success)
    return logger.error({ position, issue: input.error.issues[0]?.message }, 'bad ticket input skipped');
  const { at, id, event } = input.data;
  const isNews = await store.transact(async (ledger) => {
    ledger.moveInputsTo(position);
    const ticket = await ledger.ticket(event.ticketId);
    const told = ticket && informedBySystem(ticket, event.by, at);
    if (!told || told === ticket) return false;
    keep(ledger, told);
    return true;
  });
  logger.info({ id, ticketId: event.ticketId, isNews }, 'a caller was informed');
  if (isNews) onAnnounced();
}
