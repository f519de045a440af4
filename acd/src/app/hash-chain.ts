import { createHash } from 'node:crypto';
import type { DomainId, JournalRecord } from '@decroche/protocol';
import type { Fact } from '../core/fact.ts';

/** The end of the chain: what the next line is chained to. */
export interface ChainEnd {
  /** `YYYY-MM-DD`, UTC. Each day begins a chain of its own, so that a day can be proved alone. */
  readonly day: string;
  readonly hash: string;
}

/** Before the first line. */
export const CHAIN_START: ChainEnd = { day: '', hash: '' };

type Unchained = Omit<JournalRecord, 'hash'>;

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/**
 * JSON whose text does not depend on the order in which fields were given: whoever reads a line back through a schema, or
 * from another database, finds the same hash.
 */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}

/** Hash of a line: SHA-256, in hexadecimal, over the hash before it and the canonical JSON of the line without its hash. */
function hashOf(before: string, { seq, domainId, at, cause, definitionVersion, event }: Unchained): string {
  const text = canonical({ seq, domainId, at, cause, definitionVersion, event });
  return createHash('sha256').update(before).update(text).digest('hex');
}

/** Chains facts to the end of the journal. */
export function chain(
  end: ChainEnd,
  facts: readonly Fact[],
  context: { readonly domainId: DomainId; readonly definitionVersion: number },
): { readonly records: readonly JournalRecord[]; readonly end: ChainEnd } {
  let last = end;
  const records = facts.map((fact) => {
    const { seq, at, cause, event } = fact;
    const day = dayOf(at);
    const record = { seq, domainId: context.domainId, at, cause, definitionVersion: context.definitionVersion, event };
    last = { day, hash: hashOf(day === last.day ? last.hash : '', record) };
    return { ...record, hash: last.hash };
  });
  return { records, end: last };
}

/** The end of the chain after a line. */
export const endAfter = (record: Pick<JournalRecord, 'at' | 'hash'>): ChainEnd => ({
  day: dayOf(record.at),
  hash: record.hash,
});

/** First line that does not follow from the one before it, if any: the journal was altered or is incomplete there. */
export function firstBroken(after: ChainEnd, records: readonly JournalRecord[]): JournalRecord | undefined {
  let last = after;
  return records.find((record) => {
    const day = dayOf(record.at);
    const expected = hashOf(day === last.day ? last.hash : '', record);
    last = { day, hash: record.hash };
    return record.hash !== expected;
  });
}
