import type { OnCallPlan, OnCallRule } from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import { onCallPlan } from './on-call.ts';
import { aPlan, HOLIDAYS, NIGHTS, OFFICE, paris, person, rules, wallOf, WEEK_ENDS } from './plan-builder.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Both nights of eleven years in Paris: clocks leap from 2:00 to 3:00 on one, and show 2:00 to 3:00 twice on the other. */
const NIGHTS_OF_CHANGE = [
  ...[
    ['2024-03-31', '2024-10-27'],
    ['2025-03-30', '2025-10-26'],
    ['2026-03-29', '2026-10-25'],
    ['2027-03-28', '2027-10-31'],
  ],
  ...[
    ['2028-03-26', '2028-10-29'],
    ['2029-03-25', '2029-10-28'],
    ['2030-03-31', '2030-10-27'],
    ['2031-03-30', '2031-10-26'],
  ],
  ...[
    ['2032-03-28', '2032-10-31'],
    ['2033-03-27', '2033-10-30'],
    ['2034-03-26', '2034-10-29'],
  ],
].map(([spring, autumn]) => ({ spring: spring!, autumn: autumn! }));

const dayBefore = (date: string): string =>
  new Date(Date.parse(`${date}T00:00Z`) - 24 * HOUR).toISOString().slice(0, 10);
const dayAfter = (date: string): string =>
  new Date(Date.parse(`${date}T00:00Z`) + 24 * HOUR).toISOString().slice(0, 10);

const desk = (deskRules: OnCallRule[], change: Partial<OnCallPlan> = {}) => {
  const plan = aPlan(change, deskRules);
  return onCallPlan({ ...plan, schedules: [{ ...plan.schedules[0]!, required: { kind: 'always' } }] }, [OFFICE]);
};
const days = (startsOn: string, handOverAt: string) => ({
  ...{ rotationId: 'days', name: 'Days', participants: ['ana', 'bob'].map(person), handOverAt },
  ...{ turn: { unit: 'day' as const, count: 1 }, startsOn },
});
/** From Saturday to the Sunday of the change, and to the Monday after. */
const nightly = (from: string, to: string, spanDays: number): OnCallRule['hours'] => ({
  ...{ kind: 'weekly', startDays: [6], from, to, spanDays },
});
const windowOf = (hours: OnCallRule['hours'], date: string) => {
  const asked = desk(rules({ only: { hours, who: 'dan' } }));
  const spans = asked.spans('desk', paris(`${dayBefore(date)} 12:00`), paris(`${dayAfter(date)} 12:00`));
  return spans.filter((each) => each.responderId === 'dan');
};

