import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NUMBERS } from '../support/e2e-profile.ts';
import { eventually } from '../support/stories.ts';
import { startWorld, type World } from '../support/world.ts';

/** A smoke over the whole product: the long tables of bad input are beside each door (tests/wire). */

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.close());

const throwAt = async (port: number, ...datagrams: readonly (string | Buffer)[]): Promise<void> => {
  const socket = createSocket('udp4');
  for (const datagram of datagrams) await new Promise((resolve) => socket.send(datagram, port, '127.0.0.1', resolve));
  socket.close();
};

/** A call goes as it should: the product is whole. */
async function aGoodCall(): Promise<void> {
  const { sipp, sound } = await world.caller({ dialled: NUMBERS.closed, hz: 700 });
  await sound.hears(1_250);
  await sipp.done;
}

describe('SIP', () => {
  test('garbage, half messages and lies on UDP are dropped, and the next call is served', async () => {
    const { sipPort } = world.product.addresses;
    const half = 'INVITE sip:8008@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx\r\n';
    const lie = `${half}Content-Length: 99999999\r\n\r\nshort`;
    await throwAt(sipPort, Buffer.alloc(1_400, 0xff), '\r\n\r\n', 'HELO there', half, lie, Buffer.from([0]));
    await aGoodCall();
  });

  test.each([
    ['a number nobody has', '999999', 404],
    ['no number at all', 'nobody', 404],
  ])('%s is refused', async (_, dialled, status) => {
    const target = { host: '127.0.0.1', port: world.product.addresses.sipPort };
    const values = { dialled, number: '+33261910011', rtpAddress: '127.0.0.1', rtpPort: 9, status };
    await (
      await world.sipp({ scenario: 'refused-caller', target, values })
    ).done;
    await aGoodCall();
  });
});

describe('HTTP', () => {
  const ask = (path: string, init: RequestInit = {}, token = world.token) =>
    fetch(`${world.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init.headers },
    });
  const post = (body: string): RequestInit => ({ method: 'POST', body });

  test.each<[string, string, RequestInit, number]>([
    ['not JSON', '/api/contacts', post('{'), 400],
    ['JSON of the wrong shape', '/api/contacts', post('{"name":7}'), 400],
    ['an enormous body', '/api/contacts', post(JSON.stringify({ name: 'x'.repeat(5_000_000) })), 413],
    ['an unknown path', '/api/nothing', {}, 404],
    ['an unknown agent', '/api/agents/nobody/login', post('{}'), 409],
    ['an unknown ticket', '/api/tickets/none', {}, 404],
    ['a ticket program that is asked nonsense', '/api/tickets?limit=-5', {}, 400],
    ['a report of no period', '/api/reports/telephone?from=yesterday', {}, 400],
  ])('%s gets a problem with an id', async (_, path, init, status) => {
    const response = await ask(path, init);
    const problem = (await response.json()) as { status: number; errorId?: string; detail?: string };
    expect({ status: response.status, type: response.headers.get('content-type')?.split(';')[0] }).toEqual({
      status,
      type: 'application/problem+json',
    });
    expect(problem.errorId).toMatch(/\S/);
    await eventually(
      () => Promise.resolve(world.lines.join('\n')),
      (log) => log.includes(problem.errorId ?? '-'),
    );
  });

  test.each(['/api/contacts', '/api/tickets', '/api/reports/telephone'])(
    '%s with a wrong token is 401',
    async (path) => {
      expect((await ask(path, {}, 'wrong')).status).toBe(401);
    },
  );
});
