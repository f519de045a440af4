import { once } from 'node:events';
import { connectMongo } from '@decroche/platform/mongo';
import { connectRedis } from '@decroche/platform/redis';
import type { BoardView, CallId, DeskView, SealedOpening, Ticket } from '@decroche/protocol';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ConsoleApi } from '../../embedded/robots/console-api.ts';
import { TONES } from '../support/definitions.ts';
import { NUMBERS, PASSWORD, PROMPT_TONES } from '../support/e2e-profile.ts';
import { everythingIn } from '../support/redis-content.ts';
import { SipPhone } from '../support/sip-phone.ts';
import { ended, nextCall, recordOf, ticketOf, told } from '../support/stories.ts';
import { startWorld, type PhoneAgent, type World } from '../support/world.ts';

const [CHILD_HZ, RUTH_HZ, LEA_HZ] = [700, 500, 560];
const NUMBER = '+33698765432';
/** The number however it is spelt: what precedes it, and what people write between its digits. */
const SPELT = /6[\s.\-()/]*98[\s.\-]*76[\s.\-]*54[\s.\-]*32/;
const found = (text: string): string | undefined => {
  const at = SPELT.exec(text)?.index;
  return at === undefined ? undefined : text.slice(Math.max(0, at - 200), at + 60);
};

let world: World;
let supervisor: ConsoleApi;
let admin: ConsoleApi;
let ruth: PhoneAgent;
let lea: PhoneAgent;
const pages: Socket[] = [];
/** Every view that a page was sent. */
const views: (BoardView | DeskView)[] = [];

beforeAll(async () => {
  world = await startWorld({ environment: { LOG_LEVEL: 'trace' } });
  [supervisor, admin] = await Promise.all([
    ConsoleApi.signIn(world.url, 'supervisor', PASSWORD),
    ConsoleApi.signIn(world.url, 'admin', PASSWORD),
  ]);
  ruth = await world.phoneAgent({ agentId: 'ruth', hz: RUTH_HZ, queues: ['reception'] });
  lea = await world.phoneAgent({ agentId: 'lea', hz: LEA_HZ });
  const account = { login: 'lea', name: 'Léa', role: 'agent', agentId: 'lea', password: PASSWORD };
  await world.api.send('POST', '/api/accounts', account);
  await watch('lea', 'desk');
  await watch('supervisor', 'board');
});
afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.log(world?.lines.slice(-40).join('\n'));
});
afterAll(async () => {
  for (const page of pages) page.disconnect();
  await world?.close();
});

