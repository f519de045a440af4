import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Parties, partiesOf } from './parties.ts';
import { type GatewayWorld, startWorld } from './world.ts';

let world: GatewayWorld;
let parties: Parties;
beforeAll(async () => {
  world = await startWorld();
  parties = partiesOf(world);
});
afterAll(() => world?.stop());

test('a conversation with a telephone begins when they are joined, whether it has made a sound or not', async () => {
  const visit = await parties.someoneIsAnswered();
  const agent = await parties.agentIsRung(visit.callId);
  agent.call.reply(200, agent.sound.sdp());
  await world.acd.next('leg.answered', (event) => event.legId === agent.legId);
  const sentAt = Date.now();
  await world.acd.send({ type: 'bridgeLeg', ...agent.onLeg });
  const { bridgedAt } = await world.acd.next('leg.bridged', (event) => event.legId === agent.legId);
  expect(bridgedAt).toBeGreaterThanOrEqual(sentAt);
  expect(bridgedAt - sentAt).toBeLessThan(500);
  visit.call.bye();
});
