import { Fault, type Logger } from '@decroche/platform';
import type { Batch, Journal, SavedSnapshot } from './ports.ts';

/** What decisions add to the next commit. */
export type Output = Pick<Batch, 'records' | 'commands' | 'replies' | 'checkpoint'>;

/** Writes batches one after the other. */
export interface Committer {
  /** Adds to the next commit; it leaves at once when nothing is being written. */
  submit(output: Output): void;
  /** Resolves when everything submitted so far is written. */
  drained(): Promise<void>;
  /** How many journal lines wait for the write in progress. */
  readonly backlog: number;
}

interface CommitterOptions {
  readonly journal: Journal;
  readonly epoch: number;
  readonly logger: Logger;
  /** Lines between two snapshots. */
  readonly snapshotEvery: number;
  /** The state as of the outputs submitted so far; `undefined` when it must not be kept. */
  readonly snapshot: () => SavedSnapshot | undefined;
  /** Nothing can be written any more: another engine has the domain. */
  readonly onLost: (fault: Fault) => void;
}

const FIRST_RETRY_MS = 20;
const LONGEST_RETRY_MS = 1_000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

const nothing = (): Mutable<Output> => ({ records: [], commands: [], replies: [], checkpoint: undefined });

/**
 * Group commit: while one batch is being written the next one gathers, so a lone input leaves at once and a burst shares
 * one write. Redis away: the same batch is tried again until it is in, later ones wait, nothing is lost.
 */
export function committer(options: CommitterOptions): Committer {
  const { journal, epoch, logger } = options;
  let gathering = nothing();
  let writing: Promise<void> | undefined;
  let number = 0;
  let sinceSnapshot = 0;
  let lost = false;

  const take = (): Batch => {
    number += 1;
    const batch = { ...gathering, epoch, number };
    gathering = nothing();
    return batch;
  };

  const write = async (batch: Batch): Promise<void> => {
    for (let pauseMs = FIRST_RETRY_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_RETRY_MS)) {
      try {
        return await journal.append(batch);
      } catch (error) {
        if (!(error instanceof Fault) || !error.retryable) throw error;
        logger.warn({ err: error, batch: batch.number, lines: batch.records.length }, 'the journal is away');
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  };

  const saveSnapshot = async (snapshot: SavedSnapshot): Promise<void> => {
    try {
      await journal.saveSnapshot(epoch, snapshot);
    } catch (error) {
      if (!(error instanceof Fault) || !error.retryable) throw error;
      // The journal is whole without it: recovery only takes longer.
      logger.warn({ err: error }, 'the snapshot was not kept');
    }
  };

  const writeAll = async (): Promise<void> => {
    while (!lost && hasWork(gathering)) {
      const batch = take();
      sinceSnapshot += batch.records.length;
      // Taken now, while the state is exactly that of this batch (its entities never change); kept once it is written.
      const due = sinceSnapshot >= options.snapshotEvery ? options.snapshot() : undefined;
      if (due) sinceSnapshot = 0;
      await write(batch);
      if (due) await saveSnapshot(due);
    }
  };

  const start = (): void => {
    writing = writeAll()
      .catch((error: unknown) => {
        lost = true;
        options.onLost(error instanceof Fault ? error : new Fault('storage', 'the journal failed', { cause: error }));
      })
      .finally(() => {
        writing = undefined;
        if (!lost && hasWork(gathering)) start();
      });
  };

  return {
    submit(output) {
      gathering.records.push(...output.records);
      gathering.commands.push(...output.commands);
      gathering.replies.push(...output.replies);
      gathering.checkpoint = output.checkpoint ?? gathering.checkpoint;
      if (!writing) start();
    },
    async drained() {
      while (writing) await writing;
    },
    get backlog() {
      return gathering.records.length;
    },
  };
}

const hasWork = ({ records, commands, replies, checkpoint }: Output): boolean =>
  records.length + commands.length + replies.length > 0 || checkpoint !== undefined;
