import { civilDateAt, civilDay, daysAfter } from '@decroche/calendar';
import {
  DayPlan,
  EngineInput,
  LunchProposal,
  PlannedShift,
  Roster,
  streams,
  WeekPlan,
  type ImportReport,
} from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import { openConsole } from './open-console.ts';
import { DOMAIN, eventually, signIn, type Client } from './support.ts';

const TODAY = civilDateAt(Date.now(), 'Europe/Paris');
/** Far from today: what is planned here is in no published window. */
const MONDAY = '2027-03-01';

const { ground, agent, supervisor } = await openConsole();

const plan = (agentId: string, date: string, from: string, to: string, more: object = {}) =>
  supervisor.post('/api/roster/shifts', { agentId, date, from, to, ...more });
const roster = async (): Promise<Roster> => Roster.parse((await ground.bus.last(streams.rosters(DOMAIN)))?.value);
const day = async (date: string, who = supervisor): Promise<DayPlan> =>
  DayPlan.parse((await who.get(`/api/roster/days/${date}`)).body);
const rosterInputs = async () => {
  const entries = await ground.bus.read(streams.inputs(DOMAIN), 'start', 1000);
  return entries.map(({ value }) => EngineInput.parse(value)).filter((input) => input.kind === 'roster');
};

describe('shifts', () => {
  it('are planned, shown in their week, changed, removed, and brought back by what the removal answered', async () => {
    const made = await plan('agent1', MONDAY, '08:00', '16:00', {
      breaks: [{ kind: 'lunch', from: '12:00', to: '12:45' }],
    });
    const shift = PlannedShift.parse(made.body);
    const path = `/api/roster/shifts/${shift.shiftId}`;
    const changed = await supervisor.put(path, { ...shift, from: '08:30' });
    expect(changed.body).toMatchObject({ shiftId: shift.shiftId, from: '08:30' });
    const removed = await supervisor.delete(path);
    expect(removed.body).toEqual(changed.body);
    expect((await supervisor.delete(path)).status).toBe(404);
    expect((await supervisor.put(path, removed.body)).status).toBe(200);
    const week = WeekPlan.parse((await supervisor.get('/api/roster/weeks/2027-03-04')).body);
    expect(week.days.map(({ date }) => date)).toEqual([
      ...['2027-03-01', '2027-03-02', '2027-03-03', '2027-03-04', '2027-03-05', '2027-03-06', '2027-03-07'],
    ]);
    const row = week.rows.find(({ agentId }) => agentId === 'agent1')!;
    expect(row.shifts).toEqual([removed.body]);
    expect(row.plannedMs).toBe(6.75 * 3_600_000);
  });
  it.each([
    ['of an agent nobody knows', ['nobody', MONDAY, '08:00', '16:00'], 'unknownAgent'],
    ['on a date that is none', ['agent1', '2027-02-30', '08:00', '16:00'], 'noSuchDate'],
    ['over another one of the agent', ['agent1', MONDAY, '15:00', '20:00'], 'overlap'],
    ['of a night that reaches into it', ['agent1', '2027-02-28', '20:00', '09:00'], 'overlap'],
    ['of twenty hours', ['agent2', MONDAY, '02:00', '22:00'], 'tooLong'],
    [
      'with a break outside',
      ['agent2', MONDAY, '08:00', '12:00', [{ kind: 'lunch', from: '11:30', to: '12:15' }]],
      'breakOutside',
    ],
    [
      'with a break over another',
      [
        ...['agent2', MONDAY, '08:00', '16:00'],
        [
          { kind: 'lunch', from: '12:00', to: '12:45' },
          { kind: 'break', from: '12:30', to: '12:50' },
        ],
      ],
      'breakOutside',
    ],
  ])('%s are refused', async (_name, [agentId, date, from, to, breaks = []], reason) => {
    const body = { agentId, date, from, to, breaks };
    const refused = await supervisor.post('/api/roster/shifts', body);
    expect(refused).toMatchObject({ status: 409, body: { reason, errorId: expect.any(String) } });
    await ground.console.logged(refused.body['errorId']);
  });
  it.each([
    ['an hour that is none', { agentId: 'agent1', date: MONDAY, from: '25:00', to: '16:00' }],
    ['no agent', { date: MONDAY, from: '08:00', to: '16:00' }],
    [
      'nine breaks',
      {
        agentId: 'agent1',
        date: MONDAY,
        from: '08:00',
        to: '16:00',
        breaks: Array(9).fill({ kind: 'break', from: '09:00', to: '09:05' }),
      },
    ],
  ])('with %s are not valid', async (_name, body) => {
    expect((await supervisor.post('/api/roster/shifts', body)).status).toBe(400);
  });
  it('are planned by supervisors only, and seen by everyone', async () => {
    const body = { agentId: 'agent1', date: MONDAY, from: '18:00', to: '20:00' };
    expect((await agent.post('/api/roster/shifts', body)).status).toBe(403);
    expect((await agent.get(`/api/roster/weeks/${MONDAY}`)).status).toBe(200);
    expect((await agent.get(`/api/roster/days/${MONDAY}`)).status).toBe(200);
    expect((await agent.get('/api/roster/templates')).status).toBe(200);
    expect((await agent.delete('/api/roster/templates/early')).status).toBe(403);
  });
  it('many at once leave one agent in one place', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => plan('agent3', '2027-03-03', `${10 + n}:00`, `${13 + n}:00`)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
  });
});

