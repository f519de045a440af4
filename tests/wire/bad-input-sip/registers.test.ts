import { browserSipPassword } from '@decroche/platform';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { authorization, SipPhone } from '../../support/sip-phone.ts';
import { BROWSER_SECRET, type GatewayWorld, PHONE, startWorld } from '../gateway/world.ts';

let world: GatewayWorld;
beforeAll(async () => (world = await startWorld()));
afterAll(() => world?.stop());

async function phone() {
  const sip = await SipPhone.open(world.sipPort);
  onTestFinished(() => sip.close());
  return sip;
}
const right = { password: PHONE.password };

async function theNextGoodRegistrationWorks() {
  const sip = await phone();
  const answer = await sip.register(PHONE.deviceId, right);
  expect(answer.status).toBe(200);
  expect(answer.header('Contact')).toContain('expires=');
}

async function isLogged(answer: { header(name: string): string }) {
  const id = /\(([^()]+)\)"$/.exec(answer.header('Warning'))?.[1];
  expect(id).toBeDefined();
  await expect.poll(() => world.logs.some((line) => line.includes(id!))).toBe(true);
}

const credential = (lifeMs: number, deviceId: string) => {
  const username = `${Math.floor((Date.now() + lifeMs) / 1_000)}.${deviceId}`;
  return { username, password: browserSipPassword(BROWSER_SECRET, username) };
};
const fixed = `${Math.floor(Date.now() / 1_000) + 600}`;
const credentialOf = (deviceId: string, password: string) => ({ username: `${fixed}.${deviceId}`, password });
type Attempt = (sip: SipPhone) => Promise<{ status: number; header(name: string): string }>;
const withHeaders = (headers: Record<string, string>): Attempt => (sip) => sip.register(PHONE.deviceId, right, { headers }); // prettier-ignore
let browsers = 0;
/** A browser of its own for each case: failures count for the user who made them. */
const spoiled =
  (spoil: (header: string) => string): Attempt =>
  (sip) => {
    const deviceId = `spoiled${++browsers}`;
    return sip.register(deviceId, credential(60_000, deviceId), { spoil });
  };

const cases: [name: string, status: number, attempt: Attempt][] = [
  ['with a wrong password', 403, (sip) => sip.register(PHONE.deviceId, { password: 'wrong' })],
  ['of an unknown device', 403, (sip) => sip.register('stranger', right)],
  ['with the credentials of another device', 403, (sip) => sip.register('phone8', { username: PHONE.deviceId, ...right })], // prettier-ignore
  ['of a browser whose credential has expired', 403, (sip) => sip.register('web1', credential(-5_000, 'web1'))],
  ['of a browser with the credential of another', 403, (sip) => sip.register('web1', credential(60_000, 'web2'))],
  ['of a browser with a forged credential', 403, (sip) => sip.register('web1', { ...credential(60_000, 'web1'), password: 'x' })], // prettier-ignore
  ['for another realm', 403, spoiled((header) => header.replace(/realm="[^"]*"/, 'realm="elsewhere"'))],
  ['without qop', 403, spoiled((header) => header.replace('qop=auth, ', ''))],
  ['with an unknown algorithm', 403, spoiled((header) => header.replace('algorithm=MD5', 'algorithm=SHA-1'))],
  ['with Basic authorization', 403, spoiled(() => 'Basic cGhvbmU3OnJpZ2h0')],
  ['with nonsense for authorization', 403, spoiled(() => 'Digest ,,,==="')],
  ['with 10 kB of authorization', 403, spoiled((header) => header + `, x="${'x'.repeat(10_000)}"`)],
  ['for a word of seconds', 400, withHeaders({ Expires: 'soon' })],
  ['for minus one second', 400, withHeaders({ Expires: '-1' })],
  ['for ten seconds', 423, withHeaders({ Expires: '10' })],
  ['of everything for an hour', 400, withHeaders({ Contact: '*', Expires: '3600' })],
  ['of everything and one more', 400, withHeaders({ Contact: '*, <sip:a@127.0.0.1>', Expires: '0' })],
  ['of a mail address', 400, withHeaders({ Contact: '<mailto:a@b>' })],
  ['without a user in To', 404, (sip) => sip.register(PHONE.deviceId, right, { headers: { To: '<sip:127.0.0.1>' } })],
  ['of a user that is no device name', 404, (sip) => sip.register(PHONE.deviceId, right, { headers: { To: '<sip:%00%0a@127.0.0.1>' } })], // prettier-ignore
];

describe.each(cases)('a REGISTER %s', (name, status, attempt) => {
  test(`is answered ${status}, logged with its id, and the next good one works`, async () => {
    const answer = await attempt(await phone());
    expect(answer.status).toBe(status);
    if (status === 423) expect(answer.header('Min-Expires')).toBe('60');
    await isLogged(answer);
    await theNextGoodRegistrationWorks();
  });
});

describe('a nonce', () => {
  test('that is replayed is refused as stale, and a new one is offered', async () => {
    const sip = await phone();
    let captured = '';
    await sip.register(PHONE.deviceId, right, { spoil: (header) => (captured = header) });
    const replay = sip.request('REGISTER', PHONE.deviceId, { CSeq: '3 REGISTER', Authorization: captured });
    const answer = await sip.exchange(replay);
    expect(answer.status).toBe(401);
    expect(answer.header('WWW-Authenticate')).toContain('stale=true');
    await theNextGoodRegistrationWorks();
  });

  test('that we never gave is answered with a fresh one', async () => {
    const sip = await phone();
    const forged = (header: string) => header.replace(/nonce="[^"]*"/, 'nonce="made.up.nonce"');
    const answer = await sip.register(PHONE.deviceId, right, { spoil: forged });
    expect([answer.status, /stale=true/.test(answer.text)]).toEqual([401, true]);
  });

  test('serves again with a higher count', async () => {
    const sip = await phone();
    const first = await sip.exchange(sip.request('REGISTER', PHONE.deviceId));
    const uri = `sip:${PHONE.deviceId}@127.0.0.1:${world.sipPort}`;
    for (const nc of [1, 2, 3]) {
      const header = authorization(first, { method: 'REGISTER', uri, username: PHONE.deviceId, ...right, nc });
      const answer = await sip.exchange(sip.request('REGISTER', PHONE.deviceId, { Authorization: header }));
      expect(answer.status).toBe(200);
    }
  });
});

test('a user who fails too often is not listened to for a while, the others are', async () => {
  const sip = await phone();
  const reasons: string[] = [];
  for (let i = 0; i < 12; i++) {
    reasons.push((await sip.register('web9', credentialOf('web9', `guess-${i}`))).header('Warning'));
  }
  expect(reasons[0]).toContain('wrong password');
  expect(reasons.at(-1)).toContain('too many failures');
  await theNextGoodRegistrationWorks();
});
