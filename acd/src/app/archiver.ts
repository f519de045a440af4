import type { Logger } from '@decroche/platform';
import type { DomainId } from '@decroche/protocol';
import { endAfter, firstBroken } from './hash-chain.ts';
import { archiveMetrics } from './metrics.ts';
import type { Archive, Journal } from './ports.ts';

/** What the archiver works with. */
export interface ArchiverOptions {
  readonly domainId: DomainId;
  readonly journal: Pick<Journal, 'read' | 'trim' | 'load'>;
  readonly archive: Archive;
  readonly logger: Logger;
  /** Archived lines that stay in the journal for readers who come late. */
  readonly keep: number;
}

/** How one round ended. `broken`: a line does not follow from the one before it; nothing after it is archived or trimmed. */
export interface Round {
  readonly archivedUpTo: number;
  readonly added: number;
  readonly broken: boolean;
}

/** Few, because the engine decides nothing while a batch is parsed, hashed and encoded: about 5 ms. */
const LINES_AT_ONCE = 100;

/**
 * Copies what the archive does not have yet, the chain of hashes checked on the way, then forgets old lines: only those
 * that are archived, that no snapshot needs any more and that late readers had time for.
 *
 * @throws Fault when the journal or the archive can not be reached; the next round goes on from where this one stopped.
 */
export async function archiveOnce({ domainId, journal, archive, logger, keep }: ArchiverOptions): Promise<Round> {
  let { seq, chain } = await archive.last();
  let added = 0;
  for (;;) {
    const records = await journal.read(seq, LINES_AT_ONCE);
    const last = records.at(-1);
    if (!last) break;
    const wrong = records[0]?.seq === seq + 1 ? firstBroken(chain, records) : records[0];
    if (wrong) {
      archiveMetrics(domainId).broken();
      logger.error(
        { seq: wrong.seq, after: seq },
        'the journal does not follow from its archive: nothing more is archived',
      );
      return { archivedUpTo: seq, added, broken: true };
    }
    await archive.add(records);
    seq = last.seq;
    chain = endAfter(last);
    added += records.length;
  }
  archiveMetrics(domainId).upTo(seq);
  const { snapshot } = await journal.load();
  const forget = Math.min(seq - keep, snapshot?.state.seq ?? 0);
  if (added > 0 && forget > 0) await journal.trim(forget);
  return { archivedUpTo: seq, added, broken: false };
}

/** Archives again and again until stopped. Failures of the world are told and tried again. */
export function keepArchiving(
  options: ArchiverOptions & { readonly everyMs: number; readonly wanted: () => boolean },
): { stop(): Promise<void> } {
  let stopped = false;
  let timeout: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const round = async (): Promise<void> => {
    if (options.wanted()) {
      await archiveOnce(options).catch((err: unknown) => options.logger.warn({ err }, 'the archive is away'));
    }
    if (!stopped) timeout = setTimeout(next, options.everyMs);
  };
  const next = (): void => void (running = round());
  next();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timeout);
      await running;
    },
  };
}
