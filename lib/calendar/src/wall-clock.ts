import { Temporal } from 'temporal-polyfill';
import type { CivilDate, Instant, TimeOfDay } from '@decroche/protocol';
import { plainDate } from './civil-day.ts';
import { instantOf } from './windows.ts';

/**
 * The instant at which clocks on the wall of a time zone show a time of a day. A time that exists twice is its `earlier` or
 * its `later` occurrence; one that the clocks leap over is the instant of the leap.
 *
 * @returns `undefined` for a date that no calendar has.
 */
export function instantOnWall(
  date: CivilDate,
  time: TimeOfDay,
  timeZone: string,
  occurrence: 'earlier' | 'later',
): Instant | undefined {
  const plain = plainDate(date);
  return plain && instantOf(time, plain, timeZone, occurrence);
}

/** What clocks on the wall show at an instant, to the minute begun. */
export function timeOfDayAt(at: Instant, timeZone: string): TimeOfDay {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainTime().toString().slice(0, 5);
}

/** The date some days after another, or before it when negative. `undefined` for a date that no calendar has. */
export function daysAfter(date: CivilDate, days: number): CivilDate | undefined {
  return plainDate(date)?.add({ days }).toString();
}

/** ISO weekday of a date: 1 Monday … 7 Sunday. `undefined` for a date that no calendar has. */
export function weekdayOf(date: CivilDate): number | undefined {
  return plainDate(date)?.dayOfWeek;
}
