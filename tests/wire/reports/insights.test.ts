import {
  streams,
  type AbandonedPage,
  type AnnouncedWaitFigures,
  type CallbackFigures,
  type DissuasionEffect,
  type LoadProfile,
  type TelephoneFigures,
} from '@decroche/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitionOf } from '../../support/definitions.ts';
import { expectRefusal } from '../../support/http-door.ts';
import { journalOf, tell, type CallPlot, type Told } from '../../support/journal-story.ts';
import { layGround, type Ground, type ProgramUnderTest } from '../../support/program-ground.ts';

const NOON = Date.parse('2026-11-20T11:00:00Z');
const DAY = 'from=2026-11-20&to=2026-11-20';
let ground: Ground;
let reports: ProgramUnderTest;
let agent: Record<string, string>;
let supervisor: Record<string, string>;
let seq = 0;

beforeAll(async () => {
  ground = await layGround();
  await ground.bus.publish(streams.definitions('main'), [definitionOf([])]);
  reports = await ground.start('reports/src/main.ts');
  agent = await ground.signIn('agent', 'agent1');
  supervisor = await ground.signIn('supervisor');
});
afterAll(() => ground.close());

const at = (ms: number, event: object): Told => ({ at: NOON + ms, event: event as Told['event'] });

async function journal(...stories: Told[][]): Promise<void> {
  const lines = journalOf(stories, seq + 1);
  seq += lines.length;
  await ground.bus.publish(streams.journal('main'), lines);
  await reports.logged(({ msg, seq: reached }) => msg === 'journal recorded' && Number(reached) >= seq);
}

