import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ControlClient } from './support/control-client.ts';
import { REAL, openTarget } from './support/target.ts';
import type { Target } from './support/target.ts';
import { SDP, request, response } from './support/sip-text.ts';
import { UdpPeer } from './support/udp-peer.ts';

let target: Target;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  target = await openTarget();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});
afterAll(() => target.stop());

async function client(...verbs: string[]): Promise<ControlClient> {
  const one = await ControlClient.ready(target, ...verbs);
  open.push(one);
  return one;
}

async function stranger(): Promise<ControlClient> {
  const one = await ControlClient.open(target);
  open.push(one);
  return one;
}

async function peer(): Promise<UdpPeer> {
  const one = await UdpPeer.open(target);
  open.push(one);
  return one;
}

describe('frames', () => {
  test('authentication answers with transports and a version that makes clients ping', async () => {
    const one = await stranger();
    const { status } = await one.ask(`authenticate|${target.secret}|blue,app1`);
    expect(status[0]).toBe('OK');
    expect(status[1]).toMatch(/(udp|tcp|ws)\/[\d.]+:\d+/);
    expect(status[2]).toMatch(/^v\d+\.\d+\.\d+/);
  });

  test('a wrong secret is told so and the connection closed', async () => {
    const one = await stranger();
    const { status } = await one.ask('authenticate|wrong|');
    expect(status).toEqual(['NO', 'incorrect secret']);
    await one.end();
  });

  test.skipIf(REAL)('nothing is served before authentication', async () => {
    for (const text of ['route|invite', 'ping', 'sip||\r\nOPTIONS sip:a@127.0.0.1 SIP/2.0\r\n\r\n', 'proxy|x']) {
      const one = await stranger();
      expect((await one.ask(text)).status).toEqual(['NO', 'not authenticated']);
      await one.end();
    }
  });

  test('ping is answered pong, routes are answered OK', async () => {
    const one = await client('invite', 'options', 'cdr:attempt');
    expect((await one.ask('ping')).status).toEqual(['OK', 'pong']);
    expect((await one.ask('remove_route|invite')).status).toEqual(['OK']);
  });

  test('frames may be split anywhere and share a segment', async () => {
    const one = await client();
    const frames = Buffer.from('7#s1|ping7#s2|ping7#s3|ping');
    for (const byte of frames) one.write(Buffer.from([byte]));
    for (const id of ['s1', 's2', 's3']) {
      const answer = await one.next(({ fields }) => fields[2] === id);
      expect(answer.fields.slice(3)).toEqual(['OK', 'pong']);
    }
    one.write(frames);
    for (const id of ['s1', 's2', 's3']) await one.next(({ fields }) => fields[2] === id);
  });

  test('lengths are bytes, whatever the alphabet', async () => {
    const one = await client();
    const bob = await peer();
    const subject = 'Subject: hé🙂 ça va';
    const sent = one.ask(
      `sip||\r\nOPTIONS sip:bob@127.0.0.1:${bob.port} SIP/2.0\r\n${subject}\r\nContent-Length: 0\r\n\r\n`,
    );
    const received = await bob.next('OPTIONS');
    expect(received.text).toContain(subject);
    expect((await sent).sip).toContain(subject);
    bob.send(response(received, '200 Ça 🙂'));
    expect((await one.sip('SIP/2.0 200 Ça 🙂')).fields[2]).toBe('network');
  });

  test.each([
    ['a letter where the length should be', 'x#m|ping'],
    ['six digits of length', '100000#m|ping'],
    ['no length at all', '#m|ping'],
    ['a negative length', '-4#m|ping'],
    ['an HTTP request', 'GET / HTTP/1.1\r\n\r\n'],
  ])('%s closes the connection unanswered', async (_name, bytes) => {
    const one = await client();
    one.write(bytes);
    await one.end();
    const next = await client();
    expect((await next.ask('ping')).status).toEqual(['OK', 'pong']);
  });

  test.each([
    ['a message without a type', '5#alone', 'Invalid message format'],
    ['an unknown type', '9#id|frobbe', 'Unknown message type'],
  ])('%s is refused and the connection closed', async (_name, bytes, reason) => {
    const one = await client();
    one.write(bytes);
    const answer = await one.next(({ fields }) => fields[1] === 'response');
    expect(answer.fields.slice(3)).toEqual(['NO', reason]);
    await one.end();
  });

  test('a half frame is waited for, and forgotten with its connection', async () => {
    const socket = connect({ host: target.host, port: target.controlPort });
    await new Promise((resolve) => socket.write('99999#abc', resolve));
    socket.destroy();
    expect((await (await client()).ask('ping')).status).toEqual(['OK', 'pong']);
  });
});

