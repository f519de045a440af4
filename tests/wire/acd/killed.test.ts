import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CHAIN_START, firstBroken } from '../../../acd/src/app/hash-chain.ts';
import { aDefinition, anAgent, aService, officeHours } from '../../scenarios/builders.ts';
import { startAcd, type AcdProcess } from './acd-process.ts';
import { Ground } from './ground.ts';

const aroundTheClock = officeHours({
  weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
  holidays: 'none',
});
const definition = aDefinition({
  calendars: [aroundTheClock],
  services: [aService('desk', { welcome: undefined })],
  agents: [anAgent('ana', { wrapUpMs: 0 }), anAgent('bob', { wrapUpMs: 0 })],
});

let ground: Ground;
let running: AcdProcess[] = [];

const start = (more: Record<string, string> = {}): AcdProcess => {
  const acd = startAcd({ REDIS_URL: ground.redisUrl, INSTANCE_ID: `acd-${running.length}`, ...more });
  running.push(acd);
  return acd;
};

beforeEach(async () => {
  ground = await Ground.open(definition);
});
afterEach(async () => {
  for (const acd of running) await acd.kill();
  running = [];
  await ground.close();
});

/** Nothing twice, nothing missing, and a chain without a break. */
function expectWholeJournal(): void {
  expect(ground.journal.map((record) => record.seq)).toEqual(ground.journal.map((_, at) => at + 1));
  expect(firstBroken(CHAIN_START, ground.journal)).toBeUndefined();
}

describe('an acd killed without a word', () => {
  test('loses no caller and no place: the next one serves them in the order in which they came', async () => {
    const first = start();
    await ground.ready('ana');
    const talking = await ground.dials();
    await ground.until(() => ground.has('offer.ringing', talking.callId));
    await ground.answers('ana');
    await ground.until(() => ground.has('call.answered', talking.callId));
    const oldest = await ground.dials();
    const impatient = await ground.dials();
    const patient = await ground.dials();
    for (const { callId } of [oldest, impatient, patient]) await ground.until(() => ground.has('call.queued', callId));

    await first.kill();
    // Nobody is there: another caller comes, one who waited gives up.
    const late = await ground.dials();
    ground.gateway.hangUp(impatient.legId, Date.now(), 'normal');

    start();
    await ground.until(() => ground.has('call.queued', late.callId));
    expect(ground.has('call.ended', impatient.callId)).toBe(true);
    expect(ground.has('call.ended', talking.callId)).toBe(false);

    await ground.ready('bob');
    await ground.until(() => ground.has('offer.ringing', oldest.callId));
    expect(ground.count('offer.made')).toBe(2);
    expectWholeJournal();
  });

  test('hands over within seconds to one that stands by', async () => {
    const first = start();
    await first.logged('holds the domain');
    const standby = start();
    await ground.ready('ana');
    const killedAt = Date.now();
    await first.kill();
    const call = await ground.dials();
    await ground.until(() => ground.has('offer.made', call.callId));
    expect(Date.now() - killedAt).toBeLessThan(5_000);
    expect(standby.lines.some((line) => line['msg'] === 'holds the domain')).toBe(true);
    expectWholeJournal();
  });

  test('at any moment of a busy minute: every input is taken exactly once', async () => {
    let acd = start();
    await ground.ready('ana');
    await ground.ready('bob');
    const calls: { callId: never; legId: never }[] = [];
    const served = new Set<string>();
    // Whoever rings answers; whoever talks is hung up on by the caller.
    const serve = (): void => {
      for (const { event } of ground.journal) {
        if (event.type === 'offer.ringing' && !served.has(event.offerId)) {
          served.add(event.offerId);
          void ground.answers(event.agentId).catch(() => undefined);
        }
        if (event.type === 'call.answered' && !served.has(event.callId)) {
          served.add(event.callId);
          const leg = calls.find((call) => call.callId === event.callId);
          if (leg) ground.gateway.hangUp(leg.legId, Date.now(), 'normal');
        }
      }
    };
    const serving = ground.until(() => {
      serve();
      return calls.length === 120 && calls.every(({ callId }) => ground.has('call.ended', callId));
    });
    for (let round = 0; round < 4; round += 1) {
      for (let n = 0; n < 30; n += 1) calls.push((await ground.dials()) as never);
      await ground.until(() => ground.count('call.ended') >= 12 * (round + 1));
      await acd.kill();
      acd = start();
    }
    await serving;
    expectWholeJournal();
    for (const { callId } of calls) {
      expect(ground.count('call.arrived', callId)).toBe(1);
      expect(ground.count('call.ended', callId)).toBe(1);
      expect(ground.count('call.answered', callId)).toBe(1);
    }
  });
});

describe('an acd stopped in order', () => {
  test('gives the domain back: the next one starts at once, from a snapshot', async () => {
    const first = start();
    await ground.ready('ana');
    await first.stop();
    const next = start();
    const recovered = await next.logged('recovered');
    expect(recovered['seq']).toBe(ground.journal.length);
    const held = await next.logged('holds the domain');
    const stoodBy = await next.logged('stands by for the domain');
    expect((held['time'] as number) - (stoodBy['time'] as number)).toBeLessThan(500);
  });
});

test('one that was only paused, and wakes up when another has the domain, writes nothing more', async () => {
  const first = start();
  await ground.ready('ana');
  first.pause();
  const call = await ground.dials();
  const next = start();
  await next.logged('holds the domain');
  await ground.until(() => ground.has('offer.ringing', call.callId));
  first.resume();
  await ground.answers('ana');
  await ground.until(() => ground.has('call.answered', call.callId));
  await Promise.race([
    first.logged('another engine holds the domain'),
    first.logged('can not write any more: standing by'),
  ]);
  expect(ground.count('call.arrived')).toBe(1);
  expect(ground.count('call.answered')).toBe(1);
  expectWholeJournal();
});

test('two that were started together never both write', async () => {
  const [one, two] = [start(), start()];
  await ground.ready('ana');
  const holders = [one, two].map((acd) => acd.lines.filter((line) => line['msg'] === 'holds the domain').length);
  expect(holders.reduce((sum, count) => sum + count, 0)).toBe(1);
  expectWholeJournal();
});
