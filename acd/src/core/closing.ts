import { civilDateAt } from '@decroche/calendar';
import type { Instant, PromptId, ServiceDefinition } from '@decroche/protocol';
import type { Catalog } from './catalog.ts';

/**
 * What a closed service says at an instant (H4): the message of a dated exception on its day, that of the calendar on a
 * public holiday, otherwise the service's own.
 */
export function closingPrompt(catalog: Catalog, service: ServiceDefinition, at: Instant): PromptId | undefined {
  const definition = catalog.calendarDefinitions.get(service.calendarId);
  if (!definition) return service.closed;
  const date = civilDateAt(at, definition.timeZone);
  const exception = definition.exceptions.find((each) => each.date === date);
  if (exception) return exception.prompt ?? service.closed;
  const isHoliday = catalog.calendars.get(service.calendarId)?.holidayOn(date) !== undefined;
  return (isHoliday ? definition.holidayPrompt : undefined) ?? service.closed;
}
