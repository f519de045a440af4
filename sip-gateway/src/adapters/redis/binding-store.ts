import { DeviceId } from '@decroche/protocol';
import type { Redis } from '@decroche/platform/redis';
import { z } from 'zod';
import type { BindingPort } from '../../app/ports.ts';
import type { Binding } from '../../core/registration.ts';

const StoredBinding = z.object({
  deviceId: DeviceId,
  contact: z.string(),
  uri: z.string(),
  profile: z.enum(['plain', 'webrtc']),
  transport: z.enum(['udp', 'tcp', 'tls', 'ws', 'wss']),
  expiresAt: z.number(),
  callId: z.string(),
  cseq: z.number(),
  userAgent: z.string().exactOptional(),
}) satisfies z.ZodType<Binding>;

/**
 * Registrations in one Redis hash of this gateway, so that a restarted gateway knows its devices at once: the connections
 * of browsers live in the SIP daemon and are still there.
 */
export function bindingStore(redis: Redis, gatewayId: string): BindingPort {
  const place = `decroche:gateway:${gatewayId}:bindings`;
  return {
    async save(binding) {
      await redis.hset(place, binding.deviceId, JSON.stringify(binding));
    },
    async remove(deviceId) {
      await redis.hdel(place, deviceId);
    },
    async all() {
      const texts = Object.values(await redis.hgetall(place));
      return texts.flatMap((text) => {
        const parsed = StoredBinding.safeParse(JSON.parse(text));
        return parsed.success ? [parsed.data] : [];
      });
    },
  };
}
