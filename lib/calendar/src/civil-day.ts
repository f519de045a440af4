import { Temporal } from 'temporal-polyfill';
import type { CivilDate, Instant } from '@decroche/protocol';
import type { OpenWindow } from './windows.ts';

/** The civil date that clocks on the wall of a time zone show at an instant. */
export function civilDateAt(at: Instant, timeZone: string): CivilDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/**
 * The instants of one civil day, half-open: 23, 24 or 25 hours, whatever the clocks do that night.
 *
 * @returns `undefined` for a date that no calendar has (`2026-02-30`).
 */
export function civilDay(date: CivilDate, timeZone: string): OpenWindow | undefined {
  const plain = plainDate(date);
  if (!plain) return undefined;
  return {
    fromAt: plain.toZonedDateTime(timeZone).epochMilliseconds,
    toAt: plain.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds,
  };
}

/** A date as the calendar has it; `undefined` for one that it has not. */
export function plainDate(date: CivilDate): Temporal.PlainDate | undefined {
  const [year, month, day] = date.split('-').map(Number);
  // Clamped into the calendar, so that a date that does not exist becomes another one instead of an exception.
  const fields = { year: year ?? 0, month: Math.max(1, month ?? 1), day: Math.max(1, day ?? 1) };
  const plain = Temporal.PlainDate.from(fields, { overflow: 'constrain' });
  return plain.toString() === date ? plain : undefined;
}
