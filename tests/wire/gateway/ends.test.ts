import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Parties, partiesOf } from './parties.ts';
import { type GatewayWorld, startWorld, tones } from './world.ts';

let world: GatewayWorld;
let parties: Parties;
beforeAll(async () => {
  world = await startWorld({ ACD_SILENCE_MS: '800', RTP_LOST_AFTER_MS: '2500' });
  parties = partiesOf(world);
});
afterAll(() => world?.stop());

const releaseOf = (legId: string) => world.acd.next('leg.released', (event) => event.legId === legId);

test('a caller who gives up before the answer is told as cancelled', async () => {
  const { call, legId } = await parties.someoneCalls();
  call.cancel();
  expect((await call.response(400)).status).toBe(487);
  expect(await releaseOf(legId)).toMatchObject({ cause: 'cancelled', by: 'party' });
});

test('when the caller gives up, the phone that rings for them stops ringing', async () => {
  const { call, callId, legId } = await parties.someoneCalls();
  const agent = await parties.agentIsRung(callId);
  agent.call.reply(180);
  await world.acd.next('leg.ringing');
  call.cancel();
  await agent.call.received('CANCEL');
  expect(await releaseOf(legId)).toMatchObject({ cause: 'cancelled', by: 'party' });
  expect(await releaseOf(agent.legId)).toMatchObject({ cause: 'cancelled', by: 'system' });
});

test.each([
  [486, 'busy'],
  [603, 'rejected'],
  [480, 'unavailable'],
  [488, 'unsupportedMedia'],
  [500, 'remoteFailure'],
] as const)('a phone that answers %i is told as %s', async (status, cause) => {
  const { call, callId } = await parties.someoneIsAnswered();
  const agent = await parties.agentIsRung(callId);
  agent.call.reply(status);
  expect(await releaseOf(agent.legId)).toMatchObject({ cause, by: 'party', sip: `${status} Test` });
  call.bye();
});

test('a phone that rings out is cancelled, and another answers', async () => {
  const { call, callId } = await parties.someoneIsAnswered();
  const agent = await parties.agentIsRung(callId, { timeoutMs: 300 });
  agent.call.reply(180);
  const cancel = await agent.call.received('CANCEL');
  expect(cancel.header('Reason')).toBe('Q.850;cause=19');
  expect(await releaseOf(agent.legId)).toMatchObject({ cause: 'noAnswer', by: 'system' });
  const second = await parties.agentIsRung(callId);
  second.call.reply(200, second.sound.sdp());
  await world.acd.next('leg.answered', (event) => event.legId === second.legId);
  call.bye();
});

test('two agents race: the loser is told that the call was completed elsewhere', async () => {
  const { call, callId } = await parties.someoneIsAnswered();
  const [one, two] = [await parties.agentIsRung(callId), await parties.agentIsRung(callId)];
  for (const agent of [one, two]) agent.call.reply(180);
  one.sound.connect(one.call.request.body);
  one.call.reply(200, one.sound.sdp());
  await world.acd.next('leg.answered', (event) => event.legId === one.legId);
  await world.acd.send({ type: 'releaseLeg', ...two.onLeg, cause: 'completedElsewhere' }, { type: 'bridgeLeg', ...one.onLeg }); // prettier-ignore
  const cancel = await two.call.received('CANCEL');
  expect(cancel.header('Reason')).toBe('SIP;cause=200;text="Call completed elsewhere"');
  await one.sound.hears(tones.caller);
  call.bye();
});

test('a 200 that crosses our CANCEL is acknowledged and hung up', async () => {
  const { call, callId } = await parties.someoneIsAnswered();
  const agent = await parties.agentIsRung(callId);
  agent.call.reply(180);
  await world.acd.next('leg.ringing', (event) => event.legId === agent.legId);
  agent.call.ignoresCancel = true;
  await world.acd.send({ type: 'releaseLeg', ...agent.onLeg, cause: 'completedElsewhere' });
  await agent.call.received('CANCEL');
  agent.call.reply(200, agent.sound.sdp());
  await agent.call.received('ACK');
  const bye = await agent.call.received('BYE');
  expect(bye.header('Reason')).toContain('completed elsewhere');
  expect(world.acd.events.some((event) => event.type === 'leg.answered' && event.legId === agent.legId)).toBe(false);
  call.bye();
});

