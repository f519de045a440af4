import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, signIn, startGround, type Client, type Ground } from './support.ts';

let ground: Ground;
let agent: Client;
let admin: Client;
let tickets: Server;
let sip: WebSocketServer;
/** What the ticket program does with the next request. */
let serveTicket: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => response.end();
const seen: IncomingMessage[] = [];
const knocks: { request: IncomingMessage; socket: ServerSocket }[] = [];

const portOf = (server: Server | WebSocketServer): number => (server.address() as AddressInfo).port;

beforeAll(async () => {
  tickets = createServer((request, response) => {
    seen.push(request);
    serveTicket(request, response);
  }).listen(0, '127.0.0.1');
  sip = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'sip' });
  sip.on('connection', (socket, request) => {
    knocks.push({ request, socket });
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  await Promise.all([once(tickets, 'listening'), once(sip, 'listening')]);
  ground = await startGround({
    TICKETS_URL: `http://127.0.0.1:${portOf(tickets)}`,
    SIP_WS_URL: `ws://127.0.0.1:${portOf(sip)}`,
    HTTPS_PORT: '0',
    HTTPS_HOST: '127.0.0.1',
  });
  [agent, admin] = await Promise.all([signIn(ground, 'agent1'), signIn(ground, 'admin')]);
});
afterAll(async () => {
  await ground.stop();
  sip.close();
  tickets.closeAllConnections();
  tickets.close();
});

describe('the other programs under the same origin', () => {
  it('are given the request unread, and their answer comes back as it is', async () => {
    let body = '';
    serveTicket = (request, response) => {
      request.on('data', (data: Buffer) => (body += data.toString()));
      request.on('end', () => {
        response.writeHead(418, { 'content-type': 'application/problem+json', 'x-own': 'kept' });
        response.end('{"reason":"teapot"}');
      });
    };
    const answer = await agent.send('PATCH', '/api/tickets/t1?x=1&y=é', { subject: 'été' });
    expect(answer).toMatchObject({ status: 418, body: { reason: 'teapot' } });
    expect(answer.headers.get('x-own')).toBe('kept');
    expect(body).toBe('{"subject":"été"}');
    expect(seen.at(-1)).toMatchObject({ method: 'PATCH', url: '/api/tickets/t1?x=1&y=%C3%A9' });
    expect(seen.at(-1)?.headers).toMatchObject({ cookie: agent.headers['cookie'], 'x-forwarded-for': '127.0.0.1' });
  });
  it('may answer little by little', async () => {
    let go: () => void = () => undefined;
    serveTicket = (_request, response) => {
      response.write('first,');
      go = () => response.end('last');
    };
    const response = await fetch(`${ground.console.base}/api/tickets/export.csv`, { headers: agent.headers });
    const reader = response.body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('first,');
    go();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('last');
  });
  it('that break in the middle break the answer: half is not taken for whole', async () => {
    serveTicket = (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('half');
      setImmediate(() => response.destroy());
    };
    await expect(agent.get('/api/tickets')).rejects.toThrow();
    serveTicket = (_request, response) => response.end('{}');
    expect((await agent.get('/api/tickets')).status).toBe(200);
  });
  it('that are away are a 503 that says so, and the rest works', async () => {
    const away = await agent.get('/api/reports/telephone');
    expect(away).toMatchObject({ status: 503, body: { reason: 'unavailable' } });
    expect(await ground.console.logged(away.body['errorId'])).toBeDefined();
    expect((await agent.get('/api/session')).status).toBe(200);
  });
  it('are not asked when the browser has gone', async () => {
    serveTicket = () => undefined;
    const leaving = new AbortController();
    const asked = fetch(`${ground.console.base}/api/tickets/slow`, { headers: agent.headers, signal: leaving.signal });
    const request = await eventually(
      () => seen.at(-1),
      (each) => each?.url === '/api/tickets/slow',
    );
    const gone = once(request!.socket, 'close');
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await gone;
    await agent.get('/api/session');
    expect(ground.console.log.filter((line) => line['path'] === '/api/tickets/slow')).toEqual([]);
  });
});

