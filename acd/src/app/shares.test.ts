import { createLogger } from '@decroche/platform';
import { afterEach, expect, test } from 'vitest';
import { memoryLeases } from '../adapters/memory/lease.ts';
import { emptyState } from '../core/snapshot.ts';
import { lead, type Leadership } from './leadership.ts';
import { shareOut, type Fleet, type Shares } from './shares.ts';

const logger = createLogger({ name: 'test', level: 'silent' });
const DOMAINS = ['d0', 'd1', 'd2', 'd3', 'd4', 'd5', 'd6', 'd7'];

/** Eight domains, and everything the processes that serve them share. */
function ground() {
  const alive = new Set<string>();
  const leases = new Map(DOMAINS.map((each) => [each, memoryLeases()]));
  const owners = new Map<string, string>();
  const watchers = new Set<() => void>();
  const changed = (): void => [...watchers].forEach((look) => look());
  const fleetOf = (holder: string): Fleet => ({
    announce: async () => alive.add(holder).size,
    leave: async () => void alive.delete(holder),
  });
  /** Resolves once each of these processes leads so many. */
  const until = (counts: Record<string, number>): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        const holds = Object.entries(counts).every(
          ([holder, count]) => [...owners.values()].filter((each) => each === holder).length === count,
        );
        if (!holds) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });
  return { leases, owners, changed, fleetOf, until };
}

let running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of running) await stop();
  running = [];
});

/** A process that serves the eight domains together with others. */
async function process(
  on: ReturnType<typeof ground>,
  holder: string,
): Promise<{ stop(): Promise<void>; shares: Shares }> {
  const shares = await shareOut({ domains: DOMAINS.length, fleet: on.fleetOf(holder), everyMs: 5, logger });
  const led: Leadership[] = DOMAINS.map((domain) =>
    lead({
      ...{ logger, renewEveryMs: 5, retryEveryMs: 5, permit: shares.permit(domain) },
      lease: on.leases.get(domain)!(holder),
      async start() {
        expect(on.owners.get(domain), `${domain} is led by one only`).toBeUndefined();
        on.owners.set(domain, holder);
        on.changed();
        return {
          state: emptyState('main' as never),
          failed: new Promise<never>(() => undefined),
          idle: async () => undefined,
          async stop() {
            on.owners.delete(domain);
            on.changed();
          },
        };
      },
    }),
  );
  const stop = async (): Promise<void> => {
    await shares.stop();
    await Promise.all(led.map((each) => each.stop()));
  };
  running.push(stop);
  return { stop, shares };
}

test('a process that is alone leads every domain', async () => {
  const on = ground();
  await process(on, 'a');
  await on.until({ a: 8 });
});

test('another one comes: the first hands half of them over, one by one, each in order', async () => {
  const on = ground();
  await process(on, 'a');
  await on.until({ a: 8 });
  await process(on, 'b');
  await on.until({ a: 4, b: 4 });
});

test('three share eight as three, three and two; when one leaves the others take its domains', async () => {
  const on = ground();
  const [first] = [await process(on, 'a'), await process(on, 'b'), await process(on, 'c')];
  await on.until({ a: 3 });
  expect(first.shares.share).toBe(3);
  await first.stop();
  await on.until({ b: 4, c: 4 });
});
