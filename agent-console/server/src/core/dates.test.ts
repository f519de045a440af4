import { expect, it } from 'vitest';
import { datesBetween, datesWithin, weekOf } from './dates.ts';

it('a period is every date of it, whatever the clocks do', () => {
  expect(datesBetween('2027-03-27', '2027-03-29')).toEqual(['2027-03-27', '2027-03-28', '2027-03-29']);
  expect(datesBetween('2027-03-29', '2027-03-27')).toEqual([]);
  expect(datesBetween('2027-02-30', '2027-03-27')).toEqual([]);
  expect(weekOf('2028-02-29')?.at(-1)).toBe('2028-03-05');
});

it.each([
  ['is as long as it may be', '2028-01-01', '2028-12-31', 366],
  ['is the last of the calendar', '9999-12-30', '9999-12-31', 2],
])('a period that %s is given', (_name, from, to, length) => {
  expect(datesWithin(from, to, 366)).toHaveLength(length);
});

it.each([
  ['is a day too long', '2028-01-01', '2029-01-01'],
  ['ends before it begins', '2028-01-02', '2028-01-01'],
  ['has an end that does not exist', '2028-01-01', '2028-02-30'],
])('a period that %s is refused', (_name, from, to) => {
  expect(datesWithin(from, to, 366)).toBeUndefined();
});

it('all the dates there are are refused before one of them is made', () => {
  const before = performance.now();
  for (let times = 0; times < 100; times += 1) expect(datesWithin('0001-01-01', '9999-12-31', 400)).toBeUndefined();
  expect(performance.now() - before).toBeLessThan(1_000);
});
