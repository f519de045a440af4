import { dateOfDay, dayOfDate, openingCalendar } from '@decroche/calendar';
import type { OnCallPlan, OnCallRule, OnCallSpan } from '@decroche/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onCallPlan } from './on-call.ts';
import { planFaults } from './plan-faults.ts';
import { aPlan, OFFICE, person, WEEKS } from './plan-builder.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Around both nights on which clocks change in 2026, and new year. */
const EPOCHS = ['2026-03-27', '2026-10-23', '2026-12-30'].map((date) => Date.parse(`${date}T00:00Z`));
const PEOPLE = ['ana', 'bob', 'cleo', 'dan'].map(person);
const ZONES = ['Europe/Paris', 'Indian/Reunion', 'America/Cayenne', 'Atlantic/Azores', 'Australia/Lord_Howe'];

const someone = fc.constantFrom(...PEOPLE);
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30', '59'))
  .map(([hour, minutes]) => `${String(hour).padStart(2, '0')}:${minutes}`);
const instant = fc
  .tuple(fc.constantFrom(...EPOCHS), fc.integer({ min: -2 * DAY, max: 6 * DAY }))
  .map(([epoch, after]) => epoch + Math.floor(after / 900_000) * 900_000);
const stretch = fc
  .tuple(instant, fc.integer({ min: 1, max: 4 * 96 }))
  .map(([fromAt, quarters]) => ({ fromAt, toAt: fromAt + quarters * 900_000 }));

const hours: fc.Arbitrary<OnCallRule['hours']> = fc.oneof(
  fc.constant({ kind: 'always' as const }),
  fc.record({ kind: fc.constant('holidays' as const), region: fc.constant('FR' as const), from: time, to: time }),
  fc.record({
    kind: fc.constant('weekly' as const),
    startDays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    ...{ from: time, to: fc.oneof(time, fc.constant('24:00')), spanDays: fc.integer({ min: 0, max: 7 }) },
  }),
);
const rotation = fc.record({
  ...{ rotationId: fc.constant('weeks'), name: fc.constant('Weeks') },
  participants: fc.array(someone, { minLength: 1, maxLength: 5 }),
  turn: fc.record({ unit: fc.constantFrom('day' as const, 'week' as const), count: fc.integer({ min: 1, max: 3 }) }),
  startsOn: fc.integer({ min: -30, max: 3 }).map((days) => dateOfDay(dayOfDate('2026-03-27')! + days)),
  handOverAt: time,
});
const rule = fc.record({
  ...{ ruleId: fc.uuid(), name: fc.constant('rule'), hours },
  who: fc.oneof(
    fc.constant({ kind: 'rotation' as const, rotationId: 'weeks' }),
    someone.map((responderId) => ({ kind: 'responder' as const, responderId })),
  ),
});
const entry = stretch.map((each) => ({ ...each, scheduleId: 'desk', by: person('chief') }));
const plans: fc.Arbitrary<OnCallPlan> = fc
  .record({
    ...{ timeZone: fc.constantFrom(...ZONES), rotation, rules: fc.array(rule, { maxLength: 4 }) },
    required: fc.constantFrom(...[{ kind: 'always' as const }, { kind: 'never' as const }], {
      kind: 'whenClosed' as const,
      calendarId: OFFICE.calendarId,
    }),
    overrides: fc.array(
      fc.record({
        entry,
        overrideId: fc.uuid(),
        responderId: someone,
        replaces: fc.option(someone, { nil: undefined }),
      }),
      { maxLength: 4 },
    ),
    temporaries: fc.array(
      fc.record({ entry, temporaryId: fc.uuid(), shifts: fc.array(fc.record({ stretch, someone })) }),
      {
        maxLength: 2,
      },
    ),
    absences: fc.array(fc.record({ stretch, absenceId: fc.uuid(), responderId: someone }), { maxLength: 5 }),
  })
  .map((given) => {
    const plain = aPlan({}, given.rules);
    return {
      ...plain,
      schedules: [{ ...plain.schedules[0]!, timeZone: given.timeZone, required: given.required }],
      rotations: [given.rotation],
      overrides: given.overrides.map(({ entry: at, replaces, ...each }) => ({
        ...{ ...at, ...each, why: 'override' as const },
        ...(replaces === undefined ? {} : { replaces }),
      })),
      temporaries: given.temporaries.map(({ entry: at, temporaryId, shifts }) => ({
        ...{ ...at, temporaryId, name: 'Temporary' },
        shifts: shifts.map((each) => ({ ...each.stretch, responderId: each.someone })),
      })),
      absences: given.absences.map(({ stretch: at, ...each }) => ({ ...at, ...each })),
    };
  });

