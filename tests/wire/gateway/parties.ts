import { onTestFinished } from 'vitest';
import { RtpEndpoint } from '../../support/rtp.ts';
import { type CallOptions, SipPhone } from '../../support/sip-phone.ts';
import { type GatewayWorld, tones } from './world.ts';

let legs = 0;

/** Callers and agents of a world, as far as the tests need them again and again. */
export function partiesOf(world: GatewayWorld) {
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

  return { phone, someoneCalls, someoneIsAnswered, agentIsRung, conversation };
}

/** What {@link partiesOf} gives. */
export type Parties = ReturnType<typeof partiesOf>;