test('a device that is not registered and a number that may not be called are released at once', async () => {
  const { call, callId } = await parties.someoneIsAnswered();
  const ring = (legId: string, target: object) => ({ type: 'ringLeg', callId, legId, target, timeoutMs: 5_000, present: 'number' }); // prettier-ignore
  await world.acd.send(ring('gone-1', { kind: 'device', deviceId: 'nobody' }), ring('gone-2', { kind: 'number', number: '0123456789' })); // prettier-ignore
  expect(await releaseOf('gone-1')).toMatchObject({ cause: 'unavailable' });
  expect(await releaseOf('gone-2')).toMatchObject({ cause: 'forbidden' });
  call.bye();
});

test('a leg that is to ring for a call that has ended is told as cancelled, and no INVITE leaves', async () => {
  const { call, callId, legId } = await parties.someoneIsAnswered();
  call.bye();
  await releaseOf(legId);
  const agent = await parties.phone();
  await world.acd.send({
    type: 'ringLeg',
    callId,
    legId: 'too-late',
    target: { kind: 'uri', uri: `sip:agent@127.0.0.1:${agent.sip.port}` },
    timeoutMs: 5_000,
    present: 'number',
  });
  expect(await releaseOf('too-late')).toMatchObject({ cause: 'cancelled' });
  await expect(agent.sip.rung(200)).rejects.toThrow('no incoming call');
});

test('the acd refuses a caller with a status of its choice', async () => {
  const { call, legId, onCaller } = await parties.someoneCalls();
  await world.acd.send({ type: 'refuseCaller', ...onCaller, cause: 'congestion', retryAfterMs: 7_000 });
  const refusal = await call.response(400);
  expect([refusal.status, refusal.header('Retry-After')]).toEqual([503, '7']);
  expect(await releaseOf(legId)).toMatchObject({ cause: 'congestion', by: 'system' });
});

test('a caller whom the acd leaves without a word is asked to come back', async () => {
  const { call, legId } = await parties.someoneCalls();
  const refusal = await call.response(400);
  expect([refusal.status, refusal.header('Retry-After')]).toEqual([503, '5']);
  expect(await releaseOf(legId)).toMatchObject({ cause: 'congestion', by: 'system' });
});

test('hold and transfer from the phone itself are told', async () => {
  const { visit, agent } = await parties.conversation();
  const held = await agent.call.ask('INVITE', {}, agent.sound.sdp('sendonly', 2));
  expect(held.body).toContain('a=recvonly');
  expect(await world.acd.next('leg.holdChanged')).toMatchObject({ legId: agent.legId, held: true });
  const back = await agent.call.ask('INVITE', {}, agent.sound.sdp('sendrecv', 3));
  expect(back.body).toContain('a=sendrecv');
  expect(await world.acd.next('leg.holdChanged')).toMatchObject({ legId: agent.legId, held: false });
  const referred = await agent.call.ask('REFER', { 'Refer-To': '<sip:8009@127.0.0.1>' });
  expect(referred.status).toBe(202);
  expect((await agent.call.received('NOTIFY')).header('Event')).toBe('refer');
  expect(await world.acd.next('leg.transferRequested')).toMatchObject({ legId: agent.legId, target: 'sip:8009@127.0.0.1' }); // prettier-ignore
  visit.call.bye();
});

test.each([
  ['comes to nothing, when they take the caller back', 'retrieveLeg', '480 Temporarily Unavailable'],
  ['has been taken over, before they are hung up', 'releaseLeg', '200 OK'],
  ['comes to nothing, when the call ends', 'releaseCall', '480 Temporarily Unavailable'],
])('a phone is told that the transfer it asked for %s', async (_name, type, status) => {
  const { visit, agent } = await parties.conversation();
  const { callId } = visit;
  expect((await agent.call.ask('REFER', { 'Refer-To': '<sip:8009@127.0.0.1>' })).status).toBe(202);
  expect((await agent.call.received('NOTIFY')).body).toBe('SIP/2.0 100 Trying\r\n');
  await world.acd.send({ type: 'holdLeg', ...agent.onLeg, playId: 'hold', musicFile: 'music.wav' });
  await visit.sound.hears(tones.music);
  await world.acd.send({ type, ...agent.onLeg, cause: 'normal' });
  const last = await agent.call.received('NOTIFY');
  expect(last.header('Subscription-State')).toContain('terminated');
  expect(last.body).toBe(`SIP/2.0 ${status}\r\n`);
  await world.acd.send({ type: 'releaseCall', callId, cause: 'normal' });
  await Promise.all([agent.call.received('BYE'), visit.call.received('BYE')]);
  await expect(agent.call.received('NOTIFY', 100)).rejects.toThrow('no NOTIFY');
});

