import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connectApplication, routed } from './support/application.ts';
import type { AppDialog, SrfApplication } from './support/application.ts';
import { REAL, openTarget } from './support/target.ts';
import type { Target } from './support/target.ts';
import { SDP, request, response } from './support/sip-text.ts';
import { UdpPeer } from './support/udp-peer.ts';
import type { PeerMessage } from './support/udp-peer.ts';

/** An unmodified drachtio-srf on one side, bare sockets on the other; timers ten times shorter than life on the stand-in. */
let target: Target;
const open: { close(): Promise<unknown> }[] = [];
const applications: SrfApplication[] = [];

beforeAll(async () => {
  target = await openTarget({ t1Ms: 50, minSessionSeconds: 1 });
});
afterEach(async () => {
  applications.length = 0;
  await Promise.all(open.splice(0).map((one) => one.close()));
});
afterAll(() => target.stop());

async function application(): Promise<SrfApplication> {
  const srf = await connectApplication(target);
  open.push({ close: () => Promise.resolve(srf.disconnect()) });
  applications.push(srf);
  return srf;
}

/** A peer, opened once the server knows the handlers that its requests are meant for. */
async function peer(): Promise<UdpPeer> {
  await Promise.all(applications.map((srf) => routed(srf, target)));
  const one = await UdpPeer.open(target);
  open.push(one);
  return one;
}

interface Caller {
  readonly port: number;
  readonly callId: string;
  readonly fromTag: string;
  readonly toTag?: string;
}

let number = 0;
const caller = (from: UdpPeer): Caller => ({
  port: from.port,
  callId: `calls-${process.pid}-${++number}`,
  fromTag: `c${number}`,
});
const tag = (message: PeerMessage, header: string): string => /;tag=([^;>]+)/.exec(message.header(header))?.[1] ?? '';

/** Rings and answers at once. */
function answering(srf: SrfApplication): Promise<AppDialog> {
  return new Promise<AppDialog>((resolve, reject) => {
    srf.invite((req, res) => {
      srf.createUAS(req, res, { localSdp: SDP }).then(resolve, reject);
    });
  });
}

/** An answered and acknowledged call from a bare socket. */
async function call(bob: UdpPeer, headers: string[] = []): Promise<Caller & { toTag: string; ok: PeerMessage }> {
  const me = caller(bob);
  bob.send(request({ ...me, method: 'INVITE', body: SDP, headers }));
  const ok = await bob.next('SIP/2.0 200');
  const toTag = tag(ok, 'To');
  bob.send(request({ ...me, method: 'ACK', toTag }));
  return { ...me, toTag, ok };
}

test('the 200 is repeated until its ACK, and the INVITE repeated meanwhile reaches nobody', async () => {
  const srf = await application();
  let invites = 0;
  srf.use('invite', (_req, _res, next) => {
    invites++;
    next();
  });
  const dialog = answering(srf);
  const bob = await peer();
  const me = caller(bob);
  const invite = request({ ...me, method: 'INVITE', body: SDP, branch: 'z9hG4bK-same' });
  bob.send(invite);
  bob.send(invite);
  const first = await bob.next('SIP/2.0 200');
  const second = await bob.next('SIP/2.0 200');
  expect(second.text).toBe(first.text);
  bob.send(request({ ...me, method: 'ACK', toTag: tag(first, 'To') }));
  await new Promise((resolve) => void dialog.then((one) => one.on('ack', resolve)));
  expect(invites).toBe(1);
});

test.skipIf(REAL)('a 200 nobody acknowledges ends the call: BYE, and the application is told ACK timeout', async () => {
  const srf = await application();
  const dialog = answering(srf);
  const bob = await peer();
  bob.send(request({ ...caller(bob), method: 'INVITE', body: SDP }));
  const destroyed = new Promise(
    (resolve) => void dialog.then((one) => one.on('destroy', (_msg, reason) => resolve(reason))),
  );
  const bye = await bob.next('BYE');
  expect(bye.header('Reason')).toBe('SIP;cause=200;text="ACK timeout"');
  expect(await destroyed).toBe('ACK timeout');
  bob.send(response(bye, '200 OK'));
});

