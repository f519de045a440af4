/**
 * When the organisation is at work: opening hours, French public holidays, working-time arithmetic.
 * Pure: the same calendar and instants give the same answers on any machine, in any time zone.
 */
export { civilDateAt, civilDay } from './civil-day.ts';
export { publicHolidays, type HolidayRegion, type PublicHolidays } from './holidays.ts';
export { openingCalendar, type OpeningCalendar } from './opening.ts';
export { type OpenWindow } from './windows.ts';
export { daysAfter, instantOnWall, timeOfDayAt, weekdayOf } from './wall-clock.ts';
export {
  dateOfDay,
  dayOfDate,
  isTimeZone,
  wallDays,
  weekdayOfDay,
  type DayNumber,
  type WallDays,
} from './wall-days.ts';
