import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallOptions } from '../../support/sip-phone.ts';
import { type Parties, partiesOf } from '../gateway/parties.ts';
import { type GatewayWorld, startWorld } from '../gateway/world.ts';

let world: GatewayWorld;
let parties: Parties;
beforeAll(async () => {
  world = await startWorld();
  parties = partiesOf(world);
});
afterAll(() => world?.stop());

const sdp = (media: string, ...more: string[]) =>
  ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', media, ...more, ''].join('\r\n');
const good = sdp('m=audio 40000 RTP/AVP 8');

/** Whatever was thrown at the door before: an ordinary call goes through. */
async function theNextGoodCallWorks() {
  const { call, onCaller, legId } = await parties.someoneCalls();
  await world.acd.send({ type: 'answerCaller', ...onCaller });
  expect(await call.answered()).toContain('m=audio');
  call.bye();
  await world.acd.next('leg.released', (event) => event.legId === legId);
}

/** The refusal's id is in the answer and in the log. */
async function isLogged(answer: { header(name: string): string }) {
  const id = /\(([^()]+)\)"$/.exec(answer.header('Warning'))?.[1];
  expect(id).toBeDefined();
  await expect.poll(() => world.logs.some((line) => line.includes(id!))).toBe(true);
}

type Bad = [name: string, status: number, options: CallOptions, user?: string, header?: [string, RegExp]];
const cases: Bad[] = [
  ['without a session description', 488, { body: '' }],
  ['offering G.729 only', 488, { body: sdp('m=audio 40000 RTP/AVP 18') }],
  ['offering Opus only', 488, { body: sdp('m=audio 40000 RTP/AVP 96', 'a=rtpmap:96 opus/48000/2') }],
  ['renaming payload 8', 488, { body: sdp('m=audio 40000 RTP/AVP 8', 'a=rtpmap:8 G722/8000') }],
  ['with its audio disabled', 488, { body: sdp('m=audio 0 RTP/AVP 8') }],
  ['with a port beyond 65535', 488, { body: sdp('m=audio 70000 RTP/AVP 8') }],
  ['offering video only', 488, { body: sdp('m=video 40000 RTP/AVP 96') }],
  ['offering a fax only', 488, { body: sdp('m=image 40000 udptl t38') }],
  ['offering SDES keys', 488, { body: sdp('m=audio 40000 RTP/SAVP 8', 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x') }],
  ['without a connection address', 488, { body: good.replace(/c=.*\r\n/, '') }],
  ['with text for a description', 488, { body: 'bonjour' }],
  ['with a description of binary noise', 488, { body: '\u0001\u0002v=0\u0003'.repeat(50) }],
  ['with a description of 40 kB', 488, { body: good + 'a=x\r\n'.repeat(8_000) }],
  ['with a body of plain text', 415, { body: good, contentType: 'text/plain' }, '8008', ['Accept', /application\/sdp/]],
  ['with a multipart body', 415, { body: good, contentType: 'multipart/mixed;boundary=x' }],
  ['to an unknown number', 404, { body: good }, '9999'],
  ['to a name', 404, { body: good }, 'accueil'],
  ['to a number of 200 digits', 404, { body: good }, '1'.repeat(200)],
  ['to escaped control characters', 404, { body: good }, '%00%0d%0a8008'],
  ['to a premium number', 404, { body: good }, '0899123456'],
  ['with a mail address for Contact', 400, { body: good, headers: { Contact: '<mailto:a@b>' } }],
  ['insisting on an unknown extension', 420, { body: good, headers: { Require: 'teleport' } }, '8008', ['Unsupported', /teleport/]], // prettier-ignore
  ['with a session timer of ten seconds', 422, { body: good, headers: { 'Session-Expires': '10' } }, '8008', ['Min-SE', /90/]], // prettier-ignore
];

describe.each(cases)('an INVITE %s', (_name, status, options, user = '8008', header) => {
  test(`is answered ${status}, logged with its id, and the next good call works`, async () => {
    const { sip } = await parties.phone();
    const refusal = await sip.call(user, options).response(300);
    expect(refusal.status).toBe(status);
    if (header) expect(refusal.header(header[0])).toMatch(header[1]);
    await isLogged(refusal);
    await theNextGoodCallWorks();
  });
});

test.each([
  ['without Contact', 400, { Contact: '' }],
  ['with a tag of a dialog that is not', 481, { To: '<sip:8008@127.0.0.1>;tag=gone' }],
] as const)('an INVITE %s is answered %i by the SIP server itself', async (_name, status, headers) => {
  const { sip } = await parties.phone();
  expect((await sip.call('8008', { body: good, headers }).response(300)).status).toBe(status);
  await theNextGoodCallWorks();
});

describe.each([
  ['a name in UTF-8 with quotes', { from: '"L\\"été 🙂" <sip:0612345678@x>' }, true],
  ['no number', { from: '<sip:alice@x>' }, false],
  ['no user at all', { from: '<sip:127.0.0.1>' }, false],
  ['a withheld number', { from: '<sip:anonymous@anonymous.invalid>' }, false],
  ['Privacy: id and a number', { headers: { Privacy: 'id', 'P-Asserted-Identity': '<sip:+33612345678@x>' } }, false],
  ['a From of 8 kB', { from: `<sip:0612345678@x;p=${'x'.repeat(8_000)}>` }, true],
  ['an asserted telephone number', { from: '<sip:anonymous@x>', headers: { 'P-Asserted-Identity': '<tel:+33199000001>' } }, true], // prettier-ignore
] as const)('a caller presenting %s', (_name, options: CallOptions, known) => {
  test(`is served, ${known ? 'with' : 'without'} a party`, async () => {
    const visit = await parties.someoneCalls(options);
    expect(visit.arrived.partyRef !== undefined).toBe(known);
    await world.acd.send({ type: 'answerCaller', ...visit.onCaller });
    await visit.call.answered();
    visit.call.bye();
    await world.acd.next('leg.released', (event) => event.legId === visit.legId);
  });
});

describe.each([
  ['SUBSCRIBE', 489],
  ['MESSAGE', 405],
  ['PUBLISH', 405],
  ['REFER', 405],
  ['INFO', 405],
  ['NOTIFY', 405],
] as const)('a %s outside any dialog', (method, status) => {
  test(`is answered ${status}, logged, and the next good call works`, async () => {
    const { sip } = await parties.phone();
    const more = { Event: 'presence', 'Refer-To': '<sip:8008@x>', 'Content-Type': 'text/plain' };
    const answer = await sip.exchange(sip.request(method, '8008', more, 'x'));
    expect(answer.status).toBe(status);
    await isLogged(answer);
    await theNextGoodCallWorks();
  });
});

test('OPTIONS is answered with what is understood', async () => {
  const { sip } = await parties.phone();
  const answer = await sip.exchange(sip.request('OPTIONS', '8008'));
  expect([answer.status, answer.header('Accept')]).toEqual([200, 'application/sdp']);
  expect(answer.header('Allow')).toContain('REFER');
});

describe('inside a conversation', () => {
  test('nonsense is refused and the two still hear each other', async () => {
    const { visit, agent } = await parties.conversation();
    const answers = [
      await agent.call.ask('INVITE', {}, 'nonsense'),
      await agent.call.ask('INVITE', {}, sdp('m=audio 40000 RTP/AVP 18')),
      await agent.call.ask('REFER', {}),
      await agent.call.ask('REFER', { 'Refer-To': 'nonsense' }),
      await agent.call.ask('REFER', { 'Refer-To': '<sip:8009@x?Replaces=abc>' }),
      await agent.call.ask('UPDATE', { 'Session-Expires': '5' }),
      await agent.call.ask('MESSAGE', { 'Content-Type': 'text/plain' }, 'hello'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([488, 488, 400, 400, 501, 422, 415]);
    for (const answer of answers) await isLogged(answer);
    await Promise.all([visit.sound.hears(800), agent.sound.hears(350)]);
    visit.call.bye();
    await theNextGoodCallWorks();
  });
});
