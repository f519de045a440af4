import { createHash } from 'node:crypto';
import { partyStore } from '@decroche/platform/redis';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { RtpEndpoint } from '../../support/rtp.ts';
import { type PhoneCall, SipPhone } from '../../support/sip-phone.ts';
import { type Parties, partiesOf } from './parties.ts';
import { type GatewayWorld, PARTY_KEY, startWorld, tones } from './world.ts';

const NUMBER = '+33612345678';
/** As the media server's own file sounds; the trunk's announcements must not. */
const RINGING = 440;

let trunk: SipPhone;
let world: GatewayWorld;
let parties: Parties;
let partyRef: string;
beforeAll(async () => {
  trunk = await SipPhone.open(9);
  world = await startWorld({
    OUTBOUND_TRUNK: `127.0.0.1:${trunk.port}`,
    OUTBOUND_USERNAME: 'desk',
    OUTBOUND_PASSWORD: 'a password of the trunk',
  });
  parties = partiesOf(world);
  partyRef = await partyStore(world.redis, PARTY_KEY).remember({ number: NUMBER });
});
afterEach(() => {
  const told = [JSON.stringify(world.acd.events), ...world.logs].join('\n');
  expect(/612345678|6 12 34 56 78/.exec(told)?.[0]).toBeUndefined();
});
afterAll(async () => {
  await world?.stop();
  trunk?.close();
});

const portIn = (sdp: string) => /^m=audio (\d+)/m.exec(sdp)?.[1];
const releasesOf = (callId: string) =>
  world.acd.events.filter((event) => event.type === 'leg.released' && event.callId === callId);

let count = 0;
async function opened() {
  const callId = `back-${++count}`;
  const onCaller = { callId, legId: `${callId}-c` };
  await world.acd.send({ type: 'openCall', ...onCaller, serviceId: 'assistance' });
  const sound = await RtpEndpoint.open();
  onTestFinished(() => sound.close());
  sound.sing(tones.caller);
  return {
    callId,
    onCaller,
    sound,
    /** The telephone of the caller, as the trunk shows it to us, is dialled. */
    async dialled(more: object = {}) {
      await world.acd.send({ type: 'dialCaller', ...onCaller, partyRef, timeoutMs: 10_000, ...more });
      return trunk.rung();
    },
    released: () => world.acd.next('leg.released', (event) => event.legId === onCaller.legId),
  };
}

/** An agent who has answered and waits. */
async function agentWaits(callId: string) {
  const agent = await parties.agentIsRung(callId);
  agent.sound.connect(agent.call.request.body);
  agent.call.reply(200, agent.sound.sdp());
  await world.acd.next('leg.answered', (event) => event.legId === agent.legId);
  return agent;
}

test('the caller first: they are dialled in the name of the service, hear a prompt, then the agent, and the agent hears them', async () => {
  const { callId, onCaller, sound, dialled } = await opened();
  const phone = await dialled();
  expect(phone.request.start).toBe(`INVITE sip:${NUMBER}@127.0.0.1:${trunk.port} SIP/2.0`);
  expect(phone.request.header('From')).toContain('sip:8008@');
  phone.reply(180);
  await world.acd.next('leg.ringing', (event) => event.legId === onCaller.legId);
  phone.reply(200, sound.sdp());
  await phone.received('ACK');
  await world.acd.next('leg.answered', (event) => event.legId === onCaller.legId);
  await world.acd.send({ type: 'play', callId, playId: 'hello', files: ['welcome.wav'], repeat: false });
  await sound.hears(tones.welcome);
  // They are heard where their answer says, before they have sent anything themselves.
  sound.connect(phone.request.body);
  await world.acd.next('play.finished', (event) => event.callId === callId);
  sound.press('1');
  expect(await world.acd.next('dtmf.received')).toMatchObject({ legId: onCaller.legId, digit: '1' });

  const agent = await agentWaits(callId);
  await world.acd.send({ type: 'bridgeLeg', ...agent.onLeg });
  await world.acd.next('leg.bridged', (event) => event.legId === agent.legId);
  await Promise.all([sound.hears(tones.agent), agent.sound.hears(tones.caller)]);
  await world.acd.send({ type: 'holdLeg', ...agent.onLeg, playId: 'hold', musicFile: 'music.wav' });
  await Promise.all([sound.hears(tones.music), agent.sound.hearsNo(tones.caller)]);
  await world.acd.send({ type: 'retrieveLeg', ...agent.onLeg });
  await Promise.all([sound.hears(tones.agent), agent.sound.hears(tones.caller)]);
  phone.bye();
  await agent.call.received('BYE');
  await expect
    .poll(() => releasesOf(callId))
    .toMatchObject([{ legId: onCaller.legId, by: 'party' }, { legId: agent.legId }]);
});

