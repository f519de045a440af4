import {
  streams,
  type AbandonedPage,
  type CallProof,
  type LineReport,
  type OnCallReport,
  type TelephoneFigures,
} from '@decroche/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitionOf } from '../../support/definitions.ts';
import { expectRefusal } from '../../support/http-door.ts';
import { journalOf, type Told } from '../../support/journal-story.ts';
import { page, tellAlert, tellNightCall, type AlertPlot } from '../../support/on-call-story.ts';
import { layGround, type Ground, type ProgramUnderTest } from '../../support/program-ground.ts';

const NIGHT = Date.parse('2026-11-20T01:00:00Z');
const DAY = 'from=2026-11-20&to=2026-11-20';
const MINUTE = 60_000;
let ground: Ground;
let reports: ProgramUnderTest;
let supervisor: Record<string, string>;
let seq = 0;

beforeAll(async () => {
  ground = await layGround();
  await ground.bus.publish(streams.definitions('main'), [definitionOf([])]);
  reports = await ground.start('reports/src/main.ts');
  supervisor = await ground.signIn('supervisor');
});
afterAll(() => ground.close());

async function recorded(): Promise<void> {
  await reports.logged(({ msg, seq: reached }) => msg === 'journal recorded' && Number(reached) >= seq);
}
async function journal(...stories: Told[][]): Promise<void> {
  const lines = journalOf(stories, seq + 1);
  seq += lines.length;
  await ground.bus.publish(streams.journal('main'), lines);
  await recorded();
}
const ask = (path: string): Promise<Response> => fetch(`${reports.baseUrl}${path}`, { headers: supervisor });
async function get<T>(path: string): Promise<T> {
  const answer = await ask(path);
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}
const rows = async (path: string): Promise<string[]> => (await (await ask(path)).text()).trim().split('\r\n');

const at = (ms: number, event: object): Told => ({ at: NIGHT + ms, event: event as Told['event'] });
/** Half an hour on site, and a policy that gives a quarter of an hour to begin. */
const plan = at(-1, {
  type: 'onCallPlan.adopted',
  plan: {
    ...{ version: 1, publishedAt: NIGHT, domainId: 'main', timeZone: 'Europe/Paris', responders: [], rotations: [] },
    ...{ schedules: [], equipment: [], overrides: [], temporaries: [], absences: [] },
    policies: [
      {
        ...{ policyId: 'infra', name: 'Infrastructure', loops: 1, ringMs: 20_000, keyMs: 10_000, mailMs: 60_000 },
        steps: [{ targets: [{ kind: 'responder', responderId: 'dupont' }], afterMs: 0 }],
        targets: { remoteMs: 15 * MINUTE, onSiteMs: 30 * MINUTE },
      },
    ],
    continuity: { policyId: 'infra', failedProbes: 2, restoredWithinMs: 10 * MINUTE },
  },
});
const started = (ms: number, where: string): AlertPlot => [
  [
    ms,
    {
      ...{ type: 'alert.interventionStarted', by: 'dupont', responderId: 'dupont', where },
      startedAt: NIGHT + ms,
    },
  ],
];
const closed = (ms: number): AlertPlot => [
  [ms, { type: 'alert.closed', by: 'dupont', resolution: 'Relancé.', closedAt: NIGHT + ms }],
];
const probe = (minute: number, ok: boolean): Told =>
  at(minute * MINUTE, {
    ...{ type: 'line.probed', gatewayId: 'gw1', trunkId: 'trunk.example', probedAt: NIGHT + minute * MINUTE, ok },
    ...(ok ? { roundTripMs: 812 } : { why: '=no answer' }),
  });

