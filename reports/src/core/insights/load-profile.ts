/** What one weekday usually brings, for the forecast: arrivals by quarter-hour, handling time, patience. */
import {
  civilDateAt,
  civilDay,
  daysAfter,
  openingCalendar,
  timeOfDayAt,
  weekdayOf,
  type OpeningCalendar,
} from '@decroche/calendar';
import type { CivilDate, Definition, Instant, LoadProfile, ServiceId, TimeOfDay } from '@decroche/protocol';
import type { CallKind, Contribution } from '../kpi/contribution.ts';

/** Calls that wanted an agent: what people have to be there for. */
const WANTED_AN_AGENT: ReadonlySet<CallKind> = new Set<CallKind>([
  ...(['answered', 'abandoned', 'voicemail', 'overflowed', 'refused', 'callback', 'failed'] as const),
]);

const QUARTERS = 96;
const timeOf = (quarter: number): TimeOfDay =>
  `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
const quarterOf = (time: TimeOfDay): number => Number(time.slice(0, 2)) * 4 + Math.floor(Number(time.slice(3)) / 15);

/** The days a profile is made of, and those left out. */
export type ProfileDays = Pick<LoadProfile, 'days' | 'excluded'>;

/** What the days are chosen by. */
export interface DaysAsked {
  readonly weekday: number;
  readonly weeks: number;
  readonly serviceId?: ServiceId | undefined;
  readonly now: Instant;
  readonly timeZone: string;
  readonly definition: Definition | undefined;
  /** Start of the earliest call on record; `undefined` = none. */
  readonly recordsSince: Instant | undefined;
}

/**
 * The last `weeks` days of a weekday before today. A public holiday or a dated exception of any calendar concerned makes a day
 * like no other, and a day before the first record says nothing.
 */
export function profileDays(asked: DaysAsked): ProfileDays {
  const { weekday, weeks, now, timeZone, recordsSince } = asked;
  const calendars = calendarsOf(asked);
  const days: CivilDate[] = [];
  const excluded: { day: CivilDate; why: 'holiday' | 'exception' | 'noRecords' }[] = [];
  const today = civilDateAt(now, timeZone);
  const back = ((weekdayOf(today)! - weekday + 6) % 7) + 1;
  for (let week = 0; week < weeks; week += 1) {
    const day = daysAfter(today, -(back + 7 * week))!;
    const window = civilDay(day, timeZone)!;
    if (recordsSince === undefined || window.toAt <= recordsSince) excluded.push({ day, why: 'noRecords' });
    else if (calendars.some(({ opening }) => opening.holidayOn(day) !== undefined))
      excluded.push({ day, why: 'holiday' });
    else if (calendars.some(({ exceptions }) => exceptions.has(day))) excluded.push({ day, why: 'exception' });
    else days.push(day);
  }
  return { days, excluded };
}

function calendarsOf({ definition, serviceId }: DaysAsked): { opening: OpeningCalendar; exceptions: Set<CivilDate> }[] {
  const services = (definition?.services ?? []).filter((one) => serviceId === undefined || one.serviceId === serviceId);
  const wanted = new Set(services.map(({ calendarId }) => calendarId));
  return (definition?.calendars ?? [])
    .filter(({ calendarId }) => wanted.has(calendarId))
    .map((calendar) => ({
      opening: openingCalendar(calendar),
      exceptions: new Set(calendar.exceptions.map(({ date }) => date)),
    }));
}

/** One call of a chosen day. */
export interface LoadFact {
  readonly receivedAt: Instant;
  readonly contribution: Contribution;
}

/** The means of the chosen days, over their calls. */
export function loadOver(
  facts: readonly LoadFact[],
  { days, timeZone }: { readonly days: number; readonly timeZone: string },
): Pick<LoadProfile, 'quarters' | 'ahtMs' | 'handledCalls' | 'patienceMs'> {
  const wanted = facts.filter(({ contribution }) => WANTED_AN_AGENT.has(contribution.kind));
  const arrivals = new Array<number>(QUARTERS).fill(0);
  for (const { receivedAt } of wanted) arrivals[quarterOf(timeOfDayAt(receivedAt, timeZone))]! += 1;
  const handled = wanted.flatMap(({ contribution }) => contribution.handlingMs ?? []);
  const waitedMs = total(wanted.map(({ contribution }) => contribution.queuedMs ?? 0));
  const gaveUp = wanted.filter(({ contribution }) => contribution.kind === 'abandoned').length;
  return {
    quarters: arrivals.map((calls, quarter) => ({ from: timeOf(quarter), calls: days > 0 ? calls / days : 0 })),
    handledCalls: handled.length,
    ...(handled.length > 0 ? { ahtMs: total(handled) / handled.length } : {}),
    ...(gaveUp > 0 ? { patienceMs: waitedMs / gaveUp } : {}),
  };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
