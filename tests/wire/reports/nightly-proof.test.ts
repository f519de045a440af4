import { connectMongo, type Connection } from '@decroche/platform/mongo';
import {
  streams,
  type DayProof,
  type DayProofSummary,
  type DomainId,
  type JournalRecord,
  type ProofFinding,
} from '@decroche/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mongoArchive } from '../../../acd/src/adapters/mongo/archive.ts';
import { definitionOf } from '../../support/definitions.ts';
import { expectRefusal } from '../../support/http-door.ts';
import { chained, journalOf, tell, type CallPlot } from '../../support/journal-story.ts';
import { layGround, type Ground, type ProgramUnderTest } from '../../support/program-ground.ts';

const DOMAIN = 'main' as DomainId;
const QUEUE = `decroche:${DOMAIN}:decroche-reports`;
const DAY = '2026-11-20';
/** A day with so many calls that its proof can be interrupted. */
const BUSY_DAY = '2026-11-19';
const BUSY_CALLS = 4_000;

let ground: Ground;
let reports: ProgramUnderTest;
let mongo: Connection;
let lines: JournalRecord[];
let admin: Record<string, string>;
let supervisor: Record<string, string>;

beforeAll(async () => {
  ground = await layGround();
  const noon = Date.parse(`${DAY}T11:00:00Z`);
  const plots: CallPlot[] = Array.from({ length: 30 }, (_, index) => ({
    ...{ callId: `call-${index}`, agentId: `agent-${index}`, arrivedAt: noon + index * 600_000 },
    ...{ waitMs: index * 1_000, outcome: index % 3 === 0 ? 'abandonedInQueue' : 'answered', wrapUpMs: 5_000 },
  }));
  const before: CallPlot[] = Array.from({ length: BUSY_CALLS }, (_, index) => ({
    ...{ callId: `busy-${index}`, agentId: `agent-${index}`, arrivedAt: noon - 86_400_000 + index * 5_000 },
    ...{ waitMs: 1_000, outcome: 'answered', missed: 2 },
  }));
  lines = chained(journalOf([...before, ...plots].map(tell)));
  await ground.bus.publish(streams.definitions(DOMAIN), [definitionOf([])]);
  mongo = await connectMongo(ground.mongoUri);
  // Most of the journal has left the bus already.
  const archived = lines.length - 60;
  const archive = await mongoArchive(mongo, DOMAIN);
  for (let start = 0; start < archived; start += 1_000) {
    await archive.add(lines.slice(start, Math.min(start + 1_000, archived)));
  }
  await ground.bus.publish(streams.journal(DOMAIN), lines.slice(archived - 20));
  await startReports();
  admin = await ground.signIn('admin');
  supervisor = await ground.signIn('supervisor');
});
afterAll(async () => {
  await mongo?.close();
  await ground?.close();
});

async function startReports(): Promise<void> {
  reports = await ground.start('reports/src/main.ts');
  await reports.logged(({ msg, seq }) => msg === 'journal recorded' && Number(seq) >= lines.length);
}

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(`${reports.baseUrl}${path}`, { headers: supervisor });
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

const order = (day: string): Promise<Response> =>
  fetch(`${reports.baseUrl}/api/reports/proofs`, {
    method: 'POST',
    headers: { ...admin, 'content-type': 'application/json' },
    body: JSON.stringify({ day }),
  });

const proved = (day: string, after = 0) =>
  reports.logged(({ msg, day: one, provedAt }) => msg === 'day proved' && one === day && Number(provedAt) > after);

/** Has a day proved now and waits for it. */
async function prove(day: string): Promise<DayProof> {
  const askedAt = Date.now() - 1;
  const answer = await order(day);
  expect(answer.status).toBe(202);
  expect(await answer.json()).toEqual({ jobId: expect.any(String) });
  await proved(day, askedAt);
  return get<DayProof>(`/api/reports/proofs/${day}`);
}

describe('a proof asked for', () => {
  it('finds nothing wrong in an honest day', async () => {
    const proof = await prove(DAY);
    expect(proof).toMatchObject({ day: DAY, complete: true, checkedCalls: 30, differences: 0, findings: [] });
    expect(proof.journalSeq).toBe(lines.length);
    const { first, last } = proof.chain!;
    expect(first.hash).toBe(lines[first.seq - 1]?.hash);
    expect(last).toEqual({ seq: lines.length, hash: lines.at(-1)?.hash });
  });
  it('is listed, and shown to Prometheus', async () => {
    const [summary] = await get<DayProofSummary[]>('/api/reports/proofs?limit=1');
    expect(summary).toMatchObject({ day: DAY, checkedCalls: 30, differences: 0 });
    expect(summary).not.toHaveProperty('findings');
    const metrics = await (await fetch(`${reports.healthUrl}/metrics`)).text();
    expect(metrics).toMatch(/^decroche_reports_last_proof_calls 30$/m);
    expect(metrics).toMatch(/^decroche_reports_last_proof_differences 0$/m);
  });
  it('finds a tampered record, tells its id in the log and counts it', async () => {
    const records = mongo.collection<{ _id: string }>('report_calls');
    const { modifiedCount } = await records.updateOne({ _id: 'call-7' }, { $set: { answeredAt: 1 } });
    expect(modifiedCount).toBe(1);
    const { findings, differences } = await prove(DAY);
    const finding: ProofFinding = { kind: 'recordDiffers', callId: 'call-7' as never, fields: ['answeredAt'] };
    expect([findings, differences]).toEqual([[finding], 1]);
    await reports.logged(
      (line) => line['level'] === 50 && JSON.stringify(line['findings']) === JSON.stringify([finding]),
    );
    const metrics = await (await fetch(`${reports.healthUrl}/metrics`)).text();
    expect(metrics).toMatch(/^decroche_reports_proof_differences_total\{kind="recordDiffers"\} 1$/m);
    const honest = lines.find(({ event }) => event.type === 'call.answered' && event.callId === 'call-7')!;
    await records.updateOne(
      { _id: 'call-7' },
      { $set: { answeredAt: (honest.event as { answeredAt: number }).answeredAt } },
    );
    expect((await prove(DAY)).findings).toEqual([]);
  });
  it('finds a line altered in the archive, and a hole', async () => {
    const archive = mongo.collection<{ seq: number; line: string }>('acd_journal');
    const { seq } = lines.find(({ event }) => event.type === 'offer.made' && event.callId === 'call-1')!;
    const kept = await archive.findOne({ seq });
    await archive.updateOne({ seq }, { $set: { line: kept!.line.replace('agent-1', 'agent-2') } });
    expect((await prove(DAY)).findings).toContainEqual({ kind: 'lineAltered', seq });
    await archive.deleteOne({ seq });
    expect((await prove(DAY)).findings).toContainEqual({ kind: 'linesMissing', fromSeq: seq, toSeq: seq });
    await archive.insertOne(kept!);
    expect((await prove(DAY)).findings).toEqual([]);
  });
});