test('CANCEL before the answer: 200, 487, and the application hears of it', async () => {
  const srf = await application();
  const cancelled = new Promise<unknown>((resolve) => {
    srf.invite((req, res) => {
      req.on('cancel', () => resolve(new Promise((late) => res.send(200, {}, late))));
      res.send(180);
    });
  });
  const bob = await peer();
  const me = { ...caller(bob), branch: 'z9hG4bK-cancelled' };
  bob.send(request({ ...me, method: 'INVITE', body: SDP }));
  const ringing = await bob.next('SIP/2.0 180');
  bob.send(request({ ...me, method: 'CANCEL' }));
  expect((await bob.next('SIP/2.0 200')).header('CSeq')).toContain('CANCEL');
  const terminated = await bob.next('SIP/2.0 487');
  expect(tag(terminated, 'To')).toBe(tag(ringing, 'To'));
  expect(String(await cancelled)).toContain('unknown transaction');
  bob.send(request({ ...me, method: 'ACK', toTag: tag(terminated, 'To') }));
});

test('CANCEL after the 200 is answered 481', async () => {
  const srf = await application();
  void answering(srf);
  const bob = await peer();
  const me = { ...caller(bob), branch: 'z9hG4bK-late' };
  bob.send(request({ ...me, method: 'INVITE', body: SDP }));
  const ok = await bob.next('SIP/2.0 200');
  bob.send(request({ ...me, method: 'CANCEL' }));
  await bob.next('SIP/2.0 481');
  bob.send(request({ ...me, method: 'ACK', toTag: tag(ok, 'To'), branch: 'z9hG4bK-late-ack' }));
});

test('BYE before the ACK is answered 481, after it 200', async () => {
  const srf = await application();
  void answering(srf);
  const bob = await peer();
  const me = caller(bob);
  bob.send(request({ ...me, method: 'INVITE', body: SDP }));
  const toTag = tag(await bob.next('SIP/2.0 200'), 'To');
  bob.send(request({ ...me, method: 'BYE', toTag, cseq: 2 }));
  await bob.next('SIP/2.0 481');
  bob.send(request({ ...me, method: 'ACK', toTag }));
  bob.send(request({ ...me, method: 'BYE', toTag, cseq: 3 }));
  for (;;) if ((await bob.next('SIP/2.0 200')).header('CSeq').includes('BYE')) break;
});

test('requests inside the dialog reach their handlers; an old CSeq is refused', async () => {
  const srf = await application();
  const dialog = answering(srf);
  const bob = await peer();
  const me = await call(bob);
  const one = await dialog;
  one.on('info', (_req, res) => res.send(200));
  one.on('modify', (_req, res) => res.send(200, { body: SDP }));
  bob.send(request({ ...me, method: 'INFO', cseq: 2 }));
  await bob.next('SIP/2.0 200');
  bob.send(request({ ...me, method: 'INVITE', cseq: 3, body: SDP }));
  expect((await bob.next('SIP/2.0 200')).header('Contact')).toContain('sip:');
  bob.send(request({ ...me, method: 'ACK', cseq: 3 }));
  bob.send(request({ ...me, method: 'INFO', cseq: 2 }));
  await bob.next('SIP/2.0 500');
});

test('the application hangs up: BYE goes to the Contact of the caller, repeated until it is answered', async () => {
  const srf = await application();
  const dialog = answering(srf);
  const bob = await peer();
  const { ok } = await call(bob);
  const done = (await dialog).destroy();
  const bye = await bob.next('BYE sip:caller@127.0.0.1');
  await bob.next('BYE');
  expect(tag(bye, 'From')).toBe(tag(ok, 'To'));
  expect(bye.header('Call-ID')).toBe(ok.header('Call-ID'));
  bob.send(response(bye, '200 OK'));
  await done;
});

test('a reliable provisional is repeated until PRACK, which the application answers', async () => {
  const srf = await application();
  const pracked = new Promise<string>((resolve) => {
    srf.invite((_req, res) => {
      const onPrack = (req: { method: string }): void => resolve(req.method);
      res.send(183, { headers: { Require: '100rel' }, body: SDP }, () => undefined, onPrack);
    });
    srf.use('prack', (_req, res) => res.send(200));
  });
  const bob = await peer();
  const me = caller(bob);
  bob.send(request({ ...me, method: 'INVITE', body: SDP, headers: ['Supported: 100rel'] }));
  const progress = await bob.next('SIP/2.0 183');
  await bob.next('SIP/2.0 183');
  const toTag = tag(progress, 'To');
  const rseq = progress.header('RSeq');
  bob.send(request({ ...me, method: 'PRACK', cseq: 2, toTag, headers: ['RAck: 1 1 INVITE'] }));
  await bob.next('SIP/2.0 481');
  bob.send(request({ ...me, method: 'PRACK', cseq: 3, toTag, headers: [`RAck: ${rseq} 1 INVITE`] }));
  expect(await pracked).toBe('PRACK');
  expect((await bob.next('SIP/2.0 200')).header('CSeq')).toContain('PRACK');
});