describe('on-call of a period', () => {
  it('is measured against the policy, with the people and their hours', async () => {
    const sql = { content: { title: '@SRV SQL1', detail: 'disk' } };
    await journal(
      [plan],
      tellNightCall({
        ...{ callId: 'night', alertId: 'al1', arrivedAt: NIGHT, endsMs: 5 * MINUTE, outcome: 'onCallAnswered' },
        takenBy: { responderId: 'dupont', afterMs: MINUTE },
      }),
      tellAlert('al2', NIGHT, sql, [
        ...page('p1', 'dupont', 1_000, 'noKey'),
        [2 * MINUTE, { type: 'alert.exhausted' }],
        ...started(20 * MINUTE, 'onSite'),
        ...closed(90 * MINUTE),
      ]),
      tellAlert('before', NIGHT - 3 * 3_600_000, {}),
    );
    const report = await get<OnCallReport>(`/api/reports/on-call?${DAY}`);
    expect(report.alerts).toMatchObject([
      { alertId: 'al2', exhausted: true, pages: 1, people: 0, onSiteMs: 20 * MINUTE, withinOnSite: true },
      { alertId: 'al1', source: 'call', callId: 'night', people: 1, acceptedMs: 57_000, withinRemote: true },
    ]);
    expect(report.sums).toMatchObject({
      ...{ alerts: 2, accepted: 1, exhausted: 1, medianAcceptedMs: 57_000 },
      ...{ withinRemote: { within: 1, of: 1 }, withinOnSite: { within: 1, of: 1 } },
    });
    const csv = await rows(`/api/reports/on-call.csv?${DAY}`);
    expect(csv).toHaveLength(3);
    expect(csv[1]).toMatch(/^al2;api;'@SRV SQL1;infra;/);
    expect(csv[2]).toContain(`dupont:${new Date(NIGHT + MINUTE).toISOString()}/`);
  });
  it('has its calls in a class of their own, in no pick-up rate, each with who took it', async () => {
    await journal(
      tellNightCall({
        ...{ callId: 'left', alertId: 'al3', arrivedAt: NIGHT, endsMs: 20_000, outcome: 'abandonedOnCall' },
        partyRef: 'p-left',
      }),
      tellNightCall({
        ...{ callId: 'none', alertId: 'al4', arrivedAt: NIGHT, endsMs: 90_000, outcome: 'onCallExhausted' },
        partyRef: 'p-none',
      }),
      tellNightCall({ callId: 'said', alertId: 'al5', arrivedAt: NIGHT, endsMs: 60_000, outcome: 'voicemailLeft' }),
    );
    const figures = await get<TelephoneFigures>(`/api/reports/telephone?${DAY}`);
    expect(figures.counts).toMatchObject({ onCall: 3, voicemail: 1, closed: 0, answeredOnTime: 0 });
    expect(figures).toMatchObject({ calls: 4, denominator: 0 });
    const { record, events } = await get<CallProof>('/api/reports/calls/night');
    expect(record).toMatchObject({
      ...{ class: 'onCall', outcome: 'onCallAnswered', talkMs: 0 },
      onCall: { alertId: 'al1', responderId: 'dupont', startedAt: NIGHT + 3_000, answeredAt: NIGHT + MINUTE },
    });
    expect(events.every(({ event }) => event.type.startsWith('call.'))).toBe(true);
    expect(
      (await rows(`/api/reports/calls.csv?${DAY}&class=onCall`)).find((row) => row.startsWith('night;')),
    ).toContain(';al1;');
    expect((await ask('/api/reports/calls/night/wait')).status).toBe(409);
  });
});

it('who was not spoken to at night is to be rung back, until somebody on call has them on the line', async () => {
  const list = async (): Promise<string[]> => {
    const { items } = await get<AbandonedPage>(`/api/reports/abandoned?${DAY}`);
    return items.map(({ callId }) => callId).sort();
  };
  expect(await list()).toEqual(['left', 'none']);
  await journal(
    tellNightCall({
      ...{ callId: 'again', alertId: 'al7', arrivedAt: NIGHT + 10 * MINUTE, endsMs: 99_000, outcome: 'onCallAnswered' },
      ...{ partyRef: 'p-none', takenBy: { responderId: 'dupont', afterMs: 60_000 } },
    }),
  );
  expect(await list()).toEqual(['left']);
});

describe('the lines of a period', () => {
  it('are an outage with its evidence, and time that was measured or was not', async () => {
    const good = [0, 1, 2].map((minute) => probe(minute, true));
    const bad = [3, 4].map((minute) => probe(minute, false));
    const lines = { source: 'continuity', dedupKey: 'lines', content: { title: 'Lignes', detail: '' } };
    await journal(good, bad, tellAlert('al6', NIGHT + 4 * MINUTE, lines), [probe(15, true)], [probe(16, true)]);
    const report = await get<LineReport>(`/api/reports/lines?${DAY}`);
    expect(report).toMatchObject({ targetMs: 10 * MINUTE, probes: 7, failed: 2 });
    expect(report.outages).toMatchObject([
      {
        fromAt: NIGHT + 3 * MINUTE,
        toAt: NIGHT + 15 * MINUTE,
        within: false,
        alertId: 'al6',
        trunks: ['trunk.example'],
      },
    ]);
    expect(report.outages[0]!.evidence.map(({ ok }) => ok)).toEqual([false, false, true]);
    // Measured: 0–4, 15–16, and the whole outage 3–15.
    expect(report.unmeasuredMs).toBe(24 * 60 * MINUTE - 16 * MINUTE);
    expect(report.availability).toBeCloseTo(4 / 16, 10);
    const csv = await rows(`/api/reports/lines.csv?${DAY}`);
    expect(csv).toHaveLength(8);
    expect(csv.filter((row) => row.includes(`;'=no answer;`))).toHaveLength(2);
  });
  it('that are still down are in every later period', async () => {
    await journal([probe(17, false)]);
    const later = await get<LineReport>('/api/reports/lines?from=2026-11-21&to=2026-11-21');
    expect(later.outages).toMatchObject([{ fromAt: NIGHT + 17 * MINUTE, evidence: [{ ok: false }] }]);
    expect(later).toMatchObject({ probes: 0 });
    expect(later).not.toHaveProperty('availability');
  });
});

describe('kill -9 and a rebuild', () => {
  const everything = async (): Promise<unknown> => [
    await get(`/api/reports/on-call?from=2026-11-19&to=2026-11-20`),
    await get(`/api/reports/lines?${DAY}`),
    await rows(`/api/reports/lines.csv?${DAY}`),
    await get('/api/reports/calls/night'),
  ];
  it('give the same again', async () => {
    await journal([probe(18, true)], tellAlert('al3', NIGHT, {}, closed(120 * MINUTE)).slice(1));
    // Whoever is at work is counted until now: nobody is, when everything is closed.
    await journal(
      ...['al1', 'al4', 'al5', 'al6', 'al7', 'before'].map((one) =>
        tellAlert(one, NIGHT, {}, closed(130 * MINUTE)).slice(1),
      ),
    );
    const before = await everything();
    await reports.kill();
    reports = await ground.start('reports/src/main.ts');
    expect(await everything()).toEqual(before);
    await reports.stop();
    reports = await ground.start('reports/src/main.ts', { args: ['--rebuild'] });
    await recorded();
    expect(await everything()).toEqual(before);
  });
});

describe('who may ask', () => {
  it('supervisors, nobody else; a wrong period is refused with its reason', async () => {
    const agent = await ground.signIn('agent', 'agent1');
    const past = `from=2026-11-21&to=2026-11-20`;
    for (const name of ['on-call', 'on-call.csv', 'lines', 'lines.csv']) {
      const path = `/api/reports/${name}`;
      await expectRefusal(reports, { name, path, init: { headers: agent }, status: 403 });
      await expectRefusal(reports, { name, path, status: 401 });
      const init = { headers: supervisor };
      await expectRefusal(reports, { name, path: `${path}?from=2026-13-01`, init, status: 400 });
      await expectRefusal(reports, { name, path: `${path}?${past}`, init, status: 400, reason: 'emptyPeriod' });
    }
  });
});
