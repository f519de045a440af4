import { Temporal } from 'temporal-polyfill';
import type { CalendarDefinition, Instant } from '@decroche/protocol';
import type { PublicHolidays } from './holidays.ts';

/** A stretch of opening, half-open: `fromAt` belongs to it, `toAt` does not. */
export interface OpenWindow {
  readonly fromAt: Instant;
  readonly toAt: Instant;
}

type ClockWindow = CalendarDefinition['weekly'][number] | CalendarDefinition['exceptions'][number]['windows'][number];

/** The civil date that an instant has in a time zone. */
export function dateAt(at: Instant, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
}

/**
 * The windows of one civil date, in order, merged where they touch or overlap.
 * A dated exception says all about its day; otherwise a public holiday closes it; otherwise the weekly hours hold.
 */
export function windowsOn(
  calendar: CalendarDefinition,
  holidays: PublicHolidays,
  date: Temporal.PlainDate,
): readonly OpenWindow[] {
  const exception = calendar.exceptions.find((candidate) => candidate.date === date.toString());
  if (exception) return merged(exception.windows.map((window) => toInstants(window, date, calendar.timeZone)));
  if (holidays.on(date.toString()) !== undefined) return [];
  const hours = calendar.weekly.filter((window) => window.days.includes(date.dayOfWeek));
  return merged(hours.map((window) => toInstants(window, date, calendar.timeZone)));
}

/** Puts windows in order and joins those without a gap between them; empty ones disappear. */
function merged(windows: readonly OpenWindow[]): readonly OpenWindow[] {
  const ordered = windows.filter((window) => window.toAt > window.fromAt).sort((a, b) => a.fromAt - b.fromAt);
  const joined: OpenWindow[] = [];
  for (const window of ordered) {
    const last = joined.at(-1);
    if (last && window.fromAt <= last.toAt) {
      joined[joined.length - 1] = { fromAt: last.fromAt, toAt: Math.max(last.toAt, window.toAt) };
    } else {
      joined.push(window);
    }
  }
  return joined;
}

function toInstants(window: ClockWindow, date: Temporal.PlainDate, timeZone: string): OpenWindow {
  return {
    fromAt: instantOf(window.from, date, timeZone, 'earlier'),
    toAt: instantOf(window.to, date, timeZone, 'later'),
  };
}

/**
 * A time on the wall as an instant. Where clocks go back it exists twice: a start takes the first, an end the last.
 * Where they go forward it may not exist: it moves to the instant of the change, 02:30 becoming 03:00 (pains 23).
 */
export function instantOf(
  time: string,
  date: Temporal.PlainDate,
  timeZone: string,
  which: 'earlier' | 'later',
): Instant {
  const wall =
    time === '24:00'
      ? date.add({ days: 1 }).toPlainDateTime('00:00')
      : date.toPlainDateTime(Temporal.PlainTime.from(time));
  const zoned = wall.toZonedDateTime(timeZone, { disambiguation: which });
  if (zoned.toPlainDateTime().equals(wall)) return zoned.epochMilliseconds;
  const before = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  return before.getTimeZoneTransition('next')?.epochMilliseconds ?? zoned.epochMilliseconds;
}
