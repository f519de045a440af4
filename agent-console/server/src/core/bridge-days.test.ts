import type { CalendarDefinition } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { bridgeDays } from './bridge-days.ts';
import { weekOf } from './dates.ts';

const office = (change: Partial<CalendarDefinition> = {}): CalendarDefinition =>
  ({
    calendarId: 'office',
    name: 'Office',
    timeZone: 'Europe/Paris',
    weekly: [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }],
    holidays: 'FR',
    exceptions: [],
    ...change,
  }) as CalendarDefinition;

const datesOf = (calendar: CalendarDefinition, year: number): string[] =>
  bridgeDays(calendar, year).map(({ date }) => date);

test('the bridge days of 2026: before 1 January’s week-end, after the Ascension, before 14 July', () => {
  expect(datesOf(office(), 2026)).toEqual(['2026-01-02', '2026-05-15', '2026-07-13']);
  expect(bridgeDays(office(), 2026)[1]).toEqual({
    ...{ date: '2026-05-15', weekday: 5, holiday: 'Ascension', holidayDate: '2026-05-14', already: false },
  });
});
test('a day that has its exception already says so', () => {
  const exceptions = [{ date: '2026-05-15', reason: 'Pont', windows: [] }];
  expect(bridgeDays(office({ exceptions }), 2026).map(({ already }) => already)).toEqual([false, true, false]);
});
test('Alsace-Moselle has others; without holidays there is none', () => {
  // Christmas 2025 is a Thursday: the Friday is a bridge, except where 26 December is a holiday itself.
  expect(datesOf(office(), 2025)).toContain('2025-12-26');
  expect(datesOf(office({ holidays: 'FR-57' }), 2025)).not.toContain('2025-12-26');
  expect(datesOf(office({ holidays: 'none' }), 2026)).toEqual([]);
});
test('where Saturdays are worked a Friday is no bridge, but the Saturday after it may be', () => {
  const shop = office({ weekly: [{ days: [1, 2, 3, 4, 5, 6], from: '08:00', to: '18:00' }] });
  // 1 May 2026 is a Friday: the Saturday stands alone before the Sunday.
  expect(datesOf(shop, 2026)).toContain('2026-05-02');
  expect(datesOf(shop, 2026)).not.toContain('2026-05-15');
});
test('a week runs from Monday to Sunday, across years too', () => {
  expect(weekOf('2026-01-01')).toEqual([
    ...['2025-12-29', '2025-12-30', '2025-12-31', '2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'],
  ]);
  expect(weekOf('2026-02-30')).toBeUndefined();
});
