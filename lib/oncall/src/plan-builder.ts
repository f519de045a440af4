import { civilDateAt, timeOfDayAt } from '@decroche/calendar';
import type { AccountId, CalendarDefinition, OnCallPlan, OnCallRotation, OnCallRule } from '@decroche/protocol';

/** For tests of this package: a plan of few words. Names are short, so that a table reads as one. */
export const person = (name: string): AccountId => name as AccountId;

/** An instant of Paris, as `2026-03-02 18:00`; in the hour that exists twice, `2026-10-25 02:30 +01:00` says which one. */
export function paris(text: string): number {
  const [date = '', time = '', offset] = text.split(' ');
  if (offset !== undefined) return Date.parse(`${date}T${time}:00${offset}`);
  const guesses = ['+02:00', '+01:00'].map((each) => Date.parse(`${date}T${time}:00${each}`));
  return guesses.find((at) => wallOf(at) === `${date} ${time}`) ?? NaN;
}

/** What clocks in Paris show. */
export function wallOf(at: number): string {
  return `${civilDateAt(at, 'Europe/Paris')} ${timeOfDayAt(at, 'Europe/Paris')}`;
}

/** Ana, Bob and Cleo take weeks in turns from Friday 2 January 2026, 18:00. */
export const WEEKS: OnCallRotation = {
  ...{ rotationId: 'weeks', name: 'Weeks', participants: ['ana', 'bob', 'cleo'].map(person) },
  ...{ turn: { unit: 'week', count: 1 }, startsOn: '2026-01-02', handOverAt: '18:00' },
};

type Rules = Record<string, { readonly hours: OnCallRule['hours']; readonly who: string }>;

/** Rules by name; `who` is a rotation's name, or a person's. */
export function rules(said: Rules): OnCallRule[] {
  return Object.entries(said).map(([ruleId, { hours, who }]) => ({
    ...{ ruleId, name: ruleId, hours },
    who:
      who === 'weeks' || who === 'days'
        ? { kind: 'rotation', rotationId: who }
        : { kind: 'responder', responderId: person(who) },
  }));
}

/** H6: Monday to Thursday nights, week-ends, public holidays. */
export const NIGHTS: OnCallRule['hours'] = {
  ...{ kind: 'weekly', startDays: [1, 2, 3, 4], from: '18:00', to: '07:30', spanDays: 1 },
};
export const WEEK_ENDS: OnCallRule['hours'] = {
  ...{ kind: 'weekly', startDays: [5], from: '18:00', to: '07:30', spanDays: 3 },
};
export const HOLIDAYS = { kind: 'holidays', region: 'FR', from: '18:00', to: '07:30' } as const;

export const OFFICE: CalendarDefinition = {
  ...{ calendarId: 'office' as CalendarDefinition['calendarId'], name: 'Office', timeZone: 'Europe/Paris' },
  weekly: [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }],
  ...{ holidays: 'FR', exceptions: [] },
};

/** A plan with one schedule, `desk`, whose hours are those of H6 unless told otherwise. */
export function aPlan(change: Partial<OnCallPlan> = {}, deskRules?: readonly OnCallRule[]): OnCallPlan {
  const people = ['ana', 'bob', 'cleo', 'dan'].map(person);
  return {
    ...{ version: 1, publishedAt: 0, domainId: 'main' as OnCallPlan['domainId'], timeZone: 'Europe/Paris' },
    responders: people.map((responderId) => ({
      ...{ responderId, name: responderId, phones: [] },
      backups: people.filter((each) => each !== responderId).slice(0, 2),
    })),
    rotations: [WEEKS],
    schedules: [
      {
        ...{ scheduleId: 'desk', name: 'Desk', timeZone: 'Europe/Paris' },
        required: { kind: 'whenClosed', calendarId: OFFICE.calendarId },
        rules: [
          ...(deskRules ??
            rules({
              holidays: { hours: HOLIDAYS, who: 'weeks' },
              'week-ends': { hours: WEEK_ENDS, who: 'weeks' },
              nights: { hours: NIGHTS, who: 'weeks' },
            })),
        ],
      },
    ],
    ...{ policies: [], equipment: [], overrides: [], temporaries: [], absences: [] },
    ...change,
  };
}