describe('the telephone’s WebSocket', () => {
  const knock = async (more: { headers?: Record<string, string>; protocols?: string[]; path?: string } = {}) => {
    const socket = new WebSocket(`${ground.console.base.replace('http', 'ws')}${more.path ?? '/sip'}`, {
      protocols: more.protocols ?? ['sip'],
      headers: { cookie: agent.headers['cookie'], ...more.headers },
    } as never);
    const opened = once(socket, 'open').then(() => 'open');
    const failed = once(socket, 'error').then(() => 'refused');
    return { socket, outcome: await Promise.race([opened, failed]) };
  };
  it('is joined to the SIP server, both ways, text and bytes, without the session cookie', async () => {
    const { socket, outcome } = await knock();
    expect(outcome).toBe('open');
    expect(socket.protocol).toBe('sip');
    socket.send('REGISTER sip:decroche SIP/2.0\r\n\r\n');
    const [message] = (await once(socket, 'message')) as [MessageEvent];
    expect(message.data).toBe('REGISTER sip:decroche SIP/2.0\r\n\r\n');
    expect(knocks.at(-1)?.request.headers.cookie).toBeUndefined();
    const closed = once(knocks.at(-1)!.socket, 'close');
    socket.close();
    await closed;
  });
  it('ends when the SIP server ends it', async () => {
    const { socket } = await knock();
    const closed = once(socket, 'close');
    knocks.at(-1)!.socket.terminate();
    await closed;
  });
  it.each([
    ['nobody', { headers: { cookie: '' } }],
    ['a wrong session', { headers: { cookie: 'decroche_session=x' } }],
    ['another origin', { headers: { origin: 'https://evil.example' } }],
    ['another protocol', { protocols: ['mqtt'] }],
    ['no protocol', { protocols: [] }],
    ['another path', { path: '/sip/more' }],
  ])('is shut to %s', async (_name, more) => {
    const before = knocks.length;
    expect((await knock(more)).outcome).toBe('refused');
    expect(knocks).toHaveLength(before);
    const { socket, outcome } = await knock();
    expect(outcome).toBe('open');
    socket.close();
  });
  it('has a limit for each account', async () => {
    const tries = await Promise.all(Array.from({ length: 12 }, () => knock()));
    expect(tries.filter(({ outcome }) => outcome === 'open').length).toBeLessThanOrEqual(8);
    for (const { socket } of tries) socket.close();
    await eventually(
      () => sip.clients.size,
      (open) => open === 0,
    );
  });
});

