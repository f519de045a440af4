import { once } from 'node:events';
import { join } from 'node:path';
import { Fault } from '@decroche/platform';
import { describe, expect, it } from 'vitest';
import { spawnDaemon } from '../../../embedded/daemon.ts';
import { readConfig as readReportsConfig } from '../../../reports/src/config.ts';
import { ROOT } from '../../../scripts/launch/program.ts';
import { readConfig as readTicketsConfig } from '../../../tickets/src/config.ts';

const good = { MONGODB_URI: 'mongodb://127.0.0.1:1/decroche', REDIS_URL: 'redis://127.0.0.1:1' };
const programs = [
  ['tickets', readTicketsConfig],
  ['reports', readReportsConfig],
] as const;

/** What an operator may get wrong: the variable that must be named, and a value that must not be repeated. */
const wrong: readonly (readonly [name: string, environment: Record<string, string | undefined>, variable: string])[] = [
  ['no MongoDB', { MONGODB_URI: undefined }, 'MONGODB_URI'],
  ['an empty MongoDB', { MONGODB_URI: '' }, 'MONGODB_URI'],
  ['a MongoDB without scheme', { MONGODB_URI: '127.0.0.1:27017' }, 'MONGODB_URI'],
  ['a MongoDB over http', { MONGODB_URI: 'http://127.0.0.1:27017' }, 'MONGODB_URI'],
  ['a MongoDB that is words', { MONGODB_URI: 'the usual one' }, 'MONGODB_URI'],
  ['no Redis', { REDIS_URL: undefined }, 'REDIS_URL'],
  ['a Redis over http', { REDIS_URL: 'https://127.0.0.1' }, 'REDIS_URL'],
  ['a Redis that is a path', { REDIS_URL: '/var/run/redis.sock' }, 'REDIS_URL'],
  ['a port that is a word', { HTTP_PORT: 'http' }, 'HTTP_PORT'],
  ['a negative port', { HTTP_PORT: '-1' }, 'HTTP_PORT'],
  ['a port beyond the last', { HTTP_PORT: '65536' }, 'HTTP_PORT'],
  ['a fractional port', { HEALTH_PORT: '80.5' }, 'HEALTH_PORT'],
  ['a health port that is a word', { HEALTH_PORT: 'NaN' }, 'HEALTH_PORT'],
  ['a domain with a space', { DOMAIN_ID: 'a b' }, 'DOMAIN_ID'],
  ['a domain that climbs', { DOMAIN_ID: '../x' }, 'DOMAIN_ID'],
  ['a domain of 200 characters', { DOMAIN_ID: 'x'.repeat(200) }, 'DOMAIN_ID'],
  ['an unknown log level', { LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
  ['a negative number of proxies', { TRUSTED_PROXIES: '-1' }, 'TRUSTED_PROXIES'],
  ['too many proxies', { TRUSTED_PROXIES: '6' }, 'TRUSTED_PROXIES'],
  ['proxies in words', { TRUSTED_PROXIES: 'all' }, 'TRUSTED_PROXIES'],
];

describe.each(programs)('%s', (name, readConfig) => {
  it('starts from two addresses', () => {
    expect(readConfig(good)).toMatchObject({ DOMAIN_ID: 'main', HOST: '127.0.0.1', LOG_LEVEL: 'info' });
  });
  it.each(wrong)('refuses %s, naming the variable and not its value', (_name, environment, variable) => {
    const read = (): unknown => readConfig({ ...good, ...environment });
    expect(read).toThrow(Fault);
    try {
      read();
    } catch (error) {
      const { code, message } = error as Fault;
      expect(code).toBe('configuration');
      expect(message).toContain(`${variable}:`);
      const value = environment[variable];
      if (value !== undefined && value.length > 4) expect(message).not.toContain(value);
    }
  });
  it('names every wrong variable at once, and leaves with a code of its own', async () => {
    const child = spawnDaemon(process.execPath, [join(ROOT, name, 'src/main.ts')], {
      ...{ PATH: process.env['PATH'], REDIS_URL: 'x', MONGODB_URI: 'mongodb://user:hunter2@', HTTP_PORT: 'x' },
    });
    let said = '';
    child.stdout?.on('data', (text: Buffer) => (said += text.toString()));
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(78);
    expect(said).toContain('REDIS_URL');
    expect(said).toContain('HTTP_PORT');
    expect(said).not.toContain('hunter2');
  });
});
