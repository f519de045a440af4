import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startDrachtio } from '../../../embedded/drachtio/start.ts';
import type { StartedDrachtio } from '../../../embedded/drachtio/start.ts';
import { ControlClient } from '../drachtio/support/control-client.ts';
import { SDP, request } from '../drachtio/support/sip-text.ts';
import { StreamPeer } from './stream-peer.ts';
import { UdpPeer } from '../drachtio/support/udp-peer.ts';
import { WsPeer } from './ws-peer.ts';

/** Bad input at the SIP door of the stand-in: the answer or the silence, the log line, and that the next good call works. */
let server: StartedDrachtio;
let app: ControlClient;
let bob: UdpPeer;
const log: Record<string, unknown>[] = [];
const wake: (() => void)[] = [];

beforeAll(async () => {
  server = await startDrachtio({
    healthPort: 0,
    onLog: (line) => {
      log.push(JSON.parse(line) as Record<string, unknown>);
      wake.splice(0).forEach((resolve) => resolve());
    },
  });
  const target = { ...server, sipHost: server.host, sipPort: server.sip.udp ?? 0, own: server };
  app = await ControlClient.ready(target, 'options', 'invite', 'message');
  bob = await UdpPeer.open(target);
});

afterAll(async () => {
  await Promise.all([app.close(), bob.close()]);
  await server.stop();
});

beforeEach(() => {
  log.length = 0;
});

/** The log line of the refusal, waited for. */
async function refusal(reason: string | RegExp): Promise<Record<string, unknown>> {
  for (;;) {
    const found = log.find((line) => line['msg'] === 'refused' && new RegExp(reason).test(String(line['reason'])));
    if (found) return found;
    await new Promise<void>((resolve) => wake.push(resolve));
  }
}

async function counted(reason: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${server.healthPort}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`drachtio_refused_total{reason="${reason}"}`));
  return Number(line?.split(' ').at(-1) ?? 0);
}

/** A whole transaction with the application, to show that the server is none the worse. */
async function goodCall(): Promise<void> {
  const callId = `good-${Math.random()}`;
  bob.send(request({ method: 'OPTIONS', port: bob.port, callId }));
  const { fields } = await app.next(({ sip }) => sip.includes(callId));
  app.send(`sip|${fields[8]}|\r\nSIP/2.0 200 OK\r\n\r\n`);
  for (;;) if ((await bob.next('SIP/2.0 200')).header('Call-ID') === callId) return;
}

const good = (method = 'OPTIONS'): string => request({ method, port: bob.port });
/** A good request with one line changed or taken out. */
const without = (header: string, method = 'OPTIONS'): string =>
  good(method).replace(new RegExp(`^${header}:.*\r\n`, 'm'), '');
const withLine = (header: string, line: string, method = 'OPTIONS'): string =>
  good(method).replace(new RegExp(`^${header}:.*$`, 'm'), line);

