import type { Redis } from '@decroche/platform/redis';
import type { DomainId } from '@decroche/protocol';
import type { Lease } from '../../app/ports.ts';
import { keysOf } from './keys.ts';
import { scriptsOn } from './scripts.ts';

/** A lease in Redis: a key that expires unless it is renewed, and an epoch that only grows. */
export function redisLease(
  redis: Redis,
  options: { readonly domainId: DomainId; readonly holder: string; readonly leaseMs: number },
): Lease {
  const run = scriptsOn(redis);
  const { lease, fence } = keysOf(options.domainId);
  const { holder, leaseMs } = options;
  let epoch = 0;

  return {
    async acquire() {
      epoch = Number(await run('acquire-lease', [lease, fence], [holder, leaseMs]));
      return epoch === 0 ? undefined : epoch;
    },
    renew: async () => (await run('renew-lease', [lease, fence], [holder, leaseMs, epoch])) === 1,
    async release() {
      await run('release-lease', [lease], [holder]);
    },
  };
}
