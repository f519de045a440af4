import type { OnCallPlan, OnCallSpan } from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import { onCallPlan } from './on-call.ts';
import { aPlan, HOLIDAYS, OFFICE, paris, person, rules, wallOf, WEEKS } from './plan-builder.ts';

const calendars = [OFFICE];
const ask = (plan: OnCallPlan) => onCallPlan(plan, calendars);
const said = ({ fromAt, toAt, responderId, insteadOf }: OnCallSpan): string =>
  `${wallOf(fromAt)} → ${wallOf(toAt)} ${responderId ?? '–'}${insteadOf ? ` for ${insteadOf}` : ''}`;
const over = (plan: OnCallPlan, from: string, to: string): string[] =>
  ask(plan).spans('desk', paris(from), paris(to)).map(said);
const whoAt = (plan: OnCallPlan, at: string): OnCallSpan => ask(plan).whoAt('desk', paris(at))!;

describe('the hours of the contract (H6, O1)', () => {
  it('weekday nights, the week-end, nobody in between', () => {
    expect(over(aPlan(), '2026-03-05 12:00', '2026-03-10 12:00')).toEqual([
      '2026-03-05 12:00 → 2026-03-05 18:00 –',
      '2026-03-05 18:00 → 2026-03-06 07:30 cleo',
      '2026-03-06 07:30 → 2026-03-06 08:00 –',
      '2026-03-06 08:00 → 2026-03-06 18:00 –',
      '2026-03-06 18:00 → 2026-03-09 07:30 ana',
      '2026-03-09 07:30 → 2026-03-09 08:00 –',
      '2026-03-09 08:00 → 2026-03-09 18:00 –',
      '2026-03-09 18:00 → 2026-03-10 07:30 ana',
      '2026-03-10 07:30 → 2026-03-10 08:00 –',
      '2026-03-10 08:00 → 2026-03-10 12:00 –',
    ]);
  });
  it('from 7:30 to the opening nobody is named: that is a gap', () => {
    const gaps = ask(aPlan()).gaps('desk', paris('2026-03-05 12:00'), paris('2026-03-10 12:00'));
    expect(gaps.map(said)).toEqual([
      '2026-03-06 07:30 → 2026-03-06 08:00 –',
      '2026-03-09 07:30 → 2026-03-09 08:00 –',
      '2026-03-10 07:30 → 2026-03-10 08:00 –',
    ]);
  });
  it('a public holiday is covered from the evening before to the morning after', () => {
    // Ascension 2026 is Thursday 14 May.
    const spans = ask(aPlan()).spans('desk', paris('2026-05-13 18:00'), paris('2026-05-15 08:00'));
    expect(spans.map(said)).toEqual([
      '2026-05-13 18:00 → 2026-05-15 07:30 ana',
      '2026-05-15 07:30 → 2026-05-15 08:00 –',
    ]);
    expect(spans[0]!.because).toEqual({ kind: 'rule', ruleId: 'holidays', rotationId: 'weeks' });
  });
  it('two holidays in a row, and one at the week-end, leave no hole', () => {
    // 1 May 2026 is a Friday; 25 December 2026 too.
    expect(ask(aPlan()).gaps('desk', paris('2026-04-30 18:00'), paris('2026-05-04 07:30'))).toEqual([]);
    const own = rules({ holidays: { hours: { ...HOLIDAYS, region: 'FR-57' }, who: 'dan' } });
    expect(over(aPlan({}, own), '2026-12-24 12:00', '2026-12-28 12:00')).toContain(
      '2026-12-24 18:00 → 2026-12-27 07:30 dan',
    );
  });
});

