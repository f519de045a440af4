import { afterEach, expect, test, vi } from 'vitest';
import { readConfig } from './config.ts';

const needed = {
  DRACHTIO_SECRET: 'secret',
  MEDIA_DIR: '/media',
  PARTY_KEY: 'p'.repeat(16),
  VOICEMAIL_KEY: 'v'.repeat(43),
  SIP_CREDENTIAL_SECRET: 's'.repeat(16),
};
const readWith = (more: Readonly<Record<string, string>>) => {
  for (const [name, value] of Object.entries({ ...needed, ...more })) vi.stubEnv(name, value);
  return readConfig();
};
afterEach(() => void vi.unstubAllEnvs());

test('what we are for the trunk is a name and a password: both or none', () => {
  expect(readWith({}).OUTBOUND_USERNAME).toBeUndefined();
  const both = { OUTBOUND_USERNAME: 'desk', OUTBOUND_PASSWORD: 'secret' };
  expect(readWith(both)).toMatchObject(both);
  vi.unstubAllEnvs();
  expect(() => readWith({ OUTBOUND_USERNAME: 'desk' })).toThrow(/both or none/);
  vi.unstubAllEnvs();
  expect(() => readWith({ OUTBOUND_PASSWORD: 'secret' })).toThrow(/both or none/);
});
