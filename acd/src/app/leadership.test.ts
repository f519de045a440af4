import { createLogger, Fault } from '@decroche/platform';
import { afterEach, expect, test } from 'vitest';
import { memoryLeases } from '../adapters/memory/lease.ts';
import { emptyState } from '../core/snapshot.ts';
import type { Engine } from './engine.ts';
import { lead, type Leadership } from './leadership.ts';
import type { Lease } from './ports.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
let running: Leadership[] = [];
afterEach(async () => {
  for (const each of running) await each.stop();
  running = [];
});

/** One process: which epochs it has led, and a way to end its present engine by a fault. */
function candidate(lease: Lease) {
  const epochs: number[] = [];
  const stopped: number[] = [];
  let told = Promise.withResolvers<number>();
  let fail: (fault: Fault) => void = () => undefined;
  const leadership = lead({
    ...{ lease, logger, renewEveryMs: 5, retryEveryMs: 5 },
    async start(epoch): Promise<Engine> {
      epochs.push(epoch);
      const failed = Promise.withResolvers<never>();
      failed.promise.catch(() => undefined);
      fail = failed.reject;
      told.resolve(epoch);
      told = Promise.withResolvers();
      return {
        state: emptyState('main' as never),
        failed: failed.promise,
        idle: async () => undefined,
        stop: async () => void stopped.push(epoch),
      };
    },
  });
  running.push(leadership);
  return { leadership, epochs, stopped, nextEpoch: () => told.promise, fail: (fault: Fault) => fail(fault) };
}

test('one leads, the other stands by and takes over at once when the first stops', async () => {
  const leaseOf = memoryLeases();
  const first = candidate(leaseOf('a'));
  await first.nextEpoch();
  const second = candidate(leaseOf('b'));
  expect(second.epochs).toEqual([]);
  const takenOver = second.nextEpoch();
  await first.leadership.stop();
  expect(first.stopped).toEqual([1]);
  expect(await takenOver).toBe(2);
  expect(first.leadership.leading).toBe(false);
});

test('an engine that is fenced off stops and its process stands by again, with a new epoch when it leads again', async () => {
  const only = candidate(memoryLeases()('a'));
  await only.nextEpoch();
  const again = only.nextEpoch();
  only.fail(new Fault('fenced', 'another has it', { retryable: false }));
  expect(await again).toBe(2);
  expect(only.stopped).toEqual([1]);
});

test('a lease that is lost ends the engine', async () => {
  const leaseOf = memoryLeases();
  const lease = leaseOf('a');
  let kept = true;
  const first = candidate({ ...lease, renew: async () => kept });
  await first.nextEpoch();
  const again = first.nextEpoch();
  kept = false;
  await again;
  expect(first.stopped).toEqual([1]);
});

test('Redis away at a renewal does not end the engine: nobody else could take the lease either', async () => {
  const lease = memoryLeases()('a');
  const renewals = Promise.withResolvers<void>();
  let count = 0;
  const only = candidate({
    ...lease,
    async renew() {
      count += 1;
      if (count === 3) renewals.resolve();
      throw new Fault('unavailable', 'away');
    },
  });
  await only.nextEpoch();
  await renewals.promise;
  expect(only.stopped).toEqual([]);
});

test('a defect of the engine is not hidden: the program must end and begin again from the journal', async () => {
  const only = candidate(memoryLeases()('a'));
  await only.nextEpoch();
  only.fail(new Fault('storage', 'a bug', { retryable: false }));
  await expect(only.leadership.failed).rejects.toMatchObject({ code: 'storage' });
  expect(only.stopped).toEqual([1]);
});
