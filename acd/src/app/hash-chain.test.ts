import { JournalRecord, type DomainId } from '@decroche/protocol';
import { describe, expect, test } from 'vitest';
import type { Fact } from '../core/fact.ts';
import { CHAIN_START, chain, endAfter, firstBroken } from './hash-chain.ts';

const context = { domainId: 'main' as DomainId, definitionVersion: 1 };
const MIDNIGHT = Date.UTC(2026, 2, 3);
const facts: readonly Fact[] = Array.from({ length: 6 }, (_, n) => ({
  ...{ seq: n + 1, at: MIDNIGHT + 1_000 * (n - 3), cause: `m-${n}` },
  event: { type: 'call.queued', callId: 'call-1', queueId: 'q', queuedAt: n, priority: 0 } as never,
}));

describe('the chain', () => {
  test('holds, in one piece or in several', () => {
    const whole = chain(CHAIN_START, facts, context).records;
    expect(firstBroken(CHAIN_START, whole)).toBeUndefined();
    const first = chain(CHAIN_START, facts.slice(0, 2), context);
    const second = chain(first.end, facts.slice(2), context);
    expect([...first.records, ...second.records]).toEqual(whole);
    expect(firstBroken(endAfter(whole[1] as JournalRecord), whole.slice(2))).toBeUndefined();
  });

  test('begins anew each UTC day, so that a day proves itself alone', () => {
    const records = chain(CHAIN_START, facts, context).records;
    const today = records.filter((record) => record.at >= MIDNIGHT);
    expect(today).toHaveLength(3);
    expect(firstBroken(CHAIN_START, today)).toBeUndefined();
    expect(firstBroken(CHAIN_START, today.slice(1))?.seq).toBe(today[1]?.seq);
  });

  test('shows the first line that was altered, left out or put in', () => {
    const records = chain(CHAIN_START, facts.slice(0, 3), context).records;
    const [one, two, three] = records as [JournalRecord, JournalRecord, JournalRecord];
    expect(firstBroken(CHAIN_START, [one, { ...two, at: two.at + 1 }, three])?.seq).toBe(2);
    expect(firstBroken(CHAIN_START, [one, three])?.seq).toBe(3);
    expect(firstBroken(CHAIN_START, [one, one, two])?.seq).toBe(1);
  });

  test('does not depend on the order of fields or on a passage through the schema', () => {
    const records = chain(CHAIN_START, facts, context).records;
    const parsed = records.map((record) => JournalRecord.parse(JSON.parse(JSON.stringify(record))));
    const reversed = records.map((record) => Object.fromEntries(Object.entries(record).reverse()) as JournalRecord);
    expect(firstBroken(CHAIN_START, parsed)).toBeUndefined();
    expect(firstBroken(CHAIN_START, reversed)).toBeUndefined();
  });
});