async function get<T>(path: string, headers = supervisor): Promise<T> {
  const answer = await fetch(`${reports.baseUrl}${path}`, { headers });
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

const call = (callId: string, plot: Partial<CallPlot> & Pick<CallPlot, 'outcome'>, afterMs = 0): Told[] =>
  tell({ callId, arrivedAt: NOON + afterMs, waitMs: 20_000, ...plot });

/** A call-back from its request on, with what else happens. */
const callback = (callId: string, placedMs: number, more: readonly [number, object][], fields: object = {}): Told[] => [
  at(placedMs, {
    ...{ type: 'call.placed', callId, legId: `${callId}-leg`, gatewayId: 'gateway1', serviceId: 'plain' },
    ...{ partyRef: 'p-callback', placedAt: NOON + placedMs, dueAt: NOON + placedMs, mode: 'now' },
    ...{ dialling: 'agentFirst', by: 'caller', ...fields },
  }),
  ...more.map(([ms, event]) => at(ms, { callId, ...event })),
];

describe('callers to ring back', () => {
  const list = (): Promise<AbandonedPage> => get<AbandonedPage>(`/api/reports/abandoned?${DAY}`);
  const ids = async (): Promise<string[]> => (await list()).items.map(({ callId }) => callId);

  it('are listed once each, never without a number, and go when someone has spoken to them', async () => {
    await journal(
      call('gave-up', { outcome: 'abandonedInQueue', partyRef: 'p1' }),
      call('gave-up-again', { outcome: 'abandonedInQueue', partyRef: 'p1' }, 60_000),
      call('withheld', { outcome: 'abandonedInQueue' }, 1_000),
      call('silent', { outcome: 'voicemailEmpty', partyRef: 'p2' }, 2_000),
      call('message', { outcome: 'voicemailLeft', partyRef: 'p3' }, 3_000),
      call('in-welcome', { outcome: 'abandonedInWelcome', partyRef: 'p4', welcomeMs: null }, 4_000),
    );
    expect(await list()).toMatchObject({
      total: 2,
      items: [
        { callId: 'gave-up-again', partyRef: 'p1', calls: 2, waitMs: 20_000, outcome: 'abandonedInQueue' },
        { callId: 'silent', partyRef: 'p2', calls: 1 },
      ],
    });
    await journal(call('came-back', { outcome: 'answered', partyRef: 'p1' }, 600_000));
    expect(await ids()).toEqual(['silent']);
    await journal(callback('ring-back', 700_000, [], { answersCallId: 'silent', partyRef: 'p2-mobile' }));
    expect(await ids()).toEqual([]);
    const calledOff = { type: 'call.ended', outcome: 'callbackCancelled', cause: 'normal', by: 'system' };
    await journal([at(800_000, { callId: 'ring-back', ...calledOff, endedAt: NOON + 800_000 })]);
    expect(await ids()).toEqual(['silent']);
  });
});

it('messages: to whom, what they chose, and what became of those who stayed', async () => {
  const said = { dissuasionId: 'd1' };
  const heardBy = (callId: string, ms: number, choice?: string): Told[] => [
    at(ms, { type: 'call.dissuasionStarted', callId, ...said }),
    at(ms + 1, { type: 'call.dissuasionHeard', callId, ...said }),
    ...(choice ? [at(ms + 2, { type: 'call.dissuasionChoiceMade', callId, ...said, choice })] : []),
  ];
  const parent = { dissuasionId: 'd1', ticketId: 'INC-2026-00001' };
  await journal(
    [...call('m-stayed', { outcome: 'answered', welcomeMs: 9 }, 900_000), ...heardBy('m-stayed', 900_005, 'stay')],
    [...call('m-gave-up', { outcome: 'abandonedInQueue', welcomeMs: 9 }, 901_000), ...heardBy('m-gave-up', 901_005)],
    [
      ...call('m-left', { outcome: 'dissuadedLeft', welcomeMs: null, waitMs: 5_000 }, 902_000),
      at(903_000, { type: 'call.dissuasionStarted', callId: 'm-left', ...said }),
    ],
    [
      ...call('m-attached', { outcome: 'attachedToIncident', welcomeMs: null, waitMs: 9_000 }, 904_000),
      ...heardBy('m-attached', 905_000, 'attach'),
      at(906_000, { type: 'call.attachedToIncident', callId: 'm-attached', ...parent }),
    ],
  );
  const [effect] = await get<DissuasionEffect[]>(`/api/reports/dissuasions?${DAY}`);
  expect(effect).toMatchObject({
    ...{ dissuasionId: 'd1', saidTo: 4, heard: 3, left: 1, attached: 1, released: 0, voicemail: 0, callback: 0 },
    ...{ stayed: 2, afterStaying: { answered: 1, abandoned: 1, inProgress: 0, other: 0 } },
    ...{ firstSaidAt: NOON + 900_005, lastSaidAt: NOON + 905_000 },
  });
  const figures = await get<TelephoneFigures>(`/api/reports/telephone?${DAY}`);
  expect(figures.counts).toMatchObject({ dissuaded: 2 });
  expect(figures.denominator).toBe(
    figures.counts.answeredOnTime! + figures.counts.answeredLate! + figures.counts.abandonedLate!,
  );
});

it('announced waits: kept, broken, and by how much', async () => {
  const told = (callId: string, ms: number, estimateMs: number, upToMs: number): Told =>
    at(ms, { type: 'call.waitAnnounced', callId, estimateMs, upToMs });
  await journal(
    [...call('w-kept', { outcome: 'answered', waitMs: 50_000 }, 1_000_000), told('w-kept', 1_010_000, 60_000, 120_000)],
    [
      ...call('w-late', { outcome: 'answered', waitMs: 200_000 }, 1_100_000),
      told('w-late', 1_110_000, 60_000, 120_000),
    ],
    [
      ...call('w-gone', { outcome: 'abandonedInQueue', waitMs: 30_000 }, 1_200_000),
      told('w-gone', 1_210_000, 200_000, 300_000),
    ],
  );
  expect(await get<AnnouncedWaitFigures>(`/api/reports/announced-waits?${DAY}`)).toMatchObject({
    ...{ announced: 3, kept: 1, broken: 1, leftBefore: 1, keptRate: 0.5 },
    ...{ meanErrorMs: (-20_000 + 130_000) / 2, meanDistanceMs: (20_000 + 130_000) / 2 },
    ranges: [
      { upToMs: 120_000, announced: 2, kept: 1, broken: 1 },
      { upToMs: 300_000, announced: 1, leftBefore: 1 },
    ],
  });
});

it('call-backs: asked, made, reached, kept in time; in no rate', async () => {
  const before = await get<TelephoneFigures>(`/api/reports/telephone?${DAY}`);
  const ended = (ms: number, outcome: string): [number, object] => [
    ms,
    { type: 'call.ended', outcome, cause: 'normal', by: 'system', endedAt: NOON + ms },
  ];
  const dial = (ms: number, attempt = 1): [number, object] => [ms, { type: 'call.dialled', legId: 'l', attempt }];
  await journal(
    [
      ...call('asks', { outcome: 'callbackRequested' }, 2_000_000),
      at(2_010_000, { type: 'call.callbackRequested', callId: 'asks', callbackId: 'cb-reached' }),
    ],
    callback(
      'cb-reached',
      2_010_000,
      [
        dial(2_100_000),
        [2_105_000, { type: 'call.callerReached', reachedAt: NOON + 2_105_000 }],
        [2_106_000, { type: 'call.answered', agentId: 'agent1', offerId: 'o', answeredAt: NOON + 2_106_000 }],
        ended(2_200_000, 'answered'),
      ],
      { answersCallId: 'asks', mode: 'keepPlace' },
    ),
    callback(
      'cb-late',
      2_020_000,
      [dial(2_020_000 + 5_400_001), dial(9_000_000, 2), ended(9_100_000, 'callbackUnreached')],
      {
        mode: 'slot',
        dueAt: NOON + 2_020_000 + 3_600_000,
      },
    ),
  );
  const figures = await get<CallbackFigures>(`/api/reports/callbacks?${DAY}`);
  expect(figures).toMatchObject({
    asked: 1,
    dialled: 2,
    reached: 1,
    answered: 1,
    unreached: 1,
    keptInTime: 1,
    late: 1,
  });
  expect(figures.placed).toBe(
    figures.reached + figures.unreached + figures.cancelled + figures.failed + figures.pending,
  );
  const after = await get<TelephoneFigures>(`/api/reports/telephone?${DAY}`);
  const { pickUpRate, abandonRate, denominator } = before;
  expect(after).toMatchObject({ pickUpRate, abandonRate, denominator, ahtMs: before.ahtMs });
  expect(after.counts).toMatchObject({ callback: before.counts.callback! + 1, outbound: before.counts.outbound! + 2 });
  expect(after.calls).toBe(before.calls + 3);
  const csv = await (
    await fetch(`${reports.baseUrl}/api/reports/calls.csv?${DAY}&class=outbound`, { headers: supervisor })
  ).text();
  expect(csv).toContain('cb-late;outbound;;callbackUnreached');
});

it('the load of a weekday: means of its days, holidays apart', async () => {
  const load = await get<LoadProfile>('/api/reports/load?weekday=5&weeks=3&serviceId=plain');
  expect(load.quarters).toHaveLength(96);
  expect(load.days.length + load.excluded.length).toBe(3);
});

it('agents see who gave up in the last seven days, and not a day more', async () => {
  const dayAgo = (days: number): string =>
    new Date(Date.now() - days * 86_400_000).toLocaleDateString('sv-SE', { timeZone: 'Europe/Paris' });
  const asked = async (path: string) =>
    (await fetch(`${reports.baseUrl}/api/reports/abandoned${path}`, { headers: agent })).status;
  expect(await asked('')).toBe(200);
  expect(await asked(`?from=${dayAgo(5)}`)).toBe(200);
  expect(await asked(`?from=${dayAgo(8)}`)).toBe(403);
});

describe('bad input', () => {
  it.each([
    ['nobody signed in', '/api/reports/abandoned', 'nobody', 401, 'notSignedIn'],
    [
      'a year of abandoned callers',
      '/api/reports/abandoned?from=2025-11-20&to=2026-11-20',
      'supervisor',
      400,
      'periodTooLong',
    ],
    [
      'an agent asking who gave up a year ago',
      '/api/reports/abandoned?from=2025-11-20&to=2025-11-20',
      'agent',
      403,
      'roleNeeded',
    ],
    ['a page of 501', '/api/reports/abandoned?limit=501', 'agent', 400, 'invalid'],
    ['an offset in words', '/api/reports/abandoned?offset=x', 'agent', 400, 'invalid'],
    ['a date that does not exist', '/api/reports/abandoned?from=2026-02-30', 'agent', 400, 'unknownDate'],
    ['an agent asking for messages of another day', `/api/reports/dissuasions?${DAY}`, 'agent', 403, 'roleNeeded'],
    [
      'a year of messages',
      '/api/reports/dissuasions?from=2025-11-20&to=2026-11-20',
      'supervisor',
      400,
      'periodTooLong',
    ],
    ['an agent asking for waits of another day', `/api/reports/announced-waits?${DAY}`, 'agent', 403, 'roleNeeded'],
    [
      'a year of waits',
      '/api/reports/announced-waits?from=2025-11-20&to=2026-11-20',
      'supervisor',
      400,
      'periodTooLong',
    ],
    ['an agent asking for call-backs of another day', `/api/reports/callbacks?${DAY}`, 'agent', 403, 'roleNeeded'],
    [
      'a year of call-backs',
      '/api/reports/callbacks?from=2025-11-20&to=2026-11-20',
      'supervisor',
      400,
      'periodTooLong',
    ],
    ['an agent asking for the load', '/api/reports/load?weekday=1', 'agent', 403, 'roleNeeded'],
    ['no weekday', '/api/reports/load', 'supervisor', 400, 'invalid'],
    ['an eighth weekday', '/api/reports/load?weekday=8', 'supervisor', 400, 'invalid'],
    ['half a weekday', '/api/reports/load?weekday=1.5', 'supervisor', 400, 'invalid'],
    ['two years of weeks', '/api/reports/load?weekday=1&weeks=104', 'supervisor', 400, 'invalid'],
    ['a service that cannot be', '/api/reports/load?weekday=1&serviceId=%24where', 'supervisor', 400, 'invalid'],
  ] as const)('%s', async (name, path, who, status, reason) => {
    const headers = { nobody: {}, agent, supervisor }[who];
    await expectRefusal(reports, { name, path, init: { headers }, status, reason });
  });
});
