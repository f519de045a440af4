import { createLogger, Fault } from '@decroche/platform';
import { expect, test } from 'vitest';
import { emptyState, snapshotOf } from '../core/snapshot.ts';
import { committer, type Output } from './committer.ts';
import { CHAIN_START } from './hash-chain.ts';
import type { Batch, Journal, SavedSnapshot } from './ports.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

/** A journal that writes when it is told to, and fails when it is told to. */
class SlowJournal implements Pick<Journal, 'append' | 'saveSnapshot'> {
  readonly batches: Batch[] = [];
  readonly snapshots: SavedSnapshot[] = [];
  readonly faults: Fault[] = [];
  #gate: PromiseWithResolvers<void> | undefined;

  hold(): void {
    this.#gate = Promise.withResolvers();
  }

  release(): void {
    this.#gate?.resolve();
    this.#gate = undefined;
  }

  async append(batch: Batch): Promise<void> {
    this.batches.push(batch);
    await this.#gate?.promise;
    const fault = this.faults.shift();
    if (fault) throw fault;
  }

  async saveSnapshot(_epoch: number, snapshot: SavedSnapshot): Promise<void> {
    this.snapshots.push(snapshot);
  }
}

const output = (seq: number): Output => ({
  records: [{ seq } as never],
  ...{ commands: [], replies: [], checkpoint: `${seq}-0` },
});

function open(journal: SlowJournal, snapshotEvery = 1_000) {
  const lost: Fault[] = [];
  let seq = 0;
  const writer = committer({
    ...{ journal: journal as unknown as Journal, epoch: 7, logger, snapshotEvery },
    snapshot: () => ({ state: { ...snapshotOf(emptyState('main' as never)), seq }, chain: CHAIN_START }),
    onLost: (fault) => lost.push(fault),
  });
  return { lost, writer, submit: (n: number) => writer.submit(output((seq = n))) };
}

test('a lone input leaves at once; what comes during a write shares the next one', async () => {
  const journal = new SlowJournal();
  const { writer, submit } = open(journal);
  journal.hold();
  submit(1);
  expect(journal.batches).toHaveLength(1);
  for (const n of [2, 3, 4]) submit(n);
  journal.release();
  await writer.drained();
  expect(journal.batches.map((batch) => [batch.epoch, batch.number, batch.records.length, batch.checkpoint])).toEqual([
    [7, 1, 1, '1-0'],
    [7, 2, 3, '4-0'],
  ]);
});

test('Redis away: the very same batch is tried again, later ones wait behind it', async () => {
  const journal = new SlowJournal();
  const { writer, submit, lost } = open(journal);
  journal.faults.push(new Fault('unavailable', 'gone'), new Fault('timeout', 'gone'));
  submit(1);
  submit(2);
  await writer.drained();
  expect(journal.batches.map((batch) => batch.number)).toEqual([1, 1, 1, 2]);
  expect(journal.batches[0]).toBe(journal.batches[2]);
  expect(lost).toEqual([]);
});

test('fenced off: nothing more is written, and it is told once', async () => {
  const journal = new SlowJournal();
  const { writer, submit, lost } = open(journal);
  journal.faults.push(new Fault('fenced', 'another has it', { retryable: false }));
  submit(1);
  submit(2);
  await writer.drained();
  submit(3);
  await writer.drained();
  expect(journal.batches).toHaveLength(1);
  expect(lost.map((fault) => fault.code)).toEqual(['fenced']);
});

test('a snapshot is that of the batch it follows, not of what was decided meanwhile', async () => {
  const journal = new SlowJournal();
  const { writer, submit } = open(journal, 2);
  journal.hold();
  submit(1);
  submit(2);
  journal.release();
  await writer.drained();
  expect(journal.snapshots.map((snapshot) => snapshot.state.seq)).toEqual([2]);
});