const said = ({ responderId, because, insteadOf, required }: OnCallSpan) => ({
  ...{ responderId, because, insteadOf, required },
});

describe('whatever a plan says', () => {
  it('spans cover their stretch exactly, each other than the one before', () => {
    fc.assert(
      fc.property(plans, stretch, (plan, { fromAt, toAt }) => {
        const spans = onCallPlan(plan, [OFFICE]).spans('desk', fromAt, toAt);
        expect(spans[0]!.fromAt).toBe(fromAt);
        expect(spans.at(-1)!.toAt).toBe(toAt);
        for (const [index, span] of spans.entries()) {
          expect(span.fromAt).toBeLessThan(span.toAt);
          const before = spans[index - 1];
          if (before) expect(before.toAt).toBe(span.fromAt);
          if (before) expect(said(before)).not.toEqual(said(span));
        }
      }),
    );
  });

  it('who is on call at an instant is the span that contains it, and its ends are those of that span', () => {
    fc.assert(
      fc.property(
        plans,
        stretch,
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (plan, over, share) => {
          const { fromAt, toAt } = over;
          const at = fromAt + Math.floor(share * (toAt - fromAt));
          const asked = onCallPlan(plan, [OFFICE]);
          const span = asked.spans('desk', fromAt, toAt).find((each) => each.fromAt <= at && at < each.toAt)!;
          const who = asked.whoAt('desk', at)!;
          expect(said(who)).toEqual(said(span));
          expect(Math.max(who.fromAt, fromAt)).toBe(span.fromAt);
          expect(Math.min(who.toAt, toAt)).toBe(span.toAt);
        },
      ),
    );
  });

  it('it does not matter what was asked before, nor how a stretch is cut', () => {
    fc.assert(
      fc.property(plans, fc.tuple(instant, instant, instant), (plan, given) => {
        const [a, b, c] = [...given].sort((x, y) => x - y) as [number, number, number];
        const asked = onCallPlan(plan, [OFFICE]);
        const late = asked.spans('desk', b, c);
        const whole = onCallPlan({ ...plan }, [OFFICE]).spans('desk', a, c);
        const minutes = (spans: readonly OnCallSpan[]) =>
          spans.flatMap((each) => [said(each), Math.max(each.fromAt, b), Math.max(each.toAt, b)]);
        const cut = whole.filter((each) => each.toAt > b);
        expect(minutes(cut)).toEqual(minutes(late));
      }),
    );
  });

  it('nobody who is away is on call, and nobody stands in unless the one above them is away', () => {
    fc.assert(
      fc.property(plans, stretch, (plan, { fromAt, toAt }) => {
        const away = (who: string, at: number) =>
          plan.absences.some((each) => each.responderId === who && each.fromAt <= at && at < each.toAt);
        for (const span of onCallPlan(plan, [OFFICE]).spans('desk', fromAt, toAt)) {
          if (span.responderId !== undefined) expect(away(span.responderId, span.fromAt)).toBe(false);
          if (span.responderId !== undefined) expect(away(span.responderId, span.toAt - 1)).toBe(false);
          if (span.insteadOf !== undefined) expect(away(span.insteadOf, span.fromAt)).toBe(true);
          if (span.because === undefined) expect(span.responderId).toBeUndefined();
        }
      }),
    );
  });

  it('gaps are exactly what is required and nobody’s; someone is required exactly when it is closed', () => {
    fc.assert(
      fc.property(plans, stretch, (plan, { fromAt, toAt }) => {
        const asked = onCallPlan(plan, [OFFICE]);
        const spans = asked.spans('desk', fromAt, toAt);
        const open = spans.filter((each) => each.required && each.responderId === undefined);
        expect(asked.gaps('desk', fromAt, toAt)).toEqual(open);
        if (plan.schedules[0]!.required.kind !== 'whenClosed') return;
        const office = openingCalendar(OFFICE);
        for (const { required, fromAt: at, toAt: end } of spans) {
          expect(office.isOpenAt(at)).toBe(!required);
          expect(office.isOpenAt(end - 1)).toBe(!required);
        }
      }),
    );
  });

  it('the next one is somebody else, and nobody else comes before them', () => {
    fc.assert(
      fc.property(plans, instant, (plan, at) => {
        const asked = onCallPlan(plan, [OFFICE]);
        const now = asked.whoAt('desk', at)?.responderId;
        const next = asked.next('desk', at);
        const until = next?.fromAt ?? at + 90 * DAY;
        const others = asked.spans('desk', at, until).filter((each) => each.responderId !== undefined);
        for (const each of others) expect(each.responderId).toBe(now);
        if (next) expect(next.responderId).not.toBe(now);
      }),
      { numRuns: 60 },
    );
  });

  it('a claim above all others is whatever was entered last', () => {
    fc.assert(
      fc.property(plans, stretch, someone, (plan, over, responderId) => {
        const last = { ...over, overrideId: 'last', scheduleId: 'desk', responderId, by: person('chief') };
        const overrides = [...plan.overrides, { ...last, why: 'override' as const }];
        const asked = onCallPlan({ ...plan, overrides, temporaries: [], absences: [] }, [OFFICE]);
        for (const each of asked.spans('desk', over.fromAt, over.toAt)) {
          expect(each).toMatchObject({ responderId, because: { overrideId: 'last' } });
        }
      }),
    );
  });
});

