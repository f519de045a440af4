import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Parties, partiesOf } from '../gateway/parties.ts';
import { type GatewayWorld, startWorld } from '../gateway/world.ts';

let world: GatewayWorld;
let parties: Parties;
beforeAll(async () => {
  world = await startWorld({ TRUSTED_TRUNKS: '192.0.2.0/24' });
  parties = partiesOf(world);
});
afterAll(() => world?.stop());

test('a caller from an address that is no trunk is refused 403 and logged', async () => {
  const { sip, sound } = await parties.phone();
  const refusal = await sip.call('8008', { body: sound.sdp() }).response(300);
  expect(refusal.status).toBe(403);
  const id = /\(([^()]+)\)"$/.exec(refusal.header('Warning'))?.[1] ?? 'none';
  await expect.poll(() => world.logs.some((line) => line.includes(id))).toBe(true);
  expect(world.acd.events.some((event) => event.type === 'leg.arrived')).toBe(false);
});