describe('UDP, not answerable: silence', () => {
  const cases: [name: string, bytes: () => string | Buffer, reason: string][] = [
    ['random bytes', () => Buffer.from([0x00, 0xff, 0x13, 0x37, 0x80, 0x0a, 0x0d, 0x0d]), 'Not SIP'],
    ['a line of text', () => 'hello, is anybody there?', 'Not SIP'],
    ['an HTTP request', () => 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', 'Not SIP'],
    ['a datagram full of zeros', () => Buffer.alloc(1200), 'Not SIP'],
    ['a start line alone, without its end', () => 'OPTIONS sip:a@127.0.0.1 SIP/2.0', 'Not SIP'],
    ['a method that is no token', () => good().replace('OPTIONS ', 'OPT(IONS) '), 'Not SIP'],
    ['no Via', () => without('Via'), 'Missing Via Header'],
    ['a Via that names no host', () => withLine('Via', 'Via: SIP/2.0/UDP ;branch=z9hG4bKx'), 'Bad Via Header'],
    [
      'a Via of another protocol',
      () => withLine('Via', 'Via: HTTP/1.1/UDP 127.0.0.1;branch=z9hG4bKx'),
      'Bad Via Header',
    ],
    [
      'a Via with an impossible port',
      () => withLine('Via', 'Via: SIP/2.0/UDP 127.0.0.1:99999;branch=z9hG4bKx'),
      'Bad Via Header',
    ],
    ['a response to nothing', () => good().replace(/^.*\r\n/, 'SIP/2.0 200 OK\r\n'), 'Response Without Transaction'],
    ['a response without CSeq', () => without('CSeq').replace(/^.*\r\n/, 'SIP/2.0 200 OK\r\n'), 'Bad CSeq Header'],
    ['a status beyond 699', () => good().replace(/^.*\r\n/, 'SIP/2.0 999 What\r\n'), 'Not SIP'],
    ['a status of two digits', () => good().replace(/^.*\r\n/, 'SIP/2.0 20 OK\r\n'), 'Not SIP'],
    ['a malformed ACK', () => without('Call-ID', 'ACK'), 'Missing Call-ID Header'],
  ];
  test.each(cases)('%s', async (_name, bytes, reason) => {
    const before = bob.received;
    bob.send(bytes());
    const line = await refusal(reason);
    expect(line['refusalId']).toMatch(/^refused-\d+$/);
    expect(line['status']).toBeUndefined();
    await goodCall();
    expect(bob.received).toBe(before + 1);
    expect(await counted(String(line['reason']))).toBeGreaterThan(0);
  });
});

describe('UDP, answerable: refused with a reason', () => {
  const cases: [name: string, text: () => string, status: number, reason: string][] = [
    ['no From', () => without('From'), 400, 'Missing From Header'],
    ['no To', () => without('To'), 400, 'Missing To Header'],
    ['no Call-ID', () => without('Call-ID'), 400, 'Missing Call-ID Header'],
    ['no CSeq', () => without('CSeq'), 400, 'Missing CSeq Header'],
    ['a CSeq of another method', () => withLine('CSeq', 'CSeq: 1 INVITE'), 400, 'CSeq Method Does Not Match'],
    ['a CSeq beyond 31 bits', () => withLine('CSeq', 'CSeq: 36893488147419103232 OPTIONS'), 400, 'Bad CSeq Header'],
    ['a negative CSeq', () => withLine('CSeq', 'CSeq: -1 OPTIONS'), 400, 'Bad CSeq Header'],
    [
      'a negative Content-Length',
      () => withLine('Content-Length', 'Content-Length: -999'),
      400,
      'Bad Content-Length Header',
    ],
    [
      'a Content-Length of words',
      () => withLine('Content-Length', 'Content-Length: many'),
      400,
      'Bad Content-Length Header',
    ],
    [
      'a body shorter than announced',
      () => withLine('Content-Length', 'Content-Length: 9999'),
      400,
      'Body Shorter Than Content-Length',
    ],
    ['headers that never end', () => good().replace(/\r\n\r\n$/, '\r\n'), 400, 'Headers Not Terminated'],
    [
      'a header line without a colon',
      () => good().replace('Max-Forwards: 70', 'Max-Forwards 70'),
      400,
      'Bad Header Line',
    ],
    ['two Call-IDs', () => withLine('Call-ID', 'Call-ID: a\r\nCall-ID: b'), 400, 'Multiple Call-ID Headers'],
    [
      'two From headers',
      () => withLine('From', 'From: <sip:a@b>;tag=1\r\nFrom: <sip:c@d>;tag=2'),
      400,
      'Multiple From Headers',
    ],
    ['two CSeqs', () => withLine('CSeq', 'CSeq: 1 OPTIONS\r\nCSeq: 2 OPTIONS'), 400, 'Multiple CSeq Headers'],
    [
      'two Content-Lengths',
      () => withLine('Content-Length', 'Content-Length: 0\r\nl: 5'),
      400,
      'Multiple content-length Headers',
    ],
    ['Max-Forwards beyond 255', () => withLine('Max-Forwards', 'Max-Forwards: 300'), 400, 'Bad Max-Forwards Header'],
    ['Max-Forwards of words', () => withLine('Max-Forwards', 'Max-Forwards: lots'), 400, 'Bad Max-Forwards Header'],
    ['an open quote in To', () => withLine('To', 'To: "Mr. J. User <sip:j.user@example.com>'), 400, 'Bad To Header'],
    [
      'a Request-URI in brackets',
      () => good().replace(/ sip:service@127.0.0.1 /, ' <sip:service@127.0.0.1> '),
      400,
      'Bad Request-URI',
    ],
    [
      'a Request-URI with a space',
      () => good().replace(/ sip:service@127.0.0.1 /, ' sip:service@127.0.0.1; lr '),
      400,
      'Bad Request-URI',
    ],
    ['two spaces in the request line', () => good().replace('OPTIONS ', 'OPTIONS  '), 400, 'Bad Request-URI'],
    ['a space after the version', () => good().replace('SIP/2.0\r\n', 'SIP/2.0 \r\n'), 400, 'Bad Request-Line'],
    [
      'two hosts in the Request-URI',
      () => good().replace(/ sip:service@127.0.0.1 /, ' sip:a@b@c '),
      400,
      'Bad Request-URI',
    ],
    ['another version of SIP', () => good().replace('SIP/2.0\r\n', 'SIP/7.0\r\n'), 505, 'Version Not Supported'],
    [
      'an unknown URI scheme',
      () => good().replace(/ sip:service@127.0.0.1 /, ' nobodyknows:this '),
      416,
      'Unsupported URI Scheme',
    ],
    ['an INVITE without Contact', () => without('Contact', 'INVITE'), 400, 'Missing Contact Header'],
    ['an INVITE without From tag', () => withLine('From', 'From: <sip:a@b>', 'INVITE'), 400, 'Missing From Tag'],
    ['a method nobody serves', () => good('PUBLISH'), 503, 'Service Unavailable'],
    [
      'BYE of an unknown dialog',
      () => request({ method: 'BYE', port: bob.port, toTag: 'gone' }),
      481,
      'Call/Transaction Does Not Exist',
    ],
    [
      'a session shorter than allowed',
      () =>
        request({
          method: 'INVITE',
          port: bob.port,
          body: SDP,
          headers: ['Supported: timer', 'Session-Expires: 10;refresher=uac'],
        }),
      422,
      'Session Interval Too Small',
    ],
  ];
  test.each(cases)('%s', async (_name, text, status, reason) => {
    bob.send(text());
    const answer = await bob.next(`SIP/2.0 ${status}`);
    expect(answer.startLine).toBe(`SIP/2.0 ${status} ${reason}`);
    expect(answer.header('Via')).not.toBe('');
    const line = await refusal(reason);
    expect(line['refusalId']).toMatch(/^refused-\d+$/);
    expect(line['status']).toBe(status);
    expect(await counted(reason)).toBeGreaterThan(0);
    await goodCall();
  });

  test('CANCEL of nothing is answered 481', async () => {
    bob.send(good('CANCEL'));
    await bob.next('SIP/2.0 481');
    await goodCall();
  });
});

describe('UDP, odd but right', () => {
  test.each([
    ['keep-alives', () => ['\r\n\r\n', '\r\n', '\0']],
    [
      'bytes after the body',
      () => [good().replace('Content-Length: 0', 'Content-Length: 0') + 'garbage after the end'],
    ],
    ['no Max-Forwards', () => [without('Max-Forwards')]],
    ['Max-Forwards 0 for a server that answers itself', () => [withLine('Max-Forwards', 'Max-Forwards: 0')]],
  ])('%s: nothing is refused', async (_name, datagrams) => {
    for (const one of datagrams()) bob.send(one);
    await goodCall();
    expect(log.filter((line) => line['msg'] === 'refused')).toEqual([]);
  });
});

describe('TCP', () => {
  const stream = (): Promise<StreamPeer> => StreamPeer.open(server.sip.tcp ?? 0);

  const cases: [name: string, bytes: () => string | Buffer, reason: string, status: number | undefined][] = [
    ['no Content-Length', () => without('Content-Length'), 'Missing Content-Length', 400],
    [
      'a negative Content-Length',
      () => withLine('Content-Length', 'Content-Length: -1'),
      'Bad Content-Length Header',
      400,
    ],
    ['a message too large', () => withLine('Content-Length', 'Content-Length: 5000000'), 'Message Too Large', 513],
    [
      'a head without end',
      () => `OPTIONS sip:a@b SIP/2.0\r\nSubject: ${'x'.repeat(40_000)}`,
      'Head Too Large',
      undefined,
    ],
    [
      'a head too large',
      () => good().replace('Max-Forwards: 70', `Max-Forwards: 70\r\nSubject: ${'x'.repeat(33_000)}`),
      'Head Too Large',
      undefined,
    ],
    ['garbage with an end', () => 'complete garbage\r\n\r\n', 'Missing Content-Length', undefined],
    ['random bytes', () => Buffer.concat([Buffer.alloc(40_000, 0xfe)]), 'Head Too Large', undefined],
  ];
  test.each(cases)('%s: refused and the connection closed', async (_name, bytes, reason, status) => {
    const peer = await stream();
    peer.send(bytes());
    if (status !== undefined) expect((await peer.next()).startLine).toBe(`SIP/2.0 ${status} ${reason}`);
    await refusal(reason);
    await peer.end();
    await goodCall();
  });

  test('a well framed message that is not SIP is refused, the connection stays', async () => {
    const peer = await stream();
    peer.send('EHLO example.org\r\nContent-Length: 0\r\n\r\n');
    await refusal('Not SIP');
    peer.send(request({ method: 'PUBLISH', port: 5060, transport: 'TCP' }));
    expect((await peer.next()).startLine).toContain('503');
    peer.close();
    await goodCall();
  });

  test('messages may be split anywhere, share a segment, and stand between blank lines', async () => {
    const peer = await stream();
    const two = `\r\n\r\n${request({ method: 'PUBLISH', port: 5060, transport: 'TCP' })}\r\n${request({ method: 'PUBLISH', port: 5060, transport: 'TCP' })}`;
    for (let i = 0; i < two.length; i += 7) peer.send(two.slice(i, i + 7));
    expect((await peer.next()).startLine).toContain('503');
    expect((await peer.next()).startLine).toContain('503');
    peer.close();
  });

  test('a ping of two blank lines is answered by one', async () => {
    const peer = await stream();
    peer.send('\r\n\r\n');
    expect(await peer.raw(2)).toBe('\r\n');
    peer.close();
  });

  test('a connection that says nothing harms nobody', async () => {
    const peers = await Promise.all(Array.from({ length: 50 }, stream));
    await goodCall();
    for (const peer of peers) peer.close();
  });
});

describe('WebSocket', () => {
  const socket = (): Promise<WsPeer> => WsPeer.open(server.sip.ws ?? 0);

  test.each([
    ['text garbage', () => 'hello', 'Not SIP'],
    ['JSON', () => '{"type":"offer"}', 'Not SIP'],
    ['binary garbage', () => Buffer.from([1, 2, 3, 0xff]), 'Not SIP'],
    ['a request without Via', () => without('Via'), 'Missing Via Header'],
  ])('%s: refused, the connection stays', async (_name, frame, reason) => {
    const peer = await socket();
    peer.send(frame());
    await refusal(reason);
    peer.send(request({ method: 'PUBLISH', port: 1, transport: 'WS' }));
    expect((await peer.next()).startLine).toContain('503');
    await peer.close();
    await goodCall();
  });

  test('a request in a binary frame is served like one in text', async () => {
    const peer = await socket();
    peer.send(Buffer.from(request({ method: 'PUBLISH', port: 1, transport: 'WS' })));
    expect((await peer.next()).startLine).toContain('503');
    await peer.close();
  });

  test('a frame too large closes the connection with 1009', async () => {
    const peer = await socket();
    peer.send('x'.repeat(200_000));
    expect(await peer.closed).toBe(1009);
    await refusal('websocket');
    await goodCall();
  });

  test('a plain HTTP request is told to upgrade', async () => {
    const answer = await fetch(`http://127.0.0.1:${server.sip.ws}/`);
    expect(answer.status).toBe(426);
  });

  test('a ping of two blank lines is answered by one', async () => {
    const peer = await socket();
    peer.send('\r\n\r\n');
    expect((await peer.next()).text).toBe('\r\n');
    await peer.close();
  });
});

describe('a flood', () => {
  test('a flood of garbage is summed up, not logged line by line', async () => {
    for (let i = 0; i < 2000; i++) bob.send(`garbage ${i}`);
    await goodCall();
    expect(log.filter((line) => line['msg'] === 'refused').length).toBeLessThanOrEqual(1000);
  });
});
