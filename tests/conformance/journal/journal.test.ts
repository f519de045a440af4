import { streams, type DomainId, type JournalRecord } from '@decroche/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHAIN_START, chain, firstBroken } from '../../../acd/src/app/hash-chain.ts';
import type { Batch } from '../../../acd/src/app/ports.ts';
import { emptyState, snapshotOf } from '../../../acd/src/core/snapshot.ts';
import { grounds, type Ground } from './adapters.ts';

/** Chained lines `from`…`to` of a domain. */
function lines(domainId: DomainId, from: number, to: number): readonly JournalRecord[] {
  const facts = Array.from({ length: to }, (_, at) => ({
    ...{ seq: at + 1, at: 1_000 + at, cause: `m-${at + 1}` },
    event: { type: 'call.musicResumed', callId: `call-${at + 1}` as never } as const,
  }));
  return chain(CHAIN_START, facts, { domainId, definitionVersion: 1 }).records.slice(from - 1);
}

const batch = (change: Partial<Batch>): Batch => ({
  ...{ epoch: 1, number: 1, records: [], commands: [], replies: [], checkpoint: undefined },
  ...change,
});

describe.each(grounds)('the %s journal', (_name, open) => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await open();
  });
  afterAll(() => ground.close());

  test('gives back lines after a sequence number, oldest first, as they were', async () => {
    const { domainId, journal } = ground.domain();
    await journal.append(batch({ records: lines(domainId, 1, 3) }));
    await journal.append(batch({ number: 2, records: lines(domainId, 4, 5) }));
    expect(await journal.read(0, 10)).toEqual(lines(domainId, 1, 5));
    expect((await journal.read(2, 2)).map((record) => record.seq)).toEqual([3, 4]);
    expect(await journal.read(5, 10)).toEqual([]);
    expect(firstBroken(CHAIN_START, await journal.read(0, 10))).toBeUndefined();
  });

  test('hands journal, commands and replies over to the bus in order', async () => {
    const { domainId, journal } = ground.domain();
    const envelope = { domainId, at: 1 };
    const command = { type: 'takeCensus', gatewayId: `gw-${domainId}` } as never;
    const gatewayId = `gw-${domainId}` as never;
    const replyTo = `replies-${domainId}`;
    await journal.append(
      batch({
        records: lines(domainId, 1, 2),
        commands: ['c1', 'c2'].map((id) => ({ gatewayId, message: { ...envelope, id: id as never, command } })),
        replies: [
          { replyTo, message: { ...envelope, id: 'r1' as never, to: 'm1' as never, reply: { result: 'accepted' } } },
        ],
      }),
    );
    const values = async (stream: string) => (await ground.bus.read(stream, 'start', 10)).map((entry) => entry.value);
    expect(await values(streams.journal(domainId))).toEqual(lines(domainId, 1, 2));
    expect(await values(streams.commands(gatewayId))).toMatchObject([{ id: 'c1' }, { id: 'c2' }]);
    expect(await values(replyTo)).toMatchObject([{ to: 'm1', reply: { result: 'accepted' } }]);
  });

  test('the same batch again changes nothing', async () => {
    const { domainId, journal } = ground.domain();
    const once = batch({ records: lines(domainId, 1, 2), checkpoint: '5-0' });
    await journal.append(once);
    await journal.append(once);
    expect(await journal.read(0, 10)).toHaveLength(2);
    await journal.append(batch({ number: 2, records: lines(domainId, 3, 3) }));
    expect(await journal.read(0, 10)).toHaveLength(3);
  });

  test('an old epoch is refused from the moment a newer one has the lease', async () => {
    const { domainId, journal, lease } = ground.domain();
    const first = lease('a');
    const epoch = (await first.acquire()) as number;
    await journal.append(batch({ epoch, records: lines(domainId, 1, 1) }));
    await first.release();
    const next = (await lease('b').acquire()) as number;
    expect(next).toBeGreaterThan(epoch);
    await journal.append(batch({ epoch: next, records: lines(domainId, 2, 2) }));
    await expect(journal.append(batch({ epoch, number: 2, records: lines(domainId, 2, 2) }))).rejects.toMatchObject({
      code: 'fenced',
      retryable: false,
    });
    const saved = { state: snapshotOf(emptyState(domainId)), chain: CHAIN_START };
    await expect(journal.saveSnapshot(epoch, saved)).rejects.toMatchObject({ code: 'fenced' });
    expect((await journal.read(0, 10)).map((record) => record.seq)).toEqual([1, 2]);
  });

  test('keeps the checkpoint until it is moved, and the latest snapshot', async () => {
    const { domainId, journal } = ground.domain();
    expect(await journal.load()).toEqual({ snapshot: undefined, checkpoint: undefined });
    await journal.append(batch({ checkpoint: '7-0' }));
    await journal.append(batch({ number: 2 }));
    const saved = { state: snapshotOf(emptyState(domainId)), chain: { day: '2026-03-02', hash: 'abc' } };
    await journal.saveSnapshot(1, saved);
    const loaded = await journal.load();
    expect(loaded.checkpoint).toBe('7-0');
    expect(JSON.stringify(loaded.snapshot)).toBe(JSON.stringify(saved));
  });

  test('two domains know nothing of each other', async () => {
    const [one, two] = [ground.domain(), ground.domain()];
    await one.journal.append(batch({ epoch: 9, records: lines(one.domainId, 1, 1) }));
    await two.journal.append(batch({ epoch: 1, records: lines(two.domainId, 1, 1) }));
    expect(await two.journal.read(0, 10)).toEqual(lines(two.domainId, 1, 1));
  });
});

