import { PlannedShift, ShiftTemplate, type CivilDate, type Definition } from '@decroche/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { definitionOf } from '../../../../../tests/support/definitions.ts';
import { appliedTemplate, closedDays, copiedWeek, type Away, type PlanningGround } from './planning.ts';
import { overlaps, shiftRefusal } from './shift-check.ts';

const ZONE = 'Europe/Paris';
const base = definitionOf([
  { agentId: 'ana', uri: 'sip:ana@x' },
  { agentId: 'bob', uri: 'sip:bob@x' },
]);
const french: Definition = {
  ...base,
  calendars: base.calendars.map((calendar) => ({
    ...calendar,
    holidays: 'FR' as const,
    exceptions: [
      { date: '2027-05-07', reason: 'Pont', windows: [] },
      { date: '2027-05-10', reason: 'Matinée', windows: [{ from: '08:00', to: '12:00' }] },
    ],
  })),
};
let count = 0;
const shift = (agentId: string, date: string, from = '08:00', to = '16:00', breaks: object[] = []): PlannedShift =>
  PlannedShift.parse({ shiftId: `s${(count += 1)}`, agentId, date, from, to, breaks });
const ground = (present: PlannedShift[], change: { replace?: boolean; absences?: Away[] } = {}): PlanningGround => ({
  ...{ definition: french, present, absences: [], replace: false, newId: () => `n${(count += 1)}` as never },
  ...change,
});
const early = ShiftTemplate.parse({ templateId: 'early', name: 'Early', from: '08:00', to: '16:00' });
const use = (from: CivilDate, to: CivilDate, days = [1, 2, 3, 4, 5]) => ({
  ...{ agentIds: ['ana'] as never[], from, to, days },
});

describe('a shift', () => {
  const agents = new Set(base.agents.map(({ agentId }) => agentId));
  const judge = (given: PlannedShift, others: PlannedShift[] = []) =>
    shiftRefusal(given, { agents, others, timeZone: ZONE });
  test.each([
    ['of a night', shift('ana', '2027-03-01', '22:00', '06:00'), undefined],
    ['of a whole day', shift('ana', '2027-03-01', '08:00', '08:00'), 'tooLong'],
    ['until midnight', shift('ana', '2027-03-01', '16:00', '24:00'), undefined],
    [
      'whose break is after midnight',
      shift('ana', '2027-03-01', '22:00', '06:00', [{ kind: 'break', from: '01:00', to: '01:30' }]),
      undefined,
    ],
    [
      'whose break ends with it',
      shift('ana', '2027-03-01', '08:00', '12:00', [{ kind: 'break', from: '11:00', to: '12:00' }]),
      undefined,
    ],
    [
      'whose break ends after it',
      shift('ana', '2027-03-01', '08:00', '12:00', [{ kind: 'break', from: '11:00', to: '12:01' }]),
      'breakOutside',
    ],
    [
      'whose break has no length',
      shift('ana', '2027-03-01', '08:00', '12:00', [{ kind: 'break', from: '11:00', to: '11:00' }]),
      'breakOutside',
    ],
    ['of a stranger', shift('zoe', '2027-03-01'), 'unknownAgent'],
    ['on 30 February', shift('ana', '2027-02-30'), 'noSuchDate'],
  ])('%s', (_name, given, refusal) => {
    expect(judge(given)).toBe(refusal);
  });
  test('may follow another one at once, but not begin before its end, across midnight too', () => {
    const night = shift('ana', '2027-03-01', '22:00', '06:00');
    expect(judge(shift('ana', '2027-03-02', '06:00', '12:00'), [night])).toBeUndefined();
    expect(judge(shift('ana', '2027-03-02', '05:59', '12:00'), [night])).toBe('overlap');
    expect(judge(shift('bob', '2027-03-02', '05:00', '12:00'), [night])).toBeUndefined();
  });
});

