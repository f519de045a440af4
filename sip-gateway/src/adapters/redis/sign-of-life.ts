import type { Redis } from '@decroche/platform/redis';
import type { LifePort } from '../../app/ports.ts';

/** The last sign of life of this gateway, whichever process it was. */
export function signOfLife(redis: Redis, gatewayId: string): LifePort {
  const place = `decroche:gateway:${gatewayId}:alive`;
  return {
    async last() {
      const at = Number.parseInt((await redis.get(place)) ?? '', 10);
      return Number.isSafeInteger(at) && at > 0 ? at : undefined;
    },
    async sign(at) {
      await redis.set(place, String(at));
    },
  };
}
