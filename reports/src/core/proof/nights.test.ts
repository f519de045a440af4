import type { CivilDate } from '@decroche/protocol';
import { expect, it } from 'vitest';
import { daysToProve, firstDayToProve } from './nights.ts';

const NIGHT = Date.parse('2026-11-21T01:30:00Z');
const YEARS_AGO = Date.parse('2020-01-01T10:00:00Z');
const proving = (days: readonly CivilDate[], recordsSince: number | undefined) => ({
  proved: new Set(days),
  recordsSince,
});
/** The month before the night without some days. */
const monthWithout = (...missing: CivilDate[]): CivilDate[] =>
  daysToProve(proving([], YEARS_AGO), NIGHT, 'Europe/Paris').filter((day) => !missing.includes(day));

it.each<[string, CivilDate[], CivilDate[]]>([
  ['yesterday after a night like any other', monthWithout('2026-11-20'), ['2026-11-20']],
  ['yesterday again when it was proved already', monthWithout(), ['2026-11-20']],
  [
    'the days no night came for',
    monthWithout('2026-11-18', '2026-11-19', '2026-11-20'),
    ['2026-11-18', '2026-11-19', '2026-11-20'],
  ],
  [
    'the days no night came for, though a later one was proved by hand',
    monthWithout('2026-11-02', '2026-11-03', '2026-11-20'),
    ['2026-11-02', '2026-11-03', '2026-11-20'],
  ],
])('proves %s', (_name, proved, expected) =>
  expect(daysToProve(proving(proved, YEARS_AGO), NIGHT, 'Europe/Paris')).toEqual(expected),
);
it('makes up for a month at most', () => {
  const days = daysToProve(proving([], YEARS_AGO), NIGHT, 'Europe/Paris');
  expect([days.length, days[0], days.at(-1)]).toEqual([31, '2026-10-21', '2026-11-20']);
  expect(firstDayToProve(NIGHT, 'Europe/Paris')).toBe('2026-10-21');
});
it('proves nothing from before the first call, but always yesterday', () => {
  const since = Date.parse('2026-11-18T23:30:00Z');
  expect(daysToProve(proving([], since), NIGHT, 'Europe/Paris')).toEqual(['2026-11-19', '2026-11-20']);
  expect(daysToProve(proving([], NIGHT), NIGHT, 'Europe/Paris')).toEqual(['2026-11-20']);
  expect(daysToProve(proving([], undefined), NIGHT, 'Europe/Paris')).toEqual(['2026-11-20']);
});
it('counts days in the zone', () => {
  const before = Date.parse('2026-11-20T23:30:00Z');
  expect(daysToProve(proving([], undefined), before, 'Europe/Paris')).toEqual(['2026-11-20']);
  expect(daysToProve(proving([], undefined), before, 'UTC')).toEqual(['2026-11-19']);
});
