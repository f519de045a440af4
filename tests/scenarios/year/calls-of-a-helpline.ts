import { civilDateAt, openingCalendar, timeOfDayAt, weekdayOf } from '@decroche/calendar';
import type { Definition, ServiceDefinition } from '@decroche/protocol';
import type { Chance } from './chance.ts';

const HOUR_MS = 3_600_000;

/** Somebody dials, at an instant. */
export interface Dialled {
  readonly at: number;
  readonly number: string;
}

/** Shares of the profile's expected load that are played: a year of them is over in seconds. */
const HELPLINE_SHARE = 0.25;
const SUPPORT_SHARE = 0.2;
/** Callers of the support an hour while it is closed. */
const SUPPORT_AT_NIGHT = 0.12;

/** The calls of a year for 119, and for the support in its hours and out of them. */
export function callsOfAHelpline(
  definition: Definition,
  { fromAt, toAt }: { readonly fromAt: number; readonly toAt: number },
  chance: Chance,
): Dialled[] {
  const [helpline, support] = definition.services as [ServiceDefinition, ServiceDefinition];
  const office = openingCalendar(definition.calendars.find((each) => each.calendarId === support.calendarId)!);
  const calls: Dialled[] = [];
  for (let hour = fromAt; hour < toAt; hour += HOUR_MS) {
    const add = (service: ServiceDefinition, mean: number): void => {
      for (let left = chance.count(mean); left > 0; left -= 1) {
        const { numbers } = service;
        const number = numbers[Math.floor(chance.between(0, numbers.length))] as string;
        calls.push({ at: Math.floor(hour + chance.between(0, HOUR_MS)), number });
      }
    };
    add(helpline, rateAt(helpline, hour, definition.timeZone) * HELPLINE_SHARE);
    add(support, office.isOpenAt(hour) ? rateAt(support, hour, definition.timeZone) * SUPPORT_SHARE : SUPPORT_AT_NIGHT);
  }
  return calls.toSorted((a, b) => a.at - b.at);
}

function rateAt({ expectedLoad }: ServiceDefinition, at: number, timeZone: string): number {
  const time = timeOfDayAt(at, timeZone);
  const day = weekdayOf(civilDateAt(at, timeZone));
  const rows = expectedLoad?.callsPerHour ?? [];
  return rows.find(({ days, from, to }) => days.includes(day ?? 0) && from <= time && time < to)?.calls ?? 0;
}
