import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Parties, partiesOf } from './parties.ts';
import { type GatewayWorld, startWorld, tones } from './world.ts';

let world: GatewayWorld;
let parties: Parties;
beforeEach(async () => {
  world = await startWorld();
  parties = partiesOf(world);
});
afterEach(() => world?.stop());

const releaseOf = (legId: string) => world.acd.next('leg.released', (event) => event.legId === legId, 10_000);

test('an orderly stop hangs up, tells each leg and the devices, and leaves an empty census', async () => {
  const { visit, agent } = await parties.conversation();
  await world.stopGateway();
  await Promise.all([visit.call.received('BYE'), agent.call.received('BYE')]);
  expect(await releaseOf(visit.legId)).toMatchObject({ cause: 'gatewayFailure', by: 'system' });
  expect(await releaseOf(agent.legId)).toMatchObject({ by: 'system' });
  expect(await world.acd.next('gateway.census', (event) => event.reason === 'periodic')).toMatchObject({ legs: [] });
});

test('killed, its conversations go on; started again it says that it holds nothing, and serves', async () => {
  const { visit, agent } = await parties.conversation();
  const before = await world.acd.next('gateway.census', (event) => event.reason === 'started');
  expect(before.aliveUntilAt).toBeUndefined();
  const killedAt = Date.now();
  await world.stopGateway('SIGKILL');
  await Promise.all([visit.sound.hears(tones.agent), agent.sound.hears(tones.caller)]);
  await world.startGateway();
  const census = await world.acd.next('gateway.census', (event) => event.reason === 'started');
  expect(census.legs).toEqual([]);
  // Its calls ended then, as far as can be known: the last sign was at most two seconds old.
  expect(census.aliveUntilAt).toBeGreaterThan(killedAt - 2_500);
  expect(census.aliveUntilAt).toBeLessThanOrEqual(killedAt + 100);
  expect(census.bootId).not.toBe(before.bootId);
  await visit.sound.hears(tones.agent);
  const next = await parties.someoneIsAnswered();
  expect(next.callId).not.toBe(visit.callId);
  next.call.bye();
});

test('without the bus conversations go on and may end; what happened is told when it is back', async () => {
  const { visit, agent } = await parties.conversation();
  const second = await parties.conversation();
  await world.stopRedis();
  await Promise.all([visit.sound.hears(tones.agent), second.agent.sound.hears(tones.caller)]);
  visit.call.bye();
  await agent.call.received('BYE');
  await second.visit.sound.hears(tones.agent);
  await world.startRedis();
  expect(await releaseOf(visit.legId)).toMatchObject({ cause: 'normal', by: 'party' });
  expect(await releaseOf(agent.legId)).toMatchObject({ by: 'system' });
  await world.acd.send({ type: 'releaseCall', callId: second.visit.callId, cause: 'normal' });
  await second.visit.call.received('BYE', 10_000);
});

test('when the SIP daemon was restarted, calls come in again', async () => {
  const before = await parties.conversation();
  await world.restartDrachtio();
  await before.visit.sound.hears(tones.agent);
  await expect.poll(async () => (await fetch(`http://127.0.0.1:${world.healthPort}/readyz`)).status, { timeout: 10_000 }).toBe(200); // prettier-ignore
  expect(await releaseOf(before.visit.legId)).toMatchObject({ cause: 'gatewayFailure' });
  const next = await parties.someoneIsAnswered();
  next.call.bye();
  await releaseOf(next.legId);
});

test('when the media server was restarted, calls that hear nothing are ended and new ones are served', async () => {
  const { visit, agent } = await parties.conversation();
  await world.restartRtpengine();
  await Promise.all([visit.call.received('BYE', 10_000), agent.call.received('BYE', 10_000)]);
  expect(await releaseOf(visit.legId)).toMatchObject({ cause: 'mediaFailure', by: 'system' });
  const next = await parties.conversation();
  next.visit.call.bye();
  await next.agent.call.received('BYE');
});
