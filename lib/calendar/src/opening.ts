import type { CalendarDefinition, CivilDate, Duration, Instant } from '@decroche/protocol';
import { plainDate } from './civil-day.ts';
import { publicHolidays, type PublicHolidays } from './holidays.ts';
import { dateAt, windowsOn, type OpenWindow } from './windows.ts';

/** A calendar ready to be asked. All windows are half-open: open at 08:00:00.000, closed at 18:00:00.000. */
export interface OpeningCalendar {
  isOpenAt(at: Instant): boolean;
  /** When it opens next: `at` itself when open; `undefined` when it stays closed for more than a year. */
  nextOpeningAt(at: Instant): Instant | undefined;
  /** When it closes next: `at` itself when closed; `undefined` when it stays open for more than a year. */
  nextClosingAt(at: Instant): Instant | undefined;
  /** The instant by which `workingMs` of opening have passed since `from`; `undefined` when there are none for a year. */
  addWorkingTime(from: Instant, workingMs: Duration): Instant | undefined;
  /** Opening between two instants; 0 when `to` is not after `from`. */
  workingTimeBetween(from: Instant, to: Instant): Duration;
  /** When it is open on one date of its own zone: windows in order, without overlap. Empty for a date that no calendar has. */
  windowsOn(date: CivilDate): readonly OpenWindow[];
  /** Name of the public holiday of that date, if the calendar keeps it. */
  holidayOn(date: CivilDate): string | undefined;
}

/** How far ahead a search looks: a year and a leap day. */
const HORIZON_DAYS = 367;
const DAY_MS = 86_400_000;
/** A civil day lasts up to 25 hours and windows are found by date: look this much around. */
const MARGIN_MS = 2 * DAY_MS;

/** Every window that ends after an instant, in order, joined across midnight, as far as the horizon. */
type WindowsFrom = (at: Instant) => Generator<OpenWindow>;
type WindowsOfDay = (date: ReturnType<typeof dateAt>) => readonly OpenWindow[];

/** Windows of a day are computed once, when first needed. */
function windowsByDay(calendar: CalendarDefinition, holidays: PublicHolidays): WindowsOfDay {
  const days = new Map<CivilDate, readonly OpenWindow[]>();
  return (date) => {
    const name = date.toString();
    const known = days.get(name);
    if (known) return known;
    const windows = windowsOn(calendar, holidays, date);
    days.set(name, windows);
    return windows;
  };
}

function windowsOf(timeZone: string, windowsOfDay: WindowsOfDay): WindowsFrom {
  return function* from(at) {
    let date = dateAt(at, timeZone).subtract({ days: 1 });
    let pending: OpenWindow | undefined;
    for (let day = 0; day < HORIZON_DAYS + 2; day += 1) {
      for (const window of windowsOfDay(date)) {
        if (pending && window.fromAt <= pending.toAt) {
          pending = { fromAt: pending.fromAt, toAt: Math.max(pending.toAt, window.toAt) };
        } else {
          if (pending && pending.toAt > at) yield pending;
          pending = window;
        }
      }
      date = date.add({ days: 1 });
    }
    if (pending && pending.toAt > at) yield pending;
  };
}

/** Makes a calendar usable: holidays of a year and windows of a day are computed once, when first needed. */
export function openingCalendar(calendar: CalendarDefinition): OpeningCalendar {
  const holidays = publicHolidays(calendar.holidays);
  const windowsOfDay = windowsByDay(calendar, holidays);
  const windowsFrom = windowsOf(calendar.timeZone, windowsOfDay);
  let stretch: { readonly fromAt: Instant; readonly toAt: Instant; readonly open: boolean } | undefined;

  /** The opening or closing that holds at `at`. The last answer is kept: calls of one hour ask the same question. */
  const stretchAt = (at: Instant): { readonly toAt: Instant; readonly open: boolean } => {
    if (stretch && at >= stretch.fromAt && at < stretch.toAt) return stretch;
    const window = windowsFrom(at).next().value;
    if (window === undefined) return { toAt: Infinity, open: false };
    stretch =
      window.fromAt <= at
        ? { fromAt: window.fromAt, toAt: window.toAt, open: true }
        : { fromAt: at, toAt: window.fromAt, open: false };
    return stretch;
  };
  const within = (at: Instant, found: Instant): Instant | undefined =>
    found - at > HORIZON_DAYS * DAY_MS - MARGIN_MS ? undefined : found;

  return {
    isOpenAt: (at) => stretchAt(at).open,
    nextOpeningAt(at) {
      const { open, toAt } = stretchAt(at);
      return open ? at : within(at, toAt);
    },
    nextClosingAt(at) {
      const { open, toAt } = stretchAt(at);
      return open ? within(at, toAt) : at;
    },
    addWorkingTime: (from, workingMs) => addWorkingTime(windowsFrom, from, workingMs),
    workingTimeBetween: (from, to) => workingTimeBetween(windowsFrom, from, to),
    windowsOn(date) {
      const plain = plainDate(date);
      return plain ? windowsOfDay(plain) : [];
    },
    holidayOn: (date) => holidays.on(date),
  };
}

function addWorkingTime(windowsFrom: WindowsFrom, from: Instant, workingMs: Duration): Instant | undefined {
  if (workingMs === 0) return from;
  let left = workingMs;
  for (let at: Instant | undefined = from; at !== undefined;) {
    let reached: Instant = at;
    for (const window of windowsFrom(at)) {
      const start = Math.max(window.fromAt, at);
      if (left <= window.toAt - start) return start + left;
      left -= window.toAt - start;
      reached = window.toAt;
    }
    at = reached > at ? reached : undefined;
  }
  return undefined;
}

function workingTimeBetween(windowsFrom: WindowsFrom, from: Instant, to: Instant): Duration {
  let total = 0;
  for (let at = from; at < to;) {
    let reached = at;
    for (const window of windowsFrom(at)) {
      if (window.fromAt >= to) return total;
      total += Math.min(window.toAt, to) - Math.max(window.fromAt, at);
      reached = window.toAt;
      if (reached >= to) return total;
    }
    if (reached === at) return total;
    at = reached;
  }
  return total;
}
