import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDrachtio } from '../../../embedded/drachtio/start.ts';
import type { StartedDrachtio } from '../../../embedded/drachtio/start.ts';
import { ControlClient } from '../drachtio/support/control-client.ts';
import { SDP, request, response } from '../drachtio/support/sip-text.ts';
import { StreamPeer } from './stream-peer.ts';
import { WsPeer } from './ws-peer.ts';

/** The same call over every transport of the stand-in. */
let server: StartedDrachtio;
let app: ControlClient;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'drachtio-tls-'));
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-days', '2', '-nodes', '-newkey', 'rsa:2048'];
  execFileSync('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const transports = ['udp,tcp', 'tls', 'ws', 'wss'];
  server = await startDrachtio({ key, cert, contacts: transports.map((name) => `sip:127.0.0.1:0;transport=${name}`) });
  app = await ControlClient.ready({ ...server, sipHost: server.host, sipPort: 0, own: server }, 'invite', 'register');
});

afterAll(async () => {
  await app.close();
  await server.stop();
  rmSync(directory, { recursive: true });
});

const connections = [
  { name: 'TCP', shown: 'tcp', open: () => StreamPeer.open(server.sip.tcp ?? 0) },
  { name: 'TLS', shown: 'tls', open: () => StreamPeer.open(server.sip.tls ?? 0, true) },
  { name: 'WS', shown: 'tcp', open: () => WsPeer.open(server.sip.ws ?? 0) },
  { name: 'WSS', shown: 'tls', open: () => WsPeer.open(server.sip.wss ?? 0, true) },
] as const;

test.each(connections)(
  'a call comes in over $name, and its BYE goes back on the same connection',
  async ({ name, shown, open }) => {
    const peer = await open();
    const me = { port: 5060, transport: name, callId: `in-${name}`, fromTag: 'x' };
    const invite = request({ ...me, method: 'INVITE', body: SDP }).replaceAll(
      'Contact: <sip:caller@127.0.0.1:5060>',
      'Contact: <sip:caller@df7jal23ls0d.invalid;transport=ws>',
    );
    peer.send(invite);
    expect((await peer.next()).startLine).toContain('100');
    const { fields } = await app.sip('INVITE');
    expect(fields[4]).toBe(shown);
    const answered = await app.ask(`sip|${fields[8]}|\r\nSIP/2.0 200 OK\r\n\r\n${SDP}`);
    const ok = await peer.next();
    expect(ok.header('Contact')).toContain(`;transport=${name.toLowerCase()}`);
    const toTag = /;tag=(.*)/.exec(ok.header('To'))?.[1] as string;
    peer.send(request({ ...me, method: 'ACK', toTag }));
    await app.sip('ACK');
    void app.ask(`sip||${answered.status[8]}\r\nBYE sip:placeholder SIP/2.0\r\n\r\n`);
    const bye = await peer.next();
    expect(bye.startLine).toBe('BYE sip:caller@df7jal23ls0d.invalid;transport=ws SIP/2.0');
    expect(bye.header('Via')).toContain(`SIP/2.0/${name} 127.0.0.1:`);
    peer.send(response(bye, '200 OK'));
    await app.sip('SIP/2.0 200');
    await peer.close();
  },
);

test.each(['ws', 'wss'] as const)(
  'a registered browser is called on its open connection (%s), and answers 503 once it is gone',
  async (transport) => {
    const browser = await WsPeer.open(server.sip[transport] ?? 0, transport === 'wss');
    browser.send(request({ method: 'REGISTER', port: 1, transport: transport.toUpperCase() }));
    const { fields } = await app.sip('REGISTER');
    await app.ask(`sip|${fields[8]}|\r\nSIP/2.0 200 OK\r\n\r\n`);
    await browser.next();
    const uri = `sip:agent@${fields[5]}:${fields[6]};transport=ws`;
    const call = `sip||\r\nINVITE ${uri} SIP/2.0\r\n\r\n${SDP}`;
    const first = await app.ask(call);
    const invite = await browser.next();
    expect(invite.startLine).toBe(`INVITE ${uri} SIP/2.0`);
    browser.send(response(invite, '486 Busy Here'));
    expect((await app.sip('SIP/2.0 486')).fields[8]).toBe(first.status[7]);
    await browser.close();
    const second = await app.ask(call);
    expect((await app.sip('SIP/2.0 503')).fields[8]).toBe(second.status[7]);
  },
);

test('a request over TCP opens a connection and uses it again', async () => {
  const sockets: Socket[] = [];
  let text = '';
  let wake: () => void = () => undefined;
  const phone = createServer((socket) => {
    sockets.push(socket);
    socket.on('data', (data: Buffer) => {
      text += data.toString();
      wake();
    });
  });
  await new Promise<void>((resolve) => phone.listen(0, '127.0.0.1', resolve));
  const { port } = phone.address() as AddressInfo;
  for (let i = 1; i <= 2; i++) {
    await app.ask(`sip||\r\nOPTIONS sip:phone@127.0.0.1:${port};transport=tcp SIP/2.0\r\n\r\n`);
    while (text.match(/^OPTIONS/gm)?.length !== i) await new Promise<void>((resolve) => (wake = resolve));
  }
  expect(sockets.length).toBe(1);
  expect(text).toContain('Via: SIP/2.0/TCP 127.0.0.1:');
  sockets[0]?.destroy();
  phone.close();
});

test('a peer that refuses the connection is answered 503 to the application', async () => {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const { status } = await app.ask(`sip||\r\nOPTIONS sip:phone@127.0.0.1:${port};transport=tcp SIP/2.0\r\n\r\n`);
  expect((await app.sip('SIP/2.0 503')).fields[8]).toBe(status[7]);
});

test('a name that does not resolve is answered 503 to the application', async () => {
  const { status } = await app.ask('sip||\r\nOPTIONS sip:phone@nowhere.invalid SIP/2.0\r\n\r\n');
  expect((await app.sip('SIP/2.0 503')).fields[8]).toBe(status[7]);
});

test('a port already taken is a clear end', async () => {
  await expect(startDrachtio({ controlPort: server.controlPort })).rejects.toThrow(/EADDRINUSE/);
});

test('settings that make no sense are named', async () => {
  await expect(startDrachtio({ contacts: ['sip:example.org:5060;transport=carrier-pigeon'] })).rejects.toThrow(
    /DRACHTIO_CONTACTS/,
  );
});
