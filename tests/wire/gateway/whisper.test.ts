import { partyStore } from '@decroche/platform/redis';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { RtpEndpoint, toneShare } from '../../support/rtp.ts';
import { SipPhone } from '../../support/sip-phone.ts';
import { type Parties, partiesOf } from './parties.ts';
import { type GatewayWorld, PARTY_KEY, startWorld, tones } from './world.ts';

/** Telephone of the one on call. */
const NUMBER = '+33655443322';

let trunk: SipPhone;
let world: GatewayWorld;
let parties: Parties;
let partyRef: string;
beforeAll(async () => {
  trunk = await SipPhone.open(9);
  world = await startWorld({ OUTBOUND_TRUNK: `127.0.0.1:${trunk.port}` });
  parties = partiesOf(world);
  partyRef = await partyStore(world.redis, PARTY_KEY).remember({ number: NUMBER });
});
afterEach(() => {
  const told = [JSON.stringify(world.acd.events), ...world.logs].join('\n');
  expect(/655443322|6 55 44 33 22/.exec(told)?.[0]).toBeUndefined();
});
afterAll(async () => {
  await world?.stop();
  trunk?.close();
});

/** A caller who hears music. */
async function someoneWaits() {
  const visit = await parties.someoneIsAnswered();
  await world.acd.send({ type: 'play', callId: visit.callId, playId: 'music', files: ['music.wav'], repeat: true });
  await visit.sound.hears(tones.music);
  return visit;
}

let count = 0;
/** The one on call is rung for a call. */
async function isRung(callId: string, more: object = {}) {
  const onLeg = { callId, legId: `${callId}-r${++count}` };
  await world.acd.send({
    ...{ type: 'ringLeg', ...onLeg, target: { kind: 'party', partyRef }, timeoutMs: 10_000, present: 'service' },
    ...more,
  });
  const phone = await trunk.rung();
  const sound = await RtpEndpoint.open();
  onTestFinished(() => sound.close());
  sound.connect(phone.request.body);
  return {
    phone,
    sound,
    onLeg,
    async picksUp(tone: number = tones.agent) {
      phone.reply(200, sound.sdp());
      await phone.received('ACK');
      await world.acd.next('leg.answered', (event) => event.legId === onLeg.legId);
      sound.sing(tone);
    },
    whisper: (more: object = {}) =>
      world.acd.send({ type: 'playToLeg', ...onLeg, playId: `w-${onLeg.legId}`, files: ['welcome.wav'], repeat: true, ...more }), // prettier-ignore
    released: () => world.acd.next('leg.released', (event) => event.legId === onLeg.legId),
  };
}

/** The share of each tone in most of a second of what one hears. */
async function whatIsHeard(sound: RtpEndpoint, samples = 6_000): Promise<(hz: number) => number> {
  const from = sound.heard.length;
  await expect.poll(() => sound.heard.length - from, { timeout: 3_000 }).toBeGreaterThan(samples);
  const heard = sound.heard.slice(from);
  return (hz) => toneShare(heard, hz);
}

test('whoever is on call hears the whisper alone and is heard by nobody, presses a key, and is joined: then both hear each other', async () => {
  const visit = await someoneWaits();
  const engineer = await isRung(visit.callId);
  expect(engineer.phone.request.start).toBe(`INVITE sip:${NUMBER}@127.0.0.1:${trunk.port} SIP/2.0`);
  expect(engineer.phone.request.header('From')).toContain('sip:8008@');
  expect(engineer.phone.request.text).not.toContain('612345678');
  await engineer.picksUp();
  await engineer.whisper();
  await engineer.sound.hears(tones.welcome);
  const [caller, party] = await Promise.all([whatIsHeard(visit.sound), whatIsHeard(engineer.sound)]);
  expect(caller(tones.music)).toBeGreaterThan(0.9);
  expect(caller(tones.agent)).toBeLessThan(0.01);
  expect(party(tones.welcome)).toBeGreaterThan(0.8);
  expect(party(tones.caller)).toBeLessThan(0.01);
  engineer.sound.press('1');
  expect(await world.acd.next('dtmf.received')).toMatchObject({ ...engineer.onLeg, digit: '1' });
  visit.sound.press('9');
  expect(await world.acd.next('dtmf.received')).toMatchObject({ ...visit.onCaller, digit: '9' });
  await world.acd.send({ type: 'bridgeLeg', ...engineer.onLeg });
  await world.acd.next('leg.bridged', (event) => event.legId === engineer.onLeg.legId);
  await Promise.all([visit.sound.hears(tones.agent), engineer.sound.hears(tones.caller)]);
  const [joined, other] = await Promise.all([whatIsHeard(visit.sound), whatIsHeard(engineer.sound)]);
  expect(joined(tones.agent)).toBeGreaterThan(0.9);
  expect(other(tones.caller)).toBeGreaterThan(0.9);
  visit.call.bye();
  await engineer.phone.received('BYE');
  await engineer.released();
});

