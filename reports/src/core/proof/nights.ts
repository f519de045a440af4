import { civilDateAt, daysAfter } from '@decroche/calendar';
import type { CivilDate, Instant } from '@decroche/protocol';

/** Nights that are made up for after a standstill: a month. */
const MOST_NIGHTS = 31;

/** The earliest day that a night still proves. */
export function firstDayToProve(now: Instant, timeZone: string): CivilDate {
  return daysAfter(civilDateAt(now, timeZone), -MOST_NIGHTS)!;
}

/**
 * The days a night has to prove, earliest first: yesterday, and every day of the last month that no night came for, whatever was
 * proved since.
 *
 * @param known.proved days that were proved after their end.
 * @param known.recordsSince when the earliest call was received: there is nothing to prove of the days before; `undefined` =
 *   no call ever was.
 */
export function daysToProve(
  known: { readonly proved: ReadonlySet<CivilDate>; readonly recordsSince: Instant | undefined },
  now: Instant,
  timeZone: string,
): CivilDate[] {
  const today = civilDateAt(now, timeZone);
  const days = Array.from({ length: MOST_NIGHTS }, (_none, index) => daysAfter(today, index - MOST_NIGHTS)!);
  const first = known.recordsSince === undefined ? today : civilDateAt(known.recordsSince, timeZone);
  const yesterday = days.at(-1)!;
  return days.filter((day) => day === yesterday || (day >= first && !known.proved.has(day)));
}
