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

const ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"';
type Rung = Awaited<ReturnType<Parties['agentIsRung']>>;

/** A caller in music, and several telephones that ring for them. */
async function severalRing(howMany: number) {
  const visit = await parties.someoneIsAnswered();
  const { callId } = visit;
  await world.acd.send({ type: 'play', callId, playId: 'music', files: ['music.wav'], repeat: true });
  const agents: Rung[] = [];
  for (let i = 0; i < howMany; i++) agents.push(await parties.agentIsRung(callId));
  for (const [index, agent] of agents.entries()) {
    agent.sound.sing(tones.agent + index * 300);
    agent.call.reply(180);
    await world.acd.next('leg.ringing', (event) => event.legId === agent.legId);
  }
  await visit.sound.hears(tones.music);
  return { visit, agents: agents as [Rung, Rung, Rung] };
}

async function answers(agent: Rung): Promise<void> {
  agent.sound.connect(agent.call.request.body);
  agent.call.reply(200, agent.sound.sdp());
  await world.acd.next('leg.answered', (event) => event.legId === agent.legId);
}

const withdraw = (agent: Rung) => world.acd.send({ type: 'releaseLeg', ...agent.onLeg, cause: 'completedElsewhere' });

test('three telephones ring, one answers: the others stop ringing without a missed call, and nothing of it is heard', async () => {
  const { visit, agents } = await severalRing(3);
  const [first, winner, third] = agents;
  visit.sound.press('4');
  expect(await world.acd.next('dtmf.received')).toMatchObject({ legId: visit.legId, digit: '4' });
  await answers(winner);
  await world.acd.send({ type: 'bridgeLeg', ...winner.onLeg });
  await Promise.all([withdraw(first), withdraw(third)]);
  for (const loser of [first, third]) {
    expect((await loser.call.received('CANCEL')).header('Reason')).toBe(ELSEWHERE);
    expect(await world.acd.next('leg.released', ({ legId }) => legId === loser.legId)).toMatchObject({ cause: 'completedElsewhere', by: 'system' }); // prettier-ignore
  }
  await world.acd.next('leg.bridged', (event) => event.legId === winner.legId);
  const hz = tones.agent + 300;
  await Promise.all([visit.sound.hears(hz), winner.sound.hears(tones.caller), visit.sound.hearsNo(tones.music)]);
  // Losers left after the two were joined: they still hear each other, and nobody else is heard.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(visit.sound.share(hz)).toBeGreaterThan(0.9);
  expect(winner.sound.share(tones.caller)).toBeGreaterThan(0.9);
  expect(first.sound.packets + third.sound.packets).toBe(0);
  visit.call.bye();
  await winner.call.received('BYE');
});

test('two answer at the same moment: the first is joined, the second is hung up as answered elsewhere', async () => {
  const { visit, agents } = await severalRing(2);
  const [winner, late] = agents;
  await Promise.all([answers(winner), answers(late)]);
  await world.acd.send({ type: 'bridgeLeg', ...winner.onLeg });
  await withdraw(late);
  expect((await late.call.received('BYE')).header('Reason')).toBe(ELSEWHERE);
  await Promise.all([visit.sound.hears(tones.agent), winner.sound.hears(tones.caller)]);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(visit.sound.share(tones.agent)).toBeGreaterThan(0.9);
  visit.call.bye();
  await winner.call.received('BYE');
});

test('one declines, one rings out: the caller stays in music and the last one answers', async () => {
  const { visit, agents } = await severalRing(3);
  const [declines, leaves, winner] = agents;
  declines.call.reply(603);
  expect(await world.acd.next('leg.released', ({ legId }) => legId === declines.legId)).toMatchObject({ cause: 'rejected' }); // prettier-ignore
  await world.acd.send({ type: 'releaseLeg', ...leaves.onLeg, cause: 'noAnswer' });
  await leaves.call.received('CANCEL');
  await visit.sound.hears(tones.music);
  await answers(winner);
  await world.acd.send({ type: 'bridgeLeg', ...winner.onLeg });
  await Promise.all([visit.sound.hears(tones.agent + 600), winner.sound.hears(tones.caller)]);
  visit.call.bye();
  await winner.call.received('BYE');
});

test('the caller gives up: every telephone stops ringing', async () => {
  const { visit, agents } = await severalRing(3);
  visit.call.bye();
  await Promise.all(agents.map(({ call }) => call.received('CANCEL')));
  for (const { legId } of agents) {
    expect(await world.acd.next('leg.released', (event) => event.legId === legId)).toMatchObject({
      cause: 'cancelled',
    });
  }
});
