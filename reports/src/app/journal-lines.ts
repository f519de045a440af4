import type { Bus, JournalArchive, Position } from '@decroche/platform';
import { Instant, streams } from '@decroche/protocol';
import { z } from 'zod';
import type { ChainedLine } from '../core/proof/chain.ts';

/** Where the journal can be read again. */
export interface JournalSource {
  readonly bus: Bus;
  readonly archive: JournalArchive;
  readonly domainId: string;
  /** A position on the bus at or before a line, where one is known: what stands before it is not read. */
  readonly positionBefore?: (seq: number) => Position | undefined;
}

/** As it was written: fields that only a later version knows stay, because the hash covers them. */
const Line = z.looseObject({ seq: z.number().int().min(1), at: Instant, hash: z.string() });

const PAGE = 1_000;

/**
 * Every readable line after a sequence number, in order and each once, from the archive and then from the bus, to the end of the
 * journal. What is missing or cannot be read is a hole in `seq`.
 *
 * @throws Fault when the archive or the bus does not answer.
 */
export async function* journalLines(source: JournalSource, afterSeq: number): AsyncGenerator<ChainedLine> {
  const { bus, domainId } = source;
  let last = afterSeq;
  for await (const line of archivedLines(source, last)) yield told(line);
  let position = source.positionBefore?.(last) ?? 'start';
  for (;;) {
    const entries = await bus.read(streams.journal(domainId), position, PAGE);
    if (entries.length === 0) return;
    for (const { value } of entries) {
      const line = read(value);
      if (!line || line.seq <= last) continue;
      // It may have been archived and dropped from the bus since the archive was read.
      if (line.seq > last + 1) {
        for await (const missed of archivedLines(source, last)) if (missed.seq < line.seq) yield told(missed);
      }
      yield told(line);
    }
    position = entries.at(-1)!.position;
  }

  function told(line: ChainedLine): ChainedLine {
    last = line.seq;
    return line;
  }
}

async function* archivedLines({ archive, domainId }: JournalSource, afterSeq: number): AsyncGenerator<ChainedLine> {
  let last = afterSeq;
  for (;;) {
    const page = await archive.read(domainId, last, PAGE);
    const lines = page.map(read).filter((line) => line !== undefined);
    yield* lines;
    if (page.length < PAGE || lines.length === 0) return;
    last = lines.at(-1)!.seq;
  }
}

/** Archived lines before a sequence number, the latest first. */
export async function* linesBackwards(
  { archive, domainId }: JournalSource,
  beforeSeq: number,
): AsyncGenerator<ChainedLine> {
  for (let end = beforeSeq; end > 1;) {
    const after = Math.max(0, end - 1 - PAGE);
    const page = await archive.read(domainId, after, end - 1 - after);
    yield* page
      .map(read)
      .filter((line) => line !== undefined && line.seq < end)
      .reverse() as ChainedLine[];
    end = after + 1;
  }
}

function read(value: unknown): ChainedLine | undefined {
  const line = Line.safeParse(value);
  return line.success ? line.data : undefined;
}

/**
 * The last archived line before an instant: found by halving, because instants grow with `seq` and the archive is found by `seq`
 * alone.
 *
 * @param upTo a line known to exist.
 */
export async function lastLineBefore(
  at: Instant,
  upTo: number,
  { archive, domainId }: JournalSource,
): Promise<ChainedLine | undefined> {
  let last: ChainedLine | undefined;
  let end = upTo;
  while ((last?.seq ?? 0) < end) {
    const middle = Math.floor(((last?.seq ?? 0) + end) / 2);
    const [found] = await archive.read(domainId, middle, 1);
    const line = read(found);
    if (line && line.at < at && line.seq <= upTo) last = line;
    else end = middle;
  }
  return last;
}