describe.each(NIGHTS_OF_CHANGE)('the nights of $spring and $autumn', ({ spring, autumn }) => {
  it('are the nights on which clocks change', () => {
    expect(wallOf(paris(`${spring} 01:59`) + MINUTE)).toBe(`${spring} 03:00`);
    expect(wallOf(paris(`${autumn} 02:59 +02:00`) + MINUTE)).toBe(`${autumn} 02:00`);
  });

  it('a night lasts 12 h 30 in spring and 14 h 30 in autumn, between the same times on the wall', () => {
    for (const [date, length] of [
      [spring, 12.5],
      [autumn, 14.5],
    ] as const) {
      const [night, ...more] = windowOf(nightly('18:00', '07:30', 1), date);
      expect(more).toEqual([]);
      expect([wallOf(night!.fromAt), wallOf(night!.toAt)]).toEqual([`${dayBefore(date)} 18:00`, `${date} 07:30`]);
      expect(night!.toAt - night!.fromAt).toBe(length * HOUR);
    }
  });

  it('a start in the hour that exists twice is its first occurrence, an end its last', () => {
    const [begins] = windowOf({ kind: 'weekly', startDays: [7], from: '02:30', to: '07:30', spanDays: 0 }, autumn);
    expect(begins!.fromAt).toBe(paris(`${autumn} 02:30 +02:00`));
    const [ends] = windowOf(nightly('18:00', '02:30', 1), autumn);
    expect(ends!.toAt).toBe(paris(`${autumn} 02:30 +01:00`));
    const [within] = windowOf({ kind: 'weekly', startDays: [7], from: '02:15', to: '02:45', spanDays: 0 }, autumn);
    expect(within!.toAt - within!.fromAt).toBe(HOUR + 30 * MINUTE);
  });

  it('a time that the clocks leap over is the instant of the leap, as a start and as an end', () => {
    const leap = paris(`${spring} 03:00`);
    const [begins] = windowOf({ kind: 'weekly', startDays: [7], from: '02:30', to: '07:30', spanDays: 0 }, spring);
    expect(begins!.fromAt).toBe(leap);
    const [ends] = windowOf(nightly('18:00', '02:30', 1), spring);
    expect(ends!.toAt).toBe(leap);
    expect(windowOf({ kind: 'weekly', startDays: [7], from: '02:15', to: '02:45', spanDays: 0 }, spring)).toEqual([]);
  });

  it('two windows that meet in that hour leave no hole, and at each instant there is one person', () => {
    for (const date of [spring, autumn]) {
      const asked = desk(
        rules({
          first: { hours: nightly('18:00', '02:30', 1), who: 'ana' },
          second: { hours: { kind: 'weekly', startDays: [7], from: '02:30', to: '18:00', spanDays: 0 }, who: 'bob' },
        }),
      );
      const [fromAt, toAt] = [paris(`${dayBefore(date)} 18:00`), paris(`${date} 18:00`)];
      expect(asked.gaps('desk', fromAt, toAt)).toEqual([]);
      expect(asked.spans('desk', fromAt, toAt).map((each) => each.responderId)).toEqual(['ana', 'bob']);
    }
  });

  it.each(['00:00', '01:59', '02:00', '02:30', '02:59', '03:00'])(
    'a rotation that hands over at %s every day has no hole and no double turn',
    (handOverAt) => {
      for (const date of [spring, autumn]) {
        const asked = desk(rules({ all: { hours: { kind: 'always' }, who: 'days' } }), {
          rotations: [days(dayBefore(dayBefore(date)), handOverAt)],
        });
        const [fromAt, toAt] = [paris(`${dayBefore(date)} 12:00`), paris(`${dayAfter(date)} 12:00`)];
        const spans = asked.spans('desk', fromAt, toAt);
        expect(asked.gaps('desk', fromAt, toAt)).toEqual([]);
        expect(spans.map((each) => each.responderId)).toEqual(['bob', 'ana', 'bob']);
        const handedOver = wallOf(spans[1]!.fromAt);
        const leaptOver = date === spring && handOverAt.startsWith('02');
        expect(handedOver).toBe(`${date} ${leaptOver ? '03:00' : handOverAt}`);
        // The first occurrence: the hour that exists twice is still to come, or is running.
        if (date === autumn && handOverAt.startsWith('02')) {
          expect(spans[1]!.fromAt).toBe(paris(`${date} ${handOverAt} +02:00`));
        }
      }
    },
  );

  it('every minute of both nights has exactly the person that the contract’s hours name (H6)', () => {
    const asked = desk(
      rules({
        holidays: { hours: HOLIDAYS, who: 'weeks' },
        'week-ends': { hours: WEEK_ENDS, who: 'weeks' },
        nights: { hours: NIGHTS, who: 'weeks' },
      }),
      { rotations: [{ ...aPlan().rotations[0]!, startsOn: '2023-12-29' }] },
    );
    for (const date of [spring, autumn]) {
      const from = paris(`${dayBefore(date)} 18:00`);
      const to = paris(`${dayAfter(date)} 07:30`);
      const first = asked.whoAt('desk', from)!.responderId;
      expect(first).toBeDefined();
      for (let at = from; at < to; at += MINUTE) {
        const { responderId, fromAt, toAt } = asked.whoAt('desk', at)!;
        expect(responderId).toBe(first);
        expect(fromAt <= at && at < toAt).toBe(true);
      }
      // Easter Monday may follow; otherwise the half hour before the opening is open.
      const after = asked.whoAt('desk', to)!;
      if (after.responderId === undefined) expect(wallOf(after.fromAt)).toBe(`${dayAfter(date)} 07:30`);
      else expect(after.because).toMatchObject({ ruleId: 'holidays' });
    }
  });
});
