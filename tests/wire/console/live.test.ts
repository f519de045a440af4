import { once } from 'node:events';
import { partyStore } from '@decroche/platform/redis';
import type { BoardView, ClientToServerEvents, DeskView, ServerToClientEvents, WatchAnswer } from '@decroche/protocol';
import { io, type Socket } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';
import { openConsole } from './open-console.ts';
import { arrival, ended, eventually, offer, PARTY_KEY, type Client } from './support.ts';

type Page = Socket<ServerToClientEvents, ClientToServerEvents>;

const open: Page[] = [];

const { ground, agent, supervisor } = await openConsole();
afterEach(() => {
  for (const page of open.splice(0)) page.disconnect();
});

/** Connects as the page of a signed-in person does. */
async function connect(who: Client, more: Record<string, string> = {}): Promise<Page> {
  const page: Page = io(ground.console.base, {
    path: '/socket',
    transports: ['websocket'],
    extraHeaders: { cookie: who.headers['cookie'] ?? '', ...more },
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
    forceNew: true,
  });
  open.push(page);
  await Promise.race([
    once(page as never, 'connect'),
    once(page as never, 'connect_error').then(([error]) => Promise.reject(error as Error)),
  ]);
  return page;
}

/** Every view of one kind that a page receives, newest last; the first one is there when this resolves. */
async function watching<K extends 'desk' | 'board'>(page: Page, what: K) {
  const views: (K extends 'desk' ? DeskView : BoardView)[] = [];
  page.on(what, ((view: never) => void views.push(view)) as never);
  const answer = await new Promise<WatchAnswer>((resolve) => page.emit('watch', what, resolve));
  expect(answer).toEqual({ ok: true });
  return {
    views,
    until: (wanted: (view: (typeof views)[number]) => boolean) =>
      eventually(
        () => views.at(-1)!,
        (view) => view !== undefined && wanted(view),
      ),
  };
}