test('one who declines is let go, the caller hears music on, and the next one is whispered to, accepts and is joined', async () => {
  const visit = await someoneWaits();
  const first = await isRung(visit.callId);
  await first.picksUp(tones.other);
  await first.whisper();
  await first.sound.hears(tones.welcome);
  first.sound.press('2');
  expect(await world.acd.next('dtmf.received')).toMatchObject({ ...first.onLeg, digit: '2' });
  await world.acd.send({ type: 'releaseLeg', ...first.onLeg, cause: 'rejected' });
  await first.phone.received('BYE');
  expect(await first.released()).toMatchObject({ cause: 'rejected', by: 'system' });
  await visit.sound.hears(tones.music);
  const second = await isRung(visit.callId);
  second.phone.reply(183, second.sound.sdp());
  await second.picksUp();
  await second.whisper();
  await Promise.all([second.sound.hears(tones.welcome), visit.sound.hears(tones.music)]);
  second.sound.press('1');
  expect(await world.acd.next('dtmf.received')).toMatchObject({ ...second.onLeg, digit: '1' });
  await world.acd.send({ type: 'bridgeLeg', ...second.onLeg });
  await Promise.all([visit.sound.hears(tones.agent), second.sound.hears(tones.caller)]);
  expect((await whatIsHeard(visit.sound))(tones.other)).toBeLessThan(0.01);
  second.phone.bye();
  expect(await second.released()).toMatchObject({ cause: 'normal', by: 'party' });
  await world.acd.send({ type: 'play', callId: visit.callId, playId: 'after', files: ['music.wav'], repeat: true });
  await visit.sound.hears(tones.music);
  visit.call.bye();
  await world.acd.next('leg.released', (event) => event.legId === visit.legId);
});

test('what the caller is told goes on beside a whisper, and the end of each is told by its own name', async () => {
  const visit = await someoneWaits();
  const engineer = await isRung(visit.callId);
  await engineer.picksUp();
  await engineer.whisper({ playId: 'once', files: ['welcome.wav', 'other.wav'], repeat: false });
  await world.acd.send({ type: 'play', callId: visit.callId, playId: 'told', files: ['welcome.wav'], repeat: false });
  await visit.sound.hears(tones.welcome);
  await engineer.sound.hears(tones.other);
  const ended = await Promise.all([world.acd.next('play.finished'), world.acd.next('play.finished')]);
  expect(ended.map(({ playId }) => playId).sort()).toEqual(['once', 'told']);
  await engineer.sound.hearsNo(tones.other);
  await world.acd.send({ type: 'play', callId: visit.callId, playId: 'music', files: ['music.wav'], repeat: true });
  await engineer.whisper({ playId: 'again', files: ['welcome.wav', 'other.wav'] });
  for (const tone of [tones.welcome, tones.other, tones.welcome]) await engineer.sound.hears(tone);
  await visit.sound.hears(tones.music);
  await world.acd.send({ type: 'releaseLeg', ...engineer.onLeg, cause: 'cancelled' });
  await engineer.released();
  await visit.sound.hears(tones.music);
  visit.call.bye();
  await world.acd.next('leg.released', (event) => event.legId === visit.legId);
  expect(world.acd.events.filter((event) => event.type === 'play.finished' && event.playId === 'again')).toEqual([]);
});

test('a trunk that moves the sound of whoever is whispered to does not let the caller hear them', async () => {
  const visit = await someoneWaits();
  const engineer = await isRung(visit.callId);
  await engineer.picksUp();
  await engineer.whisper();
  await engineer.sound.hears(tones.welcome);
  const moved = await RtpEndpoint.open();
  onTestFinished(() => moved.close());
  const answer = await engineer.phone.ask('INVITE', {}, moved.sdp('sendrecv', 2));
  expect(answer.status).toBe(200);
  engineer.sound.die();
  moved.connect(answer.body);
  moved.sing(tones.agent);
  await engineer.whisper({ playId: 'anew' });
  await moved.hears(tones.welcome);
  const caller = await whatIsHeard(visit.sound);
  expect(caller(tones.agent)).toBeLessThan(0.01);
  expect(caller(tones.music)).toBeGreaterThan(0.9);
  moved.press('1');
  expect(await world.acd.next('dtmf.received')).toMatchObject({ ...engineer.onLeg, digit: '1' });
  await world.acd.send({ type: 'bridgeLeg', ...engineer.onLeg });
  await Promise.all([visit.sound.hears(tones.agent), moved.hears(tones.caller)]);
  visit.call.bye();
  await engineer.phone.received('BYE');
  await engineer.released();
});

test('a caller who hangs up during the whisper ends it', async () => {
  const visit = await someoneWaits();
  const engineer = await isRung(visit.callId);
  await engineer.picksUp();
  await engineer.whisper({ files: ['welcome.wav', 'other.wav'] });
  await engineer.sound.hears(tones.welcome);
  visit.call.bye();
  await engineer.phone.received('BYE');
  expect(await engineer.released()).toMatchObject({ cause: 'normal', by: 'system' });
});

