import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JournalEventOf, LegId } from '@decroche/protocol';
import { CHAIN_START, firstBroken } from '../../../acd/src/app/hash-chain.ts';
import { officeHours } from '../../scenarios/builders.ts';
import { aPlan, aPolicy, nightDefinition, nightService } from '../../scenarios/on-call-world.ts';
import { startAcd, type AcdProcess } from './acd-process.ts';
import { Ground } from './ground.ts';

const to = (...responders: string[]) => ({
  targets: responders.map((responderId) => ({ kind: 'responder' as const, responderId: responderId as never })),
  afterMs: 0,
});
/** Everybody in turn, three times. */
const planRinging = (ringMs: number) => {
  const steps = [to('eve', 'max'), { ...to('zoe'), afterMs: 400 }];
  return aPlan({ policies: [aPolicy('night', { steps, loops: 3, ringMs, keyMs: 20_000 })] });
};
const definition = nightDefinition({
  calendars: [officeHours({ weekly: [], holidays: 'none' })],
  services: [nightService({ welcome: undefined })],
});

let ground: Ground;
let running: AcdProcess[] = [];

const start = (): AcdProcess => {
  const acd = startAcd({ REDIS_URL: ground.redisUrl, INSTANCE_ID: `acd-${running.length}` });
  running.push(acd);
  return acd;
};

beforeEach(async () => {
  ground = await Ground.open(definition);
  // A gateway tells of itself at its start: the acd knows by whom somebody can be rung.
  ground.gateway.census(Date.now(), [], 'started');
});
afterEach(async () => {
  for (const acd of running) await acd.kill();
  running = [];
  await ground.close();
});

const events = <T extends 'alert.paged' | 'alert.pageEnded' | 'alert.stepStarted'>(type: T): JournalEventOf<T>[] =>
  ground.journal.map((record) => record.event).filter((event): event is JournalEventOf<T> => event.type === type);

/** Each page rang one telephone once, in the order of the policy; nothing is missing from the journal, nothing there twice. */
function expectEachRungOnce(): void {
  expect(ground.journal.map((record) => record.seq)).toEqual(ground.journal.map((_, at) => at + 1));
  expect(firstBroken(CHAIN_START, ground.journal)).toBeUndefined();
  const rings = ground.gateway.done.filter((each) => each.type === 'ringLeg' || each.type === 'dialCaller');
  expect(rings.map((each) => each.legId)).toEqual(events('alert.paged').map((page) => page.legId));
  expect(new Set(rings.map((each) => each.legId)).size).toBe(rings.length);
}

const inTurn = ['eve', 'max', 'zoe', 'zoe'];

test('killed at any moment of an escalation: every step is made, nobody is paged twice for one', async () => {
  await ground.onCall(planRinging(60_000));
  let acd = start();
  await ground.until(() => ground.has('onCallPlan.adopted'));
  await ground.asks({
    type: 'alert.openRequested',
    source: 'api',
    content: { title: 'SQL1', detail: '' },
    policyId: 'night',
  });
  const refused = new Set<LegId>();
  // Whoever rings is busy at once; the acd is killed after every other refusal, and once while a delay runs.
  for (let round = 0; round < 12; round += 1) {
    const rings = (): LegId | undefined =>
      [...ground.gateway.legs.values()].find((leg) => leg.status === 'ringing' && !refused.has(leg.legId))?.legId;
    await ground.until(() => rings() !== undefined);
    const legId = rings() as LegId;
    refused.add(legId);
    ground.gateway.hangUp(legId, Date.now(), 'busy');
    if (round % 2 === 1) continue;
    await acd.kill();
    acd = start();
  }
  await ground.until(() => ground.has('alert.exhausted'));
  expect(events('alert.paged').map((page) => page.responderId)).toEqual([...inTurn, ...inTurn, ...inTurn]);
  expect(events('alert.pageEnded').map((page) => page.result)).toEqual(Array.from({ length: 12 }, () => 'busy'));
  expect(events('alert.stepStarted')).toHaveLength(6);
  expectEachRungOnce();
});

test('killed while it rings out, and between the key and the bridge: the next one goes on from there', async () => {
  await ground.onCall(planRinging(1_500));
  const first = start();
  await ground.until(() => ground.has('onCallPlan.adopted'));
  const caller = await ground.dials();
  await ground.until(() => ground.has('alert.pageRang'));
  // Nobody is there when it has rung long enough.
  await first.kill();
  const second = start();
  await ground.until(() => events('alert.paged').length === 2);
  expect(events('alert.pageEnded')).toMatchObject([{ responderId: 'eve', result: 'noAnswer' }]);
  const { callId, legId } = events('alert.paged')[1] as { callId: typeof caller.callId; legId: LegId };
  expect(callId).toBe(caller.callId);
  await ground.says({ type: 'leg.answered', callId, legId, answeredAt: Date.now() });
  await ground.until(() => ground.has('alert.pageAnswered'));
  ground.gateway.ignores('bridgeLeg');
  await ground.says({ type: 'dtmf.received', callId, legId, digit: '1', durationMs: 90 });
  await ground.until(() => ground.has('alert.accepted'));
  await second.kill();
  await ground.says({ type: 'leg.bridged', callId, legId, bridgedAt: Date.now() });
  start();
  await ground.until(() => ground.has('call.onCallAnswered'));
  ground.gateway.hangUp(caller.legId, Date.now(), 'normal');
  await ground.until(() => ground.has('call.ended', caller.callId));
  expect(ground.count('alert.accepted')).toBe(1);
  expectEachRungOnce();
});
