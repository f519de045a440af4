import { expect, it } from 'vitest';
import { dayOf, periodOf } from './period.ts';

const timeZone = 'Europe/Paris';
const now = Date.parse('2026-11-22T22:30:00Z'); // 23:30 in Paris
const at = (text: string): number => Date.parse(text);
const asked = (from?: string | number, to?: string | number) => periodOf({ from, to }, { now, timeZone });

it.each([
  ['nothing: today in Paris', [], '2026-11-21T23:00:00Z', '2026-11-22T23:00:00Z'],
  ['a day', ['2026-11-20', '2026-11-20'], '2026-11-19T23:00:00Z', '2026-11-20T23:00:00Z'],
  ['only a beginning: until the end of today', ['2026-11-20'], '2026-11-19T23:00:00Z', '2026-11-22T23:00:00Z'],
  ['a beginning that lies ahead', ['2026-11-30'], '2026-11-29T23:00:00Z', '2026-11-30T23:00:00Z'],
  ['only an end: its day', [undefined, '2026-11-20'], '2026-11-19T23:00:00Z', '2026-11-20T23:00:00Z'],
  ['the short day of spring', ['2026-03-29', '2026-03-29'], '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
  ['the long day of autumn', ['2026-10-25', '2026-10-25'], '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
  [
    'a quarter over the change of the clocks',
    ['2026-10-01', '2026-12-31'],
    '2026-09-30T22:00:00Z',
    '2026-12-31T23:00:00Z',
  ],
  ['instants', [1_000, 2_000], '1970-01-01T00:00:01Z', '1970-01-01T00:00:02Z'],
] as const)('%s', (_name, [from, to], first, last) => {
  expect(asked(from, to)).toEqual({ from: at(first), to: at(last) });
});
it.each([
  ['a date no calendar has', '2026-02-30', undefined, 'unknownDate'],
  ['a date before all instants', '0001-01-01', undefined, 'unknownDate'],
  ['an end before the beginning', '2026-11-20', '2026-11-19', 'emptyPeriod'],
  ['nothing between two instants', 5, 5, 'emptyPeriod'],
  ['eleven years', '2015-01-01', '2025-12-31', 'periodTooLong'],
  ['a far instant', 0, 999_999_999_999_999, 'periodTooLong'],
])('refuses %s', (_name, from, to, reason) => {
  expect(asked(from, to)).toBe(reason);
});
it('a call at 23:30 of Paris belongs to that evening, wherever the machine stands', () => {
  expect(dayOf(now, timeZone).to).toBe(at('2026-11-22T23:00:00Z'));
  expect(dayOf(now, 'America/Guadeloupe').from).toBe(at('2026-11-22T04:00:00Z'));
});