describe('templates', () => {
  const template = {
    ...{ templateId: 'early', name: 'Ouverture', from: '08:00', to: '16:00' },
    lunch: { earliest: '11:30', latest: '13:30', durationMs: 45 * 60_000 },
  };
  it('are added, applied to people and days, and leave out absences and public holidays', async () => {
    expect((await supervisor.put('/api/roster/templates/early', template)).body).toEqual(template);
    await supervisor.post('/api/roster/absences', {
      ...{ agentId: 'agent4', from: '2028-05-23', to: '2028-05-23', reason: 'leave' },
    });
    const use = { agentIds: ['agent4', 'agent3'], from: '2028-05-22', to: '2028-05-28', days: [1, 2, 3, 4, 5] };
    const path = '/api/roster/templates/early/apply';
    const dry = await supervisor.post(`${path}?dryRun=1`, use);
    // Ascension is 25 May 2028.
    expect(dry.body).toEqual({
      ...{ dryRun: true, planned: 7, removed: 0 },
      skipped: [
        { agentId: 'agent4', date: '2028-05-23', because: 'absence' },
        { agentId: 'agent4', date: '2028-05-25', because: 'holiday' },
        { agentId: 'agent3', date: '2028-05-25', because: 'holiday' },
      ],
    });
    expect((await day('2028-05-22')).rows.flatMap(({ shifts }) => shifts)).toEqual([]);
    expect((await supervisor.post(path, use)).body).toMatchObject({ dryRun: false, planned: 7 });
    expect((await supervisor.post(path, use)).body).toMatchObject({ planned: 0, removed: 0 });
    expect((await supervisor.post(path, { ...use, replace: true })).body).toMatchObject({ planned: 7, removed: 7 });
  });
  it('take a whole week onto another one', async () => {
    const path = '/api/roster/weeks/2028-05-24/copy';
    expect((await supervisor.post(`${path}?dryRun=1`, { to: '2028-05-31' })).body).toMatchObject({ planned: 7 });
    const copied = await supervisor.post(path, { to: '2028-05-31', agentIds: ['agent3'] });
    // Nobody worked on the Ascension; Whit Monday is a week later still.
    expect(copied.body).toEqual({ dryRun: false, planned: 4, removed: 0, skipped: [] });
    const again = await supervisor.post(path, { to: '2028-05-31', agentIds: ['agent3'] });
    expect(again.body).toMatchObject({ planned: 0, skipped: Array(4).fill({ because: 'overlap' }) });
  });
  it.each([
    [
      'an unknown template',
      '/api/roster/templates/none/apply',
      { agentIds: ['agent1'], from: MONDAY, to: MONDAY, days: [1] },
      404,
    ],
    [
      'two years',
      '/api/roster/templates/early/apply',
      { agentIds: ['agent1'], from: MONDAY, to: '2029-03-01', days: [1] },
      400,
    ],
    ['nobody', '/api/roster/templates/early/apply', { agentIds: [], from: MONDAY, to: MONDAY, days: [1] }, 400],
    ['a week of no calendar', '/api/roster/weeks/2027-02-30/copy', { to: MONDAY }, 400],
  ])('are not applied to %s', async (_name, path, body, status) => {
    expect((await supervisor.post(path, body)).status).toBe(status);
  });
  it('whose lunch has no room are not valid', async () => {
    const lunch = { earliest: '11:30', latest: '12:00', durationMs: 45 * 60_000 };
    const answer = await supervisor.put('/api/roster/templates/early', { ...template, lunch });
    expect(answer).toMatchObject({ status: 400, body: { issues: [{ path: 'body.lunch' }] } });
    expect((await supervisor.put('/api/roster/templates/other', template)).status).toBe(400);
  });
  it('are removed; what was planned with them stays', async () => {
    const late = { templateId: 'late', name: 'Fermeture', from: '10:00', to: '18:00' };
    await supervisor.put('/api/roster/templates/late', late);
    expect((await supervisor.delete('/api/roster/templates/late')).status).toBe(204);
    expect((await supervisor.delete('/api/roster/templates/late')).status).toBe(404);
    expect((await supervisor.get('/api/roster/templates')).body).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ templateId: 'early' })]),
    });
  });
});

