import { connectRedis, redisBus, type Redis } from '@decroche/platform/redis';
import type { Bus } from '@decroche/platform';
import { JournalRecord, streams, type EngineInput, type TelephonyEvent } from '@decroche/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CHAIN_START, firstBroken } from '../../../acd/src/app/hash-chain.ts';
import { aDefinition, anAgent, aService, officeHours } from '../../scenarios/builders.ts';
import { startAcd, type AcdProcess } from './acd-process.ts';
import { Ground } from './ground.ts';

const DOMAINS = Array.from({ length: 8 }, (_, at) => `site-${at}`);
const LEASE_MS = 900;

const definitionOf = (domainId: string) =>
  aDefinition({
    domainId: domainId as never,
    calendars: [
      officeHours({ weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }], holidays: 'none' }),
    ],
    services: [aService('desk', { welcome: undefined, voicemail: undefined })],
    agents: [anAgent('ana')],
  });

let ground: Ground;
let redis: Redis;
let bus: Bus;
let running: AcdProcess[] = [];
let messages = 0;

beforeEach(async () => {
  ground = await Ground.open(definitionOf('main'));
  redis = await connectRedis(ground.redisUrl);
  bus = redisBus(redis);
  for (const domainId of DOMAINS) {
    await send(domainId, { kind: 'definition', definition: definitionOf(domainId) });
  }
});
afterEach(async () => {
  for (const acd of running) await acd.kill();
  running = [];
  redis.disconnect();
  await ground.close();
});

function start(name: string): AcdProcess {
  const acd = startAcd({
    ...{ REDIS_URL: ground.redisUrl, INSTANCE_ID: name, DOMAINS: DOMAINS.join(','), LEASE_MS: String(LEASE_MS) },
  });
  running.push(acd);
  return acd;
}

async function send(domainId: string, input: object): Promise<void> {
  messages += 1;
  const envelope = { id: `m-${messages}`, domainId, at: Date.now() };
  await bus.publish(streams.inputs(domainId), [{ ...envelope, ...input } as EngineInput]);
}

/** A caller of each domain, in line as soon as somebody leads it. */
async function callEach(n: number): Promise<void> {
  for (const domainId of DOMAINS) {
    const leg = { callId: `${domainId}-call-${n}` as never, legId: `${domainId}-leg-${n}` as never };
    const arrived: TelephonyEvent = {
      ...{ type: 'leg.arrived', ...leg, gatewayId: 'gw1' as never, serviceId: 'desk' as never, dialled: '8008' },
      receivedAt: Date.now(),
    };
    await send(domainId, { kind: 'telephony', event: arrived });
    await send(domainId, { kind: 'telephony', event: { type: 'leg.answered', ...leg, answeredAt: Date.now() } });
  }
}

const journalOf = async (domainId: string): Promise<readonly JournalRecord[]> =>
  (await bus.read(streams.journal(domainId), 'start', 10_000)).map(({ value }) => JournalRecord.parse(value));

const queuedIn = (journal: readonly JournalRecord[]): number =>
  journal.filter(({ event }) => event.type === 'call.queued').length;

/** Looks at Redis, which tells nobody, until something holds there. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

const everyDomainHasQueued = (calls: number) => async (): Promise<boolean> =>
  (await Promise.all(DOMAINS.map(journalOf))).every((journal) => queuedIn(journal) === calls);

async function domainsOf(name: string): Promise<number> {
  const holders = await Promise.all(DOMAINS.map((domainId) => redis.get(`decroche:${domainId}:acd:lease`)));
  return holders.filter((each) => each === name).length;
}

test('two processes share eight domains; one is killed: the other leads them all within seconds, and no caller is lost', async () => {
  const first = start('acd-a');
  await until(async () => (await domainsOf('acd-a')) === 8);
  const second = start('acd-b');
  await until(async () => (await domainsOf('acd-a')) === 4 && (await domainsOf('acd-b')) === 4);
  await callEach(1);
  await until(everyDomainHasQueued(1));

  await first.kill();
  const killedAt = Date.now();
  await callEach(2);
  await until(everyDomainHasQueued(2));
  const tookMs = Date.now() - killedAt;
  process.stdout.write(`takeover of 4 of 8 domains after kill -9: ${tookMs} ms (lease ${LEASE_MS} ms)\n`);
  expect(await domainsOf('acd-b')).toBe(8);
  expect(tookMs).toBeLessThan(15_000);

  start('acd-c');
  await until(async () => (await domainsOf('acd-b')) === 4 && (await domainsOf('acd-c')) === 4);
  await callEach(3);
  await until(everyDomainHasQueued(3));
  for (const domainId of DOMAINS) {
    const journal = await journalOf(domainId);
    expect(journal.map((record) => record.seq)).toEqual(journal.map((_, at) => at + 1));
    expect(firstBroken(CHAIN_START, journal)).toBeUndefined();
    expect(journal.every((record) => record.domainId === domainId)).toBe(true);
  }
  expect(second.lines.filter((line) => line['msg'] === 'hands the domain over').length).toBeGreaterThanOrEqual(4);
});
