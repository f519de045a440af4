import { setTimeout as wait } from 'node:timers/promises';
import { Fault, type Bus, type Logger } from '@decroche/platform';
import { streams } from '@decroche/protocol';
import type { TicketStore } from './ports.ts';

/** Lines of the tickets' journal kept on the bus: years of a service desk. */
const KEEP = 500_000;
const BATCH = 500;
const RETRY_EVERY_MS = 500;

/** Tells the others what happened to tickets. */
export interface Announcer {
  /** Something new may be there. */
  wake(): void;
  stop(): Promise<void>;
  readonly failed: Promise<never>;
}

/**
 * Publishes what transactions left to be told, in order, each line at least once: a line told just before a crash is told
 * again with the same id.
 */
export function announcer(options: { store: TicketStore; bus: Bus; logger: Logger; domainId: string }): Announcer {
  const { store, bus, logger, domainId } = options;
  let stopped = false;
  let news = true;
  let wakeUp: () => void = () => undefined;

  const tellAll = async (): Promise<void> => {
    for (;;) {
      const lines = await store.untold(BATCH);
      const last = lines.at(-1);
      if (!last) return;
      await bus.publish(
        streams.ticketJournal(domainId),
        lines.map(({ record }) => record),
        { keep: KEEP },
      );
      await store.told(last.ordinal);
    }
  };
  const run = async (): Promise<void> => {
    while (!stopped) {
      if (!news) await new Promise<void>((resolve) => (wakeUp = resolve));
      news = false;
      if (stopped) return;
      try {
        await tellAll();
      } catch (error) {
        if (!(error instanceof Fault) || !error.retryable) throw error;
        logger.warn({ err: error }, 'tickets could not be announced: trying again');
        news = true;
        await wait(RETRY_EVERY_MS);
      }
    }
  };

  const done = run();
  const failed = new Promise<never>((_, reject) => done.catch(reject));
  failed.catch(() => undefined);
  const wake = (): void => {
    news = true;
    wakeUp();
  };
  return {
    wake,
    failed,
    async stop() {
      stopped = true;
      wake();
      await done.catch(() => undefined);
    },
  };
}
