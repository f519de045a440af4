import { civilDay, daysAfter, weekdayOf } from '@decroche/calendar';
import type { CivilDate } from '@decroche/protocol';

/** Every civil date from one to another, both included; empty when one of them does not exist, or the second is earlier. */
export function datesBetween(from: CivilDate, to: CivilDate): CivilDate[] {
  const dates: CivilDate[] = [];
  if (!isDate(from) || !isDate(to)) return dates;
  for (let date: CivilDate | undefined = from; date !== undefined && date <= to; date = daysAfter(date, 1)) {
    dates.push(date);
  }
  return dates;
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