describe('coverage is proved', () => {
  it('a rotation that always holds leaves no gap, whatever its turns are and wherever its clocks are', () => {
    const always = rule.map((each) => ({ ...each, hours: { kind: 'always' as const } }));
    fc.assert(
      fc.property(
        rotation,
        fc.array(always, { minLength: 1, maxLength: 2 }),
        fc.constantFrom(...ZONES),
        (turns, rules, timeZone) => {
          const begun = { ...turns, startsOn: '2025-01-01' };
          const plain = aPlan({ rotations: [begun] }, rules);
          const schedules = [{ ...plain.schedules[0]!, timeZone, required: { kind: 'always' as const } }];
          const from = Date.parse('2026-01-05T00:00Z');
          expect(onCallPlan({ ...plain, schedules }, []).gaps('desk', from, from + 400 * DAY)).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('turns of a rotation are equal in days on the wall, in their order', () => {
    fc.assert(
      fc.property(rotation, (turns) => {
        const begun = { ...turns, participants: PEOPLE.slice(0, 3), startsOn: '2026-01-02' };
        const plain = aPlan({ rotations: [begun] }, [
          { ruleId: 'all', name: 'all', hours: { kind: 'always' }, who: { kind: 'rotation', rotationId: 'weeks' } },
        ]);
        const schedules = [{ ...plain.schedules[0]!, required: { kind: 'always' as const } }];
        const from = Date.parse('2026-01-10T00:00Z');
        const spans = onCallPlan({ ...plain, schedules }, []).spans('desk', from, from + 380 * DAY);
        const order = spans.map((each) => PEOPLE.indexOf(each.responderId!));
        for (const [index, who] of order.slice(1).entries()) expect(who).toBe(((order[index] as number) + 1) % 3);
        const length = turns.turn.count * (turns.turn.unit === 'week' ? 7 : 1) * DAY;
        for (const { fromAt, toAt } of spans.slice(1, -1))
          expect(Math.abs(toAt - fromAt - length)).toBeLessThanOrEqual(HOUR);
      }),
      { numRuns: 40 },
    );
  });
});

it('a year of a schedule is computed in a moment, an instant in less', () => {
  const asked = onCallPlan(aPlan({ rotations: [WEEKS] }), [OFFICE]);
  const from = Date.parse('2026-03-01T00:00Z');
  const begun = performance.now();
  asked.spans('desk', from, from + 400 * DAY);
  expect(performance.now() - begun).toBeLessThan(2000);
  expect(planFaults(aPlan(), { calendars: [OFFICE], services: [], prompts: [] })).toEqual([]);
});