describe('a template', () => {
  test('is planned on its weekdays, holidays and closed days left out, mornings not', () => {
    const { put, skipped } = appliedTemplate(early, use('2027-05-03', '2027-05-16'), ground([]));
    expect(put.map(({ date }) => date)).toEqual([
      ...[
        '2027-05-03',
        '2027-05-04',
        '2027-05-05',
        '2027-05-10',
        '2027-05-11',
        '2027-05-12',
        '2027-05-13',
        '2027-05-14',
      ],
    ]);
    expect(skipped.map(({ date, because }) => [date, because])).toEqual([
      ['2027-05-06', 'holiday'],
      ['2027-05-07', 'holiday'],
    ]);
  });
  test('leaves what is planned, or takes its place', () => {
    const present = [shift('ana', '2027-03-01', '15:00', '20:00')];
    const kept = appliedTemplate(early, use('2027-03-01', '2027-03-01'), ground(present));
    expect(kept).toMatchObject({ put: [], remove: [], skipped: [{ because: 'overlap' }] });
    const replaced = appliedTemplate(early, use('2027-03-01', '2027-03-01'), ground(present, { replace: true }));
    expect(replaced).toMatchObject({ remove: [present[0]!.shiftId], put: [{ from: '08:00' }], skipped: [] });
  });
  test('does not take the place of a shift where it could not stand itself', () => {
    const present = [shift('ana', '2027-03-01', '15:00', '20:00')];
    const absences = [{ agentId: 'ana' as never, from: '2027-03-01', to: '2027-03-02' }];
    const planned = appliedTemplate(
      early,
      use('2027-03-01', '2027-03-01'),
      ground(present, { replace: true, absences }),
    );
    expect(planned).toMatchObject({ put: [], remove: [], skipped: [{ because: 'absence' }] });
  });
});

test('a week goes onto the same weekdays, whatever the years', () => {
  const week = [shift('ana', '2026-12-28'), shift('bob', '2027-01-03', '22:00', '06:00')];
  const { put } = copiedWeek(week, { from: '2026-12-30', to: '2027-01-06' }, ground(week));
  expect(put.map(({ agentId, date }) => [agentId, date])).toEqual([
    ['ana', '2027-01-04'],
    ['bob', '2027-01-10'],
  ]);
});
test('without a service no day is closed', () => {
  expect(closedDays({ calendars: french.calendars, services: [] })('2027-05-06')).toBe(false);
});
test('no plan puts one agent in two places', () => {
  const time = fc
    .integer({ min: 0, max: 95 })
    .map((n) => `${String(n >> 2).padStart(2, '0')}:${['00', '15', '30', '45'][n & 3]}`);
  const anyShift = fc.record({
    agentId: fc.constantFrom('ana', 'bob'),
    day: fc.integer({ min: 1, max: 9 }),
    from: time,
    to: time,
  });
  fc.assert(
    fc.property(fc.array(anyShift, { maxLength: 12 }), anyShift, fc.boolean(), (given, template, replace) => {
      const present: PlannedShift[] = [];
      const agents = new Set(base.agents.map(({ agentId }) => agentId));
      for (const { agentId, day, from, to } of given) {
        const each = shift(agentId, `2027-03-0${day}`, from, to);
        if (shiftRefusal(each, { agents, others: present, timeZone: ZONE }) === undefined) present.push(each);
      }
      const wanted = ShiftTemplate.parse({ templateId: 't', name: 'T', from: template.from, to: template.to });
      const plan = appliedTemplate(
        wanted,
        use('2027-03-01', '2027-03-09', [1, 2, 3, 4, 5, 6, 7]),
        ground(present, { replace }),
      );
      const after = [...present.filter(({ shiftId }) => !plan.remove.includes(shiftId)), ...plan.put];
      for (const a of after) for (const b of after) expect(overlaps(a, b, ZONE)).toBe(false);
      if (!replace) expect(plan.remove).toEqual([]);
      expect(plan.put.length + plan.skipped.length).toBe(9);
    }),
    { numRuns: 25 },
  );
});
