import { browserSipPassword } from '@decroche/platform';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { authorization, SipPhone } from '../../support/sip-phone.ts';
import { type Parties, partiesOf } from './parties.ts';
import { BROWSER_SECRET, type GatewayWorld, startWorld } from './world.ts';

let world: GatewayWorld;
let parties: Parties;
beforeAll(async () => {
  world = await startWorld({ TRUSTED_TRUNKS: '127.0.0.1' });
  parties = partiesOf(world);
});
afterAll(() => world?.stop());

/** What Chromium offers for audio, shortened. */
const chromium = [
  'v=0',
  'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'm=audio 40404 UDP/TLS/RTP/SAVPF 111 8 0 126',
  'c=IN IP4 127.0.0.1',
  'a=rtcp:9 IN IP4 0.0.0.0',
  'a=candidate:1 1 udp 2122260223 127.0.0.1 40404 typ host generation 0',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:abcdefghijklmnopqrstuvwx',
  'a=fingerprint:sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF',
  'a=setup:actpass',
  'a=mid:0',
  'a=sendrecv',
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:126 telephone-event/8000',
  '',
].join('\r\n');

const credential = (deviceId: string) => {
  const username = `${Math.floor(Date.now() / 1_000) + 60}.${deviceId}`;
  return { username, password: browserSipPassword(BROWSER_SECRET, username) };
};

async function browser(deviceId: string) {
  const sip = await SipPhone.openWeb(world.wsPort);
  onTestFinished(() => sip.close());
  expect((await sip.register(deviceId, credential(deviceId))).status).toBe(200);
  const told = await world.acd.next('device.registered', (event) => event.deviceId === deviceId);
  expect(told.transport).toBe('ws');
  return sip;
}

const ringing = (callId: string, legId: string, deviceId: string) => ({
  type: 'ringLeg',
  callId,
  legId,
  target: { kind: 'device', deviceId },
  timeoutMs: 5_000,
  present: 'number',
});

test('a browser is rung over its own WebSocket with an offer it understands', async () => {
  const sip = await browser('web1');
  const { call, callId } = await parties.someoneIsAnswered();
  await world.acd.send(ringing(callId, 'web-leg-1', 'web1'));
  const rung = await sip.rung();
  expect(rung.request.start).toMatch(/^INVITE sip:web1@127\.0\.0\.1:\d+;transport=ws SIP/);
  expect(rung.request.body).toMatch(/m=audio \d+ UDP\/TLS\/RTP\/SAVPF/);
  rung.reply(486);
  expect(await world.acd.next('leg.released', (event) => event.legId === 'web-leg-1')).toMatchObject({ cause: 'busy' });
  call.bye();
});

test('a browser that vanished without a word is found out when it is to ring', async () => {
  const sip = await browser('web2');
  const { call, callId } = await parties.someoneIsAnswered();
  sip.close();
  await world.acd.send(ringing(callId, 'web-leg-2', 'web2'));
  const released = await world.acd.next('leg.released', (event) => event.legId === 'web-leg-2', 7_000);
  expect(released).toMatchObject({ cause: 'unavailable' });
  expect(await world.acd.next('device.unregistered')).toMatchObject({ deviceId: 'web2', reason: 'connectionLost' });
  call.bye();
});

test('the last tab wins: a second registration takes the place of the first', async () => {
  const [first, second] = [await browser('web3'), await browser('web3')];
  const { call, callId } = await parties.someoneIsAnswered();
  await world.acd.send(ringing(callId, 'web-leg-3', 'web3'));
  const rung = await second.rung();
  await expect(first.rung(200)).rejects.toThrow('no incoming call');
  rung.reply(603);
  expect(await world.acd.next('leg.released', (event) => event.legId === 'web-leg-3')).toMatchObject({
    cause: 'rejected',
  });
  call.bye();
});

test('a browser that calls is asked who it is, then reaches the service with WebRTC', async () => {
  const sip = await browser('web4');
  const { username, password } = credential('web4');
  const first = sip.call('8008', { body: chromium, from: '<sip:web4@127.0.0.1>' });
  const challenged = await first.response(300);
  expect(challenged.status).toBe(401);
  const uri = `sip:8008@127.0.0.1:${world.wsPort}`;
  const header = authorization(challenged, { method: 'INVITE', uri, username, password });
  const second = sip.call('8008', { body: chromium, from: '<sip:web4@127.0.0.1>', headers: { Authorization: header } });
  const arrived = await world.acd.next('leg.arrived');
  expect(arrived.partyRef).toBeUndefined();
  await world.acd.send({ type: 'answerCaller', callId: arrived.callId, legId: arrived.legId });
  const answer = await second.answered();
  expect(answer).toMatch(/m=audio \d+ UDP\/TLS\/RTP\/SAVPF 8/);
  for (const line of ['a=fingerprint:', 'a=ice-ufrag:', 'a=setup:', 'a=rtcp-mux']) expect(answer).toContain(line);
  second.bye();
  await world.acd.next('leg.released', (event) => event.legId === arrived.legId);
});

test('a stranger on the WebSocket reaches nobody', async () => {
  const sip = await SipPhone.openWeb(world.wsPort);
  onTestFinished(() => sip.close());
  expect((await sip.call('8008', { body: chromium }).response(300)).status).toBe(401);
});
