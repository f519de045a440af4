import { expect, test } from 'vitest';
import { daysAfter, instantOnWall, timeOfDayAt, weekdayOf } from './wall-clock.ts';

const PARIS = 'Europe/Paris';
const at = (text: string): number => Date.parse(text);

test('a time of the day when clocks go back is its first or its last occurrence', () => {
  expect(instantOnWall('2026-10-25', '02:30', PARIS, 'earlier')).toBe(at('2026-10-25T02:30+02:00'));
  expect(instantOnWall('2026-10-25', '02:30', PARIS, 'later')).toBe(at('2026-10-25T02:30+01:00'));
});

test('a time that the clocks leap over is the instant of the leap', () => {
  expect(instantOnWall('2026-03-29', '02:30', PARIS, 'earlier')).toBe(at('2026-03-29T03:00+02:00'));
  expect(instantOnWall('2026-03-29', '02:30', PARIS, 'later')).toBe(at('2026-03-29T03:00+02:00'));
});

test('24:00 is the next midnight', () => {
  expect(instantOnWall('2026-12-31', '24:00', PARIS, 'later')).toBe(at('2027-01-01T00:00+01:00'));
});

test('clocks read to the minute begun, in their own zone', () => {
  expect(timeOfDayAt(at('2026-07-01T08:30:59.999+02:00'), PARIS)).toBe('08:30');
  expect(timeOfDayAt(at('2026-07-01T08:30+02:00'), 'Indian/Reunion')).toBe('10:30');
});

test('days follow each other over a leap day and a year', () => {
  expect(daysAfter('2028-02-28', 1)).toBe('2028-02-29');
  expect(daysAfter('2027-01-01', -1)).toBe('2026-12-31');
  expect(weekdayOf('2026-11-23')).toBe(1);
});

test('a date that no calendar has is none', () => {
  expect(instantOnWall('2026-02-30', '08:00', PARIS, 'earlier')).toBeUndefined();
  expect(daysAfter('2026-13-01', 1)).toBeUndefined();
  expect(weekdayOf('2026-00-10')).toBeUndefined();
});
