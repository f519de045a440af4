import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Parties, partiesOf } from '../gateway/parties.ts';
import { authorization } from '../../support/sip-phone.ts';
import { type GatewayWorld, PHONE, startWorld } from '../gateway/world.ts';

let world: GatewayWorld;
let parties: Parties;
beforeAll(async () => {
  world = await startWorld({ TRUSTED_TRUNKS: '192.0.2.0/24' });
  parties = partiesOf(world);
});
afterAll(() => world?.stop());

test('a caller from an address that is no trunk is refused 403 and logged', async () => {
  const { sip, sound } = await parties.phone();
  const refusal = await sip.call('8008', { body: sound.sdp() }).response(300);
  expect(refusal.status).toBe(403);
  const id = /\(([^()]+)\)"$/.exec(refusal.header('Warning'))?.[1] ?? 'none';
  await expect.poll(() => world.logs.some((line) => line.includes(id))).toBe(true);
  expect(world.acd.events.some((event) => event.type === 'leg.arrived')).toBe(false);
});

test('a registered desk phone is asked for its credentials, and with them it reaches the service', async () => {
  const { sip, sound } = await parties.phone();
  await sip.register(PHONE.deviceId, { password: PHONE.password });
  const from = `<sip:${PHONE.deviceId}@127.0.0.1>`;
  const challenged = await sip.call('8008', { body: sound.sdp(), from }).response(300);
  expect(challenged.status).toBe(401);
  const given = { method: 'INVITE', uri: `sip:8008@127.0.0.1:${world.sipPort}`, username: PHONE.deviceId };
  const wrong = authorization(challenged, { ...given, password: 'wrong' });
  const refused = await sip.call('8008', { body: sound.sdp(), from, headers: { Authorization: wrong } }).response(300);
  expect(refused.status).toBe(401);
  const right = authorization(challenged, { ...given, password: PHONE.password, nc: 2 });
  const call = sip.call('8008', { body: sound.sdp(), from, headers: { Authorization: right } });
  const { callId, legId } = await world.acd.next('leg.arrived');
  await world.acd.send({ type: 'answerCaller', callId, legId });
  await call.answered();
  call.bye();
  await world.acd.next('leg.released', (event) => event.legId === legId);
});
