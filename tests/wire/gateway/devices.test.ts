import { browserSipPassword } from '@decroche/platform';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { RtpEndpoint } from '../../support/rtp.ts';
import { SipPhone } from '../../support/sip-phone.ts';
import { type Parties, partiesOf } from './parties.ts';
import { BROWSER_SECRET, type GatewayWorld, PHONE, startWorld, tones } from './world.ts';

let world: GatewayWorld;
let parties: Parties;
beforeAll(async () => {
  world = await startWorld();
  parties = partiesOf(world);
});
afterAll(() => world?.stop());

async function registeredPhone(algorithm: 'MD5' | 'SHA-256' = 'MD5') {
  const sip = await SipPhone.open(world.sipPort);
  const sound = await RtpEndpoint.open('mu');
  onTestFinished(() => {
    sip.close();
    sound.close();
  });
  const answer = await sip.register(PHONE.deviceId, { password: PHONE.password, algorithm });
  expect(answer.status).toBe(200);
  return { sip, sound };
}

test.each(['MD5', 'SHA-256'] as const)('a desk phone registers with %s and is told to the acd', async (algorithm) => {
  const before = Date.now();
  await registeredPhone(algorithm);
  const told = await world.acd.next('device.registered');
  expect(told).toMatchObject({ deviceId: PHONE.deviceId, gatewayId: 'gateway1', transport: 'udp' });
  expect(told.expiresAt - before).toBeGreaterThan(100_000);
});

test('a registered desk phone is rung, answers and is heard', async () => {
  const { sip, sound } = await registeredPhone();
  await world.acd.next('device.registered');
  const visit = await parties.someoneIsAnswered();
  await world.acd.send({
    type: 'ringLeg',
    callId: visit.callId,
    legId: 'desk-1',
    target: { kind: 'device', deviceId: PHONE.deviceId },
    timeoutMs: 5_000,
    present: 'anonymous',
    offerId: 'offer-9',
  });
  const call = await sip.rung();
  expect(call.request.header('From')).toContain('anonymous@anonymous.invalid');
  expect(call.request.header('Privacy')).toBe('id');
  expect(call.request.header('X-Decroche-Offer')).toBe('offer-9');
  sound.connect(call.request.body);
  sound.sing(tones.agent);
  call.reply(200, sound.sdp());
  await world.acd.next('leg.answered', (event) => event.legId === 'desk-1');
  await world.acd.send({ type: 'bridgeLeg', callId: visit.callId, legId: 'desk-1' });
  expect(await world.acd.next('leg.bridged')).toMatchObject({ legId: 'desk-1' });
  visit.call.bye();
  await call.received('BYE');
});

test('a device that unregisters is told, and is not rung any more', async () => {
  const { sip } = await registeredPhone();
  await world.acd.next('device.registered');
  const gone = await sip.register(PHONE.deviceId, { password: PHONE.password }, { headers: { Contact: '*', Expires: '0' } }); // prettier-ignore
  expect([gone.status, gone.header('Contact')]).toEqual([200, '']);
  expect(await world.acd.next('device.unregistered')).toMatchObject({ deviceId: PHONE.deviceId, reason: 'unregistered' }); // prettier-ignore
});

test('a browser credential minted by the console opens the door of its device', async () => {
  const sip = await SipPhone.open(world.sipPort);
  onTestFinished(() => sip.close());
  const username = `${Math.floor(Date.now() / 1_000) + 60}.web1`;
  const answer = await sip.register('web1', { username, password: browserSipPassword(BROWSER_SECRET, username) });
  expect(answer.status).toBe(200);
  expect(await world.acd.next('device.registered')).toMatchObject({ deviceId: 'web1' });
});

test('a REGISTER without Contact tells the registration in force', async () => {
  const { sip } = await registeredPhone();
  const answer = await sip.register(PHONE.deviceId, { password: PHONE.password }, { headers: { Contact: '' } });
  expect([answer.status, /expires=1[12]\d/.test(answer.header('Contact'))]).toEqual([200, true]);
});

test('a restarted gateway knows its devices at once and rings them', async () => {
  const { sip } = await registeredPhone();
  await world.stopGateway('SIGKILL');
  await world.startGateway();
  const census = await world.acd.next(
    'gateway.census',
    (event) => event.reason === 'started' && event.devices.length > 0,
  );
  expect(census.devices).toContain(PHONE.deviceId);
  const { call, callId } = await parties.someoneIsAnswered();
  await world.acd.send({
    type: 'ringLeg',
    callId,
    legId: 'desk-2',
    target: { kind: 'device', deviceId: PHONE.deviceId },
    timeoutMs: 5_000,
    present: 'number',
  });
  (await sip.rung()).reply(486);
  expect(await world.acd.next('leg.released', (event) => event.legId === 'desk-2')).toMatchObject({ cause: 'busy' });
  call.bye();
});

test('a device that says nothing is taken for gone after four seconds, not for a miss after the ringing time', async () => {
  const { sip } = await registeredPhone();
  await world.acd.next('device.registered');
  const { call, callId } = await parties.someoneIsAnswered();
  await world.acd.send({
    type: 'ringLeg',
    callId,
    legId: 'desk-3',
    target: { kind: 'device', deviceId: PHONE.deviceId },
    timeoutMs: 20_000,
    present: 'number',
  });
  await sip.rung();
  const released = await world.acd.next('leg.released', (event) => event.legId === 'desk-3', 6_000);
  expect(released).toMatchObject({ cause: 'unavailable', by: 'system' });
  expect(await world.acd.next('device.unregistered', (event) => event.reason === 'connectionLost')).toBeDefined();
  call.bye();
});
