import {
  CallClass,
  JournalRecord,
  streams,
  type CallProof,
  type CallRecordPage,
  type Definition,
  type DomainId,
  type HalfHour,
  type TelephoneFigures,
} from '@decroche/protocol';
import { connectMongo } from '@decroche/platform/mongo';
import { mongoArchive } from '../../../acd/src/adapters/mongo/archive.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitionOf } from '../../support/definitions.ts';
import { journalOf, tell, type CallPlot } from '../../support/journal-story.ts';
import { layGround, type Ground, type ProgramUnderTest } from '../../support/program-ground.ts';

const DOMAIN = 'main' as DomainId;
const NOON = Date.parse('2026-11-20T11:00:00Z');
const DAY = 'from=2026-11-20&to=2026-11-20';

let ground: Ground;
let reports: ProgramUnderTest;
let supervisor: Record<string, string>;
let agent: Record<string, string>;
let definition: Definition;
let seq = 0;

beforeAll(async () => {
  ground = await layGround();
  definition = definitionOf([]);
  await ground.bus.publish(streams.definitions(DOMAIN), [definition]);
  reports = await ground.start('reports/src/main.ts');
  supervisor = await ground.signIn('supervisor');
  agent = await ground.signIn('agent', 'agent1');
});
afterAll(() => ground.close());

