import { daysAfter, publicHolidays, weekdayOf, type PublicHolidays } from '@decroche/calendar';
import type { BridgeDay, CalendarDefinition, CivilDate } from '@decroche/protocol';
import { datesBetween } from './dates.ts';

/**
 * The bridge days (*ponts*) of a year: working days that stand alone between days off, at least one of which is a public
 * holiday. A proposal: nothing closes by itself.
 */
export function bridgeDays(calendar: CalendarDefinition, year: number): BridgeDay[] {
  const holidays = publicHolidays(calendar.holidays);
  const isWorked = (date: CivilDate): boolean =>
    holidays.on(date) === undefined &&
    calendar.weekly.some(({ days }) => days.includes(weekdayOf(date) as (typeof days)[number]));
  return datesBetween(`${year}-01-01`, `${year}-12-31`).flatMap((date) => {
    const [before, after] = [daysAfter(date, -1), daysAfter(date, 1)];
    if (before === undefined || after === undefined) return [];
    if (!isWorked(date) || isWorked(before) || isWorked(after)) return [];
    const beside = holidayOf(holidays, before) ?? holidayOf(holidays, after);
    if (!beside) return [];
    const already = calendar.exceptions.some((exception) => exception.date === date);
    return [{ date, weekday: weekdayOf(date) as number, ...beside, already }];
  });
}

function holidayOf(holidays: PublicHolidays, date: CivilDate): Pick<BridgeDay, 'holiday' | 'holidayDate'> | undefined {
  const holiday = holidays.on(date);
  return holiday === undefined ? undefined : { holiday, holidayDate: date };
}
