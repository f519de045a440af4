import Holidays from 'date-holidays';
import type { CalendarDefinition, CivilDate } from '@decroche/protocol';

/** Which public holidays apply: none, metropolitan France, Alsace-Moselle (`FR-57`), or an overseas department. */
export type HolidayRegion = CalendarDefinition['holidays'];

/** The public holidays of one region. */
export interface PublicHolidays {
  /** The holiday's French name, or `undefined` on an ordinary day. */
  on(date: CivilDate): string | undefined;
}

/**
 * The days on which the law closes offices (Code du travail L3133-1, and L3134-13 in Alsace-Moselle).
 * Observances and bank days of the library's data are left out: only `type === 'public'` counts (pains 25).
 * Each year is computed once, when it is first asked for.
 */
export function publicHolidays(region: HolidayRegion): PublicHolidays {
  if (region === 'none') return { on: () => undefined };
  const [country, state] = region.split('-') as [string, string | undefined];
  const source = state === undefined ? new Holidays(country) : new Holidays(country, state);
  const years = new Map<number, ReadonlyMap<CivilDate, string>>();

  const yearOf = (year: number): ReadonlyMap<CivilDate, string> => {
    const known = years.get(year);
    if (known) return known;
    const days = source
      .getHolidays(year, 'fr')
      .filter((holiday) => holiday.type === 'public')
      .map((holiday) => [holiday.date.slice(0, 10), holiday.name] as const);
    const computed = new Map(days);
    years.set(year, computed);
    return computed;
  };
  return { on: (date) => yearOf(Number(date.slice(0, 4))).get(date) };
}
