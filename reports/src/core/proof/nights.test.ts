import { expect, it } from 'vitest';
import { daysToProve } from './nights.ts';

const NIGHT = Date.parse('2026-11-21T01:30:00Z');
it.each([
  ['yesterday alone when nothing was ever proved', undefined, ['2026-11-20']],
  ['yesterday after a night like any other', '2026-11-19', ['2026-11-20']],
  ['yesterday again when it was proved already', '2026-11-20', ['2026-11-20']],
  ['the days no night came for', '2026-11-17', ['2026-11-18', '2026-11-19', '2026-11-20']],
])('proves %s', (_name, last, expected) => expect(daysToProve(last, NIGHT, 'Europe/Paris')).toEqual(expected));
it('makes up for a month at most', () => {
  const days = daysToProve('2020-01-01', NIGHT, 'Europe/Paris');
  expect([days.length, days[0], days.at(-1)]).toEqual([31, '2026-10-21', '2026-11-20']);
});
it('counts days in the zone', () => {
  expect(daysToProve(undefined, Date.parse('2026-11-20T23:30:00Z'), 'Europe/Paris')).toEqual(['2026-11-20']);
  expect(daysToProve(undefined, Date.parse('2026-11-20T23:30:00Z'), 'UTC')).toEqual(['2026-11-19']);
});