test('a page without a caller: the one dialled hears what it is about, and their keys are told', async () => {
  const onCaller = { callId: 'main-p1', legId: 'main-p1-c' };
  await world.acd.send({ type: 'openCall', ...onCaller, serviceId: 'assistance' });
  await world.acd.send({ type: 'dialCaller', ...onCaller, partyRef, timeoutMs: 10_000 });
  const phone = await trunk.rung();
  expect(phone.request.header('From')).toContain('sip:8008@');
  const sound = await RtpEndpoint.open();
  onTestFinished(() => sound.close());
  sound.connect(phone.request.body);
  phone.reply(200, sound.sdp());
  await world.acd.next('leg.answered', (event) => event.legId === onCaller.legId);
  await world.acd.send({ type: 'play', callId: onCaller.callId, playId: 'alert', files: ['welcome.wav', 'other.wav'], repeat: true }); // prettier-ignore
  for (const tone of [tones.welcome, tones.other, tones.welcome]) await sound.hears(tone);
  sound.press('1');
  expect(await world.acd.next('dtmf.received')).toMatchObject({ ...onCaller, digit: '1' });
  await world.acd.send({ type: 'play', callId: onCaller.callId, playId: 'thanks', files: ['welcome.wav'], repeat: false }); // prettier-ignore
  await world.acd.next('play.finished', ({ playId }) => playId === 'thanks');
  await world.acd.send({ type: 'releaseCall', callId: onCaller.callId, cause: 'normal' });
  await phone.received('BYE');
  await world.acd.next('leg.released', (event) => event.legId === onCaller.legId);
});

test.each([
  ['nobody knows', 'pnobody', undefined, 'unknownNumber'],
  ['may not be called', undefined, '+33899123456', 'forbidden'],
  ['is an emergency service', undefined, '112', 'forbidden'],
])('a party whom %s is not rung, and the caller waits on', async (_name, ref, number, cause) => {
  const visit = await someoneWaits();
  const target = { kind: 'party', partyRef: ref ?? (await partyStore(world.redis, PARTY_KEY).remember({ number: number! })) }; // prettier-ignore
  const legId = `${visit.callId}-nobody`;
  await world.acd.send({ type: 'ringLeg', callId: visit.callId, legId, target, timeoutMs: 5_000, present: 'service' });
  expect(await world.acd.next('leg.released', (event) => event.legId === legId)).toMatchObject({ cause, by: 'system' });
  await visit.sound.hears(tones.music);
  visit.call.bye();
  await world.acd.next('leg.released', (event) => event.legId === visit.legId);
});

test('nobody is whispered to who is the caller, has not answered, or is joined; one who has gone is passed over', async () => {
  const visit = await someoneWaits();
  const engineer = await isRung(visit.callId);
  const refused = () => world.acd.next('command.failed', ({ commandType }) => commandType === 'playToLeg');
  await engineer.whisper();
  expect(await refused()).toMatchObject(engineer.onLeg);
  await engineer.picksUp();
  await engineer.whisper({ files: ['nowhere.wav'] });
  expect((await refused()).detail).toContain('nowhere.wav');
  await engineer.whisper(visit.onCaller);
  expect(await refused()).toMatchObject(visit.onCaller);
  await world.acd.send({ type: 'bridgeLeg', ...engineer.onLeg });
  await engineer.sound.hears(tones.caller);
  await engineer.whisper();
  expect(await refused()).toMatchObject(engineer.onLeg);
  await world.acd.send({ type: 'releaseLeg', ...engineer.onLeg, cause: 'normal' });
  await engineer.released();
  const failures = () => world.acd.events.filter(({ type }) => type === 'command.failed').length;
  const before = failures();
  await engineer.whisper();
  await world.acd.send({ type: 'takeCensus', gatewayId: 'gateway1' });
  await world.acd.next('gateway.census', ({ reason }) => reason === 'asked');
  expect(failures()).toBe(before);
  visit.call.bye();
});

test('a prompt that begins while somebody is let go is heard to its end all the same', async () => {
  const visit = await someoneWaits();
  const engineer = await isRung(visit.callId);
  await engineer.picksUp();
  await engineer.whisper();
  await engineer.sound.hears(tones.welcome);
  const said = { type: 'play', callId: visit.callId, playId: 'said', files: ['welcome.wav'], repeat: false } as const;
  await Promise.all([
    world.acd.send(said),
    world.acd.send({ type: 'releaseLeg', ...engineer.onLeg, cause: 'rejected' }),
  ]);
  await engineer.released();
  await world.acd.next('play.finished', (event) => event.playId === 'said');
  const { from, to } = visit.sound.spanOf(tones.welcome);
  expect(to - from).toBeGreaterThan(300);
  visit.call.bye();
  await world.acd.next('leg.released', (event) => event.legId === visit.legId);
});
