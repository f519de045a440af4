import { afterEach, expect, test } from 'vitest';
import { CHAIN_START, firstBroken } from '../../../acd/src/app/hash-chain.ts';
import { aDefinition, anAgent, aService, officeHours } from '../../scenarios/builders.ts';
import { startAcd, type AcdProcess } from './acd-process.ts';
import { Ground } from './ground.ts';

const always = officeHours({ weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }], holidays: 'none' });
const definition = aDefinition({
  calendars: [always],
  services: [aService('desk', { welcome: undefined })],
  agents: [anAgent('ana', { wrapUpMs: 0 })],
});

let ground: Ground;
let acd: AcdProcess;
afterEach(async () => {
  await acd.kill();
  await ground.close();
});

test('Redis goes away and comes back: the acd waits, goes on, and nothing is lost or written twice', async () => {
  ground = await Ground.open(definition);
  acd = startAcd({ REDIS_URL: ground.redisUrl, LEASE_MS: '5000' });
  await ground.ready('ana');
  const talking = await ground.dials();
  await ground.until(() => ground.has('offer.ringing', talking.callId));
  await ground.answers('ana');
  await ground.until(() => ground.has('call.answered', talking.callId));
  const waiting = await ground.dials();
  await ground.until(() => ground.has('call.queued', waiting.callId));

  await ground.restartRedis();
  const late = await ground.dials();
  ground.gateway.hangUp(talking.legId, Date.now(), 'normal');
  await ground.until(() => ground.has('offer.ringing', waiting.callId) && ground.has('call.queued', late.callId));
  expect(acd.lines.filter((line) => line['msg'] === 'holds the domain')).toHaveLength(1);
  expect(ground.journal.map((record) => record.seq)).toEqual(ground.journal.map((_, at) => at + 1));
  expect(firstBroken(CHAIN_START, ground.journal)).toBeUndefined();
});

test('a connection cut in the middle of a write does not write twice', async () => {
  ground = await Ground.open(definition);
  acd = startAcd({ REDIS_URL: ground.redisUrl });
  await ground.ready('ana');
  const calls: { callId: string }[] = [];
  for (let round = 0; round < 20; round += 1) {
    calls.push(await ground.dials());
    await ground.cutConnections();
  }
  await ground.until(() => calls.every(({ callId }) => ground.has('call.queued', callId)));
  for (const { callId } of calls) expect(ground.count('call.arrived', callId)).toBe(1);
  expect(ground.journal.map((record) => record.seq)).toEqual(ground.journal.map((_, at) => at + 1));
});
