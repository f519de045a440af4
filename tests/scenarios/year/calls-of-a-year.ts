import { civilDay, openingCalendar } from '@decroche/calendar';
import type { CalendarDefinition, CivilDate, Instant } from '@decroche/protocol';
import type { Chance } from './chance.ts';

const HOUR_MS = 3_600_000;
const QUARTER_MS = 900_000;

/** Calls picked up in each month, January to December: C8's year of 7,615, at least 497 and at most 782 a month. */
export const PICKED_UP_PER_MONTH = [782, 655, 700, 610, 540, 640, 560, 497, 720, 690, 651, 570] as const;
/** C8: 92.5 % of the calls offered were picked up. */
const PICKED_UP_SHARE = 0.925;
/** Calls of a weekday against the mean of the week, Monday to Friday. */
const WEEKDAY = [1.25, 1.05, 1, 0.9, 0.8];
/** Calls of an hour of opening against each other, 8 h to 18 h: a peak in the morning, a lull at noon. */
const HOUR = [1.1, 1.7, 1.6, 1.2, 0.6, 0.6, 1.2, 1.1, 0.8, 0.4];

/** One call to come. */
export interface CallToCome {
  readonly at: Instant;
  readonly inHours: boolean;
}

/** Every date of a year, in order. */
export function datesOf(year: number): CivilDate[] {
  const dates: CivilDate[] = [];
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += 24 * HOUR_MS) {
    dates.push(new Date(at).toISOString().slice(0, 10));
  }
  return dates;
}

/**
 * The calls of one service over a year at C8's volumes, with two callers a day who do not know the hours: at night, on
 * week-ends and holidays, both daylight-saving nights included.
 */
export function callsOfAYear(year: number, calendar: CalendarDefinition, chance: Chance): CallToCome[] {
  const opening = openingCalendar(calendar);
  const days = datesOf(year).map((date) => ({ date, ...dayOf(date, calendar.timeZone) }));
  const open = days.filter(({ fromAt }) => opening.isOpenAt(fromAt + 12 * HOUR_MS));
  return days
    .flatMap((day) => {
      const strays = Array.from({ length: 2 }, () => Math.floor(chance.between(day.fromAt, day.toAt)))
        .filter((at) => !opening.isOpenAt(at))
        .map((at) => ({ at, inHours: false }));
      if (!open.includes(day)) return strays;
      const month = Number(day.date.slice(5, 7)) - 1;
      const peers = open.filter(({ date }) => date.slice(5, 7) === day.date.slice(5, 7));
      const weights = peers.reduce((sum, peer) => sum + weekdayWeight(peer.date), 0);
      const calls = ((PICKED_UP_PER_MONTH[month] ?? 0) / PICKED_UP_SHARE / weights) * weekdayWeight(day.date);
      return [...strays, ...callsOfADay(day.fromAt, calls, (at) => opening.isOpenAt(at), chance)];
    })
    .toSorted((a, b) => a.at - b.at);
}

function callsOfADay(fromAt: Instant, calls: number, isOpenAt: (at: Instant) => boolean, chance: Chance): CallToCome[] {
  const quarters = Array.from({ length: 104 }, (_, n) => fromAt + n * QUARTER_MS).filter(isOpenAt);
  const weightOf = (n: number): number => HOUR[Math.floor((n * HOUR.length) / quarters.length)] ?? 0;
  const total = quarters.reduce((sum, _, n) => sum + weightOf(n), 0);
  return quarters.flatMap((at, n) =>
    Array.from({ length: chance.count((calls * weightOf(n)) / total) }, () => ({
      at: Math.floor(at + chance.between(0, QUARTER_MS)),
      inHours: true,
    })),
  );
}

function dayOf(date: CivilDate, timeZone: string): { fromAt: Instant; toAt: Instant } {
  const day = civilDay(date, timeZone);
  if (!day) throw new Error(`${date} is not a date`);
  return day;
}

const weekdayWeight = (date: CivilDate): number => WEEKDAY[(new Date(date).getUTCDay() + 6) % 7] ?? 0;
