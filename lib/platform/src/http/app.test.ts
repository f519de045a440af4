import type { Server } from 'node:http';
import type { Identity } from '@decroche/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createLogger } from '../logger.ts';
import type { SessionStore } from '../redis/session-store.ts';
import { httpApp } from './app.ts';
import { closeServer, httpServer, listen } from './listen.ts';
import { Problem } from './problem.ts';
import { answers, route } from './route.ts';

const agent = { accountId: 'a1', login: 'alice', name: 'Alice', role: 'agent', via: 'session' } as unknown as Identity;

/** Two fixed cookies: the door only asks who someone is. */
const sessions: Pick<SessionStore, 'find' | 'findToken'> = {
  find: async (cookie) => (cookie === 'agent' ? agent : undefined),
  findToken: async (token) => (token === 't.admin' ? { ...agent, role: 'admin', via: 'token' } : undefined),
};

const routes = [
  route({
    method: 'get',
    path: '/api/things/:id',
    summary: 'one thing',
    tag: 'things',
    access: 'public',
    params: z.object({ id: z.coerce.number().int() }),
    query: z.object({ q: z.string().optional() }),
    result: z.object({ id: z.number() }),
    handle: ({ params }) => ({ id: params.id }),
  }),
  route({
    method: 'post',
    path: '/api/things',
    summary: 'make',
    tag: 'things',
    access: 'agent',
    body: z.object({ name: z.string().min(1) }),
    handle: ({ body, identity }) => answers.json(201, { name: body.name, by: identity.login }),
  }),
  route({
    method: 'post',
    path: '/api/import',
    summary: 'import',
    tag: 'things',
    access: 'admin',
    body: { text: 'text/csv', limit: 20 },
    handle: ({ body }) => ({ size: body.length }),
  }),
  route({
    method: 'get',
    path: '/api/conflict',
    summary: 'always in conflict',
    tag: 'things',
    access: 'signedIn',
    handle: () => {
      throw new Problem(409, 'conflict', { reason: 'stale', more: { current: { revision: 3 } } });
    },
  }),
  route({
    method: 'get',
    path: '/api/bug',
    summary: 'fails',
    tag: 'things',
    access: 'public',
    handle: () => {
      throw new Error('secret detail');
    },
  }),
];

let server: Server;
let base: string;
beforeAll(async () => {
  const { app } = httpApp({
    title: 'things',
    logger: createLogger({ name: 'test', level: 'silent' }),
    sessions: sessions as SessionStore,
    routes,
    documentPath: '/api/openapi.json',
  });
  server = httpServer(app);
  base = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`;
});
afterAll(() => closeServer(server));

const cookie = { cookie: 'decroche_session=agent' };
const ours = { ...cookie, 'x-decroche': '1', 'content-type': 'application/json' };
const call = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(base + path, init);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
};

describe('a route', () => {
  it('answers what its handler returns, parameters already parsed', async () => {
    expect(await call('/api/things/7')).toMatchObject({ status: 200, body: { id: 7 } });
  });
  it('knows who is signed in', async () => {
    const answer = await call('/api/things', { method: 'POST', headers: ours, body: '{"name":"x"}' });
    expect(answer).toMatchObject({ status: 201, body: { name: 'x', by: 'alice' } });
  });
  it('lets a token in without the header of the page', async () => {
    const headers = { authorization: 'Bearer t.admin', 'content-type': 'text/csv' };
    expect(await call('/api/import', { method: 'POST', headers, body: 'a;b' })).toMatchObject({ body: { size: 3 } });
  });
  it('is described in the document with its problems', async () => {
    const { body } = await call('/api/openapi.json');
    expect(body).toMatchObject({ paths: { '/api/things/{id}': { get: { summary: 'one thing' } } } });
  });
});

describe('a refusal', () => {
  it.each([
    ['a wrong parameter', '/api/things/x', {}, 400, 'invalid'],
    ['nobody signed in', '/api/conflict', {}, 401, 'notSignedIn'],
    ['an unknown cookie', '/api/conflict', { headers: { cookie: 'decroche_session=zzz' } }, 401, 'notSignedIn'],
    ['a role too low', '/api/import', { method: 'POST', headers: ours, body: '' }, 403, 'roleNeeded'],
    ['a forged form', '/api/things', { method: 'POST', headers: cookie }, 403, 'forged'],
    ['another origin', '/api/things', { method: 'POST', headers: { ...ours, origin: 'http://evil' } }, 403, 'forged'],
    ['a body that is not JSON', '/api/things', { method: 'POST', headers: ours, body: '{' }, 400, undefined],
    [
      'a body of the wrong shape',
      '/api/things',
      { method: 'POST', headers: ours, body: '{"name":""}' },
      400,
      'invalid',
    ],
    ['no body', '/api/things', { method: 'POST', headers: ours }, 400, 'invalid'],
    [
      'another content type',
      '/api/things',
      { method: 'POST', headers: { ...ours, 'content-type': 'text/plain' }, body: 'x' },
      415,
      undefined,
    ],
    [
      'a body too large',
      '/api/import',
      {
        method: 'POST',
        headers: { authorization: 'Bearer t.admin', 'content-type': 'text/csv' },
        body: 'x'.repeat(21),
      },
      413,
      undefined,
    ],
    ['an unknown path', '/api/nothing', {}, 404, undefined],
    ['another method', '/api/things/7', { method: 'DELETE' }, 405, undefined],
    ['the domain saying no', '/api/conflict', { headers: cookie }, 409, 'stale'],
  ])('%s has a status, a reason and an id', async (_name, path, init, status, reason) => {
    const answer = await call(path, init as RequestInit);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body['reason']).toBe(reason);
    expect(answer.body['errorId']).toMatch(/^[0-9a-f-]{36}$/);
    expect(await call('/api/things/1')).toMatchObject({ status: 200 });
  });
  it('keeps the detail of a bug in the log', async () => {
    const { status, body } = await call('/api/bug');
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('secret detail');
  });
  it('carries what the page needs to go on', async () => {
    expect((await call('/api/conflict', { headers: cookie })).body).toMatchObject({ current: { revision: 3 } });
  });
});