describe('who may ask for what', () => {
  const post = (body: unknown) => ({ method: 'POST', body: JSON.stringify(body) });
  const json = { 'content-type': 'application/json' };
  it.each<[string, string, () => RequestInit, number, string?]>([
    [
      'a supervisor asking for a proof',
      '',
      () => ({ ...post({ day: DAY }), headers: { ...supervisor, ...json } }),
      403,
      'roleNeeded',
    ],
    [
      'a day that does not exist',
      '',
      () => ({ ...post({ day: '2026-02-30' }), headers: { ...admin, ...json } }),
      400,
      'unknownDate',
    ],
    [
      'a day of the future',
      '',
      () => ({ ...post({ day: '2199-01-01' }), headers: { ...admin, ...json } }),
      400,
      'dayAhead',
    ],
    ['words for a day', '', () => ({ ...post({ day: 'yesterday' }), headers: { ...admin, ...json } }), 400, 'invalid'],
    ['no day', '', () => ({ ...post({}), headers: { ...admin, ...json } }), 400, 'invalid'],
    ['a job that is not JSON', '', () => ({ method: 'POST', body: '{', headers: { ...admin, ...json } }), 400],
    [
      'a proof from another site',
      '',
      () => ({ ...post({ day: DAY }), headers: { cookie: admin['cookie']!, ...json } }),
      403,
      'forged',
    ],
    ['a day nobody proved', '/2020-01-01', () => ({ headers: supervisor }), 404, 'noProof'],
    ['the proof of words', '/tomorrow', () => ({ headers: supervisor }), 400, 'invalid'],
    ['a limit of 0', '?limit=0', () => ({ headers: supervisor }), 400, 'invalid'],
    ['nobody signed in', '', () => ({}), 401, 'notSignedIn'],
  ])('%s', async (name, path, init, status, reason) => {
    const refusal = { name, path: `/api/reports/proofs${path}`, init: init(), status };
    await expectRefusal(reports, { ...refusal, ...(reason === undefined ? {} : { reason }) });
  });
});

describe('the work', () => {
  it('is taken up again after kill -9 in the middle of it', async () => {
    expect((await order(BUSY_DAY)).status).toBe(202);
    await reports.logged(({ msg, day }) => msg === 'proving a day' && day === BUSY_DAY);
    await reports.kill();
    const proofs = mongo.collection<{ _id: string }>('report_day_proofs');
    expect(await proofs.findOne({ _id: BUSY_DAY })).toBeNull();
    reports = await ground.start('reports/src/main.ts');
    await proved(BUSY_DAY);
    const proof = await get<DayProof>(`/api/reports/proofs/${BUSY_DAY}`);
    expect(proof).toMatchObject({ checkedCalls: BUSY_CALLS, differences: 0 });
  });
  it('is on the calendar once after several starts, at half past two in the zone of the definition', async () => {
    expect(await ground.redis.zcard(`${QUEUE}:repeat`)).toBe(1);
    expect(await ground.redis.hgetall(`${QUEUE}:repeat:nightly-proof`)).toMatchObject({
      ...{ name: 'night', pattern: '30 2 * * *', tz: 'Europe/Paris' },
    });
    expect(await ground.redis.zcard(`${QUEUE}:delayed`)).toBe(1);
  });
  it('follows a new time zone', async () => {
    const elsewhere = { ...definitionOf([]), version: 2, timeZone: 'America/Martinique' };
    await ground.bus.publish(streams.definitions(DOMAIN), [elsewhere]);
    await reports.logged(({ msg, timeZone }) => msg === 'every night is proved' && timeZone === elsewhere.timeZone);
    expect(await ground.redis.hget(`${QUEUE}:repeat:nightly-proof`, 'tz')).toBe(elsewhere.timeZone);
    expect(await ground.redis.zcard(`${QUEUE}:delayed`)).toBe(1);
  });
  it('leaves within two seconds', async () => {
    const before = performance.now();
    await reports.stop();
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
