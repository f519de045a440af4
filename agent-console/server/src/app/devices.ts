import { createHash } from 'node:crypto';
import { browserSipPassword, type Clock } from '@decroche/platform';
import type { DeviceId, PhoneCredential, SoftphoneCredential } from '@decroche/protocol';
import { makePassword } from './accounts.ts';
import type { DeviceCredentials } from './ports.ts';

/** A browser's SIP credential outlives a shift, not a stolen laptop. */
const SOFTPHONE_MS = 12 * 60 * 60_000;

/** What agents' devices prove themselves with. */
export interface Devices {
  /** Nothing is stored: the gateway recomputes the password. */
  softphone(deviceId: DeviceId): SoftphoneCredential;
  /** Gives a desk phone a password; digests only are kept. The former one is void. */
  issuePhone(deviceId: DeviceId, password?: string): Promise<PhoneCredential>;
  removePhone(deviceId: DeviceId): Promise<void>;
}

/** @param options.domain SIP domain, and realm of the digests. */
export function createDevices(options: {
  readonly credentials: DeviceCredentials;
  readonly domain: string;
  readonly browserSecret: string;
  readonly clock: Clock;
}): Devices {
  const { credentials, domain, browserSecret, clock } = options;
  return {
    softphone(deviceId) {
      const expiresAt = clock.now() + SOFTPHONE_MS;
      const authorizationUsername = `${Math.floor(expiresAt / 1000)}.${deviceId}`;
      return {
        deviceId,
        uri: `sip:${deviceId}@${domain}`,
        server: '/sip',
        authorizationUsername,
        password: browserSipPassword(browserSecret, authorizationUsername),
        expiresAt,
        iceServers: [],
      };
    },
    async issuePhone(deviceId, password = makePassword()) {
      const secret = `${deviceId}:${domain}:${password}`;
      await credentials.put({
        deviceId,
        realm: domain,
        ha1: createHash('md5').update(secret).digest('hex'),
        ha1Sha256: createHash('sha256').update(secret).digest('hex'),
      });
      return { deviceId, domain, username: deviceId, password };
    },
    removePhone: (deviceId) => credentials.remove(deviceId),
  };
}
