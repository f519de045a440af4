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

/** Hash of a line: SHA-256 over the hash before it and the line's own JSON, fields in the order of the schema. */
function hashOf(before: string, record: Unchained): string {
  const { seq, domainId, at, cause, definitionVersion, event } = record;
  const text = JSON.stringify({ seq, domainId, at, cause, definitionVersion, event });
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
