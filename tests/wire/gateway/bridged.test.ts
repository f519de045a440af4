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

/** An agent who has answered; their sound is still to come. */
async function joined() {
  const visit = await parties.someoneIsAnswered();
  const agent = await parties.agentIsRung(visit.callId);
  agent.call.reply(200, agent.sound.sdp());
  await world.acd.next('leg.answered', (event) => event.legId === agent.legId);
  await world.acd.send({ type: 'bridgeLeg', ...agent.onLeg });
  return { visit, agent, bridged: () => world.acd.next('leg.bridged', (event) => event.legId === agent.legId) };
}

test('a conversation begins when the caller hears the agent, not when they were joined', async () => {
  const { visit, agent, bridged } = await joined();
  await agent.sound.hears(tones.caller);
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(world.acd.events.filter(({ type }) => type === 'leg.bridged')).toEqual([]);
  agent.sound.connect(agent.call.request.body);
  await visit.sound.hears(tones.agent);
  const { bridgedAt } = await bridged();
  const heardAt = performance.timeOrigin + visit.sound.spanOf(tones.agent).from;
  expect(Math.abs(bridgedAt - heardAt)).toBeLessThan(40);
  visit.call.bye();
});

test('an agent who sends no sound counts as heard after a second', async () => {
  const joinedAt = Date.now();
  const { visit, bridged } = await joined();
  const { bridgedAt } = await bridged();
  expect(bridgedAt - joinedAt).toBeGreaterThan(900);
  expect(bridgedAt - joinedAt).toBeLessThan(1_500);
  visit.call.bye();
});

test('a conversation that ends before anything was heard has not begun', async () => {
  const { visit, agent } = await joined();
  agent.call.bye();
  await world.acd.next('leg.released', (event) => event.legId === agent.legId);
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(world.acd.events.filter((event) => event.type === 'leg.bridged' && event.legId === agent.legId)).toEqual([]);
  visit.call.bye();
});