describe('an agent’s desk', () => {
  it('is there as soon as it is watched, and follows the journal', async () => {
    const desk = await watching(await connect(agent), 'desk');
    await desk.until((view) => view.agent.status === 'loggedOut');
    await ground.acd.tell(
      { type: 'agent.loggedIn', agentId: 'agent1' },
      { type: 'agent.becameNotReady', agentId: 'agent1', reason: 'loggedIn' },
      { type: 'agent.deviceFound', agentId: 'agent1', deviceId: 'agent1', gatewayId: 'gw' },
      { type: 'agent.becameReady', agentId: 'agent1' },
    );
    const view = await desk.until(({ agent: { status } }) => status === 'ready');
    expect(view.agent).toMatchObject({ name: 'Camille Renaud', deviceReachable: true });
  });

  it('shows who calls before the answer, then the call, its ticket and the wrap-up', async () => {
    const ref = await partyStore(ground.redis, PARTY_KEY).remember({ number: '+33261910011' });
    const desk = await watching(await connect(agent), 'desk');
    const ring = offer('c1', 'agent1');
    await ground.acd.tell(...arrival('c1', ref), ring.made);
    const offered = await desk.until((view) => view.offer?.pop.caller.number !== undefined);
    expect(offered).toMatchObject({
      agent: { status: 'offered' },
      offer: {
        offerId: 'c1-o1',
        pop: {
          serviceName: 'Assistance DSIUN',
          caller: { number: '02 61 91 00 11', candidates: [{ contact: { name: 'Alice Arnaud' }, because: 'number' }] },
          because: 'longestIdle',
          recentCalls: [],
        },
      },
    });
    await ground.acd.tell(ring.accepted, ring.answered);
    await desk.until((view) => view.call?.status === 'talking' && view.offer === undefined);
    const opened = { type: 'ticket.opened', ticketId: 't1', number: 'INC-1', callId: 'c1', status: 'toComplete' };
    await ground.bus.publish('decroche:main:ticket-journal', [{ id: 't1', at: Date.now(), event: opened }]);
    expect((await desk.until((view) => view.ticket !== undefined)).ticket).toEqual({
      ticketId: 't1',
      number: 'INC-1',
      callId: 'c1',
    });
    await ground.acd.tell({ type: 'call.held', callId: 'c1', agentId: 'agent1' });
    await desk.until((view) => view.call?.status === 'held');
    await ground.acd.tell(ended('c1'), {
      type: 'agent.wrapUpStarted',
      agentId: 'agent1',
      callId: 'c1',
      endsAt: Date.now() + 30_000,
    });
    const after = await desk.until((view) => view.wrapUp !== undefined);
    expect(after).toMatchObject({ agent: { status: 'wrapUp' }, ticket: { number: 'INC-1' } });
    expect(after.call).toBeUndefined();
    await ground.acd.tell(
      { type: 'agent.wrapUpEnded', agentId: 'agent1' },
      { type: 'agent.becameReady', agentId: 'agent1' },
    );
    await desk.until((view) => view.agent.status === 'ready');
    const again = offer('c2', 'agent1');
    await ground.acd.tell(...arrival('c2', ref), again.made);
    const second = await desk.until((view) => view.offer?.offerId === 'c2-o1');
    expect(second.offer?.pop.recentCalls).toMatchObject([
      { callId: 'c1', outcome: 'answered', agentName: 'Camille Renaud' },
    ]);
    await ground.acd.tell({ ...again.expired }, { type: 'agent.becameNotReady', agentId: 'agent1', reason: 'rona' });
    expect((await desk.until((view) => view.offer === undefined)).lastOfferEnd?.why).toBe('expired');
    await ground.acd.tell(ended('c2'));
    const seqs = desk.views.map((view) => view.seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  });

  it('is the same over HTTP', async () => {
    const { body } = await agent.get('/api/desk');
    expect(body).toMatchObject({ agent: { agentId: 'agent1', status: 'notReady', reason: 'rona' } });
  });

  it('never shows what is past after a reconnection', async () => {
    const page = await connect(agent);
    const desk = await watching(page, 'desk');
    page.io.engine.close();
    await ground.acd.tell({ type: 'agent.becameReady', agentId: 'agent1' });
    await once(page as never, 'connect');
    const before = desk.views.length;
    page.emit('watch', 'desk', () => undefined);
    await eventually(
      () => desk.views.length,
      (count) => count > before,
    );
    expect(desk.views[before]?.agent.status).toBe('ready');
  });
});

describe('the wall', () => {
  it('shows who waits, who rings where, and who is free', async () => {
    const board = await watching(await connect(supervisor), 'board');
    await ground.acd.tell(...arrival('w1'), ...arrival('w2'), offer('w1', 'agent1').made);
    const view = await board.until((each) => each.queues[0]?.waiting.length === 2);
    expect(view.queues[0]).toMatchObject({
      name: 'Assistance DSIUN',
      thresholdMs: 15_000,
      waiting: [
        { callId: 'w1', status: 'offered', offeredTo: 'Camille Renaud' },
        { callId: 'w2', status: 'queued' },
      ],
    });
    expect(view.agents.map((each) => each.agentId)).toContain('poste1');
    await ground.acd.tell({ type: 'call.overflowed', callId: 'w2', reason: 'maximumWait' }, ended('w1'));
    expect((await board.until((each) => each.elsewhere.length === 1)).elsewhere).toMatchObject([
      { callId: 'w2', where: 'closedMessage' },
    ]);
    await ground.acd.tell(ended('w2'), { type: 'agent.becameReady', agentId: 'agent1' });
  });
  it('is told ten times a second at the most, and ends with the latest', async () => {
    const board = await watching(await connect(supervisor), 'board');
    const before = board.views.length;
    const since = Date.now();
    for (let n = 0; n < 300; n += 1) await ground.acd.tell(...arrival(`b${n}`), ended(`b${n}`));
    await ground.acd.tell(...arrival('last'));
    await board.until((view) => view.queues[0]?.waiting[0]?.callId === 'last');
    const ticks = (Date.now() - since) / 100;
    expect(board.views.length - before).toBeLessThanOrEqual(ticks + 3);
    await ground.acd.tell(ended('last'));
  });
  it('tells pages which lists to ask for again', async () => {
    const page = await connect(agent);
    const stale = new Set<string>();
    page.on('stale', (list) => void stale.add(list));
    await ground.acd.tell(...arrival('s1'), ended('s1'));
    await eventually(
      () => stale,
      (lists) => lists.has('calls') && lists.has('figures'),
    );
  });
  it('warns of an agent who is ready without a microphone', async () => {
    const page = await connect(agent);
    page.emit('softphone', { registered: true, microphone: 'lost', audioUnlocked: true });
    const { alarms } = (
      await eventually(
        () => supervisor.get('/api/board'),
        ({ text }) => text.includes('micro'),
      )
    ).body as unknown as BoardView;
    expect(alarms).toMatchObject([{ severity: 'warning', text: 'Camille Renaud est prêt, mais son micro a disparu.' }]);
  });
});

describe('the lists of calls', () => {
  it('hold an agent’s own calls, newest first, and the file of each in words', async () => {
    const { items, total } = (await agent.get('/api/calls?agentId=me')).body as unknown as {
      items: { callId: string }[];
      total: number;
    };
    expect(total).toBe(1);
    expect(items).toMatchObject([{ callId: 'c1', outcome: 'answered', caller: { number: '02 61 91 00 11' } }]);
    const { timeline } = (await agent.get('/api/calls/c1')).body as unknown as { timeline: { text: string }[] };
    expect(timeline.map((line) => line.text)).toEqual([
      'Appel reçu au 8008',
      'Message d’accueil',
      'En attente dans la file « Assistance DSIUN »',
      'Proposé à Camille Renaud',
      'Camille Renaud décroche',
      'Décroché par Camille Renaud',
      'Mis en attente',
      'Appel terminé par l’appelant',
      'Après-appel de Camille Renaud',
    ]);
    expect((await agent.get('/api/calls/nothing')).status).toBe(404);
  });
});

describe('a console killed in the middle', () => {
  it('comes back with everything: the board from the journal, sessions, the conversation going on', async () => {
    const ring = offer('k1', 'agent1');
    await ground.acd.tell(...arrival('k1'), ring.made, ring.accepted, ring.answered, ...arrival('k2'));
    await eventually(
      () => agent.get('/api/desk'),
      ({ body }) => body['call'] !== undefined,
    );
    const before = (await agent.get('/api/desk')).body;
    const wall = (await supervisor.get('/api/board')).body;
    await ground.restart('SIGKILL');
    const { serverAt: _1, ...after } = (await agent.get('/api/desk')).body;
    expect(after).toEqual({ ...before, serverAt: undefined });
    const { serverAt: _2, alarms: _3, ...wallAfter } = (await supervisor.get('/api/board')).body;
    expect({ ...wallAfter, serverAt: undefined, alarms: undefined }).toEqual({
      ...wall,
      serverAt: undefined,
      alarms: undefined,
    });
    expect((await agent.get('/api/calls?agentId=me')).body['total']).toBe(2);
  });
  it('told nothing false meanwhile: what happened while it was away is in its first answer', async () => {
    await ground.console.kill('SIGKILL');
    await ground.acd.tell(ended('k1'), ended('k2'), { type: 'agent.becameReady', agentId: 'agent1' });
    await ground.restart();
    expect((await agent.get('/api/desk')).body).toMatchObject({ agent: { status: 'ready' } });
    expect((await supervisor.get('/api/board')).body).toMatchObject({ queues: [{ waiting: [] }, { waiting: [] }] });
  });
});

describe('the live door', () => {
  const refused = (headers: Record<string, string>) =>
    connect({ headers } as never, headers).then(
      () => 'let in',
      () => 'refused',
    );
  it.each([
    ['nobody', {}],
    ['an unknown cookie', { cookie: 'decroche_session=nothing' }],
    ['a cut-off cookie', { cookie: 'decroche_session=' }],
    ['a token nobody made', { authorization: 'Bearer tok-1.nothing' }],
    ['a token of garbage', { authorization: `Bearer ${'x'.repeat(300)}` }],
  ])('is shut to %s', async (_name, headers) => {
    expect(await refused(headers as Record<string, string>)).toBe('refused');
  });
  it('is shut to another origin', async () => {
    expect(await refused({ cookie: agent.headers['cookie']!, origin: 'http://evil.example' })).toBe('refused');
  });

  type Send = (page: { emit: (event: string, ...rest: unknown[]) => void }, done: (answer: unknown) => void) => void;
  const bad: readonly [string, Send, string][] = [
    ['an unknown event with an answer', (page, done) => page.emit('fly', 1, done), 'unknownEvent'],
    ['an event named like a method', (page, done) => page.emit('constructor', done), 'unknownEvent'],
    ['__proto__', (page, done) => page.emit('__proto__', done), 'unknownEvent'],
    ['toString', (page, done) => page.emit('toString', done), 'unknownEvent'],
    ['an endless name', (page, done) => page.emit('x'.repeat(5_000), done), 'unknownEvent'],
    ['an empty name', (page, done) => page.emit('', done), 'unknownEvent'],
    ['watch of nothing', (page, done) => page.emit('watch', undefined, done), 'invalid'],
    ['watch without anything', (page, done) => page.emit('watch', done), 'invalid'],
    ['watch of a number', (page, done) => page.emit('watch', 7, done), 'invalid'],
    ['watch of an object', (page, done) => page.emit('watch', { what: 'desk' }, done), 'invalid'],
    ['watch of a list', (page, done) => page.emit('watch', ['desk'], done), 'invalid'],
    ['watch of an unknown view', (page, done) => page.emit('watch', 'secrets', done), 'invalid'],
    ['watch of null', (page, done) => page.emit('watch', null, done), 'invalid'],
    ['watch of true', (page, done) => page.emit('watch', true, done), 'invalid'],
    ['watch of bytes', (page, done) => page.emit('watch', Buffer.from('desk'), done), 'invalid'],
    ['watch with more arguments', (page, done) => page.emit('watch', 'desk', 'board', done), 'invalid'],
    ['the wall for an agent', (page, done) => page.emit('watch', 'board', done), 'roleNeeded'],
    ['unwatch of nothing', (page, done) => page.emit('unwatch', done), 'invalid'],
    ['unwatch of an object', (page, done) => page.emit('unwatch', {}, done), 'invalid'],
    ['unwatch of an unknown view', (page, done) => page.emit('unwatch', 'x', done), 'invalid'],
    ['a softphone report of nothing', (page, done) => page.emit('softphone', done), 'invalid'],
    ['a softphone report of text', (page, done) => page.emit('softphone', 'ok', done), 'invalid'],
    [
      'a softphone report that lacks a field',
      (page, done) => page.emit('softphone', { registered: true }, done),
      'invalid',
    ],
    [
      'a softphone report with a wrong microphone',
      (page, done) => page.emit('softphone', { registered: true, microphone: 'yes', audioUnlocked: true }, done),
      'invalid',
    ],
    [
      'a softphone report with texts for flags',
      (page, done) => page.emit('softphone', { registered: 'true', microphone: 'granted', audioUnlocked: 1 }, done),
      'invalid',
    ],
    ['a softphone report in a list', (page, done) => page.emit('softphone', [{}], done), 'invalid'],
    ['a softphone report, deeply nested', (page, done) => page.emit('softphone', nested(200), done), 'invalid'],
    ['a server’s event sent by a page', (page, done) => page.emit('desk', { seq: 1 }, done), 'unknownEvent'],
    ['refused sent by a page', (page, done) => page.emit('refused', {}, done), 'unknownEvent'],
  ];
  it.each(bad)('%s is answered with its reason and the id of its line in the log', async (_name, send, reason) => {
    const page = await connect(agent);
    const answer = (await new Promise<unknown>((done) => send(page as never, done))) as Record<string, unknown>;
    expect(answer).toMatchObject({ ok: false, reason, errorId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
    expect(await ground.console.logged(answer['errorId'])).toMatchObject({ reason });
    await watching(page, 'desk');
  });
  it.each([
    ['an unknown event', 'fly', 'unknownEvent'],
    ['a bad watch', 'watch', 'invalid'],
  ])('%s without an answer is told by an event', async (_name, event, reason) => {
    const page = await connect(agent);
    const told = once(page as never, 'refused');
    (page as unknown as { emit: (event: string, payload: unknown) => void }).emit(event, { garbage: true });
    expect((await told)[0]).toMatchObject({ event, reason, errorId: expect.any(String) as string });
    await watching(page, 'desk');
  });
  it('a softphone report of somebody who is no agent is refused', async () => {
    const page = await connect(supervisor);
    const told = once(page as never, 'refused');
    page.emit('softphone', { registered: true, microphone: 'granted', audioUnlocked: true });
    expect((await told)[0]).toMatchObject({ reason: 'notAnAgent' });
  });
  it('a message too large ends that connection only', async () => {
    const page = await connect(agent);
    const other = await connect(agent);
    const gone = once(page as never, 'disconnect');
    (page as never as { emit: (...all: unknown[]) => void }).emit('softphone', 'x'.repeat(100_000));
    await gone;
    await watching(other, 'desk');
  });
  it('a flood of messages ends that connection only', async () => {
    const page = await connect(agent);
    const other = await connect(agent);
    const gone = once(page as never, 'disconnect');
    for (let n = 0; n < 200; n += 1) page.emit('unwatch', 'desk');
    await gone;
    await watching(other, 'desk');
  });
  it.each([
    ['text that is not the protocol', 'hello?'],
    ['half a packet', '42["watch"'],
    ['a packet of an unknown type', '9999'],
    ['an event that is no list', '42{"a":1}'],
    ['a binary packet without its bytes', '451-["watch",{"_placeholder":true,"num":9}]'],
    ['an acknowledgement of nothing', '43999["x"]'],
    ['a namespace nobody serves', '40/admin,'],
  ])('%s does not hurt the others', async (_name, text) => {
    const raw = new WebSocket(`${ground.console.base.replace('http', 'ws')}/socket/?EIO=4&transport=websocket`, {
      headers: { cookie: agent.headers['cookie']! },
    } as never);
    await once(raw, 'open');
    raw.send('40');
    raw.send(text);
    const page = await connect(agent);
    await watching(page, 'desk');
    raw.close();
  });
});

function nested(depth: number): unknown {
  return depth === 0 ? {} : { registered: nested(depth - 1) };
}
