import { Temporal } from 'temporal-polyfill';
import type { CivilDate, Instant, TimeOfDay } from '@decroche/protocol';
import { civilDay, plainDate } from './civil-day.ts';
import { instantOnWall } from './wall-clock.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A civil day as a number: days since 1970-01-01, the same in every zone. Days next to each other differ by one. */
export type DayNumber = number;

/** The clocks on the wall of one zone, for questions about many days: what a day costs is computed once. */
export interface WallDays {
  /** The day that clocks show at an instant. */
  dayAt(at: Instant): DayNumber;
  /** Its first instant. */
  startOf(day: DayNumber): Instant;
  /** When clocks show a time of that day; see {@link instantOnWall} for times that exist twice or not at all. */
  instantAt(day: DayNumber, time: TimeOfDay, occurrence: 'earlier' | 'later'): Instant;
}

/** @returns `undefined` for a date that no calendar has. */
export function dayOfDate(date: CivilDate): DayNumber | undefined {
  return plainDate(date) && Date.parse(`${date}T00:00Z`) / DAY_MS;
}

/** The date of a day. */
export function dateOfDay(day: DayNumber): CivilDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** ISO weekday of a day: 1 Monday … 7 Sunday. */
export function weekdayOfDay(day: DayNumber): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** Whether a time zone of this name exists. */
export function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * On a day of 24 hours the wall runs with the clock of the machine, so that its times are sums; only the days on which clocks
 * change are asked of the time-zone data. A year of them then costs milliseconds.
 *
 * @throws RangeError when there is no such zone: see {@link isTimeZone}.
 */
export function wallDays(timeZone: string): WallDays {
  const starts = new Map<DayNumber, Instant>();
  const startOf = (day: DayNumber): Instant => {
    const known = starts.get(day);
    if (known !== undefined) return known;
    const start = civilDay(dateOfDay(day), timeZone)?.fromAt ?? day * DAY_MS;
    starts.set(day, start);
    return start;
  };
  const runsEvenly = (day: DayNumber): boolean => startOf(day + 1) - startOf(day) === DAY_MS;
  return {
    startOf,
    dayAt(at) {
      let day = Math.floor(at / DAY_MS);
      while (startOf(day) > at) day -= 1;
      while (startOf(day + 1) <= at) day += 1;
      return day;
    },
    instantAt(day, time, occurrence) {
      const on = time === '24:00' ? day + 1 : day;
      const start = startOf(on);
      const clock = time === '24:00' ? '00:00' : time;
      if (runsEvenly(on)) return start + minutesOf(clock) * MINUTE_MS;
      return instantOnWall(dateOfDay(on), clock, timeZone, occurrence) ?? start;
    },
  };
}

function minutesOf(time: TimeOfDay): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
