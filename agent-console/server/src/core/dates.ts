import { civilDay, daysAfter, weekdayOf } from '@decroche/calendar';
import type { CivilDate } from '@decroche/protocol';

const DAY_MS = 86_400_000;

/** How many civil dates there are from one to another, both included; 0 when one does not exist, or the second is earlier. */
function countDates(from: CivilDate, to: CivilDate): number {
  return isDate(from) && isDate(to) ? Math.max(0, (Date.parse(to) - Date.parse(from)) / DAY_MS + 1) : 0;
}

/** Every civil date from one to another, both included; empty when one of them does not exist, or the second is earlier. */
export function datesBetween(from: CivilDate, to: CivilDate): CivilDate[] {
  return Array.from({ length: countDates(from, to) }, (_none, index) => daysAfter(from, index)!);
}

/**
 * The same for a period that somebody asks for: refused before a single date is made.
 *
 * @returns `undefined` when there is no date, or there are more than `most`.
 */
export function datesWithin(from: CivilDate, to: CivilDate, most: number): CivilDate[] | undefined {
  const count = countDates(from, to);
  return count === 0 || count > most ? undefined : datesBetween(from, to);
}

/** Whether a calendar has this date. */
export function isDate(date: CivilDate): boolean {
  return civilDay(date, 'UTC') !== undefined;
}

/** The seven dates of a date's week, Monday first; `undefined` when there is no such date. */
export function weekOf(date: CivilDate): CivilDate[] | undefined {
  const monday = isDate(date) ? daysAfter(date, 1 - (weekdayOf(date) ?? 1)) : undefined;
  const sunday = monday === undefined ? undefined : daysAfter(monday, 6);
  return monday === undefined || sunday === undefined ? undefined : datesBetween(monday, sunday);
}
