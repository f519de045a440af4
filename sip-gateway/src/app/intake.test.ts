import type { DeviceId, ServiceId } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { admit } from './intake.ts';
import type { ArrivedInvite } from './ports.ts';

const sdp = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n';

const invite = (more: Partial<ArrivedInvite> = {}): ArrivedInvite => ({
  dialog: { answer: async () => undefined, refuse: () => undefined, listen: () => undefined, end: () => undefined },
  requestUri: 'sip:8008@gw',
  source: { address: '192.0.2.1', port: 5060, transport: 'udp' },
  receivedAt: 0,
  ageMs: 0,
  from: '<sip:0612345678@trunk>',
  contentType: 'application/sdp',
  sdp,
  reachable: true,
  requires: [],
  authenticate: async () => undefined,
  challenge: () => undefined,
  ...more,
});

const state = {
  routes: new Map([['8008', 'assistance' as ServiceId]]),
  stopping: false,
  overloaded: () => undefined,
  isTrunk: (address: string) => address === '192.0.2.1',
  isDevice: (user: string) => user === 'phone7',
};

const stranger = { address: '203.0.113.9', port: 5060, transport: 'udp' } as const;
const browser = { ...stranger, transport: 'wss' } as const;

test('an ordinary INVITE from a trunk is admitted', async () => {
  const { admission } = (await admit(invite(), state)) as Extract<Awaited<ReturnType<typeof admit>>, { kind: 'admitted' }>; // prettier-ignore
  expect(admission).toMatchObject({ serviceId: 'assistance', dialled: '8008', caller: { number: '+33612345678' } });
});

test('whoever dials an emergency number from a telephone of the centre is joined to no queue of it', async () => {
  const routes = new Map([['119', 'children' as ServiceId], ['116111', 'children' as ServiceId]]); // prettier-ignore
  const inChildren = { ...state, routes };
  const authenticate = async () => 'web1' as DeviceId;
  for (const requestUri of ['sip:119@gw', 'sip:+33119@gw', 'sip:116111@gw']) {
    expect(await admit(invite({ requestUri }), inChildren)).toMatchObject({ kind: 'admitted' });
    const refused = { kind: 'refused', step: 'route', refusal: { status: 404 } };
    expect(await admit(invite({ requestUri, source: browser, authenticate }), inChildren)).toMatchObject(refused);
    expect(await admit(invite({ requestUri, from: '<sip:phone7@lan>' }), inChildren)).toMatchObject(refused);
  }
});

test.each([
  ['open', 503, invite(), { ...state, stopping: true }],
  ['load', 503, invite(), { ...state, overloaded: () => 'full' }],
  ['source', 403, invite({ source: stranger }), state],
  ['extensions', 420, invite({ requires: ['timer', 'teleport'] }), state],
  ['contact', 400, invite({ reachable: false }), state],
  ['content', 415, invite({ contentType: 'text/plain' }), state],
  ['media', 488, invite({ sdp: '', contentType: undefined }), state],
  ['route', 404, invite({ requestUri: 'sip:1@gw' }), state],
  ['route', 480, invite(), { ...state, routes: undefined }],
])('the step "%s" refuses with %i', async (step, status, given, when) => {
  expect(await admit(given, when)).toMatchObject({ kind: 'refused', step, refusal: { status } });
});

test('under load a refusal costs nothing: no credentials are looked up', async () => {
  const authenticate = () => Promise.reject(new Error('must not be asked'));
  const busy = { ...state, overloaded: () => 'full' };
  expect(await admit(invite({ source: stranger, authenticate }), busy)).toMatchObject({ step: 'load' });
});

test('a desk phone outside the trunks is asked for credentials', async () => {
  const given = invite({ source: stranger, from: '<sip:phone7@lan>' });
  expect(await admit(given, state)).toEqual({ kind: 'challenged' });
});

test('a browser is asked for credentials, and admitted with them; a trunk number presented by it is not believed', async () => {
  let challenged = 0;
  const challenge = () => void challenged++;
  expect(await admit(invite({ source: browser, challenge }), state)).toEqual({ kind: 'challenged' });
  expect(challenged).toBe(1);
  const authenticate = async () => 'web1' as DeviceId;
  const asserted = '<sip:+33199000001@x>';
  const result = await admit(invite({ source: browser, authenticate, asserted }), state);
  expect(result).toMatchObject({
    kind: 'admitted',
    admission: { deviceId: 'web1', fromTrunk: false, caller: { number: '+33612345678' } },
  });
});