describe('requests of applications', () => {
  test('the echo is the whole message as sent, and comes before the first response', async () => {
    const one = await client();
    const bob = await peer();
    const order: string[] = [];
    const asked = one
      .ask(
        `sip||\r\nINVITE sip:bob@127.0.0.1:${bob.port} SIP/2.0\r\nFrom: sip:alice@localhost\r\nx-app: 1\r\n\r\n${SDP}`,
      )
      .then((answer) => {
        order.push('ok');
        return answer;
      });
    const invite = await bob.next('INVITE');
    bob.send(response(invite, '486 Busy Here'));
    const final = await one.sip('SIP/2.0 486').then((message) => {
      order.push('486');
      return message;
    });
    const { status, sip } = await asked;
    expect(order).toEqual(['ok', '486']);
    expect(status.slice(0, 4)).toEqual(['OK', 'application', String(Buffer.byteLength(sip)), 'udp']);
    expect(status[8]).toBe('Msg sent:');
    expect(final.fields[8]).toBe(status[7]);
    for (const header of [
      'Via: SIP/2.0/UDP',
      'Max-Forwards: 70',
      'Call-ID: ',
      'CSeq: ',
      'Contact: <sip:',
      'Content-Type: application/sdp',
      'X-App: 1',
    ]) {
      expect(sip).toContain(header);
    }
    expect(sip).toMatch(/From: <sip:alice@[\d.]+:\d+>;tag=\w+/);
    expect((await bob.next('ACK')).header('CSeq')).toContain('ACK');
  });

  test.each([
    [
      'a request to the server itself',
      (at: Target) => `INVITE sip:x@${at.sipHost}:${at.sipPort} SIP/2.0\r\n\r\n`,
      'can not send request to myself',
    ],
    [
      'a transport it does not have',
      () => 'OPTIONS sip:x@127.0.0.1;transport=sctp SIP/2.0\r\n\r\n',
      'requested protocol/transport not available',
    ],
    ['a body nobody typed', () => 'MESSAGE sip:x@127.0.0.1:9 SIP/2.0\r\n\r\nhello', 'missing content-type'],
  ])('%s is refused', async (_name, text, reason) => {
    const one = await client();
    expect((await one.ask(`sip||\r\n${text(target)}`)).status).toEqual(['NOK', reason]);
  });

  test.each([
    ['no SIP at all', 'sip||\r\ngarbage', /^invalid request-uri/],
    ['a Request-URI that is none', 'sip||\r\nOPTIONS nowhere SIP/2.0\r\n\r\n', /^invalid request-uri/],
    ['an unknown dialog', 'sip||nobody;from-tag=x\r\nBYE sip:placeholder SIP/2.0\r\n\r\n', /unable to find dialog/],
    [
      'a late response',
      'sip|00000000-0000-0000-0000-000000000000|\r\nSIP/2.0 200 OK\r\n\r\n',
      /^Response not sent due to unknown transaction$/,
    ],
    [
      'CANCEL of nothing',
      'sip|nothing|\r\nCANCEL sip:a@127.0.0.1 SIP/2.0\r\n\r\n',
      /^unable to cancel unknown transaction id: nothing$/,
    ],
    [
      'an ACK nobody waits for',
      'sip||nobody;from-tag=x\r\nACK sip:a@127.0.0.1 SIP/2.0\r\n\r\n',
      /ACK for non-success final response/,
    ],
    [
      'proxying nothing',
      'proxy|nothing||fullResponse||serial|||sip:a@127.0.0.1\r\nINVITE sip:a@127.0.0.1 SIP/2.0\r\n\r\n',
      /^Unknown transaction id: nothing$/,
    ],
  ])('%s is refused, the connection stays up', async (_name, text, reason) => {
    const one = await client();
    const { status } = await one.ask(text);
    expect(status[0]).toBe('NOK');
    expect(status[1]).toMatch(reason);
    expect((await one.ask('ping')).status).toEqual(['OK', 'pong']);
  });

  test('a WebSocket that is gone answers 503 at once', async () => {
    if (target.own?.sip.ws === undefined) return;
    const one = await client();
    const { status } = await one.ask('sip||\r\nINVITE sip:agent@127.0.0.1:9;transport=ws SIP/2.0\r\n\r\n');
    expect(status[0]).toBe('OK');
    const made = await one.sip('SIP/2.0 503');
    expect(made.fields.slice(2, 7)).toEqual(['network', '0', 'udp', '', '0']);
    expect(made.fields[8]).toBe(status[7]);
  });
});

