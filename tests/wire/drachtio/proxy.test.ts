import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connectApplication, routed } from './support/application.ts';
import type { SrfApplication } from './support/application.ts';
import { REAL, openTarget } from './support/target.ts';
import type { Target } from './support/target.ts';
import { SDP, request, response } from './support/sip-text.ts';
import { UdpPeer } from './support/udp-peer.ts';
import type { PeerMessage } from './support/udp-peer.ts';

/** Requests an application passes on through the server (RFC 3261 §16). */
let target: Target;
let srf: SrfApplication;
const open: { close(): Promise<unknown> }[] = [];

beforeAll(async () => {
  target = await openTarget({ t1Ms: 50 });
});
afterEach(async () => {
  srf.disconnect();
  await Promise.all(open.splice(0).map((one) => one.close()));
});
afterAll(() => target.stop());

async function peer(): Promise<UdpPeer> {
  const one = await UdpPeer.open(target);
  open.push(one);
  return one;
}

interface Proxied {
  readonly connected: boolean;
  readonly finalStatus?: number;
}

/** Makes the application proxy every INVITE; what becomes of the first is the inner promise. */
async function proxying(destinations: string[], options: object = {}): Promise<{ readonly result: Promise<Proxied> }> {
  srf = await connectApplication(target);
  const result = new Promise<Proxied>((resolve, reject) => {
    srf.invite((req) => void srf.proxyRequest(req, destinations, options).then(resolve, reject));
  });
  await routed(srf, target);
  return { result };
}

const uri = (one: UdpPeer): string => `sip:bob@127.0.0.1:${one.port}`;
const contact = (one: UdpPeer): string => `Contact: <sip:bob@127.0.0.1:${one.port}>`;
const tag = (message: PeerMessage, header: string): string => /;tag=([^;>]+)/.exec(message.header(header))?.[1] ?? '';

/** A response that keeps both Via lines of a proxied request. */
function answer(to: PeerMessage, status: string, extra: string[] = [], body = ''): string {
  const vias = to.text.split('\r\n').filter((line) => line.startsWith('Via:'));
  return response(to, status, extra, body).replace(/^Via: .*\r\n/m, vias.map((via) => `${via}\r\n`).join(''));
}

test('a call is passed on, and its later requests follow the Record-Route without the application', async () => {
  const [alice, bob] = [await peer(), await peer()];
  srf = await connectApplication(target);
  let heard = 0;
  const proxied = new Promise<Proxied>((resolve, reject) => {
    srf.invite((req) => {
      heard++;
      void srf.proxyRequest(req, [uri(bob)], { remainInDialog: true }).then(resolve, reject);
    });
  });
  srf.use('bye', () => heard++);
  await routed(srf, target);
  const me = { port: alice.port, callId: `proxied-${alice.port}`, fromTag: 'a' };
  alice.send(request({ ...me, method: 'INVITE', body: SDP }));
  const invite = await bob.next('INVITE');
  expect(invite.startLine).toBe(`INVITE ${uri(bob)} SIP/2.0`);
  expect(invite.header('Max-Forwards')).toBe('69');
  expect(invite.text.match(/^Via:/gm)?.length).toBe(2);
  const route = invite.header('Record-Route');
  expect(route).toBe(`<sip:${target.sipHost}:${target.sipPort};lr>`);
  bob.send(answer(invite, '180 Ringing'));
  expect((await alice.next('SIP/2.0 180')).text.match(/^Via:/gm)?.length).toBe(1);
  bob.send(answer(invite, '200 OK', [contact(bob), `Record-Route: ${route}`], SDP));
  const ok = await alice.next('SIP/2.0 200');
  const inside = { ...me, uri: uri(bob), toTag: tag(ok, 'To'), headers: [`Route: ${route}`] };
  alice.send(request({ ...inside, method: 'ACK' }));
  expect((await bob.next('ACK')).text).not.toContain('Route: <');
  alice.send(request({ ...inside, method: 'BYE', cseq: 2 }));
  const bye = await bob.next('BYE');
  bob.send(answer(bye, '200 OK'));
  expect((await alice.next('SIP/2.0 200')).header('CSeq')).toBe('2 BYE');
  expect(await proxied).toMatchObject({ connected: true, finalStatus: 200 });
  expect(heard).toBe(1);
});