describe('absences', () => {
  it('take somebody out of the day, and why is told to supervisors only', async () => {
    const date = '2027-06-01';
    await plan('agent2', date, '09:00', '17:00');
    const absence = { agentId: 'agent2', from: '2027-05-31', to: date, reason: 'sickness', note: 'grippe' };
    const made = await supervisor.post('/api/roster/absences', absence);
    expect(made).toMatchObject({ status: 200, body: absence });
    const row = async (who: Client) => (await day(date, who)).rows.find(({ agentId }) => agentId === 'agent2')!;
    expect((await row(supervisor)).absence).toMatchObject({ reason: 'sickness', note: 'grippe' });
    const seen = JSON.stringify(await row(agent));
    expect(seen).toContain('"absence"');
    expect(seen).not.toMatch(/sickness|grippe/);
    expect((await agent.get(`/api/roster/weeks/${date}`)).text).not.toMatch(/sickness|grippe/);
    expect((await agent.get('/api/roster/absences')).status).toBe(403);
    expect((await day(date)).coverage[0]!.steps.every(({ present }) => present === 0)).toBe(true);
    const path = `/api/roster/absences/${made.body['absenceId'] as string}`;
    await supervisor.put(path, { ...absence, to: '2027-05-31' });
    expect((await day(date)).coverage[0]!.steps.some(({ present }) => present === 1)).toBe(true);
    expect((await supervisor.get('/api/roster/absences?agentId=agent2')).body).toMatchObject({ total: 1 });
    expect((await supervisor.get('/api/roster/absences?from=0001-01-01&to=9999-12-31')).status).toBe(400);
    expect((await supervisor.delete(path)).status).toBe(204);
    expect((await supervisor.delete(path)).status).toBe(404);
    const audit = await (await signIn(ground, 'admin')).get('/api/audit?limit=20');
    expect(audit.text).toContain('absence.added');
    expect(audit.text).not.toMatch(/sickness|grippe/);
  });
  it.each([
    ['that end before they begin', { from: '2027-06-02', to: '2027-06-01' }, 400],
    ['on a date that is none', { to: '2027-06-31' }, 400],
    ['of nobody', { agentId: 'nobody' }, 404],
    ['for a reason of their own', { reason: 'golf' }, 400],
  ])('%s are refused', async (_name, change, status) => {
    const absence = { agentId: 'agent1', from: '2027-06-01', to: '2027-06-02', reason: 'leave', ...change };
    expect((await supervisor.post('/api/roster/absences', absence)).status).toBe(status);
  });
});

