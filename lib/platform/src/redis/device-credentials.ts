import type { Redis } from 'ioredis';
import { z } from 'zod';

/** What proves that a desk phone is itself: digests of its password (RFC 8760), never the password. */
const DeviceCredential = z.object({
  deviceId: z.string(),
  realm: z.string(),
  /** MD5 of `user:realm:password`, hexadecimal. */
  ha1: z.string().regex(/^[0-9a-f]{32}$/),
  /** SHA-256 of the same. */
  ha1Sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type DeviceCredential = z.infer<typeof DeviceCredential>;

/** Desk-phone credentials: written by the console, read by the gateway's registrar. */
export interface DeviceCredentialStore {
  put(credential: DeviceCredential): Promise<void>;
  find(deviceId: string): Promise<DeviceCredential | undefined>;
  remove(deviceId: string): Promise<void>;
}

const PLACE = 'decroche:device-credentials';

/** Device credentials in one Redis hash. */
export function deviceCredentialStore(redis: Redis): DeviceCredentialStore {
  return {
    async put(credential) {
      await redis.hset(PLACE, credential.deviceId, JSON.stringify(DeviceCredential.parse(credential)));
    },
    async find(deviceId) {
      const text = await redis.hget(PLACE, deviceId);
      return text === null ? undefined : DeviceCredential.parse(JSON.parse(text));
    },
    async remove(deviceId) {
      await redis.hdel(PLACE, deviceId);
    },
  };
}