describe.each(grounds)('the %s lease', (_name, open) => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await open();
  });
  afterAll(() => ground.close());

  test('one holder at a time, each with a greater epoch', async () => {
    const { lease } = ground.domain();
    const [a, b] = [lease('a'), lease('b')];
    const first = await a.acquire();
    expect(first).toBeGreaterThan(0);
    expect(await b.acquire()).toBeUndefined();
    expect(await a.renew()).toBe(true);
    await a.release();
    expect(await b.acquire()).toBeGreaterThan(first as number);
    expect(await a.renew()).toBe(false);
  });

  test('giving back what one does not hold takes nothing from anybody', async () => {
    const { lease } = ground.domain();
    const [a, b] = [lease('a'), lease('b')];
    await a.acquire();
    await b.release();
    expect(await a.renew()).toBe(true);
  });
});

test('a lease that is not renewed can be taken by another, and by nobody else before', async () => {
  const open = grounds.find(([name]) => name === 'Redis')?.[1];
  const ground = await (open as () => Promise<Ground>)();
  try {
    const { lease } = ground.domain();
    const [a, b] = [lease('a'), lease('b')];
    const takenAt = Date.now();
    await a.acquire();
    let epoch: number | undefined;
    while (epoch === undefined) epoch = await b.acquire();
    expect(Date.now() - takenAt).toBeGreaterThanOrEqual((ground.leaseMs as number) - 20);
    expect(await a.renew()).toBe(false);
  } finally {
    await ground.close();
  }
});

test('a line that does not follow the Redis journal is refused: lines are never missing in the middle', async () => {
  const open = grounds.find(([name]) => name === 'Redis')?.[1];
  const ground = await (open as () => Promise<Ground>)();
  try {
    const { domainId, journal } = ground.domain();
    await journal.append(batch({ records: lines(domainId, 1, 1) }));
    const gap = journal.append(batch({ number: 2, records: lines(domainId, 3, 3) }));
    await expect(gap).rejects.toMatchObject({ code: 'conflict' });
    expect(await journal.read(0, 10)).toHaveLength(1);
  } finally {
    await ground.close();
  }
});