test('the agent first: they hear it ring and nothing else, then the caller; the port told to the trunk stays', async () => {
  const { callId, onCaller, sound, dialled } = await opened();
  const agent = await agentWaits(callId);
  const phone = await dialled();
  sound.connect(phone.request.body);
  sound.sing(tones.other);
  phone.reply(183, sound.sdp());
  await agent.sound.hears(RINGING);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(agent.sound.share(tones.other)).toBeLessThan(0.05);
  expect(sound.packets).toBe(0);
  sound.sing(tones.caller);
  phone.reply(200, sound.sdp());
  await world.acd.next('leg.answered', (event) => event.legId === onCaller.legId);
  await world.acd.send({ type: 'bridgeLeg', ...agent.onLeg });
  await world.acd.next('leg.bridged', (event) => event.legId === agent.legId);
  await Promise.all([sound.hears(tones.agent), agent.sound.hears(tones.caller), agent.sound.hearsNo(RINGING)]);
  const again = await phone.ask('INVITE', {}, '');
  expect(portIn(again.body)).toBe(portIn(phone.request.body));
  expect((await phone.ask('REFER', { 'Refer-To': '<sip:8009@127.0.0.1>' })).status).toBe(403);
  await world.acd.send({ type: 'releaseCall', callId, cause: 'normal' });
  await Promise.all([phone.received('BYE'), agent.call.received('BYE')]);
  await expect.poll(() => releasesOf(callId)).toHaveLength(2);
});

test('the law of the agent who waits is the only one offered: nothing is transcoded', async () => {
  const { callId, dialled } = await opened();
  await agentWaits(callId);
  const phone = await dialled();
  expect(phone.request.body).toMatch(/^m=audio \d+ RTP\/AVP 8 101\r$/m);
  expect(phone.request.body).not.toContain('PCMU');
  phone.reply(488);
  expect(await world.acd.next('leg.released', (event) => event.callId === callId)).toMatchObject({
    cause: 'unsupportedMedia',
  });
});

test.each([
  [486, 'busy'],
  [404, 'unknownNumber'],
  [480, 'unavailable'],
  [603, 'rejected'],
  [500, 'remoteFailure'],
])('a caller whose line says %i is told as %s, and the agent who waits is let go', async (status, cause) => {
  const { callId, onCaller, dialled, released } = await opened();
  const agent = await agentWaits(callId);
  const phone = await dialled();
  phone.reply(status);
  expect(await released()).toMatchObject({ ...onCaller, cause, by: 'party' });
  await agent.call.received('BYE');
  await expect.poll(() => releasesOf(callId)).toHaveLength(2);
});

test('a trunk that repeats the number in its refusal does not bring it into the journal', async () => {
  const { dialled, released } = await opened();
  const phone = await dialled();
  phone.replyAs('404 No such number +33 6 12 34 56 78');
  expect(await released()).toMatchObject({ cause: 'unknownNumber', sip: '404 No such number …' });
});

