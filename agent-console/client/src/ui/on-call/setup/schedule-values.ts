import { ScheduleInput, type OnCallHours, type OnCallSetup } from '@decroche/protocol';
import { idOf } from '../../admin/id-of.ts';
import { freeId } from './use-setup-form.ts';

type Schedule = OnCallSetup['schedules'][number];
type Region = Extract<OnCallHours, { kind: 'holidays' }>['region'];

/** A rule as its form shows it: every field is there, whichever kind is chosen, so that nothing typed is lost by looking. */
export interface RuleValues {
  ruleId: string;
  name: string;
  hours: OnCallHours['kind'];
  startDays: string[];
  from: string;
  to: string;
  spanDays: string;
  region: Region;
  /** `rotation:weekly`, `responder:anne`; null = nobody chosen. */
  who: string | null;
}

/** A schedule as its form shows it. */
export interface ScheduleValues {
  name: string;
  timeZone: string;
  required: Schedule['required']['kind'];
  calendarId: string | null;
  rules: RuleValues[];
}

/** A rule to begin with: the nights of working days. */
export const newRule = (): RuleValues => ({
  ...{ ruleId: '', name: '', hours: 'weekly', startDays: ['1', '2', '3', '4'], from: '18:00', to: '08:00' },
  ...{ spanDays: '1', region: 'FR', who: null },
});

function ruleValues({ ruleId, name, hours, who }: Schedule['rules'][number]): RuleValues {
  const chosen = who.kind === 'rotation' ? `rotation:${who.rotationId}` : `responder:${who.responderId}`;
  const common = { ...newRule(), ruleId, name, hours: hours.kind, who: chosen };
  switch (hours.kind) {
    case 'always':
      return common;
    case 'weekly': {
      const { startDays, from, to, spanDays } = hours;
      return { ...common, startDays: startDays.map(String), from, to, spanDays: String(spanDays) };
    }
    case 'holidays':
      return { ...common, region: hours.region, from: hours.from, to: hours.to };
  }
}

/** What the form starts from. */
export function scheduleValues(schedule: Schedule | undefined, timeZone: string): ScheduleValues {
  const required = schedule?.required ?? { kind: 'always' as const };
  return {
    ...{ name: schedule?.name ?? '', timeZone: schedule?.timeZone ?? timeZone, required: required.kind },
    calendarId: required.kind === 'whenClosed' ? required.calendarId : null,
    rules: schedule?.rules.map(ruleValues) ?? [],
  };
}

/** When the values of a rule say that it holds; also what its sentence is made of while one types. */
export function hoursOf({ hours, startDays, from, to, spanDays, region }: RuleValues): OnCallHours {
  switch (hours) {
    case 'always':
      return { kind: 'always' };
    case 'weekly': {
      const days = startDays.map(Number).toSorted((a, b) => a - b);
      return { kind: 'weekly', startDays: days, from, to, spanDays: Number(spanDays) };
    }
    case 'holidays':
      return { kind: 'holidays', region, from, to };
  }
}

function whoOf(who: string | null): unknown {
  if (who === null) return undefined;
  const [kind, ...rest] = who.split(':');
  const id = rest.join(':');
  return kind === 'rotation' ? { kind, rotationId: id } : { kind, responderId: id };
}

/** The schedule the values say, or what is wrong with them. */
export function scheduleOf({ name, timeZone, required, calendarId, rules }: ScheduleValues) {
  const ids: string[] = [];
  const made = rules.map((rule) => {
    const ruleId = rule.ruleId === '' ? freeId(idOf(rule.name), ids) : rule.ruleId;
    ids.push(ruleId);
    return { ruleId, name: rule.name, hours: hoursOf(rule), who: whoOf(rule.who) };
  });
  return ScheduleInput.safeParse({
    ...{ name, timeZone, rules: made },
    required: required === 'whenClosed' ? { kind: required, calendarId } : { kind: required },
  });
}
