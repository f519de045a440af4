import { civilDay } from '@decroche/calendar';
import { forward, issue, mustBe, twice, type DefinitionBody, type DefinitionIssue, type Names } from './issue.ts';

/** Hours that end after they begin, dates that exist, messages that can be heard (H1, H4). */
export function calendarIssues({ calendars, timeZone }: DefinitionBody, names: Names): DefinitionIssue[] {
  return [
    ...zoneIssues(timeZone, 'timeZone'),
    ...twice(calendars, 'calendars', (calendar) => [calendar.calendarId], 'calendarId'),
    ...calendars.flatMap((calendar, index) => {
      const at = `calendars.${index}`;
      const exceptions = calendar.exceptions.flatMap(({ date, windows, prompt }, row) => [
        ...(civilDay(date, 'UTC') ? [] : [issue(`${at}.exceptions.${row}.date`, `no such date: ${date}`)]),
        ...forward(windows, `${at}.exceptions.${row}.windows`),
        ...mustBe('prompt', prompt, names.prompts, `${at}.exceptions.${row}.prompt`),
      ]);
      return [
        ...zoneIssues(calendar.timeZone, `${at}.timeZone`),
        ...forward(calendar.weekly, `${at}.weekly`),
        ...twice(calendar.exceptions, `${at}.exceptions`, ({ date }) => [date], 'date'),
        ...exceptions,
        ...mustBe('prompt', calendar.holidayPrompt, names.prompts, `${at}.holidayPrompt`),
      ];
    }),
  ];
}

function zoneIssues(name: string, path: string): DefinitionIssue[] {
  return isTimeZone(name) ? [] : [issue(path, `no such time zone: ${name}`)];
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // A name the time-zone data does not have is refused by an exception, the only way to ask.
    return false;
  }
}