describe('requests of the network', () => {
  test('a method nobody asked for is answered 503', async () => {
    const bob = await peer();
    bob.send(request({ method: 'PUBLISH', port: bob.port }));
    await bob.next('SIP/2.0 503');
  });

  test('new requests go round the applications that asked for the method', async () => {
    const apps = [await client('message'), await client('message')];
    const bob = await peer();
    for (let i = 0; i < 2; i++) bob.send(request({ method: 'MESSAGE', port: bob.port }));
    const [one, other] = await Promise.all(apps.map((app) => app.sip('MESSAGE')));
    expect(one?.fields.length).toBeGreaterThanOrEqual(12);
    expect(one?.fields[8]).not.toBe(other?.fields[8]);
  });

  test('an INVITE comes with its place of arrival, its ACK under the same transaction, its BYE under a new one', async () => {
    const app = await client('invite');
    const bob = await peer();
    const text = request({ method: 'INVITE', port: bob.port, body: SDP });
    bob.send(text);
    expect((await bob.next('SIP/2.0 100')).header('Via')).toContain('branch=');
    const invite = await app.sip('INVITE');
    expect(invite.fields[2]).toBe('network');
    expect(invite.fields[4]).toBe('udp');
    expect(invite.fields[9]).toBe('');
    expect(invite.fields.slice(10, 12)).toEqual([target.sipHost, String(target.sipPort)]);
    expect(invite.fields.at(-1)).toBe('');
    expect(invite.sip).toBe(text);
    const id = invite.fields[8] as string;
    const answered = await app.ask(`sip|${id}|\r\nSIP/2.0 200 OK\r\n\r\n${SDP}`);
    const dialogId = answered.status[8] as string;
    expect(answered.status.slice(7, 12)).toEqual([id, dialogId, '', 'Msg sent:', '']);
    const ok = await bob.next('SIP/2.0 200');
    expect(dialogId).toBe(`${ok.header('Call-ID')};from-tag=${/tag=(.*)/.exec(ok.header('From'))?.[1]}`);
    const dialog = {
      port: bob.port,
      callId: ok.header('Call-ID'),
      fromTag: /tag=(.*)/.exec(ok.header('From'))?.[1] as string,
      toTag: /tag=(.*)/.exec(ok.header('To'))?.[1] as string,
    };
    bob.send(request({ ...dialog, method: 'ACK' }));
    const ack = await app.sip('ACK');
    expect(ack.fields.slice(4, 5)).toEqual(['']);
    expect(ack.fields.slice(8, 10)).toEqual([id, dialogId]);
    bob.send(request({ ...dialog, method: 'BYE', cseq: 2 }));
    const bye = await app.sip('BYE');
    expect(bye.fields[8]).not.toBe(id);
    expect(bye.fields[9]).toBe(dialogId);
    const released = await app.ask(`sip|${bye.fields[8]}|\r\nSIP/2.0 200 OK\r\n\r\n`);
    expect(released.status.slice(3, 4)).toEqual(['']);
    expect(released.status.slice(7, 12)).toEqual([bye.fields[8], '', '', 'Msg sent:', '']);
    await bob.next('SIP/2.0 200');
    bob.send(request({ ...dialog, method: 'BYE', cseq: 3 }));
    await bob.next('SIP/2.0 481');
  });

  test('a second final response is refused', async () => {
    const app = await client('options');
    const bob = await peer();
    bob.send(request({ method: 'OPTIONS', port: bob.port }));
    const { fields } = await app.sip('OPTIONS');
    expect((await app.ask(`sip|${fields[8]}|\r\nSIP/2.0 200 OK\r\n\r\n`)).status[0]).toBe('OK');
    const again = await app.ask(`sip|${fields[8]}|\r\nSIP/2.0 486 Busy Here\r\n\r\n`);
    expect(again.status).toEqual(['NOK', 'Response not sent due to unknown transaction']);
  });

  test('when the application goes its calls stay up, and a later BYE is answered 481', async () => {
    const app = await client('invite');
    const bob = await peer();
    bob.send(request({ method: 'INVITE', port: bob.port, callId: 'orphan', fromTag: 'o1', body: SDP }));
    const { fields } = await app.sip('INVITE');
    await app.ask(`sip|${fields[8]}|\r\nSIP/2.0 200 OK\r\n\r\n${SDP}`);
    const toTag = /tag=(.*)/.exec((await bob.next('SIP/2.0 200')).header('To'))?.[1] as string;
    bob.send(request({ method: 'ACK', port: bob.port, callId: 'orphan', fromTag: 'o1', toTag }));
    await app.sip('ACK');
    await app.close();
    bob.send(request({ method: 'BYE', port: bob.port, callId: 'orphan', fromTag: 'o1', toTag, cseq: 2 }));
    await bob.next('SIP/2.0 481');
  });

  test.skipIf(REAL)('a call the application leaves unanswered is refused when it goes', async () => {
    const app = await client('invite');
    const bob = await peer();
    bob.send(request({ method: 'INVITE', port: bob.port, body: SDP }));
    await app.sip('INVITE');
    await app.close();
    await bob.next('SIP/2.0 503');
  });
});
