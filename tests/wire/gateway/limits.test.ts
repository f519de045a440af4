import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Parties, partiesOf } from './parties.ts';
import { type GatewayWorld, startWorld } from './world.ts';

let world: GatewayWorld;
let parties: Parties;
beforeAll(async () => {
  world = await startWorld({ MAXIMUM_PENDING: '3', TRUSTED_TRUNKS: '127.0.0.1' });
  parties = partiesOf(world);
});
afterAll(() => world?.stop());

test('more calls than the acd takes up are refused with Retry-After, and those before them are served', async () => {
  const visits = [await parties.someoneCalls(), await parties.someoneCalls(), await parties.someoneCalls()];
  const { sip, sound } = await parties.phone();
  const refused = await sip.call('8008', { body: sound.sdp() }).response(300);
  expect([refused.status, refused.header('Retry-After')]).toEqual([503, '5']);
  for (const { call, onCaller } of visits) {
    await world.acd.send({ type: 'answerCaller', ...onCaller });
    await call.answered();
    call.bye();
  }
  const next = await parties.someoneIsAnswered();
  next.call.bye();
  const metrics = await (await fetch(`http://127.0.0.1:${world.healthPort}/metrics`)).text();
  expect(metrics).toMatch(/gateway_calls_refused_total\{step="load",status="503"\} 1/);
});