test('a peer without 100rel gets no reliable provisional: the application is refused', async () => {
  const srf = await application();
  const refused = new Promise((resolve) => {
    srf.invite((_req, res) => res.send(183, { headers: { Require: '100rel' }, body: SDP }, resolve));
  });
  const bob = await peer();
  bob.send(request({ ...caller(bob), method: 'INVITE', body: SDP }));
  expect(String(await refused)).toContain('Remote endpoint does not support 100rel');
});

test('a repeated provisional with RSeq is handed up once and acknowledged with RAck', async () => {
  const srf = await application();
  const bob = await peer();
  const seen: number[] = [];
  const dialog = srf.createUAC(
    `sip:bob@127.0.0.1:${bob.port}`,
    { localSdp: SDP, headers: {} },
    { cbProvisional: (res) => seen.push(res.status) },
  );
  const invite = await bob.next('INVITE');
  const contact = `Contact: <sip:bob@127.0.0.1:${bob.port}>`;
  const progress = response(invite, '183 Session Progress', [contact, 'Require: 100rel', 'RSeq: 42'], SDP);
  bob.send(progress);
  bob.send(progress);
  const prack = await bob.next('PRACK');
  expect(prack.header('RAck')).toBe(`42 ${invite.header('CSeq')}`);
  bob.send(response(prack, '200 OK'));
  bob.send(response(invite, '200 OK', [contact], SDP));
  await bob.next('ACK');
  expect((await dialog).sip.remoteTag).toBe('peer');
  expect(seen).toEqual([183]);
});

test('an INVITE nobody answers is repeated, then answered 408 to the application', { timeout: 20_000 }, async () => {
  if (REAL) return;
  const srf = await application();
  const bob = await peer();
  const failed = srf
    .createUAC(`sip:bob@127.0.0.1:${bob.port}`, { localSdp: SDP, headers: {} })
    .catch((error: { status: number }) => error.status);
  const first = await bob.next('INVITE');
  expect((await bob.next('INVITE')).text).toBe(first.text);
  expect(await failed).toBe(408);
});

test('a repeated 200 is acknowledged again by the server, the application sees it once', async () => {
  const srf = await application();
  const bob = await peer();
  const dialog = srf.createUAC(`sip:bob@127.0.0.1:${bob.port}`, { localSdp: SDP, headers: {} });
  const ok = response(await bob.next('INVITE'), '200 OK', [`Contact: <sip:bob@127.0.0.1:${bob.port}>`], SDP);
  bob.send(ok);
  const ack = await bob.next('ACK');
  bob.send(ok);
  expect((await bob.next('ACK')).text).toBe(ack.text);
  expect((await dialog).connected).toBe(true);
});

test('a second branch that answers is acknowledged and ended by the server', async () => {
  const srf = await application();
  const bob = await peer();
  const dialog = srf.createUAC(`sip:bob@127.0.0.1:${bob.port}`, { localSdp: SDP, headers: {} });
  const invite = await bob.next('INVITE');
  const ok = response(invite, '200 OK', [`Contact: <sip:bob@127.0.0.1:${bob.port}>`], SDP);
  bob.send(ok);
  await bob.next('ACK');
  bob.send(ok.replace(';tag=peer', ';tag=fork'));
  expect(tag(await bob.next('ACK'), 'To')).toBe('fork');
  const bye = await bob.next('BYE');
  expect(tag(bye, 'To')).toBe('fork');
  bob.send(response(bye, '200 OK'));
  expect((await dialog).sip.remoteTag).toBe('peer');
});

