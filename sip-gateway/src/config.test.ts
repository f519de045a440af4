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

test('trunks are a list in order of preference, each named once; what is no address is refused', () => {
  expect(readWith({}).OUTBOUND_TRUNK).toEqual([]);
  const given = 'one.example:5060, two.example;transport=tcp,one.example:5060';
  expect(readWith({ OUTBOUND_TRUNK: given }).OUTBOUND_TRUNK).toEqual(['one.example:5060', 'two.example;transport=tcp']);
  expect(() => readWith({ OUTBOUND_TRUNK: 'one.example, <sip:two>' })).toThrow(/host or host:port/);
});

test('a probe calls a number that may be called, through a trunk', () => {
  const trunk = { OUTBOUND_TRUNK: 'one.example' };
  expect(readWith({ ...trunk, PROBE_NUMBER: '01 99 88 77 66' }).PROBE_NUMBER).toBe('+33199887766');
  vi.unstubAllEnvs();
  expect(() => readWith({ PROBE_NUMBER: '0199887766' })).toThrow(/there is none/);
  for (const number of ['112', '119', '116111', 'alice']) {
    expect(() => readWith({ ...trunk, PROBE_NUMBER: number })).toThrow(/may be called/);
  }
});