/** Opens a page as somebody and keeps every view it is sent. */
async function watch(login: string, what: 'desk' | 'board'): Promise<void> {
  const signedIn = await fetch(`${world.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-decroche': '1' },
    body: JSON.stringify({ login, password: PASSWORD }),
  });
  const cookie = signedIn.headers.getSetCookie()[0]!.split(';')[0]!;
  const page = io(world.url, { path: '/socket', transports: ['websocket'], extraHeaders: { cookie }, forceNew: true });
  pages.push(page);
  page.on(what, (view: BoardView | DeskView) => void views.push(view));
  await once(page as never, 'connect');
  expect(await page.emitWithAck('watch', what)).toEqual({ ok: true });
}

async function calls(number: string, dialled: string) {
  const arriving = nextCall(world.door);
  const { sound, sipp } = await world.caller({ dialled, number, hz: CHILD_HZ });
  return { callId: await arriving, sound, sipp };
}

const ofRuth = (callId: CallId, step: string, body: object): Promise<unknown> =>
  world.api.send('POST', `/api/agents/ruth/calls/${callId}/${step}`, body);

/** A call that says who it is by a telephone URI, and leaves again from the line. */
async function callsByTel(): Promise<CallId> {
  const phone = await SipPhone.open(world.product.addresses.sipPort);
  const arriving = nextCall(world.door);
  const sound = await world.sing(CHILD_HZ);
  const headers = { 'P-Asserted-Identity': `"Papa 06 98 76 54 32" <tel:${NUMBER}>` };
  const call = phone.call('+33119', { from: '<tel:0698765432>', headers, body: sound.sdp() });
  const callId = await arriving;
  await call.answered();
  await told(world.door, 'call.queued', (event) => event.callId === callId);
  call.bye();
  await ended(world.door, callId);
  phone.close();
  return callId;
}

const ofCall = (callId: CallId) => (event: { readonly callId: CallId }) => event.callId === callId;

test('a child who can not speak is received, handed over, cut, and reaches the same listener again', async () => {
  await world.ready('lea');
  await world.api.send('POST', '/api/agents/ruth/login');
  const first = await calls('0698765432', NUMBERS.children);
  await first.sound.hears(TONES.music);
  first.sound.press('1');
  await told(world.door, 'call.silentDeclared', ofCall(first.callId));
  await world.api.send('POST', '/api/agents/ruth/ready');
  await told(world.door, 'call.answered', ofCall(first.callId));
  await Promise.all([first.sound.hears(RUTH_HZ), ruth.sound.hears(CHILD_HZ)]);
  await ofRuth(first.callId, 'question', { questionId: 'safe' });
  await first.sound.hears(PROMPT_TONES['safe']!);
  first.sound.press('2');
  await told(world.door, 'call.keyPressed', (event) => event.callId === first.callId && event.digit === '2');
  await first.sound.hears(RUTH_HZ);
  await ofRuth(first.callId, 'transfer', { target: { kind: 'queue', queueId: 'desk' } });
  await told(world.door, 'call.transferred', ofCall(first.callId));
  await Promise.all([first.sound.hears(LEA_HZ), lea.sound.hears(CHILD_HZ)]);
  const desk = (await world.api.send('GET', '/api/agents/lea/desk')) as DeskView;
  expect(desk.call?.pop).toMatchObject({ silent: true, handedOverBy: { agentName: 'ruth' }, caller: { sealed: true } });
  expect(desk.call?.keys).toMatchObject([{ digit: '2', questionId: 'safe' }]);
  await first.sipp.hangUp();
  await ended(world.door, first.callId);
  expect(await ticketOf(world, first.callId)).toMatchObject({ childProtection: true, agentId: 'ruth' });

  const again = await calls(NUMBER, '0033119');
  const offer = await told(world.door, 'offer.made', ofCall(again.callId));
  expect(offer).toMatchObject({ agentId: 'lea', because: 'sameAgent', queueId: 'desk' });
  await Promise.all([again.sound.hears(LEA_HZ), lea.sound.hears(CHILD_HZ)]);
  expect((await world.api.send('GET', '/api/agents/lea/desk')) as DeskView).toMatchObject({
    call: { pop: { caller: { sealed: true, earlierCalls: 1 } } },
  });
  await again.sipp.hangUp();
  await ended(world.door, again.callId);
  await recordOf(world, again.callId);
});

test('in every spelling they are one party, and their number stands nowhere', async () => {
  for (const agentId of ['ruth', 'lea'])
    await world.api.send('POST', `/api/agents/${agentId}/pause`, { reason: 'pause' });
  const waiting = await calls('0033698765432', '116111');
  await waiting.sound.hears(TONES.music);
  await waiting.sipp.hangUp();
  await ended(world.door, waiting.callId);
  const last = await callsByTel();
  await recordOf(world, last);
  await ticketOf(world, last);
  const refs = world.door.journal().flatMap(({ event }) => (event.type === 'call.arrived' ? [event.partyRef] : []));
  expect(refs.length).toBeGreaterThanOrEqual(4);
  expect(new Set(refs).size).toBe(1);

  expect(found(world.lines.join('\n'))).toBeUndefined();
  expect(world.lines.filter((line) => line.startsWith('sip-gateway')).length).toBeGreaterThan(20);
  expect(found(JSON.stringify(world.door.journal()))).toBeUndefined();
  expect(views.length).toBeGreaterThan(5);
  expect(found(JSON.stringify(views))).toBeUndefined();
  expect(found(await inRedis())).toBeUndefined();
  expect(found(await inMongo())).toBeUndefined();
  expect(found(await inMetrics())).toBeUndefined();
  const answers = await inAnswers(last, refs[0]!);
  for (const path of EXPECTED) expect(answers.map(([asked]) => asked)).toContain(path);
  for (const [path, text] of answers) expect([path, found(text)]).toEqual([path, undefined]);
});

test('two people open it, and the one who asked reads it exactly once', async () => {
  const callId = world.door.journal().flatMap(({ event }) => (event.type === 'call.arrived' ? [event.callId] : []))[0]!;
  const reason = 'Réquisition du parquet, procédure 2026/119, danger immédiat.';
  const asked = (await supervisor.send('POST', '/api/sealed-openings', { callId, reason })) as SealedOpening;
  const at = `/api/sealed-openings/${asked.openingId}`;
  await expect(supervisor.send('POST', `${at}/grant`)).rejects.toMatchObject({ reason: 'samePerson' });
  await admin.send('POST', `${at}/grant`);
  expect(await supervisor.send('POST', `${at}/read`)).toEqual({ number: NUMBER });
  await expect(supervisor.send('POST', `${at}/read`)).rejects.toMatchObject({ reason: 'wrongStatus' });
  expect(found([world.lines.join('\n'), await inRedis(), await inMongo()].join('\n'))).toBeUndefined();
});

/** Whoever copies the Redis finds an envelope, and no number. */
async function inRedis(): Promise<string> {
  const redis = await connectRedis(world.product.addresses.redisUrl);
  const text = await everythingIn(redis).finally(() => redis.disconnect());
  expect(text).toContain('"sealed":');
  return text;
}

async function inMongo(): Promise<string> {
  const mongo = await connectMongo(world.product.addresses.mongoUri);
  try {
    const collections = await mongo.db!.listCollections().toArray();
    const contents = collections.map(({ name }) => mongo.db!.collection(name).find().toArray());
    const text = JSON.stringify(await Promise.all(contents));
    expect(text).toContain('call.arrived');
    return text;
  } finally {
    await mongo.close();
  }
}

async function inMetrics(): Promise<string> {
  const ports = Object.values(world.product.addresses.healthPorts);
  const texts = await Promise.all(ports.map(async (port) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text()));
  expect(texts.every((text) => text.includes('# HELP'))).toBe(true);
  return texts.join('\n');
}

/** Answers that must be among those searched. */
const EXPECTED = [
  ...['/api/calls', '/api/calls/{callId}', '/api/board', '/api/parties/{partyRef}', '/api/audit', '/api/callbacks'],
  ...['/api/voicemails', '/api/tickets', '/api/tickets/export.csv', '/api/reports/calls', '/api/reports/calls.csv'],
  ...['/api/reports/calls/{callId}', '/api/party-rules', '/api/sealed-openings', '/api/contacts', '/api/definition'],
];

/** Every answer to a GET that the product describes, as an administrator: lists, files, exports. */
async function inAnswers(
  callId: CallId,
  partyRef: string,
): Promise<readonly (readonly [path: string, text: string])[]> {
  const document = (await world.api.send('GET', '/api/openapi.json')) as { paths: Record<string, object> };
  const { ticketId } = (await ticketOf(world, callId)) as Ticket;
  const known: Readonly<Record<string, string>> = { callId, partyRef, ticketId, agentId: 'lea', date: today() };
  const asked = Object.entries(document.paths).flatMap(([path, operations]) => ('get' in operations ? [path] : []));
  const answers = await Promise.all(
    asked.map(async (path) => {
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => known[name] ?? 'unknown');
      const query = `from=${today()}&to=${today()}&limit=100&offset=0`;
      for (const target of [filled, `${filled}?${query}`, `${filled}?limit=100`]) {
        const answer = await fetch(world.url + target, { headers: { authorization: `Bearer ${world.token}` } });
        if (answer.ok) return [path, await answer.text()] as const;
      }
      return undefined;
    }),
  );
  return answers.filter((each) => each !== undefined);
}

const today = (): string => new Date().toISOString().slice(0, 10);
