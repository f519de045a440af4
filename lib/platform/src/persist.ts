import { setTimeout as wait } from 'node:timers/promises';
import { Fault } from './fault.ts';
import type { Logger } from './logger.ts';

const RETRY_EVERY_MS = 500;

/**
 * Does work that is safe to repeat until the world lets it pass.
 *
 * @throws whatever is not a retryable {@link Fault}; and that too, once `stopped` says so.
 */
export async function persist<T>(
  work: () => Promise<T>,
  { logger, stopped }: { readonly logger: Logger; readonly stopped: () => boolean },
): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Fault) || !error.retryable || stopped()) throw error;
      logger.warn({ err: error }, 'the store is away: trying again');
      await wait(RETRY_EVERY_MS);
    }
  }
}