test('a session refresh, a hold of the trunk, OPTIONS, INFO and UPDATE disturb nobody', async () => {
  const { visit, agent } = await parties.conversation();
  const statuses = [
    await visit.call.ask('INVITE', {}, visit.sound.sdp('sendrecv', 2)),
    await visit.call.ask('INVITE', {}),
    await visit.call.ask('UPDATE', { 'Session-Expires': '1800;refresher=uac', Supported: 'timer' }),
    await visit.call.ask('OPTIONS'),
    await visit.call.ask('INFO', { 'Content-Type': 'application/dtmf-relay' }, 'Signal=5\r\nDuration=160\r\n'),
  ];
  expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(statuses[2]?.header('Session-Expires')).toBe('1800;refresher=uac');
  await Promise.all([visit.sound.hears(tones.agent), agent.sound.hears(tones.caller)]);
  expect((await visit.call.ask('REFER', { 'Refer-To': '<sip:0899123456@x>' })).status).toBe(403);
  visit.call.bye();
});

test('a caller whose sound stops without a BYE is released', async () => {
  const { visit, agent } = await parties.conversation();
  visit.sound.die();
  await visit.call.received('BYE', 12_000);
  expect(await releaseOf(visit.legId)).toMatchObject({ cause: 'mediaLost', by: 'system' });
  await agent.call.received('BYE');
});

test('a repeated command changes nothing, a missing file is told and the music goes on', async () => {
  const { call, sound, callId } = await parties.someoneIsAnswered();
  await world.acd.send({ type: 'play', callId, playId: 'm', files: ['music.wav'], repeat: true });
  await sound.hears(tones.music);
  const [id] = await world.acd.send({ type: 'play', callId, playId: 'n', files: ['no-such.wav'], repeat: false });
  expect(await world.acd.next('command.failed')).toMatchObject({ commandId: id, commandType: 'play', callId });
  const outside = { type: 'play', callId, playId: 'o', files: ['../../etc/passwd'], repeat: false };
  await world.acd.send(outside);
  expect(await world.acd.next('command.failed')).toMatchObject({ commandType: 'play' });
  const repeated = { id: 'same', domainId: 'main', at: 0, command: { type: 'stopPlaying', callId } };
  await world.acd.resend(repeated);
  await sound.hearsNo(tones.music);
  await world.acd.send({ type: 'play', callId, playId: 'p', files: ['music.wav'], repeat: true });
  await world.acd.resend({ nonsense: true }, repeated);
  await sound.hears(tones.music);
  await sound.hears(tones.music);
  await expect.poll(() => world.logs.some((line) => line.includes('a message could not be read'))).toBe(true);
  call.bye();
});

test('a census names what is here', async () => {
  const { call, callId, legId } = await parties.someoneIsAnswered();
  await world.acd.send({ type: 'takeCensus', gatewayId: 'gateway1' });
  const census = await world.acd.next('gateway.census', (event) => event.reason === 'asked');
  expect(census.legs).toContainEqual({ callId, legId, status: 'answered' });
  call.bye();
});

test('an agent whose telephone moves to another port is followed, the caller notices nothing', async () => {
  const { visit, agent } = await parties.conversation();
  const { sound } = await parties.phone();
  const answer = await agent.call.ask('INVITE', {}, sound.sdp('sendrecv', 2));
  expect(answer.status).toBe(200);
  agent.sound.die();
  sound.connect(answer.body);
  sound.sing(tones.other);
  await Promise.all([visit.sound.hears(tones.other), sound.hears(tones.caller)]);
  visit.call.bye();
  await agent.call.received('BYE');
});

test('a caller whose trunk moves the media is followed, in music and in conversation', async () => {
  const { visit, agent } = await parties.conversation();
  const { sound } = await parties.phone();
  const answer = await visit.call.ask('INVITE', {}, sound.sdp('sendrecv', 2));
  expect(answer.status).toBe(200);
  visit.sound.die();
  sound.connect(answer.body);
  sound.sing(tones.other);
  await Promise.all([sound.hears(tones.agent), agent.sound.hears(tones.other)]);
  await world.acd.send({ type: 'holdLeg', ...agent.onLeg, playId: 'h', musicFile: 'music.wav' });
  await sound.hears(tones.music);
  visit.call.bye();
  await agent.call.received('BYE');
});
