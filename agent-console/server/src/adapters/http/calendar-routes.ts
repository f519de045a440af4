import { civilDay, openingCalendar, publicHolidays, weekdayOf } from '@decroche/calendar';
import { route, type Route } from '@decroche/platform/http';
import {
  BridgeDayPage,
  CalendarDays,
  CalendarId,
  CivilDate,
  DefinitionPublished,
  ExceptionalClosing,
  type CalendarDefinition,
  type PromptDefinition,
  type PromptId,
} from '@decroche/protocol';
import { openStretches } from '@decroche/staffing';
import { z } from 'zod';
import { bridgeDays } from '../../core/bridge-days.ts';
import { replaced, type DefinitionBody } from '../../core/definition-check.ts';
import { askedDates } from './asked-dates.ts';
import { published, type Edit } from './definition-edit.ts';
import { missing, type ConsoleParts } from './parts.ts';

const tag = 'definitions';
const ofCalendar = z.object({ calendarId: CalendarId });
/** A year and some weeks of it at once. */
const MOST_DAYS = 400;

/** Bridge days, exceptional closings and what each day of a calendar is (H1, H4). */
export function calendarRoutes(parts: ConsoleParts, edit: Edit): Route[] {
  const { definitions } = parts;
  const known = (calendarId: CalendarId): CalendarDefinition => {
    const calendar = definitions.written().calendars.find((each) => each.calendarId === calendarId);
    if (calendar) return calendar;
    throw missing('calendar');
  };
  return [
    route({
      method: 'get',
      path: '/api/calendars/:calendarId/bridge-days',
      summary: 'Working days of a year that stand alone beside a public holiday: a proposal of closings',
      tag,
      access: 'supervisor',
      params: ofCalendar,
      query: z.object({ year: z.coerce.number().int().min(2000).max(2100) }),
      result: BridgeDayPage,
      refusals: { 404: 'no such calendar' },
      handle({ params, query }) {
        const items = bridgeDays(known(params.calendarId), query.year);
        return { total: items.length, items };
      },
    }),
    route({
      method: 'get',
      path: '/api/calendars/:calendarId/days',
      summary: 'What each day of a period is: hours, public holidays, exceptions',
      tag,
      access: 'agent',
      params: ofCalendar,
      query: z.object({ from: CivilDate, to: CivilDate }),
      result: CalendarDays,
      refusals: { 404: 'no such calendar' },
      handle: ({ params, query }) => daysOf(known(params.calendarId), query),
    }),
    closingRoute(parts, edit, known),
  ];
}

function daysOf(calendar: CalendarDefinition, period: { from: CivilDate; to: CivilDate }): CalendarDays {
  const dates = askedDates(period, MOST_DAYS);
  const opening = openingCalendar(calendar);
  const holidays = publicHolidays(calendar.holidays);
  return {
    items: dates.flatMap((date) => {
      const day = civilDay(date, calendar.timeZone);
      const weekday = weekdayOf(date);
      if (!day || weekday === undefined) return [];
      const holiday = holidays.on(date);
      const exception = calendar.exceptions.find((each) => each.date === date)?.reason;
      return [
        {
          ...{ date, weekday, open: openStretches(opening, day) },
          ...(holiday === undefined ? {} : { holiday }),
          ...(exception === undefined ? {} : { exception }),
        },
      ];
    }),
  };
}

function closingRoute({ sounds }: ConsoleParts, edit: Edit, known: (id: CalendarId) => CalendarDefinition): Route {
  return route({
    method: 'post',
    path: '/api/calendars/:calendarId/closings',
    summary: 'Close days, or give them other hours, with the message callers hear then',
    tag,
    access: 'admin',
    params: ofCalendar,
    body: ExceptionalClosing,
    result: DefinitionPublished,
    refusals: { 400: 'does not hold together, see `issues`', 404: 'no such calendar', 503: 'no synthesiser' },
    async handle({ params: { calendarId }, body, ...by }) {
      known(calendarId);
      const { message } = body;
      const spoken = message && 'text' in message ? await closingPrompt(sounds, message.text) : undefined;
      const prompt = spoken?.promptId ?? (message && 'promptId' in message ? message.promptId : undefined);
      const definition = await edit(by, calendarId, (old) => ({
        ...withClosing(old, calendarId, body, prompt),
        prompts: spoken ? replaced(old.prompts, spoken, (each) => each.promptId) : old.prompts,
      }));
      return { ...published(definition), ...(prompt === undefined ? {} : { promptId: prompt }) };
    },
  });
}

/** Named by its sound: other words are another prompt, so that an earlier closing keeps what it said. */
async function closingPrompt(sounds: ConsoleParts['sounds'], text: string): Promise<PromptDefinition> {
  const sound = await sounds.speak(text);
  const name = sound.file.replace(/^.*[/-]|\.wav$/g, '');
  return { promptId: `closing-${name}` as PromptId, text, ...sound };
}

function withClosing(
  body: DefinitionBody,
  calendarId: CalendarId,
  { dates, reason, windows }: z.output<typeof ExceptionalClosing>,
  prompt: PromptId | undefined,
): DefinitionBody {
  const closed = [...new Set(dates)].map((date) => ({
    ...{ date, reason, windows },
    ...(prompt === undefined ? {} : { prompt }),
  }));
  const calendars = body.calendars.map((calendar) => {
    if (calendar.calendarId !== calendarId) return calendar;
    const others = calendar.exceptions.filter(({ date }) => !dates.includes(date));
    return { ...calendar, exceptions: [...others, ...closed].sort((a, b) => (a.date < b.date ? -1 : 1)) };
  });
  return { ...body, calendars };
}