describe('rotations', () => {
  it('hand over at their own time, in the middle of a night if that is it', () => {
    const midweek = { ...WEEKS, startsOn: '2026-03-04', handOverAt: '03:15' };
    expect(over(aPlan({ rotations: [midweek] }), '2026-03-10 18:00', '2026-03-11 07:30')).toEqual([
      '2026-03-10 18:00 → 2026-03-11 03:15 ana',
      '2026-03-11 03:15 → 2026-03-11 07:30 bob',
    ]);
  });
  it('are nobody’s before their first day: the rule below holds until then', () => {
    const later = { ...WEEKS, startsOn: '2026-03-06' };
    const both = rules({
      new: { hours: { kind: 'always' }, who: 'weeks' },
      old: { hours: { kind: 'always' }, who: 'dan' },
    });
    expect(
      over(aPlan({ rotations: [later] }, both), '2026-03-06 12:00', '2026-03-14 12:00').map((each) =>
        each.slice(0, 40),
      ),
    ).toEqual([
      '2026-03-06 12:00 → 2026-03-06 18:00 dan',
      '2026-03-06 18:00 → 2026-03-09 08:00 ana',
      '2026-03-09 08:00 → 2026-03-09 18:00 ana',
      ...['10', '11', '12', '13'].flatMap((day) => [
        `2026-03-${String(Number(day) - 1).padStart(2, '0')} 18:00 → 2026-03-${day} 08:00 ana`,
        `2026-03-${day} 08:00 → 2026-03-${day} 18:00 ana`,
      ]),
      '2026-03-13 18:00 → 2026-03-14 12:00 bob',
    ]);
  });
  it('someone may stand there twice, and turns may be of several days', () => {
    const days = {
      ...{ rotationId: 'days', name: 'Days', participants: [person('ana'), person('bob'), person('ana')] },
      ...{ turn: { unit: 'day' as const, count: 2 }, startsOn: '2026-03-01', handOverAt: '00:00' },
    };
    const plan = aPlan({ rotations: [days] }, rules({ all: { hours: { kind: 'always' }, who: 'days' } }));
    const whole = { ...plan, schedules: [{ ...plan.schedules[0]!, required: { kind: 'always' as const } }] };
    expect(over(whole, '2026-03-01 00:00', '2026-03-11 00:00')).toEqual([
      '2026-03-01 00:00 → 2026-03-03 00:00 ana',
      '2026-03-03 00:00 → 2026-03-05 00:00 bob',
      '2026-03-05 00:00 → 2026-03-09 00:00 ana',
      '2026-03-09 00:00 → 2026-03-11 00:00 bob',
    ]);
  });
});

describe('precedence', () => {
  const stretch = { scheduleId: 'desk', fromAt: paris('2026-03-06 20:00'), toAt: paris('2026-03-07 20:00') };
  const override = (overrideId: string, responderId: string, replaces?: string) => ({
    ...{ ...stretch, overrideId, responderId: person(responderId), why: 'override' as const, by: person('chief') },
    ...(replaces === undefined ? {} : { replaces: person(replaces) }),
  });
  it('an override takes its stretch, and nothing else', () => {
    expect(over(aPlan({ overrides: [override('o', 'dan')] }), '2026-03-06 18:00', '2026-03-09 07:30')).toEqual([
      '2026-03-06 18:00 → 2026-03-06 20:00 ana',
      '2026-03-06 20:00 → 2026-03-07 20:00 dan',
      '2026-03-07 20:00 → 2026-03-09 07:30 ana',
    ]);
  });
  it('the override entered last holds', () => {
    const span = whoAt(aPlan({ overrides: [override('first', 'dan'), override('last', 'cleo')] }), '2026-03-07 12:00');
    expect(span).toMatchObject({ responderId: 'cleo', because: { kind: 'override', overrideId: 'last' } });
  });
  it('one that replaces a person holds only where it would be them, whoever has put them there', () => {
    const plan = (...overrides: OnCallPlan['overrides']) => aPlan({ overrides });
    expect(whoAt(plan(override('o', 'dan', 'bob')), '2026-03-07 12:00').responderId).toBe('ana');
    expect(whoAt(plan(override('o', 'dan', 'ana')), '2026-03-07 12:00').responderId).toBe('dan');
    const chain = plan(override('o', 'dan', 'ana'), override('p', 'cleo', 'dan'));
    expect(whoAt(chain, '2026-03-07 12:00').responderId).toBe('cleo');
  });
  it('a temporary schedule is above overrides, and where it leaves a hole there is one', () => {
    const temporary = {
      ...{ ...stretch, temporaryId: 't', name: 'Move', by: person('chief') },
      shifts: [{ responderId: person('bob'), fromAt: paris('2026-03-06 19:00'), toAt: paris('2026-03-07 08:00') }],
    };
    const plan = aPlan({ overrides: [override('o', 'dan')], temporaries: [temporary] });
    expect(over(plan, '2026-03-06 18:00', '2026-03-09 07:30')).toEqual([
      '2026-03-06 18:00 → 2026-03-06 20:00 ana',
      '2026-03-06 20:00 → 2026-03-07 08:00 bob',
      '2026-03-07 08:00 → 2026-03-07 20:00 –',
      '2026-03-07 20:00 → 2026-03-09 07:30 ana',
    ]);
    expect(whoAt(plan, '2026-03-07 12:00')).toMatchObject({ because: { kind: 'temporary', temporaryId: 't' } });
    expect(ask(plan).gaps('desk', stretch.fromAt, stretch.toAt)).toHaveLength(1);
  });
});

