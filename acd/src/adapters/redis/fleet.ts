import type { Redis } from '@decroche/platform/redis';
import type { Fleet } from '../../app/shares.ts';
import { fleetKey } from './keys.ts';
import { scriptsOn } from './scripts.ts';

/** The processes of one list of domains, in a sorted set by when each was last heard of. */
export function redisFleet(
  redis: Redis,
  options: { readonly domainIds: readonly string[]; readonly holder: string; readonly leaseMs: number },
): Fleet {
  const run = scriptsOn(redis);
  const key = fleetKey(options.domainIds);
  return {
    announce: async () => Number(await run('announce', [key], [options.holder, options.leaseMs])),
    leave: async () => {
      await redis.zrem(key, options.holder);
    },
  };
}
