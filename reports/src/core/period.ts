import { civilDateAt, civilDay } from '@decroche/calendar';
import type { Instant, PeriodBound } from '@decroche/protocol';

/** A stretch of arrivals, half-open. */
export interface Period {
  readonly from: Instant;
  readonly to: Instant;
}

/** Why a period cannot be reported on. */
export type PeriodRefusal = 'unknownDate' | 'emptyPeriod' | 'periodTooLong';

/** Longest period that is reported on: ten years. */
const LONGEST_MS = 3_660 * 86_400_000;

/** The civil day of an instant, in the organisation's time zone. */
export function dayOf(at: Instant, timeZone: string): Period {
  const { fromAt: from, toAt: to } = civilDay(civilDateAt(at, timeZone), timeZone)!;
  return { from, to };
}

/**
 * The period a query asks for. Nothing asked = today; only `from` = until the end of today, or of that day when it lies ahead;
 * only `to` = its own day.
 */
export function periodOf(
  asked: { readonly from?: PeriodBound | undefined; readonly to?: PeriodBound | undefined },
  context: { readonly now: Instant; readonly timeZone: string },
): Period | PeriodRefusal {
  const { now, timeZone } = context;
  const first = asked.from === undefined ? undefined : boundOf(asked.from, timeZone);
  const last = asked.to === undefined ? undefined : boundOf(asked.to, timeZone);
  if (first === 'unknownDate' || last === 'unknownDate') return 'unknownDate';
  const today = dayOf(now, timeZone);
  const to = last?.to ?? Math.max(today.to, first?.to ?? 0);
  const from = first?.from ?? (last ? dayOf(Math.max(0, to - 1), timeZone).from : today.from);
  if (from >= to) return 'emptyPeriod';
  return to - from > LONGEST_MS ? 'periodTooLong' : { from, to };
}

/** A date stands for its whole day, an instant for itself. */
function boundOf(bound: PeriodBound, timeZone: string): Period | 'unknownDate' {
  if (typeof bound === 'number') return { from: bound, to: bound };
  const day = civilDay(bound, timeZone);
  return day && day.fromAt >= 0 ? { from: day.fromAt, to: day.toAt } : 'unknownDate';
}
