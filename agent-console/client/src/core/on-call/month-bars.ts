import { instantOfWall, wallTime } from '../wall-time.ts';
import type { Stretch } from './stretches.ts';

/** A stretch as a bar over the days of a month. */
export interface MonthBar {
  readonly stretch: Stretch;
  /** `2026-11-23`; both included. */
  readonly firstDay: string;
  readonly lastDay: string;
}

const NOON = '12:00';
const DAY_MS = 86_400_000;

const dayFrom = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
const dayBefore = (day: string): string => dayFrom(day, -1);
const dayAfter = (day: string): string => dayFrom(day, 1);

/**
 * Where a stretch is drawn: a night belongs to the evening in which it begins, and a week that ends on Monday morning to the
 * seven days before, as people speak of them. So what ends before noon does not fill the day on which it ends, unless it began there.
 */
export function monthBar(stretch: Stretch, timeZone: string): MonthBar {
  const firstDay = wallTime(stretch.fromAt, timeZone).slice(0, 10);
  const end = wallTime(stretch.toAt, timeZone);
  const endDay = end.slice(0, 10);
  const early = endDay > firstDay && end.slice(11, 16) <= NOON;
  return { stretch, firstDay, lastDay: early ? dayBefore(endDay) : endDay };
}

/** The stretches that touch a period. */
export function within(all: readonly Stretch[], fromAt: number, toAt: number): readonly Stretch[] {
  return all.filter((stretch) => stretch.fromAt < toAt && stretch.toAt > fromAt);
}

/** The stretches that touch a day, as the clock on the wall counts it. */
export function ofDay(all: readonly Stretch[], day: string, timeZone: string): readonly Stretch[] {
  return all.filter(({ fromAt, toAt }) => {
    const from = wallTime(fromAt, timeZone).slice(0, 10);
    const last = wallTime(toAt - 1, timeZone).slice(0, 10);
    return from <= day && day <= last;
  });
}

/** The days a month's picture shows, from the Monday of its first week to the end of its last, as instants. */
export function monthRange(month: string, timeZone: string): { readonly fromAt: number; readonly toAt: number } {
  const first = new Date(`${month}-01T00:00:00Z`);
  const monday = first.getTime() - ((first.getUTCDay() + 6) % 7) * DAY_MS;
  const next = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1);
  const days = Math.ceil((next - monday) / (7 * DAY_MS)) * 7;
  const wall = (at: number): string => new Date(at).toISOString().slice(0, 10);
  return {
    fromAt: instantOfWall(`${wall(monday)} 00:00`, timeZone),
    toAt: instantOfWall(`${wall(monday + days * DAY_MS)} 00:00`, timeZone),
  };
}

/**
 * What somebody means who draws over days: the duties that stand on them, from the beginning of the first to the end of the last.
 * Where one goes on beyond the drawn days they are cut at midnight.
 */
export function drawnStretch(
  all: readonly Stretch[],
  days: { readonly first: string; readonly last: string },
  timeZone: string,
): { readonly fromAt: number; readonly toAt: number } {
  const bars = all.map((stretch) => monthBar(stretch, timeZone));
  const on = (day: string): readonly MonthBar[] =>
    bars.filter(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay);
  const midnight = (day: string): number => instantOfWall(`${day} 00:00`, timeZone);
  const atFirst = on(days.first);
  const atLast = on(days.last);
  const begins = atFirst.length > 0 && atFirst.every(({ firstDay }) => firstDay === days.first);
  const ends = atLast.length > 0 && atLast.every(({ lastDay }) => lastDay === days.last);
  return {
    fromAt: begins ? Math.min(...atFirst.map(({ stretch }) => stretch.fromAt)) : midnight(days.first),
    toAt: ends ? Math.max(...atLast.map(({ stretch }) => stretch.toAt)) : midnight(dayAfter(days.last)),
  };
}
