import { sessionStore } from '@decroche/platform/redis';
import { Identity, type DayProof } from '@decroche/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aDefinition, anAgent, aService, officeHours } from '../../scenarios/builders.ts';
import { layGround, type Ground as Stores } from '../../support/program-ground.ts';
import { startAcd, type AcdProcess } from '../acd/acd-process.ts';
import { Ground } from '../acd/ground.ts';

let stores: Stores;
let ground: Ground;
let acd: AcdProcess;

beforeAll(async () => {
  stores = await layGround();
  const weekly = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }];
  ground = await Ground.open(
    aDefinition({
      calendars: [officeHours({ weekly, holidays: 'none' })],
      services: [aService('desk', { welcome: undefined })],
      agents: [anAgent('ana')],
    }),
  );
  acd = startAcd({ REDIS_URL: ground.redisUrl, MONGODB_URI: stores.mongoUri });
});
afterAll(async () => {
  await acd?.stop();
  await stores?.close();
  await ground?.close();
});

it('what a running acd has journalled is proved by a reader that shares no code with it', async () => {
  const reports = await stores.start('reports/src/main.ts', { environment: { REDIS_URL: ground.redisUrl } });
  await ground.ready('ana');
  const answered = await ground.dials();
  await ground.until(() => ground.has('offer.ringing', answered.callId));
  await ground.answers('ana');
  await ground.until(() => ground.has('call.answered', answered.callId));
  const given = await ground.dials();
  await ground.until(() => ground.has('call.queued', given.callId));
  for (const { legId } of [given, answered]) ground.gateway.hangUp(legId, Date.now(), 'normal');
  await ground.until(() => ground.has('call.ended', given.callId) && ground.has('call.ended', answered.callId));
  const { length } = ground.journal;
  await reports.logged(({ msg, seq }) => msg === 'journal recorded' && Number(seq) >= length);

  const who = { accountId: 'a', login: 'admin', name: 'Admin', role: 'admin', via: 'session' };
  const session = await sessionStore(ground.redis).open(Identity.parse(who), 3_600_000);
  const headers = { cookie: `decroche_session=${session}`, 'x-decroche': '1', 'content-type': 'application/json' };
  const { timeZone } = aDefinition({});
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone }).format(ground.journal[0]!.at);
  const proofs = `${reports.baseUrl}/api/reports/proofs`;
  expect((await fetch(proofs, { method: 'POST', headers, body: JSON.stringify({ day }) })).status).toBe(202);
  await reports.logged(({ msg, day: one }) => msg === 'day proved' && one === day);
  const proof = (await (await fetch(`${proofs}/${day}`, { headers })).json()) as DayProof;
  expect(proof).toMatchObject({ day, complete: false, checkedCalls: 2, differences: 0, findings: [] });
  expect(proof.checkedLines).toBeGreaterThanOrEqual(length);
});