describe('a trunk that asks who we are', () => {
  const challenge = { 'Proxy-Authenticate': 'Digest realm="trunk",nonce="abc123",algorithm=MD5,qop="auth"' };
  /** Their telephone, after the trunk has asked and was told. */
  async function asked(dialled: () => Promise<PhoneCall>) {
    const phone = await dialled();
    await phone.received('INVITE');
    phone.reply(407, '', challenge);
    phone.request = await phone.received('INVITE');
    return phone;
  }
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');

  test('is told, and the caller is reached', async () => {
    const { onCaller, callId, sound, dialled, released } = await opened();
    const phone = await asked(dialled);
    const said = phone.request.header('Proxy-Authorization');
    const of = (name: string) => new RegExp(`${name}="?([^",]+)`).exec(said)?.[1] ?? '';
    const ha1 = md5('desk:trunk:a password of the trunk');
    const ha2 = md5(`INVITE:sip:${NUMBER}@127.0.0.1:${trunk.port}`);
    expect(of('username')).toBe('desk');
    expect(of('response')).toBe(md5([ha1, 'abc123', of('nc'), of('cnonce'), 'auth', ha2].join(':')));
    phone.reply(180);
    await world.acd.next('leg.ringing', (event) => event.legId === onCaller.legId);
    phone.reply(200, sound.sdp());
    await world.acd.next('leg.answered', (event) => event.legId === onCaller.legId);
    await world.acd.send({ type: 'releaseCall', callId, cause: 'normal' });
    await phone.received('BYE');
    await released();
    expect(world.logs.join('\n')).not.toContain('a password of the trunk');
  });

  test('and does not believe us, is told as such', async () => {
    const { dialled, released } = await opened();
    const phone = await asked(dialled);
    phone.reply(407, '', challenge);
    expect(await released()).toMatchObject({ cause: 'unauthorised' });
  });

  test('and never believes us, is answered twice and no more', async () => {
    const { dialled, released } = await opened();
    const phone = await dialled();
    for (let asked = 0; asked < 3; asked++) {
      phone.request = await phone.received('INVITE');
      phone.reply(180);
      phone.reply(407, '', challenge);
    }
    expect(await released()).toMatchObject({ cause: 'unauthorised', sip: expect.stringMatching(/^407/) });
    await expect(phone.received('INVITE', 500)).rejects.toThrow('no INVITE');
  });

  test('may be rung no longer while it asks', async () => {
    const { callId, dialled, released } = await opened();
    const phone = await asked(dialled);
    phone.reply(180);
    await world.acd.next('leg.ringing', (event) => event.callId === callId);
    await world.acd.send({ type: 'releaseCall', callId, cause: 'cancelled' });
    await phone.received('CANCEL');
    await released();
  });
});

test('a caller who does not answer in time is no longer rung, and neither is one who is released', async () => {
  const late = await opened();
  const first = await late.dialled({ timeoutMs: 400 });
  first.reply(180);
  expect(await late.released()).toMatchObject({ cause: 'noAnswer', by: 'system' });
  expect((await first.received('CANCEL')).header('Reason')).toBe('Q.850;cause=19');

  const given = await opened();
  const second = await given.dialled();
  second.reply(180);
  await world.acd.next('leg.ringing', (event) => event.callId === given.callId);
  await world.acd.send({ type: 'releaseCall', callId: given.callId, cause: 'cancelled' });
  await second.received('CANCEL');
  expect(await given.released()).toMatchObject({ cause: 'cancelled', by: 'system' });
  await expect.poll(() => releasesOf(given.callId)).toHaveLength(1);
});

test('an answer that crosses our CANCEL is hung up', async () => {
  const { callId, sound, dialled, released } = await opened();
  const phone = await dialled();
  phone.ignoresCancel = true;
  phone.reply(180);
  await world.acd.next('leg.ringing', (event) => event.callId === callId);
  await world.acd.send({ type: 'releaseCall', callId, cause: 'cancelled' });
  await phone.received('CANCEL');
  phone.reply(200, sound.sdp());
  await phone.received('BYE');
  await released();
  await expect.poll(() => releasesOf(callId)).toHaveLength(1);
});