test('CANCEL of ours waits for the first provisional', async () => {
  const srf = await application();
  const bob = await peer();
  const ended = srf
    .createUAC(
      `sip:bob@127.0.0.1:${bob.port}`,
      { localSdp: SDP, headers: {} },
      { cbRequest: (_error, req) => req.cancel() },
    )
    .catch((error: { status: number }) => error.status);
  const invite = await bob.next('INVITE');
  bob.send(response(invite, '180 Ringing'));
  const cancel = await bob.next('CANCEL');
  expect(cancel.header('Via')).toBe(invite.header('Via'));
  bob.send(response(cancel, '200 OK'));
  bob.send(response(invite, '487 Request Terminated'));
  await bob.next('ACK');
  expect(await ended).toBe(487);
});

test('the route set of the answer is followed', async () => {
  const srf = await application();
  const bob = await peer();
  const dialog = srf.createUAC(`sip:bob@127.0.0.1:${bob.port}`, { localSdp: SDP, headers: {} });
  const invite = await bob.next('INVITE');
  const routes = [
    `Record-Route: <sip:127.0.0.1:${bob.port};lr;hop=2>`,
    `Record-Route: <sip:127.0.0.1:${bob.port};lr;hop=1>`,
  ];
  bob.send(response(invite, '200 OK', [...routes, 'Contact: <sip:bob@198.51.100.7:5062>'], SDP));
  const ack = await bob.next('ACK sip:bob@198.51.100.7:5062 SIP/2.0');
  expect(ack.header('Route')).toContain('hop=1');
  expect((await dialog).connected).toBe(true);
});

test('responses go to the source port when Via asks for it, and name the source when it differs', async () => {
  const srf = await application();
  srf.options((_req, res) => res.send(200));
  const bob = await peer();
  bob.send(
    request({ method: 'OPTIONS', port: 9 }).replace(
      /Via: (.*)/,
      (_all, via: string) => `Via: ${via.replace('127.0.0.1', '192.0.2.1').trim()};rport`,
    ),
  );
  const answer = await bob.next('SIP/2.0 200');
  expect(answer.header('Via')).toContain(`rport=${bob.port}`);
  expect(answer.header('Via')).toContain('received=127.0.0.1');
});

test.skipIf(REAL)('a session the caller should refresh and does not is ended', { timeout: 20_000 }, async () => {
  const srf = await application();
  const dialog = answering(srf);
  const bob = await peer();
  const { ok } = await call(bob, ['Supported: timer', 'Session-Expires: 2;refresher=uac']);
  expect(ok.header('Session-Expires')).toBe('2;refresher=uac');
  expect(ok.header('Require')).toBe('timer');
  const reason = new Promise((resolve) => void dialog.then((one) => one.on('destroy', (_msg, why) => resolve(why))));
  const bye = await bob.next('BYE');
  bob.send(response(bye, '200 OK'));
  expect(await reason).toBe('Session timer expired');
});

test.skipIf(REAL)(
  'a session that is ours to refresh is refreshed by the server, without a word to the application',
  { timeout: 20_000 },
  async () => {
    const srf = await application();
    const dialog = answering(srf);
    const bob = await peer();
    await call(bob, ['Supported: timer', 'Session-Expires: 2;refresher=uas']);
    for (let refresh = 0; refresh < 2; refresh++) {
      const again = await bob.next('INVITE');
      expect(again.header('Session-Expires')).toBe('2;refresher=uac');
      expect(again.text).toContain('m=audio');
      bob.send(
        response(
          again,
          '200 OK',
          [`Contact: <sip:caller@127.0.0.1:${bob.port}>`, 'Session-Expires: 2;refresher=uac'],
          SDP,
        ),
      );
      expect((await bob.next('ACK')).header('CSeq')).toBe(again.header('CSeq').replace('INVITE', 'ACK'));
    }
    const one = await dialog;
    const done = one.destroy();
    bob.send(response(await bob.next('BYE'), '200 OK'));
    await done;
  },
);

test('nothing is kept once calls are over', { timeout: 30_000 }, async () => {
  if (!target.own) return;
  const srf = await application();
  const ended: Promise<unknown>[] = [];
  srf.invite((req, res) => {
    void srf
      .createUAS(req, res, { localSdp: SDP })
      .then((one) => ended.push(new Promise((resolve) => one.on('destroy', resolve))));
  });
  const bob = await peer();
  for (let i = 0; i < 20; i++) {
    const me = await call(bob);
    bob.send(request({ ...me, method: 'BYE', cseq: 2 }));
    for (;;) if ((await bob.next('SIP/2.0 200')).header('CSeq').includes('BYE')) break;
  }
  expect(ended.length).toBe(20);
});
