/** The home of ical-generator: calendars as RFC 5545 has them. */
import ical, { ICalCalendarMethod } from 'ical-generator';
import type { NamedSpan } from '../../app/oncall/views.ts';

/** How often a reader should ask again, in seconds. */
const ASK_AGAIN_S = 3_600;

/**
 * Someone's on-call hours: names and hours, nothing else. Instants are in UTC, the form that says the same instant to every
 * reader and over every change of clocks (RFC 5545 §3.3.5, form 2). The same stretch has the same UID, so that a reader moves
 * it rather than doubling it.
 */
export function feedOf(owner: string, spans: readonly NamedSpan[]): string {
  const calendar = ical({
    name: `Astreinte : ${owner}`,
    prodId: { company: 'decroche', product: 'on-call', language: 'FR' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: ASK_AGAIN_S,
  });
  for (const { scheduleId, scheduleName, fromAt, toAt } of spans) {
    calendar.createEvent({
      id: `${scheduleId}-${fromAt}@decroche`,
      start: new Date(fromAt),
      end: new Date(toAt),
      // The same text each time it is asked for: what has not changed is not told as changed.
      stamp: new Date(fromAt),
      summary: `${scheduleName} : ${owner}`,
    });
  }
  return calendar.toString();
}
