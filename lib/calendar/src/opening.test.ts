import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CalendarDefinition } from '@decroche/protocol';
import { openingCalendar } from './opening.ts';

const HOUR = 3_600_000;

const calendar = (change: Partial<CalendarDefinition> = {}) =>
  openingCalendar({
    calendarId: 'office' as never,
    name: 'office',
    timeZone: 'Europe/Paris',
    weekly: [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }],
    holidays: 'FR',
    exceptions: [],
    ...change,
  });

const at = (text: string): number => Date.parse(text);

describe('windows are half-open', () => {
  const office = calendar();
  test.each([
    ['2026-03-02T07:59:59.999+01:00', false],
    ['2026-03-02T08:00:00.000+01:00', true],
    ['2026-03-02T17:59:59.999+01:00', true],
    ['2026-03-02T18:00:00.000+01:00', false],
    ['2026-03-07T10:00:00.000+01:00', false],
  ])('%s: %s', (text, open) => expect(office.isOpenAt(at(text))).toBe(open));

  test('a lunch break closes, touching windows do not', () => {
    const weekly = [
      { days: [1], from: '08:00', to: '12:00' },
      { days: [1], from: '12:00', to: '13:00' },
      { days: [1], from: '14:00', to: '18:00' },
    ];
    const lunch = calendar({ weekly });
    expect(lunch.nextClosingAt(at('2026-03-02T09:00+01:00'))).toBe(at('2026-03-02T13:00+01:00'));
    expect(lunch.nextOpeningAt(at('2026-03-02T13:00+01:00'))).toBe(at('2026-03-02T14:00+01:00'));
  });

  test('24:00 is the end of the day, and a night is one stretch', () => {
    const weekly = [
      { days: [1], from: '18:00', to: '24:00' },
      { days: [2], from: '00:00', to: '07:30' },
    ];
    const night = calendar({ weekly });
    expect(night.isOpenAt(at('2026-03-02T23:59:59.999+01:00'))).toBe(true);
    expect(night.isOpenAt(at('2026-03-03T00:00+01:00'))).toBe(true);
    expect(night.nextClosingAt(at('2026-03-02T20:00+01:00'))).toBe(at('2026-03-03T07:30+01:00'));
  });
});

describe('the next change', () => {
  const office = calendar();
  test('over a week-end', () => {
    expect(office.nextOpeningAt(at('2026-03-06T18:00+01:00'))).toBe(at('2026-03-09T08:00+01:00'));
  });
  test('over a public holiday and its bridge', () => {
    expect(office.nextOpeningAt(at('2026-04-03T18:00+02:00'))).toBe(at('2026-04-07T08:00+02:00'));
  });
  test('is now when it has come', () => {
    const now = at('2026-03-02T10:00+01:00');
    expect(office.nextOpeningAt(now)).toBe(now);
    expect(office.nextClosingAt(at('2026-03-02T19:00+01:00'))).toBe(at('2026-03-02T19:00+01:00'));
  });
  test('never comes for a service that is always open, or never', () => {
    const always = calendar({
      weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
      holidays: 'none',
    });
    expect(always.isOpenAt(at('2026-12-25T03:00+01:00'))).toBe(true);
    expect(always.nextClosingAt(at('2026-03-02T10:00+01:00'))).toBeUndefined();
    const never = calendar({ weekly: [] });
    expect(never.isOpenAt(at('2026-03-02T10:00+01:00'))).toBe(false);
    expect(never.nextOpeningAt(at('2026-03-02T10:00+01:00'))).toBeUndefined();
    expect(never.addWorkingTime(at('2026-03-02T10:00+01:00'), HOUR)).toBeUndefined();
  });
});

describe('French public holidays', () => {
  const days2026 = [
    ...['2026-01-01', '2026-04-06', '2026-05-01', '2026-05-08', '2026-05-14', '2026-05-25'],
    ...['2026-07-14', '2026-08-15', '2026-11-01', '2026-11-11', '2026-12-25'],
  ];
  const holidaysOf = (region: CalendarDefinition['holidays'], year: number): string[] => {
    const kept = calendar({ holidays: region });
    const days = Array.from({ length: 366 }, (_, n) => new Date(Date.UTC(year, 0, 1 + n)).toISOString().slice(0, 10));
    return days.filter((day) => day.startsWith(String(year)) && kept.holidayOn(day) !== undefined);
  };

  test('the eleven of the Code du travail, and no observance', () => {
    expect(holidaysOf('FR', 2026)).toEqual(days2026);
  });
  test('Alsace-Moselle adds Good Friday and 26 December', () => {
    expect(holidaysOf('FR-57', 2026)).toEqual([...days2026, '2026-04-03', '2026-12-26'].sort());
  });
  test.each([
    ['FR-GP', '2026-05-27'],
    ['FR-MQ', '2026-05-22'],
    ['FR-GF', '2026-06-10'],
    ['FR-RE', '2026-12-20'],
    ['FR-YT', '2026-04-27'],
  ] as const)('%s keeps the abolition of slavery on %s', (region, day) => {
    expect(holidaysOf(region, 2026)).toContain(day);
    expect(holidaysOf('FR', 2026)).not.toContain(day);
  });
  test('movable feasts move', () => {
    expect(holidaysOf('FR', 2027)).toEqual(expect.arrayContaining(['2027-03-29', '2027-05-06', '2027-05-17']));
  });
  test('none means none', () => expect(holidaysOf('none', 2026)).toEqual([]));
});