test('in series, the second is tried when the first refuses', async () => {
  const [alice, busy, bob] = [await peer(), await peer(), await peer()];
  await proxying([uri(busy), uri(bob)]);
  alice.send(request({ method: 'INVITE', port: alice.port, body: SDP }));
  const first = await busy.next('INVITE');
  busy.send(answer(first, '486 Busy Here'));
  await busy.next('ACK');
  const second = await bob.next('INVITE');
  expect(second.header('Call-ID')).toBe(first.header('Call-ID'));
  bob.send(answer(second, '200 OK', [contact(bob)], SDP));
  await alice.next('SIP/2.0 200');
});

test('at once, the first that answers wins and the others are cancelled', async () => {
  const [alice, slow, bob] = [await peer(), await peer(), await peer()];
  await proxying([uri(slow), uri(bob)], { forking: 'simultaneous' });
  alice.send(request({ method: 'INVITE', port: alice.port, body: SDP }));
  const [ringing, answered] = [await slow.next('INVITE'), await bob.next('INVITE')];
  slow.send(answer(ringing, '180 Ringing'));
  await alice.next('SIP/2.0 180');
  bob.send(answer(answered, '200 OK', [contact(bob)], SDP));
  await alice.next('SIP/2.0 200');
  const cancel = await slow.next('CANCEL');
  slow.send(answer(cancel, '200 OK'));
  slow.send(answer(ringing, '487 Request Terminated'));
  await slow.next('ACK');
});

test('the best refusal comes back, and the application learns all of them', async () => {
  const [alice, one, two] = [await peer(), await peer(), await peer()];
  const { result } = await proxying([uri(one), uri(two)]);
  alice.send(request({ method: 'INVITE', port: alice.port, body: SDP }));
  one.send(answer(await one.next('INVITE'), '503 Service Unavailable'));
  two.send(answer(await two.next('INVITE'), '404 Not Found'));
  await alice.next('SIP/2.0 404');
  expect(await result).toMatchObject({ connected: false, finalStatus: 404 });
});

test.skipIf(REAL)('a destination that stays silent is left for the next after the provisional timeout', async () => {
  const [alice, silent, bob] = [await peer(), await peer(), await peer()];
  await proxying([uri(silent), uri(bob)], { provisionalTimeout: '200ms' });
  alice.send(request({ method: 'INVITE', port: alice.port, body: SDP }));
  await silent.next('INVITE');
  bob.send(answer(await bob.next('INVITE'), '200 OK', [contact(bob)], SDP));
  await alice.next('SIP/2.0 200');
});

test('a redirect is followed when asked for', async () => {
  const [alice, moved, bob] = [await peer(), await peer(), await peer()];
  await proxying([uri(moved)], { followRedirects: true });
  alice.send(request({ method: 'INVITE', port: alice.port, body: SDP }));
  moved.send(answer(await moved.next('INVITE'), '302 Moved Temporarily', [contact(bob)]));
  bob.send(answer(await bob.next('INVITE'), '200 OK', [contact(bob)], SDP));
  await alice.next('SIP/2.0 200');
});

test('CANCEL travels on, and its 487 comes back', async () => {
  const [alice, bob] = [await peer(), await peer()];
  await proxying([uri(bob)], {});
  const me = { port: alice.port, callId: `cancelled-${alice.port}`, fromTag: 'a', branch: 'z9hG4bK-proxy-cancel' };
  alice.send(request({ ...me, method: 'INVITE', body: SDP }));
  const invite = await bob.next('INVITE');
  bob.send(answer(invite, '180 Ringing'));
  await alice.next('SIP/2.0 180');
  alice.send(request({ ...me, method: 'CANCEL' }));
  await alice.next('SIP/2.0 200');
  bob.send(answer(await bob.next('CANCEL'), '200 OK'));
  bob.send(answer(invite, '487 Request Terminated'));
  await alice.next('SIP/2.0 487');
});

test('a request out of hops is refused with 483', async () => {
  const alice = await peer();
  srf = await connectApplication(target);
  const refused = new Promise<string>((resolve) => {
    srf.invite(
      (req) =>
        void srf.proxyRequest(req, 'sip:bob@127.0.0.1:9', {}).catch((reason: unknown) => resolve(String(reason))),
    );
  });
  await routed(srf, target);
  alice.send(request({ method: 'INVITE', port: alice.port, body: SDP }).replace('Max-Forwards: 70', 'Max-Forwards: 0'));
  await alice.next('SIP/2.0 483');
  expect(await refused).toContain('Rejected with 483 Too Many Hops');
});
