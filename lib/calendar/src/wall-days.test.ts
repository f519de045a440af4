import fc from 'fast-check';
import { expect, test } from 'vitest';
import { civilDateAt } from './civil-day.ts';
import { daysAfter, instantOnWall, weekdayOf } from './wall-clock.ts';
import { dateOfDay, dayOfDate, isTimeZone, wallDays, weekdayOfDay } from './wall-days.ts';

/** Among them: no change, changes by half an hour, changes at midnight (a day then begins at 1:00, or has two midnights). */
const ZONES = ['Europe/Paris', 'Indian/Reunion', 'Australia/Lord_Howe', 'America/Havana', 'Atlantic/Azores', 'UTC'];
const days = fc.integer({ min: dayOfDate('2020-01-01')!, max: dayOfDate('2035-12-31')! });
const times = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const zones = fc.constantFrom(...ZONES);

test('a time of a day is the instant that the wall shows, whatever was asked before', () => {
  const walls = new Map(ZONES.map((zone) => [zone, wallDays(zone)]));
  const times24 = fc.oneof(times, fc.constant('24:00'));
  fc.assert(
    fc.property(zones, days, times24, fc.constantFrom('earlier', 'later'), (zone, day, time, occurrence) => {
      const asked = walls.get(zone)!.instantAt(day, time, occurrence);
      expect(asked).toBe(instantOnWall(dateOfDay(day), time, zone, occurrence));
    }),
    { numRuns: 1000 },
  );
});

test('an instant is of the day that the wall shows', () => {
  fc.assert(
    fc.property(zones, days, fc.integer({ min: 0, max: 86_399_999 }), (zone, day, after) => {
      const at = day * 86_400_000 + after;
      const wall = wallDays(zone);
      const shown = wall.dayAt(at);
      expect(dateOfDay(shown)).toBe(civilDateAt(at, zone));
      expect(wall.startOf(shown) <= at && at < wall.startOf(shown + 1)).toBe(true);
    }),
  );
});

test('days are numbered one after the other, with their weekdays', () => {
  fc.assert(
    fc.property(days, (day) => {
      expect(dayOfDate(dateOfDay(day))).toBe(day);
      expect(dateOfDay(day + 1)).toBe(daysAfter(dateOfDay(day), 1));
      expect(weekdayOfDay(day)).toBe(weekdayOf(dateOfDay(day)));
    }),
  );
  expect(weekdayOfDay(-1)).toBe(3);
  expect(dayOfDate('2026-02-30')).toBeUndefined();
});

test('a zone that does not exist is told', () => {
  expect(['Europe/Paris', 'UTC', 'Paris', 'Europe/Atlantis', ''].map(isTimeZone)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
