import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { RtpEndpoint } from '../../support/rtp.ts';
import { type CallOptions, SipPhone } from '../../support/sip-phone.ts';
import { type GatewayWorld, startWorld, tones } from './world.ts';

let world: GatewayWorld;
beforeAll(async () => (world = await startWorld()));
afterAll(() => world?.stop());

async function phone() {
  const sip = await SipPhone.open(world.sipPort);
  const sound = await RtpEndpoint.open();
  onTestFinished(() => {
    sip.close();
    sound.close();
  });
  return { sip, sound };
}

/** Someone calls; the acd is told. */
async function someoneCalls(options: CallOptions = {}, user = '8008') {
  const { sip, sound } = await phone();
  const call = sip.call(user, { body: sound.sdp(), ...options });
  const arrived = await world.acd.next('leg.arrived');
  const { callId, legId } = arrived;
  return { call, sound, arrived, callId, legId, onCaller: { callId, legId } };
}

/** Someone calls and is answered, and sings. */
async function someoneIsAnswered() {
  const visit = await someoneCalls();
  await world.acd.send({ type: 'answerCaller', ...visit.onCaller });
  visit.sound.connect(await visit.call.answered());
  visit.sound.sing(tones.caller);
  await world.acd.next('leg.answered', (event) => event.legId === visit.legId);
  return visit;
}

let legs = 0;
/** An agent at a static address is rung. */
async function agentIsRung(callId: string, more: object = {}) {
  const { sip, sound } = await phone();
  const legId = `leg-${++legs}`;
  const uri = `sip:agent@127.0.0.1:${sip.port}`;
  await world.acd.send({ type: 'ringLeg', callId, legId, target: { kind: 'uri', uri }, timeoutMs: 10_000, present: 'number', ...more }); // prettier-ignore
  const call = await sip.rung();
  sound.sing(tones.agent);
  return { call, sound, legId, onLeg: { callId, legId } };
}

/** A whole conversation. */
async function conversation() {
  const visit = await someoneIsAnswered();
  await world.acd.send({ type: 'play', callId: visit.callId, playId: 'music', files: ['music.wav'], repeat: true });
  const agent = await agentIsRung(visit.callId);
  agent.call.reply(180);
  await world.acd.next('leg.ringing', (event) => event.legId === agent.legId);
  await visit.sound.hears(tones.music);
  agent.sound.connect(agent.call.request.body);
  agent.call.reply(200, agent.sound.sdp());
  await agent.call.received('ACK');
  await world.acd.next('leg.answered', (event) => event.legId === agent.legId);
  await world.acd.send({ type: 'bridgeLeg', ...agent.onLeg });
  await world.acd.next('leg.bridged', (event) => event.legId === agent.legId);
  await Promise.all([visit.sound.hears(tones.agent), agent.sound.hears(tones.caller)]);
  return { visit, agent };
}

test('a caller hears the announcement to its end, then the music', async () => {
  const visit = await someoneIsAnswered();
  const { callId } = visit;
  await world.acd.send({ type: 'play', callId, playId: 'hello', files: ['welcome.wav', 'other.wav'], repeat: false });
  await visit.sound.hears(tones.welcome);
  await visit.sound.hears(tones.other);
  const startedAt = Date.now();
  const finished = await world.acd.next('play.finished');
  expect(finished).toMatchObject({ callId, playId: 'hello' });
  expect(finished.finishedAt - startedAt).toBeLessThan(700);
  await world.acd.send({ type: 'play', callId, playId: 'music', files: ['music.wav'], repeat: true });
  await visit.sound.hears(tones.music);
  await world.acd.send({ type: 'stopPlaying', callId });
  await visit.sound.hearsNo(tones.music);
  visit.call.bye();
  expect((await visit.call.response(200)).status).toBe(200);
  expect(await world.acd.next('leg.released')).toMatchObject({ cause: 'normal', by: 'party', sip: 'BYE' });
});

test('caller and agent hear each other; hold, retrieve, and the end is told once for each', async () => {
  const { visit, agent } = await conversation();
  expect(agent.call.request.header('From')).toContain('sip:+33612345678@');
  expect(agent.call.request.header('X-Decroche-Call')).toBe(visit.callId);
  await world.acd.send({ type: 'holdLeg', ...agent.onLeg, playId: 'hold', musicFile: 'music.wav' });
  await Promise.all([visit.sound.hears(tones.music), agent.sound.hearsNo(tones.caller)]);
  await world.acd.send({ type: 'retrieveLeg', ...agent.onLeg });
  await Promise.all([visit.sound.hears(tones.agent), agent.sound.hears(tones.caller)]);
  visit.call.bye();
  const bye = await agent.call.received('BYE');
  expect(bye.header('Reason')).toBe('Q.850;cause=16');
  const ends = [await world.acd.next('leg.released'), await world.acd.next('leg.released')];
  expect(ends).toMatchObject([
    { legId: visit.legId, by: 'party' },
    { legId: agent.legId, by: 'system', cause: 'normal' },
  ]);
});

test('an agent who hangs up leaves the caller, who hears music again', async () => {
  const { visit, agent } = await conversation();
  agent.call.bye();
  expect(await world.acd.next('leg.released')).toMatchObject({ legId: agent.legId, by: 'party', cause: 'normal' });
  await world.acd.send({ type: 'play', callId: visit.callId, playId: 'again', files: ['music.wav'], repeat: true });
  await visit.sound.hears(tones.music);
  await world.acd.send({ type: 'releaseCall', callId: visit.callId, cause: 'normal' });
  await visit.call.received('BYE');
  expect(await world.acd.next('leg.released')).toMatchObject({ legId: visit.legId, by: 'system' });
});

test('a transfer: the caller hears music, then the second agent', async () => {
  const { visit, agent } = await conversation();
  await world.acd.send({ type: 'holdLeg', ...agent.onLeg, playId: 'hold', musicFile: 'music.wav' });
  const second = await agentIsRung(visit.callId);
  second.sound.sing(tones.other);
  await world.acd.send({ type: 'releaseLeg', ...agent.onLeg, cause: 'normal' });
  await agent.call.received('BYE');
  await visit.sound.hears(tones.music);
  second.sound.connect(second.call.request.body);
  second.call.reply(200, second.sound.sdp());
  await world.acd.next('leg.answered', (event) => event.legId === second.legId);
  await world.acd.send({ type: 'bridgeLeg', ...second.onLeg });
  await Promise.all([visit.sound.hears(tones.other), second.sound.hears(tones.caller)]);
  visit.call.bye();
  await second.call.received('BYE');
});

test('keys are told, in the menu and in conversation', async () => {
  const { visit, agent } = await conversation();
  visit.sound.press('7');
  expect(await world.acd.next('dtmf.received')).toMatchObject({ digit: '7', legId: visit.legId });
  agent.sound.press('*');
  expect(await world.acd.next('dtmf.received')).toMatchObject({ digit: '*', legId: agent.legId });
  visit.call.bye();
});