describe('exceptions', () => {
  test('say all about their day, over weekly hours and holidays', () => {
    const office = calendar({
      exceptions: [
        { date: '2026-03-03', reason: 'strike', windows: [] },
        { date: '2026-05-01', reason: 'crisis', windows: [{ from: '10:00', to: '12:00' }] },
      ],
    });
    expect(office.isOpenAt(at('2026-03-03T10:00+01:00'))).toBe(false);
    expect(office.isOpenAt(at('2026-05-01T10:00+02:00'))).toBe(true);
    expect(office.isOpenAt(at('2026-05-01T09:00+02:00'))).toBe(false);
  });
});

describe('the nights when clocks change', () => {
  const nights = { weekly: [{ days: [7], from: '01:00', to: '04:00' }], holidays: 'none' } as const;
  test('forward: the night is an hour shorter', () => {
    const night = calendar({ ...nights, weekly: [...nights.weekly] as never });
    const [from, to] = [at('2026-03-29T00:00+01:00'), at('2026-03-29T12:00+02:00')];
    expect(night.workingTimeBetween(from, to)).toBe(2 * HOUR);
    expect(night.nextClosingAt(at('2026-03-29T01:30+01:00'))).toBe(at('2026-03-29T04:00+02:00'));
  });
  test('back: it is an hour longer', () => {
    const night = calendar({ ...nights, weekly: [...nights.weekly] as never });
    const [from, to] = [at('2026-10-25T00:00+02:00'), at('2026-10-25T12:00+01:00')];
    expect(night.workingTimeBetween(from, to)).toBe(4 * HOUR);
  });
  test('an opening or closing that does not exist moves to the change', () => {
    const opens = calendar({ weekly: [{ days: [7], from: '02:30', to: '05:00' }], holidays: 'none' });
    expect(opens.nextOpeningAt(at('2026-03-29T00:00+01:00'))).toBe(at('2026-03-29T03:00+02:00'));
    const closes = calendar({ weekly: [{ days: [7], from: '00:30', to: '02:30' }], holidays: 'none' });
    expect(closes.nextClosingAt(at('2026-03-29T01:00+01:00'))).toBe(at('2026-03-29T03:00+02:00'));
  });
  test('one that exists twice: a start takes the first, an end the last', () => {
    const opens = calendar({ weekly: [{ days: [7], from: '02:30', to: '05:00' }], holidays: 'none' });
    expect(opens.nextOpeningAt(at('2026-10-25T00:00+02:00'))).toBe(at('2026-10-25T02:30+02:00'));
    const closes = calendar({ weekly: [{ days: [7], from: '00:30', to: '02:30' }], holidays: 'none' });
    expect(closes.nextClosingAt(at('2026-10-25T01:00+02:00'))).toBe(at('2026-10-25T02:30+01:00'));
  });
});

describe('working time', () => {
  const office = calendar();
  test('ten hours are one day, fifty a week (H7)', () => {
    const monday = at('2026-03-02T09:00+01:00');
    expect(office.addWorkingTime(monday, 4 * HOUR)).toBe(at('2026-03-02T13:00+01:00'));
    expect(office.addWorkingTime(monday, 10 * HOUR)).toBe(at('2026-03-03T09:00+01:00'));
    expect(office.addWorkingTime(monday, 50 * HOUR)).toBe(at('2026-03-09T09:00+01:00'));
  });
  test('a delay that ends exactly at closing ends at closing, not at the next opening', () => {
    expect(office.addWorkingTime(at('2026-03-02T08:00+01:00'), 10 * HOUR)).toBe(at('2026-03-02T18:00+01:00'));
  });
  test('begun on a Friday evening it runs from Monday', () => {
    expect(office.addWorkingTime(at('2026-03-06T20:00+01:00'), HOUR)).toBe(at('2026-03-09T09:00+01:00'));
  });
  test('a year of round-the-clock opening is a year', () => {
    const always = calendar({
      weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
      holidays: 'none',
    });
    const from = at('2026-01-15T12:00+01:00');
    expect(always.workingTimeBetween(from, from + 800 * 24 * HOUR)).toBe(800 * 24 * HOUR);
    expect(always.addWorkingTime(from, 800 * 24 * HOUR)).toBe(from + 800 * 24 * HOUR);
  });

  const instants = fc.integer({ min: at('2025-06-01T00:00Z'), max: at('2027-06-01T00:00Z') });
  test('what was added is what lies between', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 200 * HOUR }), (from, workingMs) => {
        const to = office.addWorkingTime(from, workingMs) as number;
        expect(office.workingTimeBetween(from, to)).toBe(workingMs);
        expect(office.isOpenAt(to - 1)).toBe(true);
      }),
    );
  });
  test('is additive, and never negative', () => {
    fc.assert(
      fc.property(fc.tuple(instants, instants, instants), (given) => {
        const [a, b, c] = given.sort((x, y) => x - y) as [number, number, number];
        const whole = office.workingTimeBetween(a, c);
        expect(office.workingTimeBetween(a, b) + office.workingTimeBetween(b, c)).toBe(whole);
        expect(office.workingTimeBetween(c, a)).toBe(0);
      }),
    );
  });
  test('open and closed alternate at the instants announced', () => {
    fc.assert(
      fc.property(instants, (now) => {
        const opening = office.nextOpeningAt(now) as number;
        const closing = office.nextClosingAt(opening) as number;
        expect(office.isOpenAt(opening)).toBe(true);
        expect(office.isOpenAt(closing - 1)).toBe(true);
        expect(office.isOpenAt(closing)).toBe(false);
        if (opening > now) expect(office.isOpenAt(opening - 1)).toBe(false);
      }),
    );
  });
  test('the answers do not depend on what was asked before', () => {
    fc.assert(
      fc.property(fc.array(instants, { maxLength: 20 }), instants, (before, now) => {
        const asked = calendar();
        for (const each of before) asked.isOpenAt(each);
        expect(asked.isOpenAt(now)).toBe(calendar().isOpenAt(now));
      }),
      { numRuns: 30 },
    );
  });
});
