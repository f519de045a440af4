import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Parties, partiesOf } from './parties.ts';
import { type GatewayWorld, startWorld, tones } from './world.ts';

let world: GatewayWorld;
let parties: Parties;
beforeAll(async () => {
  world = await startWorld();
  parties = partiesOf(world);
});
afterAll(() => world?.stop());

test('a caller hears the announcement to its end, then the music', async () => {
  const visit = await parties.someoneIsAnswered();
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
  const { visit, agent } = await parties.conversation();
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
  const { visit, agent } = await parties.conversation();
  agent.call.bye();
  expect(await world.acd.next('leg.released')).toMatchObject({ legId: agent.legId, by: 'party', cause: 'normal' });
  await world.acd.send({ type: 'play', callId: visit.callId, playId: 'again', files: ['music.wav'], repeat: true });
  await visit.sound.hears(tones.music);
  await world.acd.send({ type: 'releaseCall', callId: visit.callId, cause: 'normal' });
  await visit.call.received('BYE');
  expect(await world.acd.next('leg.released')).toMatchObject({ legId: visit.legId, by: 'system' });
});

test('a transfer: the caller hears music, then the second agent', async () => {
  const { visit, agent } = await parties.conversation();
  await world.acd.send({ type: 'holdLeg', ...agent.onLeg, playId: 'hold', musicFile: 'music.wav' });
  const second = await parties.agentIsRung(visit.callId);
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
  const { visit, agent } = await parties.conversation();
  visit.sound.press('7');
  expect(await world.acd.next('dtmf.received')).toMatchObject({ digit: '7', legId: visit.legId });
  agent.sound.press('*');
  expect(await world.acd.next('dtmf.received')).toMatchObject({ digit: '*', legId: agent.legId });
  visit.call.bye();
});

test('a question in a conversation: the caller hears it instead of the agent, the agent hears the caller all the time', async () => {
  const { visit, agent } = await parties.conversation();
  const { callId } = visit;
  await world.acd.send({ type: 'play', callId, playId: 'q1', files: ['welcome.wav', 'welcome.wav'], repeat: false });
  await visit.sound.hears(tones.welcome);
  await visit.sound.hearsNo(tones.agent);
  await agent.sound.hears(tones.caller);
  visit.sound.press('2');
  expect(await world.acd.next('dtmf.received', (event) => event.callId === callId)).toMatchObject({ digit: '2' });
  await world.acd.next('play.finished', (event) => event.playId === 'q1');
  await Promise.all([visit.sound.hears(tones.agent), agent.sound.hears(tones.caller)]);
  await world.acd.send({ type: 'play', callId, playId: 'q2', files: ['music.wav'], repeat: false });
  await visit.sound.hears(tones.music);
  await world.acd.send({ type: 'holdLeg', ...agent.onLeg, playId: 'hold', musicFile: 'music.wav' });
  await agent.sound.hearsNo(tones.caller);
  await world.acd.send({ type: 'retrieveLeg', ...agent.onLeg });
  await Promise.all([visit.sound.hears(tones.agent), agent.sound.hears(tones.caller)]);
  visit.call.bye();
  await agent.call.received('BYE');
});
