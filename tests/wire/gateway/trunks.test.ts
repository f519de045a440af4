import { partyStore } from '@decroche/platform/redis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { RtpEndpoint } from '../../support/rtp.ts';
import { type PhoneCall, SipPhone } from '../../support/sip-phone.ts';
import { type Parties, partiesOf } from './parties.ts';
import { type GatewayWorld, PARTY_KEY, startWorld, tones } from './world.ts';

const NUMBER = '+33655443322';

let [first, second]: SipPhone[] = [];
let world: GatewayWorld;
let parties: Parties;
let partyRef: string;
const idOf = (trunk: SipPhone | undefined) => `127.0.0.1:${trunk?.port}`;

beforeAll(async () => {
  [first, second] = [await SipPhone.open(9), await SipPhone.open(9)];
  world = await startWorld({ OUTBOUND_TRUNK: `${idOf(first)}, ${idOf(second)}`, TRUNK_PING_MS: '1000' });
  parties = partiesOf(world);
  partyRef = await partyStore(world.redis, PARTY_KEY).remember({ number: NUMBER });
  for (const trunk of [first, second]) await isTold(trunk, true);
});
beforeEach(async () => {
  for (const trunk of [first, second]) {
    if (trunk!.saysToOptions === 200) continue;
    trunk!.saysToOptions = 200;
    await isTold(trunk, true);
  }
});
afterEach(() => {
  const told = [JSON.stringify(world.acd.events), ...world.logs].join('\n');
  expect(/655443322/.exec(told)?.[0]).toBeUndefined();
});
afterAll(async () => {
  await world?.stop();
  first?.close();
  second?.close();
});

/** The acd is told of a change. */
const isTold = (trunk: SipPhone | undefined, up: boolean) =>
  world.acd.next('trunk.changed', (event) => event.trunkId === idOf(trunk) && event.up === up, 12_000);

let count = 0;
async function ring(more: object = {}) {
  const visit = await parties.someoneIsAnswered();
  onTestFinished(() => visit.call.bye());
  const onLeg = { callId: visit.callId, legId: `${visit.callId}-t${++count}` };
  await world.acd.send({ type: 'ringLeg', ...onLeg, target: { kind: 'party', partyRef }, timeoutMs: 20_000, present: 'service', ...more }); // prettier-ignore
  return { visit, onLeg, released: () => world.acd.next('leg.released', ({ legId }) => legId === onLeg.legId) };
}

async function picksUp(phone: PhoneCall, legId: string) {
  const sound = await RtpEndpoint.open();
  onTestFinished(() => sound.close());
  sound.connect(phone.request.body);
  sound.sing(tones.agent);
  phone.reply(200, sound.sdp());
  await phone.received('ACK');
  await world.acd.next('leg.answered', (event) => event.legId === legId);
  return sound;
}

test.each([408, 500, 503])(
  'a trunk that says %i before it rings is left for the next, where both hear each other',
  async (status) => {
    const { visit, onLeg, released } = await ring();
    (await first!.rung()).reply(status);
    const phone = await second!.rung();
    expect(phone.request.start).toBe(`INVITE sip:${NUMBER}@${idOf(second)} SIP/2.0`);
    phone.reply(180);
    await world.acd.next('leg.ringing', (event) => event.legId === onLeg.legId);
    const sound = await picksUp(phone, onLeg.legId);
    await world.acd.send({ type: 'bridgeLeg', ...onLeg });
    await Promise.all([visit.sound.hears(tones.agent), sound.hears(tones.caller)]);
    phone.bye();
    expect(await released()).toMatchObject({ cause: 'normal', by: 'party' });
    expect(world.logs.join('\n')).toContain('the next one is tried');
  },
);

test.each([
  [486, 'busy'],
  [404, 'unknownNumber'],
  [603, 'rejected'],
])('what the callee says (%i) is not asked again of the next trunk', async (status, cause) => {
  const { released } = await ring();
  (await first!.rung()).reply(status);
  expect(await released()).toMatchObject({ cause, by: 'party' });
  await expect(second!.rung(300)).rejects.toThrow('no incoming call');
});

