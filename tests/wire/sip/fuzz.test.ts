import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDrachtio } from '../../../embedded/drachtio/start.ts';
import type { StartedDrachtio } from '../../../embedded/drachtio/start.ts';
import { ControlClient } from '../drachtio/support/control-client.ts';
import { SDP, request } from '../drachtio/support/sip-text.ts';
import type { Target } from '../drachtio/support/target.ts';
import { UdpPeer } from '../drachtio/support/udp-peer.ts';
import { StreamPeer } from './stream-peer.ts';
import { WsPeer } from './ws-peer.ts';

/** Good messages spoilt at random (same randomness each time) thrown at every door: the server must outlive them all. */
let server: StartedDrachtio;
let target: Target;

beforeAll(async () => {
  server = await startDrachtio();
  target = { ...server, sipHost: server.host, sipPort: server.sip.udp ?? 0, own: server };
});
afterAll(() => server.stop());

let state = 42;
function random(below: number): number {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
  return state % below;
}

const SPLICES = [
  '\r\n',
  '\r\n\r\n',
  ' ',
  ';',
  ',',
  '"',
  '<',
  '>',
  ':',
  '\0',
  '\u00ff',
  '|',
  '#',
  'SIP/2.0',
  ';tag=',
  '99999999999',
  '-1',
  '%00',
  'z9hG4bK',
];

/** Cuts, doubles, swaps and splices pieces of a message. */
function spoil(text: string): string {
  let spoilt = text;
  for (let edits = 1 + random(4); edits > 0; edits--) {
    const at = random(spoilt.length + 1);
    const length = random(40);
    const kind = random(4);
    if (kind === 0) spoilt = spoilt.slice(0, at) + spoilt.slice(at + length);
    else if (kind === 1) spoilt = spoilt.slice(0, at) + (SPLICES[random(SPLICES.length)] ?? '') + spoilt.slice(at);
    else if (kind === 2) spoilt = spoilt.slice(0, at + length) + spoilt.slice(at);
    else spoilt = spoilt.slice(0, at) + String.fromCharCode(random(256)) + spoilt.slice(at + 1);
  }
  return spoilt;
}

const METHODS = [
  'INVITE',
  'OPTIONS',
  'BYE',
  'CANCEL',
  'ACK',
  'REGISTER',
  'SUBSCRIBE',
  'NOTIFY',
  'PRACK',
  'UPDATE',
  'REFER',
];

function message(port: number): string {
  const method = METHODS[random(METHODS.length)] ?? 'OPTIONS';
  const toTag = random(2) === 0 ? {} : { toTag: 'x' };
  const headers =
    random(2) === 0
      ? []
      : ['Require: 100rel', 'Session-Expires: 1800;refresher=uac', 'RAck: 1 1 INVITE', 'Route: <sip:127.0.0.1;lr>'];
  return spoil(request({ method, port, body: random(2) === 0 ? SDP : '', headers, ...toTag }));
}

/** An application that answers everything, well or badly. */
async function application(): Promise<ControlClient> {
  const app = await ControlClient.ready(target, ...METHODS.map((method) => method.toLowerCase()));
  return app;
}

async function stillServing(): Promise<void> {
  const app = await ControlClient.ready(target, 'message');
  const peer = await UdpPeer.open(target);
  peer.send(request({ method: 'MESSAGE', port: peer.port, callId: 'alive' }));
  const { fields } = await app.next(({ sip }) => sip.startsWith('MESSAGE') && sip.includes('Call-ID: alive'));
  app.send(`sip|${fields[8]}|\r\nSIP/2.0 200 OK\r\n\r\n`);
  await peer.next('SIP/2.0 200');
  await app.close();
  await peer.close();
}

test('spoilt datagrams', { timeout: 60_000 }, async () => {
  const app = await application();
  const peer = await UdpPeer.open(target);
  for (let i = 0; i < 6000; i++) {
    peer.send(Buffer.from(message(peer.port), 'latin1'));
    if (i % 100 === 0) await app.ask('ping');
  }
  await app.close();
  await peer.close();
  await stillServing();
});

test('spoilt streams', { timeout: 60_000 }, async () => {
  for (let i = 0; i < 150; i++) {
    const peer = await StreamPeer.open(server.sip.tcp ?? 0);
    for (let j = 0; j < 10; j++) peer.send(Buffer.from(message(5060), 'latin1'));
    await peer.finish();
  }
  await stillServing();
});

test('spoilt WebSocket frames', { timeout: 60_000 }, async () => {
  const peer = await WsPeer.open(server.sip.ws ?? 0);
  for (let i = 0; i < 1500; i++) peer.send(Buffer.from(message(1), 'latin1'));
  await peer.close();
  await stillServing();
});

test('spoilt orders from an application that knows the secret', { timeout: 60_000 }, async () => {
  const orders = [
    `sip||\r\nINVITE sip:a@127.0.0.1:9 SIP/2.0\r\nFrom: sip:a@localhost\r\nContact: <sip:x@localhost>\r\n\r\n${SDP}`,
    'sip||sip:127.0.0.1:9\r\nOPTIONS sip:a@127.0.0.1:9 SIP/2.0\r\n\r\n',
    'sip||x;from-tag=y\r\nBYE sip:placeholder SIP/2.0\r\n\r\n',
    'sip|x|\r\nSIP/2.0 200 OK\r\nTo: <sip:a@b>;tag=1\r\n\r\n',
    'sip|x|\r\nCANCEL sip:a@b SIP/2.0\r\n\r\n',
    'proxy|x|remainInDialog|fullResponse|followRedirects|serial|2s|30s|sip:a@127.0.0.1:9\r\nINVITE sip:a@b SIP/2.0\r\n\r\n',
    'route|invite',
    'remove_route|invite',
    'ping',
  ];
  for (let i = 0; i < 60; i++) {
    const app = await ControlClient.ready(target);
    for (let j = 0; j < 40; j++) {
      const body = `${j}|${spoil(orders[random(orders.length)] ?? '')}`;
      app.write(Buffer.from(`${body.length}#${body}`, 'latin1'));
    }
    app.write(Buffer.from(spoil('12#1|ping'), 'latin1'));
    await app.finish();
  }
  await stillServing();
  expect(server.pid).toBeGreaterThan(0);
});

test('an application that answers every request at random', { timeout: 60_000 }, async () => {
  const app = await application();
  const peer = await UdpPeer.open(target);
  const statuses = [
    '100 Trying',
    '180 Ringing',
    '183 Progress',
    '200 OK',
    '202 Accepted',
    '302 Moved',
    '486 Busy',
    '603 Decline',
  ];
  for (let i = 0; i < 400; i++) {
    peer.send(
      request({
        method: METHODS[random(METHODS.length)] === 'ACK' ? 'OPTIONS' : 'INVITE',
        port: peer.port,
        body: SDP,
        headers: ['Supported: 100rel'],
      }),
    );
    const { fields } = await app.next(({ fields: [, type] }) => type === 'sip');
    const status = statuses[random(statuses.length)] ?? '';
    const reliable = random(3) === 0 ? 'Require: 100rel\r\n' : '';
    const answer = spoil(`SIP/2.0 ${status}\r\n${reliable}Contact: <sip:a@localhost>\r\n\r\n${SDP}`);
    app.send(`sip|${fields[8]}|\r\n${answer}`);
  }
  await app.close();
  await peer.close();
  await stillServing();
});
