import { beforeEach, describe, expect, it } from 'vitest';
import { openConsole } from './open-console.ts';
import { Client, DEMO_PASSWORD, eventually, signIn } from './support.ts';

const { ground, agent, supervisor, admin } = await openConsole();
const nobody = new Client(() => ground.console.base);
beforeEach(() => {
  ground.acd.answer = () => ({ result: 'accepted' });
});

describe('signing in', () => {
  it('opens a session that says who one is and what one answers on', async () => {
    expect((await agent.get('/api/session')).body).toMatchObject({
      identity: { login: 'agent1', role: 'agent', agentId: 'agent1', via: 'session' },
      agent: { agentId: 'agent1', device: { kind: 'browser', deviceId: 'agent1' } },
      firstRun: false,
    });
  });
  it('gives a cookie that scripts can not read and other sites can not send', async () => {
    const { headers } = await nobody.post('/api/session', { login: 'agent1', password: DEMO_PASSWORD });
    expect(headers.getSetCookie()[0]).toMatch(/^decroche_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  });
  it('does not tell a wrong password from a login nobody has', async () => {
    const [wrong, unknown] = await Promise.all([
      nobody.post('/api/session', { login: 'agent2', password: 'not this one' }),
      nobody.post('/api/session', { login: 'nobody-here', password: 'not this one' }),
    ]);
    const seen = ({ status, body: { errorId: _, ...rest } }: typeof wrong) => ({ status, ...rest });
    expect(wrong.status).toBe(401);
    expect(seen(wrong)).toEqual(seen(unknown));
  });
  it('is shut for a while after five wrong passwords, for that login only, and says how long', async () => {
    for (let n = 0; n < 5; n += 1) await nobody.post('/api/session', { login: 'agent4', password: 'wrong' });
    const locked = await nobody.post('/api/session', { login: 'agent4', password: DEMO_PASSWORD });
    expect(locked).toMatchObject({ status: 429, body: { reason: 'lockedOut' } });
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(20);
    expect(await signIn(ground, 'agent3')).toBeDefined();
  });
  it('ends with the sign-out', async () => {
    const page = await signIn(ground, 'agent2');
    expect((await page.delete('/api/session')).status).toBe(204);
    expect(await page.get('/api/session')).toMatchObject({ status: 401, body: { reason: 'notSignedIn' } });
  });
  it('gives an agent’s browser a short-lived telephone credential, and nobody else', async () => {
    const { body } = await agent.get('/api/softphone');
    expect(body).toMatchObject({ deviceId: 'agent1', uri: 'sip:agent1@decroche', server: '/sip', iceServers: [] });
    expect(String(body['authorizationUsername'])).toMatch(/^\d{10}\.agent1$/);
    expect((await supervisor.get('/api/softphone')).body).toMatchObject({ reason: 'notAnAgent' });
  });
});

describe('a password', () => {
  it('is changed by who knows it, and every other session of the account ends', async () => {
    await admin.post('/api/accounts', { login: 'paul', name: 'Paul', role: 'agent', password: 'first password' });
    const here = await signIn(ground, 'paul', 'first password');
    const elsewhere = await signIn(ground, 'paul', 'first password');
    const wrong = await here.post('/api/session/password', { current: 'no', next: 'second password' });
    expect(wrong).toMatchObject({ status: 403, body: { reason: 'wrongPassword' } });
    const done = await here.post('/api/session/password', { current: 'first password', next: 'second password' });
    expect(done.status).toBe(204);
    expect((await elsewhere.get('/api/session')).status).toBe(401);
    expect(await signIn(ground, 'paul', 'second password')).toBeDefined();
  });
  it('that the system made is shown once and asked to be changed', async () => {
    const { body } = await admin.post('/api/accounts', { login: 'quentin', name: 'Q', role: 'agent' });
    const page = await signIn(ground, 'quentin', String(body['password']));
    expect((await page.get('/api/session')).body).toMatchObject({ firstRun: true });
    expect((await admin.get('/api/accounts')).text).not.toContain('assword');
  });
});

describe('a role', () => {
  const doors: readonly [string, string, 'signedIn' | 'supervisor' | 'admin'][] = [
    ['GET', '/api/session', 'signedIn'],
    ['GET', '/api/calls?agentId=agent1', 'signedIn'],
    ['GET', '/api/voicemails', 'signedIn'],
    ['GET', '/api/contacts', 'signedIn'],
    ['GET', '/api/definition', 'signedIn'],
    ['GET', '/api/pause-reasons', 'signedIn'],
    ['GET', '/api/transfer-targets', 'signedIn'],
    ['GET', '/api/board', 'supervisor'],
    ['GET', '/api/calls', 'supervisor'],
    ['GET', '/api/contacts/export.csv', 'supervisor'],
    ['POST', '/api/contacts', 'supervisor'],
    ['GET', '/api/agents/agent2/desk', 'supervisor'],
    ['GET', '/api/accounts', 'admin'],
    ['POST', '/api/accounts', 'admin'],
    ['GET', '/api/tokens', 'admin'],
    ['GET', '/api/audit', 'admin'],
    ['GET', '/api/agents', 'admin'],
    ['GET', '/api/agents/export.csv', 'admin'],
    ['PUT', '/api/queues/assistance', 'admin'],
    ['DELETE', '/api/agents/agent9', 'admin'],
  ];
  it.each(doors)('%s %s is for %s', async (method, path, needed) => {
    const statuses = await Promise.all(
      [nobody, agent, supervisor, admin].map(async (who) => (await who.send(method, path)).status),
    );
    const shut = { signedIn: 1, supervisor: 2, admin: 3 }[needed];
    const expected = statuses.map((_, rank) => (rank === 0 ? 401 : rank < shut ? 403 : 'in'));
    expect(statuses.map((status) => (status === 401 || status === 403 ? status : 'in'))).toEqual(expected);
  });
});

describe('a request to the acd', () => {
  it('is accepted in the name of who is signed in', async () => {
    expect(await agent.post('/api/agents/me/ready')).toMatchObject({ status: 200, body: { result: 'accepted' } });
    expect(ground.acd.requests.at(-1)).toMatchObject({
      request: { type: 'agent.readyRequested', agentId: 'agent1' },
      actor: expect.stringMatching(/^acc-/) as string,
    });
  });
  it.each([
    ['login', undefined, { type: 'agent.loginRequested' }],
    ['logout', undefined, { type: 'agent.logoutRequested' }],
    ['pause', { reason: 'pause' }, { type: 'agent.pauseRequested', reason: 'pause' }],
    ['next-state', { next: { status: 'loggedOut' } }, { next: { status: 'loggedOut' } }],
    ['wrap-up/extend', { byMs: 30_000 }, { type: 'agent.wrapUpExtendRequested', byMs: 30_000 }],
    ['wrap-up/end', undefined, { type: 'agent.wrapUpEndRequested' }],
    ['offers/o1/decline', undefined, { type: 'offer.declineRequested', offerId: 'o1' }],
    ['calls/c1/hold', undefined, { type: 'call.holdRequested', callId: 'c1' }],
    ['calls/c1/retrieve', undefined, { type: 'call.retrieveRequested', callId: 'c1' }],
    ['calls/c1/hang-up', undefined, { type: 'call.hangUpRequested', callId: 'c1' }],
    ['calls/c1/transfer', { target: { kind: 'number', number: '+33199001234' } }, { target: { kind: 'number' } }],
  ])('%s reaches it', async (path, body, request) => {
    expect((await agent.post(`/api/agents/me/${path}`, body)).status).toBe(200);
    expect(ground.acd.requests.at(-1)?.request).toMatchObject({ agentId: 'agent1', ...request });
  });
  it('refused is a conflict that names the reason', async () => {
    ground.acd.answer = () => ({ result: 'refused', reason: 'busyWithCall' });
    const refused = await agent.post('/api/agents/me/logout');
    expect(refused).toMatchObject({ status: 409, body: { reason: 'busyWithCall' } });
    expect(await ground.console.logged(refused.body['errorId'])).toBeDefined();
  });
  it('without an answer is a fault after two seconds, and the next good one works', async () => {
    ground.acd.answer = () => undefined;
    const since = Date.now();
    expect(await agent.post('/api/agents/me/ready')).toMatchObject({ status: 504, body: { reason: 'timeout' } });
    expect(Date.now() - since).toBeGreaterThanOrEqual(1_950);
    expect((await supervisor.get('/api/board')).text).toContain('La distribution des appels ne répond pas');
    ground.acd.answer = () => ({ result: 'accepted' });
    expect((await agent.post('/api/agents/me/ready')).status).toBe(200);
    expect((await supervisor.get('/api/board')).body['alarms']).toEqual([]);
  });
  it('in somebody else’s name is for supervisors, and is noted', async () => {
    const before = ground.acd.requests.length;
    expect(await agent.post('/api/agents/agent2/ready')).toMatchObject({
      status: 403,
      body: { reason: 'notYourself' },
    });
    expect(ground.acd.requests).toHaveLength(before);
    expect((await supervisor.post('/api/agents/agent2/pause', { reason: 'pause' })).status).toBe(200);
    expect((await admin.get('/api/audit?limit=5')).body['items']).toContainEqual(
      expect.objectContaining({ action: 'agent.pauseRequested', target: 'agent2', actorName: 'Hélène Marchand' }),
    );
  });
});

describe('an API token', () => {
  it('opens the door of its role without cookie or header, until it is withdrawn', async () => {
    const { body } = await admin.post('/api/tokens', { name: 'wallboard', role: 'supervisor' });
    const robot = new Client(() => ground.console.base, { authorization: `Bearer ${String(body['token'])}` });
    expect((await robot.get('/api/board')).status).toBe(200);
    expect((await robot.post('/api/agents/agent3/login')).status).toBe(200);
    expect(ground.acd.requests.at(-1)?.actor).toMatch(/^token:tok-/);
    expect((await robot.get('/api/accounts')).status).toBe(403);
    const { tokenId } = body['apiToken'] as { tokenId: string };
    expect((await admin.get('/api/tokens')).text).not.toContain(String(body['token']).split('.')[1]);
    expect((await admin.delete(`/api/tokens/${tokenId}`)).status).toBe(204);
    expect((await robot.get('/api/board')).status).toBe(401);
    expect((await admin.delete(`/api/tokens/${tokenId}`)).status).toBe(404);
  });
  it('ends with its time', async () => {
    const { body } = await admin.post('/api/tokens', { name: 'short', role: 'agent', lifetimeMs: 60_000 });
    const [tokenId = ''] = String(body['token']).split('.');
    const robot = new Client(() => ground.console.base, { authorization: `Bearer ${String(body['token'])}` });
    expect((await robot.get('/api/session')).status).toBe(200);
    const stored = JSON.parse((await ground.redis.hget('decroche:tokens', tokenId)) ?? '{}') as object;
    await ground.redis.hset('decroche:tokens', tokenId, JSON.stringify({ ...stored, expiresAt: Date.now() - 1 }));
    expect((await robot.get('/api/session')).status).toBe(401);
  });
});

describe('accounts', () => {
  it('are added, changed with their sessions ended, and removed', async () => {
    const added = await admin.post('/api/accounts', {
      login: 'rose',
      name: 'Rose',
      role: 'agent',
      password: 'rose rose rose',
    });
    const { accountId } = added.body['account'] as { accountId: string };
    const page = await signIn(ground, 'rose', 'rose rose rose');
    expect((await admin.put(`/api/accounts/${accountId}`, { role: 'supervisor' })).body).toMatchObject({
      role: 'supervisor',
    });
    expect((await page.get('/api/session')).status).toBe(401);
    expect((await (await signIn(ground, 'rose', 'rose rose rose')).get('/api/board')).status).toBe(200);
    expect((await admin.put(`/api/accounts/${accountId}`, { disabled: true })).status).toBe(200);
    await expect(signIn(ground, 'rose', 'rose rose rose')).rejects.toThrow('401');
    expect((await admin.delete(`/api/accounts/${accountId}`)).status).toBe(204);
    expect((await admin.delete(`/api/accounts/${accountId}`)).status).toBe(404);
  });
  it('have unique logins', async () => {
    const twice = await admin.post('/api/accounts', { login: 'agent1', name: 'X', role: 'agent' });
    expect(twice).toMatchObject({ status: 409, body: { reason: 'loginTaken' } });
  });
  it('keep their last administrator', async () => {
    const accounts = (await admin.get('/api/accounts')).body['items'] as { login: string; accountId: string }[];
    const { accountId } = accounts.find((account) => account.login === 'admin')!;
    expect(await admin.delete(`/api/accounts/${accountId}`)).toMatchObject({
      status: 409,
      body: { reason: 'lastAdmin' },
    });
    expect(await admin.put(`/api/accounts/${accountId}`, { role: 'agent' })).toMatchObject({ status: 409 });
    expect(await admin.put(`/api/accounts/${accountId}`, { disabled: true })).toMatchObject({ status: 409 });
  });
});

describe('the audit trail', () => {
  it('says who did what, when and from where', async () => {
    await nobody.post('/api/session', { login: 'ghost', password: 'x' });
    const page = await eventually(
      () => admin.get('/api/audit?limit=200'),
      ({ text }) => text.includes('ghost'),
    );
    const items = page.body['items'] as Record<string, unknown>[];
    expect(items[0]).toMatchObject({ action: 'session.refused', target: 'ghost', actor: '-', address: '127.0.0.1' });
    expect(items.map((item) => item['action'])).toEqual(
      expect.arrayContaining([
        'session.opened',
        'account.added',
        'account.changed',
        'token.issued',
        'password.changed',
      ]),
    );
    expect(page.text).not.toContain(DEMO_PASSWORD);
  });
});

it('no secret is in the log', () => {
  const text = ground.console.output.join('\n');
  for (const secret of [DEMO_PASSWORD, 'second password', 'rose rose rose', 'a secret for these tests']) {
    expect(text).not.toContain(secret);
  }
});