test('a trunk that fails after it rang has had its turn', async () => {
  const { onLeg, released } = await ring();
  const phone = await first!.rung();
  phone.reply(180);
  await world.acd.next('leg.ringing', (event) => event.legId === onLeg.legId);
  phone.reply(503);
  expect(await released()).toMatchObject({ cause: 'unavailable', sip: expect.stringMatching(/^503/) });
  await expect(second!.rung(300)).rejects.toThrow('no incoming call');
});

test('when every trunk fails, the end is told once, as the last one said it', async () => {
  const { onLeg, released } = await ring();
  (await first!.rung()).reply(503);
  (await second!.rung()).reply(500);
  expect(await released()).toMatchObject({ cause: 'remoteFailure', sip: expect.stringMatching(/^500/) });
  const ends = world.acd.events.filter((event) => event.type === 'leg.released' && event.legId === onLeg.legId);
  expect(ends).toHaveLength(1);
});

test('whoever is rung back is dialled through the next trunk too', async () => {
  const onCaller = { callId: 'back-1', legId: 'back-1-c' };
  await world.acd.send({ type: 'openCall', ...onCaller, serviceId: 'assistance' });
  await world.acd.send({ type: 'dialCaller', ...onCaller, partyRef, timeoutMs: 10_000 });
  (await first!.rung()).reply(503);
  const phone = await second!.rung();
  const sound = await picksUp(phone, onCaller.legId);
  await world.acd.send({ type: 'play', callId: onCaller.callId, playId: 'p', files: ['welcome.wav'], repeat: true });
  await sound.hears(tones.welcome);
  await world.acd.send({ type: 'releaseCall', callId: onCaller.callId, cause: 'normal' });
  await phone.received('BYE');
  await world.acd.next('leg.released', (event) => event.legId === onCaller.legId);
});

test('a trunk that has died is noticed: told, left in the middle of a call, passed over by the next, and taken again when it is back', async () => {
  first!.saysToOptions = undefined;
  const { onLeg, released } = await ring();
  const dead = await first!.rung();
  const phone = await second!.rung(9_000);
  expect(await isTold(first, false)).toMatchObject({ gatewayId: 'gateway1', why: 'no answer to OPTIONS' });
  // It comes to life in the middle: the telephone it rings is not left ringing.
  dead.reply(180);
  await dead.received('CANCEL');
  phone.reply(180);
  await world.acd.next('leg.ringing', (event) => event.legId === onLeg.legId);
  phone.reply(486);
  expect(await released()).toMatchObject({ cause: 'busy' });

  const next = await ring();
  (await second!.rung()).reply(486);
  await next.released();
  await expect(first!.rung(200)).rejects.toThrow('no incoming call');

  first!.saysToOptions = 404;
  await isTold(first, true);
  const again = await ring();
  (await first!.rung()).reply(486);
  await again.released();
  first!.saysToOptions = 200;
});

test('trunks that are all down are tried all the same: what they say of themselves may be wrong', async () => {
  for (const trunk of [first, second]) trunk!.saysToOptions = 503;
  await Promise.all([first, second].map((trunk) => isTold(trunk, false)));
  const { released } = await ring();
  (await first!.rung()).reply(486);
  expect(await released()).toMatchObject({ cause: 'busy' });
  const metrics = await (await fetch(`http://127.0.0.1:${world.healthPort}/metrics`)).text();
  expect(metrics).toContain(`gateway_trunk_up{trunk="${idOf(first)}"} 0`);
});

test('one who is released while a trunk is silent is rung by no other', async () => {
  first!.saysToOptions = undefined;
  await isTold(first, false);
  second!.saysToOptions = undefined;
  const { onLeg, released } = await ring();
  const phone = await second!.rung();
  await world.acd.send({ type: 'releaseLeg', ...onLeg, cause: 'cancelled' });
  await released();
  phone.reply(180);
  await phone.received('CANCEL');
  await isTold(second, false);
  await expect(first!.rung(300)).rejects.toThrow('no incoming call');
});

test('a gateway that starts again tells every trunk again', async () => {
  await world.stopGateway();
  await world.startGateway();
  await Promise.all([first, second].map((trunk) => isTold(trunk, true)));
});