async function get<T>(path: string, headers = supervisor): Promise<T> {
  const answer = await fetch(`${reports.baseUrl}${path}`, { headers });
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

const recorded = (): Promise<unknown> =>
  reports.logged(({ msg, seq: at }) => msg === 'journal recorded' && Number(at) >= seq);

async function journal(plots: readonly CallPlot[]): Promise<void> {
  const lines = journalOf(plots.map(tell), seq + 1);
  seq += lines.length;
  await ground.bus.publish(streams.journal(DOMAIN), lines);
  await recorded();
}

/** Every figure and list of the day, without what changes with the definition. */
async function everything(): Promise<unknown> {
  const [figures, halfHours, calls] = await Promise.all([
    get<TelephoneFigures>(`/api/reports/telephone?${DAY}`),
    get<HalfHour[]>(`/api/reports/telephone/half-hours?${DAY}`),
    get<CallRecordPage>(`/api/reports/calls?${DAY}&limit=500`),
  ]);
  return { figures, halfHours, calls };
}

describe('figures', () => {
  it('count each call once, in its class and its half hour of arrival', async () => {
    const plot = { arrivedAt: NOON, welcomeMs: 4_000 };
    await journal([
      {
        ...plot,
        callId: 'on-time',
        waitMs: 14_999,
        outcome: 'answered',
        talkMs: 60_000,
        holdMs: 10_000,
        wrapUpMs: 5_000,
      },
      { ...plot, callId: 'late', waitMs: 15_000, outcome: 'answered', missed: 1 },
      { ...plot, callId: 'early', waitMs: 14_999, outcome: 'abandonedInQueue' },
      { ...plot, callId: 'given-up', waitMs: 15_000, outcome: 'abandonedWhileRinging' },
      { ...plot, callId: 'in-welcome', welcomeMs: null, waitMs: 3_000, outcome: 'abandonedInWelcome' },
      { ...plot, callId: 'message', waitMs: 120_000, outcome: 'voicemailLeft', arrivedAt: NOON + 1_800_000 },
      { ...plot, callId: 'shut', welcomeMs: null, waitMs: 9_000, outcome: 'refusedClosed' },
      { ...plot, callId: 'full', waitMs: 0, outcome: 'refusedFull' },
      { ...plot, callId: 'still', waitMs: 1_000, outcome: 'abandonedInQueue', unfinished: true },
    ]);
    const figures = await get<TelephoneFigures>(`/api/reports/telephone?${DAY}`);
    expect(figures).toMatchObject({
      ...{ calls: 9, denominator: 3, clause: 'F4', thresholdMs: 15_000, definitionVersion: 1, journalSeq: seq },
      counts: {
        ...{ answeredOnTime: 1, answeredLate: 1, abandonedEarly: 1, abandonedLate: 1, abandonedInWelcome: 1 },
        ...{ voicemail: 1, closed: 1, refused: 1, inProgress: 1, failed: 0, overflowed: 0 },
      },
      asaMs: { mean: 14_999.5, p50: 14_999, p90: 15_000, max: 15_000 },
      ahtMs: (75_000 + 60_000) / 2,
    });
    expect(figures.pickUpRate).toBeCloseTo(1 / 3);
    expect(figures.abandonRate).toBeCloseTo(1 / 3);
    const halfHours = await get<HalfHour[]>(`/api/reports/telephone/half-hours?${DAY}`);
    expect(halfHours).toHaveLength(48);
    expect(halfHours.find(({ from }) => from === NOON + 1_800_000)?.counts.voicemail).toBe(1);
  });
  it('open exactly the calls they count', async () => {
    const { counts } = await get<TelephoneFigures>(`/api/reports/telephone?${DAY}`);
    for (const one of CallClass.options) {
      const { total, records } = await get<CallRecordPage>(`/api/reports/calls?${DAY}&class=${one}`);
      expect([one, total]).toEqual([one, counts[one]]);
      for (const record of records) expect(record.class).toBe(one);
    }
    const wanted = 'answeredOnTime,answeredLate,abandonedLate';
    const denominator = await get<CallRecordPage>(`/api/reports/calls?${DAY}&class=${wanted}`);
    expect(denominator.records.map(({ callId }) => callId).sort()).toEqual(['given-up', 'late', 'on-time']);
  });
  it('prove a call by its journal lines', async () => {
    const { record, events } = await get<CallProof>('/api/reports/calls/on-time');
    expect(record).toMatchObject({
      ...{
        class: 'answeredOnTime',
        waitMs: 14_999,
        talkMs: 60_000,
        holdMs: 10_000,
        wrapUpMs: 5_000,
        agentId: 'agent1',
      },
      definitionVersion: 1,
    });
    expect(events[0]?.seq).toBe(record.firstSeq);
    expect(events.at(-1)).toMatchObject({ seq: record.lastSeq, event: { type: 'agent.wrapUpEnded' } });
  });
  it('are the same where the period cuts half hours', async () => {
    const cut = `from=${NOON - 1}&to=${NOON + 1}`;
    const figures = await get<TelephoneFigures>(`/api/reports/telephone?${cut}`);
    expect(figures.calls).toBe(8);
  });
  it('come as spreadsheets', async () => {
    const calls = await (
      await fetch(`${reports.baseUrl}/api/reports/calls.csv?${DAY}`, { headers: supervisor })
    ).text();
    expect(calls.trim().split('\r\n')).toHaveLength(10);
    expect(calls).toContain('on-time;answeredOnTime;14999;answered;plain;desk;agent1;8008;;2026-11-20T11:00:00.000Z');
    const csv = await (
      await fetch(`${reports.baseUrl}/api/reports/telephone.csv?${DAY}`, { headers: supervisor })
    ).text();
    expect(csv).toContain('calls.answeredOnTime;1;');
  });
  it('show a finished call within a second', async () => {
    const lines = journalOf(
      [tell({ callId: 'fresh', arrivedAt: Date.now(), waitMs: 0, outcome: 'answered', talkMs: 0 })],
      seq + 1,
    );
    seq += lines.length;
    const before = performance.now();
    await ground.bus.publish(streams.journal(DOMAIN), lines);
    await recorded();
    const { calls } = await get<TelephoneFigures>('/api/reports/telephone', agent);
    expect(calls).toBe(1);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
  it('follow the promise when a new definition is published', async () => {
    const patient = structuredClone(definition);
    for (const service of patient.services) service.serviceLevel.thresholdMs = 20_000;
    await ground.bus.publish(streams.definitions(DOMAIN), [{ ...patient, version: 2 }]);
    await reports.logged(({ msg, version }) => msg === 'definition in force' && version === 2);
    const figures = await get<TelephoneFigures>(`/api/reports/telephone?${DAY}`);
    expect(figures).toMatchObject({ definitionVersion: 2, counts: { answeredOnTime: 2, abandonedLate: 0 } });
    const onTime = await get<CallRecordPage>(`/api/reports/calls?${DAY}&class=answeredOnTime`);
    expect(onTime.total).toBe(2);
    await ground.bus.publish(streams.definitions(DOMAIN), [{ ...definition, version: 3 }]);
    await reports.logged(({ msg, version }) => msg === 'definition in force' && version === 3);
  });
});

describe('kill -9 while the journal comes in', () => {
  it('loses no call and doubles none', async () => {
    const plots: CallPlot[] = Array.from({ length: 1_200 }, (_, index) => ({
      ...{
        callId: `storm-${index}`,
        arrivedAt: NOON + 7_200_000 + index * 7,
        waitMs: (index * 37) % 30_000,
        wrapUpMs: 10,
      },
      ...{ outcome: index % 3 === 0 ? 'abandonedInQueue' : 'answered', agentId: `agent${index}` },
    }));
    const before = await get<TelephoneFigures>(`/api/reports/telephone?${DAY}`);
    const lines = journalOf(plots.map(tell), seq + 1);
    seq += lines.length;
    for (const part of [0, 1, 2, 3]) {
      const piece = lines.slice((part * lines.length) / 4, ((part + 1) * lines.length) / 4);
      await ground.bus.publish(streams.journal(DOMAIN), piece);
      if (part === 3) break;
      await reports.logged(({ msg, seq: at }) => msg === 'journal recorded' && Number(at) >= (piece[0]?.seq ?? 0));
      await reports.kill();
      reports = await ground.start('reports/src/main.ts');
    }
    await recorded();
    const after = await get<TelephoneFigures>(`/api/reports/telephone?${DAY}`);
    expect(after.calls - before.calls).toBe(1_200);
    expect(after.counts.answeredOnTime + after.counts.answeredLate).toBe(2 + 800);
    const { events } = await get<CallProof>('/api/reports/calls/storm-1');
    expect(new Set(events.map(({ seq: one }) => one)).size).toBe(events.length);
    expect(events).toHaveLength(tell(plots[1]!).length);
  });
});

describe('made again from the journal', () => {
  it('is the same', async () => {
    const before = await everything();
    await reports.stop();
    reports = await ground.start('reports/src/main.ts', { args: ['--rebuild'] });
    await recorded();
    expect(await everything()).toEqual(before);
  });
  it('is the same when the bus has dropped what the archive holds', async () => {
    const before = await everything();
    await reports.stop();
    const stream = streams.journal(DOMAIN);
    const kept = 500;
    const rows = (await ground.redis.xrange(stream, '-', '+')) as [string, string[]][];
    const mongo = await connectMongo(ground.mongoUri);
    const archived = rows.slice(0, -kept + 3).map(([, fields]) => JournalRecord.parse(JSON.parse(fields[1]!)));
    await (await mongoArchive(mongo, DOMAIN)).add(archived);
    await mongo.close();
    await ground.redis.xtrim(stream, 'MAXLEN', kept);
    reports = await ground.start('reports/src/main.ts', { args: ['--rebuild'] });
    await recorded();
    expect(await everything()).toEqual(before);
  });
});

describe('the program', () => {
  it('skips what is not a journal line and goes on', async () => {
    await ground.redis.xadd(streams.journal(DOMAIN), '*', 'm', '{"seq": not json');
    await ground.bus.publish(streams.journal(DOMAIN), [null, 7, { seq: seq + 1 }, { type: 'call.ended' }]);
    await journal([{ callId: 'after-garbage', arrivedAt: NOON, waitMs: 1, outcome: 'abandonedInQueue' }]);
    expect(reports.log.filter(({ msg }) => msg === 'bad journal line skipped')).toHaveLength(5);
    expect((await get<CallProof>('/api/reports/calls/after-garbage')).record.class).toBe('abandonedEarly');
  });
  it('ignores a definition it cannot read', async () => {
    await ground.bus.publish(streams.definitions(DOMAIN), [
      { version: 'x' },
      { ...definition, timeZone: 'Mars/Olympus', version: 9 },
    ]);
    await reports.logged(({ msg, problem }) => msg === 'bad definition ignored' && String(problem).includes('Mars'));
    expect((await get<TelephoneFigures>(`/api/reports/telephone?${DAY}`)).definitionVersion).toBe(3);
  });
  it('says that it is alive and ready', async () => {
    for (const path of ['/livez', '/readyz']) expect((await fetch(`${reports.healthUrl}${path}`)).status).toBe(200);
  });
});