describe('the day plan', () => {
  const date = '2027-04-06';
  it('shows coverage, gaps, minutes with nobody, and what may be expected', async () => {
    await plan('agent1', date, '08:00', '12:00');
    await plan('agent2', date, '08:30', '16:00');
    const view = await day(date);
    const desk = view.coverage.find(({ queueId }) => queueId === 'assistance')!;
    const at = (time: string): number => Date.parse(`${date}T${time}:00+02:00`);
    const step = (time: string) => desk.steps.find((each) => each.at === at(time))!;
    expect(desk.steps).toHaveLength(96);
    expect(desk.open).toEqual([{ fromAt: at('08:00'), toAt: at('18:00') }]);
    expect([step('07:45'), step('08:15'), step('08:30'), step('12:00')].map(({ present }) => present)).toEqual([
      ...[0, 1, 2, 1],
    ]);
    expect(desk.nobody).toEqual([{ fromAt: at('16:00'), toAt: at('18:00') }]);
    expect(view.changes.map(({ agentId, kind }) => `${agentId} ${kind}`)).toEqual([
      ...['agent1 arrives', 'agent2 arrives', 'agent1 leaves', 'agent2 leaves'],
    ]);
    // H6: between the on-call window and the opening the contract names nobody.
    expect(view.unnamed).toEqual([{ fromAt: at('07:30'), toAt: at('08:00') }]);
    expect(view.forecasts[0]).toMatchObject({ serviceId: 'assistance', load: 'definition', target: 0.92 });
    const forecast = view.forecasts[0]!.steps.find((each) => each.at === at('17:00'))!;
    expect(forecast).toMatchObject({ open: true, present: 0, pickUp: 0, missed: true });
  });
  it('says what more people or another load would give', async () => {
    const order = {
      serviceId: 'assistance',
      ahtMs: 360_000,
      patienceMs: 180_000,
      quarters: [{ from: '09:00', calls: 4 }],
    };
    const path = `/api/roster/days/${date}/forecast`;
    const [few, more] = await Promise.all([
      supervisor.post(path, order),
      supervisor.post(path, { ...order, agentsMore: 3 }),
    ]);
    expect(few.body).toMatchObject({ load: 'given', calls: 4 });
    expect(more.body['pickUp']).toBeGreaterThan(few.body['pickUp'] as number);
    expect((more.body['steps'] as { calls: number }[]).filter(({ calls }) => calls > 0)).toHaveLength(1);
    expect((await supervisor.post(path, { ...order, serviceId: 'none' })).status).toBe(404);
    expect((await supervisor.post(path, { ...order, ahtMs: 0 })).status).toBe(400);
  });
  it.each(['2027-02-30', 'tomorrow'])('of %s does not exist', async (wrong) => {
    expect((await supervisor.get(`/api/roster/days/${wrong}`)).status).toBe(wrong === 'tomorrow' ? 400 : 404);
  });
  it('lasts 23 and 25 hours when clocks change', async () => {
    expect((await day('2027-03-28')).coverage[0]!.steps).toHaveLength(92);
    expect((await day('2027-10-31')).coverage[0]!.steps).toHaveLength(100);
  });
});

describe('lunches', () => {
  const date = '2027-04-07';
  it('are proposed one after the other with the proof, and taken as they were shown', async () => {
    const template = {
      ...{ templateId: 'noon', name: 'Midi', from: '08:00', to: '16:00' },
      lunch: { earliest: '12:00', latest: '14:00', durationMs: 60 * 60_000 },
    };
    await supervisor.put('/api/roster/templates/noon', template);
    await supervisor.post('/api/roster/templates/noon/apply', {
      ...{ agentIds: ['agent1', 'agent2'], from: date, to: date, days: [3] },
    });
    const proposal = LunchProposal.parse((await supervisor.get(`/api/roster/days/${date}/lunches`)).body);
    expect(proposal.lunches).toHaveLength(2);
    const [first, second] = proposal.lunches as [LunchProposal['lunches'][number], LunchProposal['lunches'][number]];
    expect(first.endsAt).toBeLessThanOrEqual(second.startsAt);
    expect(proposal.holds).toBe(true);
    const lunches = proposal.lunches.map(({ shiftId, from, to }) => ({ shiftId, from, to }));
    const path = `/api/roster/days/${date}/lunches`;
    const other = [{ ...lunches[0]!, from: '11:00' }, lunches[1]!];
    expect(await supervisor.post(path, { lunches: other })).toMatchObject({
      status: 409,
      body: { reason: 'planChanged' },
    });
    expect((await supervisor.post(path, { lunches })).body).toMatchObject({ planned: 2, skipped: [] });
    const planned = (await day(date)).rows.flatMap(({ shifts }) => shifts.flatMap(({ breaks }) => breaks));
    expect(planned.map(({ kind }) => kind)).toEqual(['lunch', 'lunch']);
  });
});