describe('leave and illness (O4)', () => {
  const absence = (responderId: string, absenceId = responderId) => ({
    ...{ absenceId, responderId: person(responderId) },
    ...{ fromAt: paris('2026-03-07 00:00'), toAt: paris('2026-03-08 00:00') },
  });
  it('the first backup who is not away stands in, for as long as they are away', () => {
    expect(over(aPlan({ absences: [absence('ana')] }), '2026-03-06 18:00', '2026-03-09 07:30')).toEqual([
      '2026-03-06 18:00 → 2026-03-07 00:00 ana',
      '2026-03-07 00:00 → 2026-03-08 00:00 bob for ana',
      '2026-03-08 00:00 → 2026-03-09 07:30 ana',
    ]);
    const two = aPlan({ absences: [absence('ana'), absence('bob')] });
    expect(whoAt(two, '2026-03-07 12:00')).toMatchObject({ responderId: 'cleo', insteadOf: 'ana' });
  });
  it('nobody is asked for the backups of a backup: the gap names who is missing', () => {
    const three = aPlan({ absences: ['ana', 'bob', 'cleo'].map((each) => absence(each)) });
    const span = whoAt(three, '2026-03-07 12:00');
    expect(span).toMatchObject({ insteadOf: 'ana', required: true });
    expect(span.responderId).toBeUndefined();
  });
  it('holds for whoever was put there by hand, too', () => {
    const override = {
      ...{ overrideId: 'o', scheduleId: 'desk', responderId: person('dan'), why: 'swap' as const, by: person('chief') },
      ...{ fromAt: paris('2026-03-06 18:00'), toAt: paris('2026-03-09 07:30') },
    };
    const plan = aPlan({ overrides: [override], absences: [absence('dan')] });
    expect(whoAt(plan, '2026-03-07 12:00')).toMatchObject({ responderId: 'ana', insteadOf: 'dan' });
  });
});

describe('the next one', () => {
  it('is the next with somebody else; stretches of the same person and of nobody do not count', () => {
    // Ana's week: week-end, then four nights.
    const next = ask(aPlan()).next('desk', paris('2026-03-07 12:00'))!;
    expect(said(next)).toBe('2026-03-13 18:00 → 2026-03-16 07:30 bob');
  });
  it('is looked for no longer than 90 days', () => {
    const alone = aPlan({}, rules({ all: { hours: { kind: 'always' }, who: 'ana' } }));
    expect(ask(alone).next('desk', paris('2026-03-07 12:00'))).toBeUndefined();
  });
});

describe('a schedule that is not there', () => {
  it('is nobody’s', () => {
    const asked = ask(aPlan());
    expect(asked.whoAt('none', 0)).toBeUndefined();
    expect(asked.next('none', 0)).toBeUndefined();
    expect(asked.spans('none', 0, 1e12)).toEqual([]);
  });
});

it('the same plan and calendars are made ready once', () => {
  const plan = aPlan();
  expect(ask(plan)).toBe(ask(plan));
  expect(onCallPlan(plan, [OFFICE])).not.toBe(ask(plan));
});
