import type { JournalRecord } from '@decroche/protocol';
import { streams } from '@decroche/protocol';
import { expect, it } from 'vitest';
import { Fault } from './fault.ts';
import { followJournal, type JournalBatch, type JournalPlace } from './journal-reader.ts';
import { createLogger } from './logger.ts';
import { memoryBus } from './memory-bus.ts';

const domainId = 'd1';
const logger = createLogger({ name: 'test', level: 'silent' });
const line = (seq: number): unknown => ({
  seq,
  domainId,
  at: 1_000 + seq,
  cause: `m${seq}`,
  definitionVersion: 1,
  event: { type: 'call.welcomed', callId: 'c1' },
  hash: 'h',
});

/** Follows until line `until` has been handed over; answers what was handed over. */
async function readUntil(
  until: number,
  published: readonly unknown[],
  options: { after?: JournalPlace; archive?: readonly unknown[]; fail?: (batch: JournalBatch) => void } = {},
): Promise<number[]> {
  const bus = memoryBus();
  await bus.publish(streams.journal(domainId), published);
  const seen: JournalRecord[] = [];
  let done: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (done = resolve));
  const following = followJournal({
    bus,
    logger,
    domainId,
    after: options.after ?? { seq: 0 },
    archive: {
      read: async (_domain, after, limit) =>
        (options.archive ?? []).filter((one) => (one as JournalRecord).seq > after).slice(0, limit),
    },
    onBatch: async (batch) => {
      options.fail?.(batch);
      seen.push(...batch.lines);
      if (batch.place.seq >= until) done();
    },
  });
  await Promise.race([finished, following.failed]);
  await following.stop();
  return seen.map(({ seq }) => seq);
}

it('hands over each line once and in order', async () => {
  expect(await readUntil(3, [line(1), line(2), line(2), line(1), line(3)])).toEqual([1, 2, 3]);
});
it('goes on after the place it was given', async () => {
  expect(await readUntil(3, [line(1), line(2), line(3)], { after: { seq: 1, position: '1' } })).toEqual([2, 3]);
});
it('skips what is not a journal line', async () => {
  expect(await readUntil(2, [line(1), { seq: 'x' }, null, 'garbage', line(2)])).toEqual([1, 2]);
});
it('finds in the archive what the stream has dropped', async () => {
  expect(await readUntil(4, [line(3), line(4)], { archive: [line(1), line(2), line(3)] })).toEqual([1, 2, 3, 4]);
});
it('finds in the archive what was dropped while it read', async () => {
  expect(await readUntil(5, [line(1), line(5)], { archive: [1, 2, 3, 4].map(line) })).toEqual([1, 2, 3, 4, 5]);
});
it('reads a journal that is wholly in the archive', async () => {
  expect(await readUntil(2, [], { archive: [line(1), line(2)] })).toEqual([1, 2]);
});
it('goes on over a hole that nobody can fill', async () => {
  expect(await readUntil(7, [line(1), line(7)])).toEqual([1, 7]);
});
it('tries a batch again while the store is away', async () => {
  let away = 1;
  const fail = (): void => {
    if (away-- > 0) throw new Fault('unavailable', 'away');
  };
  expect(await readUntil(2, [line(1), line(2)], { fail })).toEqual([1, 2]);
});
it('ends when the handler has a bug', async () => {
  const fail = (): void => {
    throw new Error('bug');
  };
  await expect(readUntil(1, [line(1)], { fail })).rejects.toThrow('bug');
});
