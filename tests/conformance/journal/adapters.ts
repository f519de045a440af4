import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryBus, type Bus } from '@decroche/platform';
import { connectRedis, redisBus } from '@decroche/platform/redis';
import type { DomainId } from '@decroche/protocol';
import { memoryJournal } from '../../../acd/src/adapters/memory/journal.ts';
import { memoryLeases } from '../../../acd/src/adapters/memory/lease.ts';
import { redisJournal } from '../../../acd/src/adapters/redis/journal.ts';
import { redisLease } from '../../../acd/src/adapters/redis/lease.ts';
import type { Journal, Lease } from '../../../acd/src/app/ports.ts';
import { startRedis } from '../../../embedded/redis/start.ts';

/** A store of one kind, from which any number of empty domains can be had. */
export interface Ground {
  domain(): { readonly domainId: DomainId; readonly journal: Journal; lease(holder: string): Lease };
  readonly bus: Bus;
  /** How long a lease lasts without renewal; the memory one lasts for ever. */
  readonly leaseMs: number | undefined;
  close(): Promise<void>;
}

const LEASE_MS = 300;

/** Both adapters, memory first. */
export const grounds: readonly (readonly [string, () => Promise<Ground>])[] = [
  [
    'memory',
    async () => {
      const bus = memoryBus();
      let count = 0;
      return {
        bus,
        leaseMs: undefined,
        domain() {
          const domainId = `domain-${(count += 1)}` as DomainId;
          return { domainId, journal: memoryJournal(bus, domainId), lease: memoryLeases() };
        },
        close: async () => undefined,
      };
    },
  ],
  [
    'Redis',
    async () => {
      const dir = await mkdtemp(join(tmpdir(), 'decroche-journal-'));
      const server = await startRedis({ dir, aof: false });
      const redis = await connectRedis(server.url);
      let count = 0;
      return {
        bus: redisBus(redis),
        leaseMs: LEASE_MS,
        domain() {
          const domainId = `domain-${(count += 1)}` as DomainId;
          const lease = (holder: string): Lease => redisLease(redis, { domainId, holder, leaseMs: LEASE_MS });
          return { domainId, journal: redisJournal(redis, domainId), lease };
        },
        async close() {
          redis.disconnect();
          await server.stop();
          await rm(dir, { recursive: true, force: true });
        },
      };
    },
  ],
];