describe('a spreadsheet', () => {
  const csv = (...lines: string[]): string => ['agentId;date;from;to;breaks;template', ...lines, ''].join('\n');
  it('takes the roster out and back without a change', async () => {
    const file = await supervisor.get('/api/roster/export.csv?from=2027-03-01&to=2028-06-30');
    expect(file.headers.get('content-type')).toContain('text/csv');
    const report = (await supervisor.post('/api/roster/import', file.text)).body as ImportReport;
    expect(report).toMatchObject({ applied: true, added: 0, changed: 0, errors: [] });
    expect(report.unchanged).toBeGreaterThan(10);
    expect(report.unchanged).toBe(report.lines);
  });
  it('is tried without being kept, then replaces the days it names', async () => {
    const first = csv(
      'agent1;2027-07-01;8:00;16:00;déjeuner 12:00-12:45 | pause 15:00-15:10;',
      'agent2;2027-07-01;22:00;6:00;;',
    );
    expect((await supervisor.post('/api/roster/import?dryRun=1', first)).body).toMatchObject({
      dryRun: true,
      added: 2,
    });
    expect((await day('2027-07-01')).rows.flatMap(({ shifts }) => shifts)).toEqual([]);
    await supervisor.post('/api/roster/import', first);
    const second = csv('agent1;2027-07-01;9:00;17:00;;', 'agent2;2027-07-01;;;;');
    expect((await supervisor.post('/api/roster/import', second)).body).toMatchObject({ applied: true, changed: 1 });
    const shifts = (await day('2027-07-01')).rows.flatMap((row) => row.shifts);
    expect(shifts).toMatchObject([{ agentId: 'agent1', from: '09:00', to: '17:00', breaks: [] }]);
  });
  it.each([
    ['an agent nobody knows', csv('nobody;2027-07-02;08:00;16:00;;'), { line: 2, column: 'agentId' }],
    ['an hour that is none', csv('agent1;2027-07-02;8h;16:00;;'), { line: 2, column: 'from' }],
    ['a date that is none', csv('agent1;2027-02-30;08:00;16:00;;'), { line: 2, column: 'date' }],
    ['a break outside', csv('agent1;2027-07-02;08:00;12:00;lunch 12:00-12:45;'), { line: 2, column: 'breaks' }],
    ['a break of no kind', csv('agent1;2027-07-02;08:00;12:00;siesta 10:00-10:45;'), { line: 2, column: 'breaks' }],
    [
      'two shifts over each other',
      csv('agent1;2027-07-02;08:00;12:00;;', 'agent1;2027-07-02;11:00;14:00;;'),
      { line: 3, column: 'from' },
    ],
  ])('with %s changes nothing and says where', async (_name, text, error) => {
    const report = (await supervisor.post('/api/roster/import', text)).body as ImportReport;
    expect(report.applied).toBe(false);
    expect(report.errors).toEqual(expect.arrayContaining([expect.objectContaining(error)]));
    expect((await day('2027-07-02')).rows.flatMap(({ shifts }) => shifts)).toEqual([]);
  });
});

describe('what the acd is told', () => {
  it('is yesterday to three days ahead, anew at each change, and its number only rises', async () => {
    const before = await roster();
    expect(before.fromAt).toBe(civilDay(daysAfter(TODAY, -1)!, 'Europe/Paris')!.fromAt);
    expect(before.toAt).toBe(civilDay(daysAfter(TODAY, 3)!, 'Europe/Paris')!.toAt);
    const date = daysAfter(TODAY, 2)!;
    await supervisor.post('/api/roster/import', `agentId;date;from;to\nagent1;${date};08:00;16:00\n`);
    const after = await roster();
    expect(after.version).toBeGreaterThan(before.version);
    const shift = after.shifts.find(
      ({ agentId, startsAt }) => agentId === 'agent1' && civilDateAt(startsAt, 'Europe/Paris') === date,
    )!;
    expect(shift.endsAt - shift.startsAt).toBe(8 * 3_600_000);
    await eventually(rosterInputs, (inputs) => inputs.some((input) => input.roster.version === after.version));
  });
  it('leaves out who is away and comes back with them', async () => {
    const date = daysAfter(TODAY, 2)!;
    const there = await roster();
    const away = await supervisor.post('/api/roster/absences', {
      ...{ agentId: 'agent1', from: date, to: date, reason: 'sickness' },
    });
    const without = await roster();
    expect(without.version).toBe(there.version + 1);
    expect(without.shifts).toHaveLength(there.shifts.length - 1);
    expect(JSON.stringify(without)).not.toContain('sickness');
    await supervisor.delete(`/api/roster/absences/${away.body['absenceId'] as string}`);
    expect(await roster()).toMatchObject({ version: there.version + 2, shifts: there.shifts });
  });
  it('is the same message after a restart, and is numbered on when the bus has lost it', async () => {
    const before = await roster();
    await ground.restart('SIGKILL');
    expect(await roster()).toEqual(before);
    const inputs = (await rosterInputs()).filter((input) => input.roster.version === before.version);
    expect(inputs.length).toBeGreaterThan(1);
    expect(new Set(inputs.map(({ id }) => id)).size).toBe(1);
    await ground.redis.del(streams.rosters(DOMAIN));
    await ground.restart();
    expect(await roster()).toMatchObject({ version: before.version + 1, shifts: before.shifts });
  });
});
