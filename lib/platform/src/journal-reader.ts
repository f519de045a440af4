import { setTimeout as wait } from 'node:timers/promises';
import { JournalRecord, streams } from '@decroche/protocol';
import type { Bus, Following, Position } from './bus.ts';
import { Counter } from './health.ts';
import type { Logger } from './logger.ts';
import { persist } from './persist.ts';

/** Where the acd's journal is kept once it has left the bus. */
export interface JournalArchive {
  /** Lines after a sequence number, in order; fewer than `limit` when there are no more. */
  read(domainId: string, afterSeq: number, limit: number): Promise<readonly unknown[]>;
}

/** How far a reader has come: to be kept with what it made of the lines, in the same transaction. */
export interface JournalPlace {
  /** Last line folded in; 0 before the first. */
  readonly seq: number;
  /** Where it stood in the stream; absent when it came from the archive or nothing was read yet. */
  readonly position?: Position | undefined;
}

/** Lines in order, each once, and the place after them. */
export interface JournalBatch {
  readonly lines: readonly JournalRecord[];
  readonly place: JournalPlace;
}

/** What following a journal needs. */
export interface JournalReaderOptions {
  readonly bus: Bus;
  /** Where lines are found that the stream has already dropped. */
  readonly archive?: JournalArchive;
  readonly logger: Logger;
  readonly domainId: string;
  readonly after: JournalPlace;
  /**
   * Rest after a batch, so that under load many lines share one transaction; a line that comes after a pause is handed over at
   * once. Default 0.
   */
  readonly restMs?: number;
  /** Folds a batch. A retryable {@link Fault} is tried again until it passes; anything else ends the following. */
  readonly onBatch: (batch: JournalBatch) => Promise<void>;
}

const ARCHIVE_PAGE = 1_000;

const badLines = new Counter({
  name: 'decroche_journal_bad_lines_total',
  help: 'Journal lines that could not be read and were skipped',
});
const missingLines = new Counter({
  name: 'decroche_journal_missing_lines_total',
  help: 'Journal lines found neither on the bus nor in the archive',
});

/**
 * Follows the acd's journal from a place on: every line once and in order, from the stream, or from the archive where the
 * stream was trimmed meanwhile. A line that does not parse is logged, counted and skipped.
 */
export function followJournal(options: JournalReaderOptions): Following {
  const reader = new JournalReader(options);
  let inner: Following | undefined;
  const started = reader.catchUp().then(() => {
    if (!reader.stopped) inner = reader.follow();
  });
  const failed = started.then(() => inner?.failed ?? new Promise<never>(() => undefined));
  failed.catch(() => undefined);
  return {
    failed,
    async stop() {
      reader.stopped = true;
      await started.catch(() => undefined);
      await inner?.stop();
    },
  };
}

class JournalReader {
  readonly #options: JournalReaderOptions;
  readonly #stream: string;
  #place: JournalPlace;
  #startedOver = false;
  stopped = false;

  constructor(options: JournalReaderOptions) {
    this.#options = options;
    this.#stream = streams.journal(options.domainId);
    this.#place = options.after;
  }

  /** Reads from the archive what the stream no longer has. */
  async catchUp(): Promise<void> {
    const [first] = await this.#options.bus.read(this.#stream, this.#place.position ?? 'start', 1);
    const next = JournalRecord.safeParse(first?.value);
    if (next.success && next.data.seq <= this.#place.seq + 1) return;
    await this.#readArchive(Number.MAX_SAFE_INTEGER);
    await this.#recognise();
  }

  /** A journal that ends before the place reached is another one: stores were emptied apart from each other. */
  async #recognise(): Promise<void> {
    const last = JournalRecord.safeParse((await this.#options.bus.last(this.#stream))?.value);
    if (!last.success || last.data.seq >= this.#place.seq) return;
    this.#options.logger.error(
      { journalSeq: last.data.seq, readSeq: this.#place.seq },
      'the journal ends before what was already read: its new lines are not the next ones, and are skipped',
    );
  }

  follow(): Following {
    const { bus } = this.#options;
    return bus.follow(this.#stream, this.#place.position ?? 'start', async (entries) => {
      let lines: JournalRecord[] = [];
      for (const { position, value } of entries) {
        const line = this.#parse(value, position);
        if (!line || this.#isKnown(line, lines)) continue;
        const expected = (lines.at(-1)?.seq ?? this.#place.seq) + 1;
        if (line.seq > expected) {
          await this.#handOver(lines, this.#place.position);
          lines = [];
          await this.#fillGap(line.seq);
        }
        lines.push(line);
      }
      await this.#handOver(lines, entries.at(-1)?.position);
      if (this.#options.restMs) await wait(this.#options.restMs);
    });
  }

  #parse(value: unknown, where: string): JournalRecord | undefined {
    const parsed = JournalRecord.safeParse(value);
    if (parsed.success) return parsed.data;
    badLines.inc();
    const [issue] = parsed.error.issues;
    this.#options.logger.error(
      { where, issue: issue?.message, path: issue?.path.join('.') },
      'bad journal line skipped',
    );
    return undefined;
  }

  #isKnown(line: JournalRecord, pending: readonly JournalRecord[]): boolean {
    const last = pending.at(-1)?.seq ?? this.#place.seq;
    if (line.seq > last) return false;
    if (!this.#startedOver) {
      this.#startedOver = true;
      this.#options.logger.warn({ seq: line.seq, last }, 'journal lines already read come again: skipped');
    }
    return true;
  }

  /** Lines between the last one read and the one in hand. */
  async #fillGap(nextSeq: number): Promise<void> {
    await this.#readArchive(nextSeq);
    const missing = nextSeq - this.#place.seq - 1;
    if (missing <= 0) return;
    missingLines.inc(missing);
    this.#options.logger.error({ after: this.#place.seq, before: nextSeq, missing }, 'journal lines are missing');
  }

  async #readArchive(beforeSeq: number): Promise<void> {
    const { archive, domainId } = this.#options;
    while (archive && !this.stopped) {
      const page = await this.#persist(() => archive.read(domainId, this.#place.seq, ARCHIVE_PAGE));
      const lines = page
        .map((value) => this.#parse(value, 'archive'))
        .filter((line): line is JournalRecord => line !== undefined && line.seq < beforeSeq);
      await this.#handOver(lines, this.#place.position);
      if (page.length < ARCHIVE_PAGE || lines.length === 0) return;
    }
  }

  async #handOver(lines: readonly JournalRecord[], position: Position | undefined): Promise<void> {
    const place = { seq: lines.at(-1)?.seq ?? this.#place.seq, position };
    if (lines.length > 0) await this.#persist(() => this.#options.onBatch({ lines, place }));
    this.#place = place;
  }

  /** Tries again while the world is away; whatever is done is safe to repeat. */
  #persist<T>(work: () => Promise<T>): Promise<T> {
    return persist(work, { logger: this.#options.logger, stopped: () => this.stopped });
  }
}