describe('the pages', () => {
  it('are served for every path of the application, and never from a cache', async () => {
    for (const path of ['/', '/poste', '/rapports/jour?x=1']) {
      const page = await agent.get(path, { accept: 'text/html' });
      expect(page.text).toContain('the page');
      expect(page.headers.get('cache-control')).toBe('no-cache');
    }
  });
  it('have assets that are kept for ever, and a missing one is missing', async () => {
    expect((await agent.get('/assets/app-1234.js')).headers.get('cache-control')).toContain('immutable');
    expect((await agent.get('/assets/gone.js', { accept: 'text/html' })).status).toBe(404);
  });
  it.each(['/api/nothing', '/..%2f..%2fpackage.json', '/%2e%2e/%2e%2e/etc/passwd', '/.git/config'])(
    'are not served for %s',
    async (path) => {
      const { status, text } = await agent.get(path, { accept: 'application/json' });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(text).not.toContain('root:');
    },
  );
  it('run no script but their own, in no frame but their own', async () => {
    const { headers } = await agent.get('/', { accept: 'text/html' });
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

describe('https', () => {
  const ask = (path: string): Promise<{ status: number; fingerprint: string; cookie: string[] }> =>
    new Promise((resolve, reject) => {
      const request = httpsRequest(
        `${ground.console.httpsBase}${path}`,
        {
          method: 'POST',
          rejectUnauthorized: false,
          agent: false,
          headers: { 'content-type': 'application/json', 'x-decroche': '1' },
        },
        (response) => {
          response.resume();
          const { fingerprint256 } = (
            response.socket as never as { getPeerCertificate(): { fingerprint256: string } }
          ).getPeerCertificate();
          resolve({
            status: response.statusCode ?? 0,
            fingerprint: fingerprint256,
            cookie: response.headers['set-cookie'] ?? [],
          });
        },
      );
      request.on('error', reject);
      request.end(JSON.stringify({ login: 'agent1', password: 'decroche-demo' }));
    });
  it('has a certificate of its own, and its cookie travels over https only', async () => {
    const { status, cookie } = await ask('/api/session');
    expect(status).toBe(200);
    expect(cookie[0]).toContain('; Secure');
  });
  it('keeps its certificate over a restart, its key for itself', async () => {
    const { fingerprint } = await ask('/api/session');
    await ground.restart();
    expect((await ask('/api/session')).fingerprint).toBe(fingerprint);
    expect(await readFile(join(ground.folder, 'tls', 'cert.pem'), 'utf8')).toContain('BEGIN CERTIFICATE');
  });
});

describe('the description of the API', () => {
  it('is one document for every program that answers', async () => {
    serveTicket = (_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ openapi: '3.1.0', info: {}, paths: { '/api/tickets': { get: {} } }, components: {} }),
      );
    };
    const { body } = await agent.get('/api/openapi.json');
    const paths = Object.keys(body['paths'] as object);
    expect(paths).toEqual(expect.arrayContaining(['/api/session', '/api/tickets', '/api/agents/{agentId}/ready']));
    expect(paths.length).toBeGreaterThan(45);
  });
  it('can be browsed without anything from elsewhere', async () => {
    const { text, status } = await agent.get('/api/docs');
    expect(status).toBe(200);
    expect(text).not.toMatch(/https?:\/\//);
    expect((await agent.get('/api/docs/assets/swagger-ui-bundle.js')).status).toBe(200);
  });
});

describe('bad input at the HTTP door', () => {
  type Case = readonly [name: string, send: () => Promise<Response>, status: number, reason: string | undefined];
  const json = { 'content-type': 'application/json' };
  const raw = (
    method: string,
    path: string,
    {
      body,
      headers = {},
      as = () => agent,
    }: { body?: string; headers?: Record<string, string>; as?: () => Client } = {},
  ) =>
    fetch(ground.console.base + path, {
      method,
      headers: { ...as().headers, ...headers },
      ...(body === undefined ? {} : { body }),
    });
  const asAdmin = { as: () => admin };
  const post = (path: string, body: string, more: Parameters<typeof raw>[2] = {}) =>
    raw('POST', path, { body, headers: json, ...more });
  const cases: readonly Case[] = [
    ['JSON cut in the middle', () => post('/api/session', '{"login":'), 400, undefined],
    ['text for JSON', () => post('/api/session', 'hello'), 400, undefined],
    ['a number for an object', () => post('/api/session', '7'), 400, undefined],
    ['a list for an object', () => post('/api/session', '[]'), 400, 'invalid'],
    ['null for an object', () => post('/api/session', 'null'), 400, undefined],
    ['an empty object', () => post('/api/session', '{}'), 400, 'invalid'],
    ['no body at all', () => raw('POST', '/api/session'), 400, 'invalid'],
    ['numbers for texts', () => post('/api/session', '{"login":1,"password":2}'), 400, 'invalid'],
    ['an operator for a login', () => post('/api/session', '{"login":{"$ne":null},"password":"x"}'), 400, 'invalid'],
    [
      'an endless login',
      () => post('/api/session', JSON.stringify({ login: 'x'.repeat(999), password: 'x' })),
      400,
      'invalid',
    ],
    [
      'an endless password',
      () => post('/api/session', JSON.stringify({ login: 'x', password: 'x'.repeat(999) })),
      400,
      'invalid',
    ],
    ['__proto__ as a body', () => post('/api/session', '{"__proto__":{"login":"a","password":"b"}}'), 400, 'invalid'],
    [
      'a body of a megabyte',
      () => post('/api/session', JSON.stringify({ login: 'x'.repeat(1_000_000) })),
      413,
      undefined,
    ],
    [
      'another content type',
      () => raw('POST', '/api/session', { body: '<x/>', headers: { 'content-type': 'text/xml' } }),
      415,
      undefined,
    ],
    [
      'a charset nobody knows',
      () => raw('POST', '/api/session', { body: '{}', headers: { 'content-type': 'application/json; charset=x-y' } }),
      415,
      undefined,
    ],
    [
      'a compression that is not one',
      () => raw('POST', '/api/session', { body: '{}', headers: { ...json, 'content-encoding': 'zip' } }),
      415,
      undefined,
    ],
    [
      'gzip that is none',
      () => raw('POST', '/api/session', { body: 'nope', headers: { ...json, 'content-encoding': 'gzip' } }),
      400,
      undefined,
    ],
    ['a forged form', () => raw('POST', '/api/agents/me/ready', { headers: { 'x-decroche': '0' } }), 403, 'forged'],
    [
      'another origin',
      () => raw('POST', '/api/agents/me/ready', { headers: { origin: 'http://evil.example' } }),
      403,
      'forged',
    ],
    ['the origin null', () => raw('POST', '/api/agents/me/ready', { headers: { origin: 'null' } }), 403, 'forged'],
    [
      'a sign-in sent by another site',
      () =>
        post('/api/session', '{"login":"a","password":"b"}', { headers: { ...json, origin: 'http://evil.example' } }),
      403,
      'forged',
    ],
    [
      'a bearer of garbage',
      () =>
        raw('GET', '/api/session', {
          headers: { cookie: '', authorization: 'Bearer ééé'.normalize('NFD').replace(/[^\x20-\x7e]/g, '~') },
        }),
      401,
      'notSignedIn',
    ],
    [
      'basic authentication',
      () => raw('GET', '/api/session', { headers: { cookie: '', authorization: 'Basic YTpi' } }),
      401,
      'notSignedIn',
    ],
    [
      'an endless cookie',
      () => raw('GET', '/api/session', { headers: { cookie: `decroche_session=${'x'.repeat(5_000)}` } }),
      401,
      'notSignedIn',
    ],
    ['a pause without a reason', () => post('/api/agents/me/pause', '{}'), 400, 'invalid'],
    ['a pause with an empty reason', () => post('/api/agents/me/pause', '{"reason":""}'), 400, 'invalid'],
    [
      'a next state nobody knows',
      () => post('/api/agents/me/next-state', '{"next":{"status":"gone"}}'),
      400,
      'invalid',
    ],
    ['a next state left out', () => post('/api/agents/me/next-state', '{}'), 400, 'invalid'],
    ['a negative extension', () => post('/api/agents/me/wrap-up/extend', '{"byMs":-5}'), 400, 'invalid'],
    ['an extension of a day', () => post('/api/agents/me/wrap-up/extend', '{"byMs":86400000}'), 400, 'invalid'],
    ['half a millisecond', () => post('/api/agents/me/wrap-up/extend', '{"byMs":1000.5}'), 400, 'invalid'],
    ['a transfer nowhere', () => post('/api/agents/me/calls/c1/transfer', '{}'), 400, 'invalid'],
    [
      'a transfer to words',
      () => post('/api/agents/me/calls/c1/transfer', '{"target":{"kind":"number","number":"help"}}'),
      400,
      'invalid',
    ],
    [
      'a transfer with a header hidden in it',
      () => post('/api/agents/me/calls/c1/transfer', '{"target":{"kind":"uri","uri":"sip:a@b\\r\\nX: y"}}'),
      400,
      'invalid',
    ],
    ['an agent with a slash', () => raw('POST', '/api/agents/a%2Fb/ready'), 400, 'invalid'],
    ['an agent with a line break', () => raw('POST', '/api/agents/a%0Ab/ready'), 400, 'invalid'],
    ['a path that does not decode', () => raw('POST', '/api/agents/%E0%A4%A/ready'), 400, undefined],
    ['a call with an endless name', () => raw('POST', `/api/agents/me/calls/${'c'.repeat(300)}/hold`), 400, 'invalid'],
    ['a page before the first', () => raw('GET', '/api/contacts?offset=-1'), 400, 'invalid'],
    ['a page of everything', () => raw('GET', '/api/contacts?limit=100000'), 400, 'invalid'],
    ['a page of words', () => raw('GET', '/api/contacts?limit=many'), 400, 'invalid'],
    ['a parameter given twice', () => raw('GET', '/api/contacts?limit=1&limit=2'), 400, 'invalid'],
    ['a search for nothing', () => raw('GET', '/api/contacts/search?q='), 400, 'invalid'],
    ['a voicemail state nobody knows', () => raw('GET', '/api/voicemails?state=lost'), 400, 'invalid'],
    ['a recording outside', () => raw('GET', '/api/voicemails/..%2F..%2Fsecret/audio'), 400, 'invalid'],
    ['an unknown path', () => raw('GET', '/api/unknown'), 404, undefined],
    ['an unknown method', () => raw('PUT', '/api/session'), 405, undefined],
    [
      'a role nobody has',
      () => post('/api/accounts', '{"login":"x","name":"X","role":"god"}', asAdmin),
      400,
      'invalid',
    ],
    [
      'a login with spaces',
      () => post('/api/accounts', '{"login":"a b","name":"X","role":"agent"}', asAdmin),
      400,
      'invalid',
    ],
    [
      'a short password',
      () => post('/api/accounts', '{"login":"x","name":"X","role":"agent","password":"x"}', asAdmin),
      400,
      'invalid',
    ],
    [
      'a token for a moment',
      () => post('/api/tokens', '{"name":"x","role":"agent","lifetimeMs":1}', asAdmin),
      400,
      'invalid',
    ],
    [
      'a dry run of maybe',
      () =>
        raw('POST', '/api/contacts/import?dryRun=maybe', {
          body: 'name\nx',
          headers: { 'content-type': 'text/csv' },
          ...asAdmin,
        }),
      400,
      'invalid',
    ],
    ['an import as JSON', () => post('/api/contacts/import', '{}', asAdmin), 415, undefined],
    [
      'an import of five megabytes',
      () =>
        raw('POST', '/api/contacts/import', {
          body: 'x'.repeat(5_000_000),
          headers: { 'content-type': 'text/csv' },
          ...asAdmin,
        }),
      413,
      undefined,
    ],
    [
      'a service under another name',
      () =>
        raw('PUT', '/api/queues/other', {
          body: '{"queueId":"assistance","name":"Q","strategy":"longestIdle","ringTimeoutMs":1,"missLimit":1}',
          headers: json,
          ...asAdmin,
        }),
      400,
      'invalid',
    ],
    [
      'a strategy nobody knows',
      () =>
        raw('PUT', '/api/queues/q', {
          body: '{"queueId":"q","name":"Q","strategy":"magic","ringTimeoutMs":1,"missLimit":1}',
          headers: json,
          ...asAdmin,
        }),
      400,
      'invalid',
    ],
    [
      'words of nothing for a prompt',
      () => raw('PUT', '/api/prompts/welcome', { body: '{"text":"  "}', headers: json, ...asAdmin }),
      400,
      'invalid',
    ],
  ];
  it.each(cases)(
    '%s is a refusal with an id that the log repeats, and the next good call works',
    async (_name, send, status, reason) => {
      const answer = await send();
      const body = (await answer.json()) as Record<string, unknown>;
      expect({ status: answer.status, reason: body['reason'] }).toEqual({ status, reason });
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      await ground.console.logged(body['errorId']);
      expect((await agent.get('/api/session')).status).toBe(200);
    },
  );
  it.each([
    ['garbage', 'garbage\r\n\r\n'],
    ['a TLS hello at the plain door', Buffer.from('160301020001000', 'hex').toString('latin1')],
    ['an endless header', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`],
    ['two lengths', 'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!'],
    [
      'a length and chunks',
      'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['an upgrade to nothing', 'GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
  ])('%s on the wire hurts nobody else', async (_name, bytes) => {
    const { connect } = await import('node:net');
    const socket = connect(Number(new URL(ground.console.base).port), '127.0.0.1');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    socket.write(bytes, 'latin1');
    socket.resume();
    socket.end();
    await closed;
    expect((await agent.get('/api/session')).status).toBe(200);
  });
});
