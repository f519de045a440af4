import { expect, test } from 'vitest';
import { Fault } from '@decroche/platform';
import { readConfig } from './config.ts';

const good = {
  REDIS_URL: 'redis://127.0.0.1:6379',
  MONGODB_URI: 'mongodb://127.0.0.1:27017/console',
  MEDIA_DIR: '/srv/media',
  SIP_CREDENTIAL_SECRET: 'a secret for these tests',
  PARTY_KEY: 'a key for these tests',
  VOICEMAIL_KEY: 'Zm9yIHRoZXNlIHRlc3RzIG9ubHksIDMyIGJ5dGVzISE=',
};

test('what is not said has a default', () => {
  expect(readConfig({ ...good, DEMO: '' })).toMatchObject({ HTTP_PORT: 8080, DEMO: false, PROFILE: 'agences-eau' });
});
test.each([
  ['no Redis', { REDIS_URL: '' }, 'REDIS_URL'],
  ['a Redis that is no address', { REDIS_URL: 'localhost' }, 'REDIS_URL'],
  ['no MongoDB', { MONGODB_URI: '' }, 'MONGODB_URI'],
  ['a port of words', { HTTP_PORT: 'eighty' }, 'HTTP_PORT'],
  ['a port too high', { HTTP_PORT: '70000' }, 'HTTP_PORT'],
  ['a negative port', { HTTPS_PORT: '-1' }, 'HTTPS_PORT'],
  ['no media directory', { MEDIA_DIR: '' }, 'MEDIA_DIR'],
  ['a short secret', { SIP_CREDENTIAL_SECRET: 'short' }, 'SIP_CREDENTIAL_SECRET'],
  ['no key for numbers', { PARTY_KEY: '' }, 'PARTY_KEY'],
  ['no key for messages', { VOICEMAIL_KEY: '' }, 'VOICEMAIL_KEY'],
  ['a key for messages that is too short', { VOICEMAIL_KEY: 'c2hvcnQ=' }, 'VOICEMAIL_KEY'],
  ['a flag of maybe', { DEMO: 'maybe' }, 'DEMO'],
  ['an address that is none', { TICKETS_URL: 'tickets' }, 'TICKETS_URL'],
  ['https where http is spoken', { REPORTS_URL: 'https://reports' }, 'REPORTS_URL'],
  ['http where a WebSocket is spoken', { SIP_WS_URL: 'http://127.0.0.1' }, 'SIP_WS_URL'],
  ['a domain with spaces', { DOMAIN_ID: 'a b' }, 'DOMAIN_ID'],
  ['a profile outside', { PROFILE: '../etc/passwd' }, 'PROFILE'],
  ['a SIP domain with a slash', { SIP_DOMAIN: 'a/b' }, 'SIP_DOMAIN'],
  ['a log level nobody knows', { LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
  ['a short first password', { ADMIN_PASSWORD: 'short' }, 'ADMIN_PASSWORD'],
] as readonly [string, Record<string, string>, string][])(
  '%s is said by name, its value is not repeated',
  (_name, change, variable) => {
    const read = (): unknown => readConfig({ ...good, ...change });
    expect(read).toThrow(Fault);
    expect(read).toThrow(variable);
    const value = Object.values(change)[0];
    if (value) expect(read).not.toThrow(`: ${value}`);
  },
);