test('an answer that can not be used is hung up and told', async () => {
  const { dialled, released } = await opened();
  const phone = await dialled();
  phone.reply(200, 'no description at all');
  await phone.received('BYE');
  expect(await released()).toMatchObject({ cause: 'unsupportedMedia', by: 'system' });
});

test.each([
  ['premium numbers are not dialled', '+33899123456', 'forbidden'],
  ['nor are emergency numbers', '112', 'forbidden'],
])('%s', async (_name, number, cause) => {
  const { onCaller, released } = await opened();
  const ref = await partyStore(world.redis, PARTY_KEY).remember({ number });
  await world.acd.send({ type: 'dialCaller', ...onCaller, partyRef: ref, timeoutMs: 5_000 });
  expect(await released()).toMatchObject({ cause, by: 'system' });
});

test('a party who was forgotten is not dialled', async () => {
  const { onCaller, released } = await opened();
  await world.acd.send({ type: 'dialCaller', ...onCaller, partyRef: 'pnobody', timeoutMs: 5_000 });
  expect(await released()).toMatchObject({ cause: 'unknownNumber', by: 'system' });
});

test('commands of the wrong kind of call are refused, a repeated one changes nothing', async () => {
  const visit = await parties.someoneIsAnswered();
  await world.acd.send({ type: 'dialCaller', ...visit.onCaller, partyRef, timeoutMs: 5_000 });
  expect(await world.acd.next('command.failed')).toMatchObject({ commandType: 'dialCaller', callId: visit.callId });
  visit.call.bye();

  const { callId, onCaller, dialled } = await opened();
  await world.acd.send({ type: 'answerCaller', ...onCaller });
  expect(await world.acd.next('command.failed')).toMatchObject({ commandType: 'answerCaller', callId });
  const phone = await dialled();
  await world.acd.send({ type: 'openCall', ...onCaller, serviceId: 'assistance' });
  await world.acd.send({ type: 'dialCaller', ...onCaller, partyRef, timeoutMs: 5_000 });
  await world.acd.send({ type: 'takeCensus', gatewayId: 'gateway1' });
  const census = await world.acd.next('gateway.census', ({ reason }) => reason === 'asked');
  expect(census.legs).toContainEqual({ ...onCaller, status: 'inviting' });
  await expect(trunk.rung(200)).rejects.toThrow('no incoming call');
  phone.reply(486);
  await world.acd.next('leg.released', (event) => event.callId === callId);
});

test('an attempt that is given up and tried again at once under the same id begins afresh', async () => {
  const { callId, onCaller, sound, dialled } = await opened();
  const first = await dialled();
  first.reply(180);
  await world.acd.next('leg.ringing', (event) => event.callId === callId);
  await world.acd.send(
    { type: 'releaseCall', callId, cause: 'cancelled' },
    { type: 'openCall', ...onCaller, serviceId: 'assistance' },
    { type: 'dialCaller', ...onCaller, partyRef, timeoutMs: 10_000 },
  );
  await first.received('CANCEL');
  const phone = await trunk.rung();
  sound.connect(phone.request.body);
  phone.reply(200, sound.sdp());
  await world.acd.next('leg.answered', (event) => event.legId === onCaller.legId);
  const agent = await agentWaits(callId);
  await world.acd.send({ type: 'bridgeLeg', ...agent.onLeg });
  await Promise.all([sound.hears(tones.agent), agent.sound.hears(tones.caller)]);
  phone.bye();
  await agent.call.received('BYE');
  await expect.poll(() => releasesOf(callId)).toHaveLength(3);
});

test('a gateway that is stopping releases a call it was about to dial', async () => {
  const { callId, dialled } = await opened();
  const phone = await dialled();
  phone.reply(180);
  await world.stopGateway();
  await phone.received('CANCEL');
  await expect.poll(() => releasesOf(callId)).toMatchObject([{ cause: 'gatewayFailure', by: 'system' }]);
  await world.startGateway();
});
