import { createLogger, memoryBus } from '@decroche/platform';
import type { DomainId, JournalRecord } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { memoryArchive } from '../adapters/memory/archive.ts';
import { memoryJournal } from '../adapters/memory/journal.ts';
import { emptyState, snapshotOf } from '../core/snapshot.ts';
import { archiveOnce } from './archiver.ts';
import { CHAIN_START, chain } from './hash-chain.ts';

const MAIN = 'main' as DomainId;
const logger = createLogger({ name: 'test', level: 'silent' });

const lines = (from: number, to: number): JournalRecord[] => {
  const facts = Array.from({ length: to }, (_, at) => ({
    ...{ seq: at + 1, at: 1_000 * at, cause: `m-${at}` },
    event: { type: 'call.keyPressed', callId: 'call-1' as never, digit: '5' } as const,
  }));
  return chain(CHAIN_START, facts, { domainId: MAIN, definitionVersion: 1 }).records.slice(from - 1);
};

async function journalWith(records: readonly JournalRecord[], snapshotAt = 0) {
  const journal = memoryJournal(memoryBus(), MAIN);
  await journal.append({ epoch: 1, number: 1, records, commands: [], replies: [], checkpoint: undefined });
  const state = { ...snapshotOf(emptyState(MAIN)), seq: snapshotAt };
  await journal.saveSnapshot(1, { state, chain: CHAIN_START });
  return journal;
}

test('copies what is missing, line by line, and nothing twice', async () => {
  const journal = await journalWith(lines(1, 2_500));
  const archive = memoryArchive();
  await archive.add(lines(1, 10));
  const round = await archiveOnce({ domainId: MAIN, journal, archive, logger, keep: 1_000_000 });
  expect(round).toEqual({ archivedUpTo: 2_500, added: 2_490, broken: false });
  expect(archive.lines).toEqual(lines(1, 2_500));
  expect((await archiveOnce({ domainId: MAIN, journal, archive, logger, keep: 1_000_000 })).added).toBe(0);
});

test.each([
  ['only what is archived and not kept for late readers', 100, 100, 70],
  ['nothing that a recovery still needs', 100, 20, 20],
  ['nothing before there is a snapshot', 100, 0, 0],
])('trims %s', async (_rule, count, snapshotAt, trimmed) => {
  const journal = await journalWith(lines(1, count), snapshotAt);
  await archiveOnce({ domainId: MAIN, journal, archive: memoryArchive(), logger, keep: 30 });
  expect((await journal.read(0, 1_000))[0]?.seq).toBe(trimmed + 1);
});

test.each([
  ['altered', (records: JournalRecord[]) => records.map((r) => (r.seq === 5 ? { ...r, cause: 'forged' } : r)), 5],
  ['missing', (records: JournalRecord[]) => records.filter((r) => r.seq !== 5), 6],
])('stops before a line that is %s, and trims nothing', async (_what, spoil) => {
  const journal = await journalWith(spoil(lines(1, 10)), 10);
  const archive = memoryArchive();
  const round = await archiveOnce({ domainId: MAIN, journal, archive, logger, keep: 0 });
  expect(round).toMatchObject({ broken: true, added: 0 });
  expect(archive.lines).toEqual([]);
  expect((await journal.read(0, 100))[0]?.seq).toBe(1);
});

test('a journal that no longer reaches back to its archive is not archived further', async () => {
  const journal = await journalWith(lines(8, 10));
  const archive = memoryArchive();
  await archive.add(lines(1, 5));
  expect((await archiveOnce({ domainId: MAIN, journal, archive, logger, keep: 0 })).broken).toBe(true);
});
