import { randomUUID } from 'node:crypto';
import { civilDay, daysAfter } from '@decroche/calendar';
import type {
  Absence,
  AbsenceInput,
  CivilDate,
  DayPlan,
  Definition,
  ForecastOrder,
  LunchProposal,
  ServiceForecast,
  ShiftTemplate,
  WeekPlan,
} from '@decroche/protocol';
import type { z } from 'zod';
import { weekOf } from '../core/dates.ts';
import { dayPlan, openFor, presencesFor, presencesOn, type DayGround } from '../core/roster/day-plan.ts';
import { serviceForecast } from '../core/roster/forecast.ts';
import { lunchProposal } from '../core/roster/lunches.ts';
import { weekPlan } from '../core/roster/week-plan.ts';
import type { Definitions } from './definitions.ts';
import type { Csv, RosterStore, StoredAbsence } from './ports.ts';
import { createRosterPlanner, type RosterPlanner } from './roster/planner.ts';
import { exportShifts } from './roster/shift-csv.ts';

/** Who is planned when, and what that gives. */
export interface RosterBook extends RosterPlanner {
  templates(): Promise<readonly ShiftTemplate[]>;
  putTemplate(template: ShiftTemplate): Promise<void>;
  /** @returns false when there is no such template. */
  removeTemplate(templateId: string): Promise<boolean>;
  absences(from: CivilDate, to: CivilDate): Promise<readonly StoredAbsence[]>;
  /** Adds, or with an id replaces; undefined for an agent or an absence that is none. */
  putAbsence(input: z.output<typeof AbsenceInput>, absenceId?: string): Promise<StoredAbsence | undefined>;
  removeAbsence(absenceId: string): Promise<boolean>;
  /** The views of one date; undefined when no calendar has it. Reasons of absences are only told when asked for. */
  week(date: CivilDate, withReasons: boolean): Promise<WeekPlan | undefined>;
  day(date: CivilDate, withReasons: boolean): Promise<DayPlan | undefined>;
  /** Undefined for a service or a date that is none. */
  forecast(date: CivilDate, order: z.output<typeof ForecastOrder>): Promise<ServiceForecast | undefined>;
  lunches(date: CivilDate): Promise<LunchProposal | undefined>;
  export(from: CivilDate, to: CivilDate): Promise<string>;
  /** Told after each change of the plan. */
  onChange(listener: () => void): void;
}

/** Opens the roster over its store and the definition as administrators wrote it. */
export function openRoster(options: {
  readonly store: RosterStore;
  readonly definitions: Pick<Definitions, 'written'>;
  readonly csv: Csv;
  /** Told after each change of what is expected. */
  readonly changed: () => Promise<void>;
}): RosterBook {
  const { store, csv } = options;
  const listeners: (() => void)[] = [];
  const changed = async (): Promise<void> => {
    for (const listener of listeners) listener();
    await options.changed();
  };
  const definition = (): Definition => options.definitions.written();
  const groundOf = async (date: CivilDate, withReasons: boolean): Promise<DayGround | undefined> => {
    const [before, after] = [daysAfter(date, -1), daysAfter(date, 1)];
    if (before === undefined || after === undefined) return undefined;
    const [shifts, absences] = await Promise.all([store.shifts(before, after), store.absences(before, after)]);
    return { date, definition: definition(), shifts, absences: withReasons ? absences : absences.map(withoutReason) };
  };

  return {
    ...createRosterPlanner({ store, csv, definition, changed }),
    templates: () => store.templates(),
    async putTemplate(template) {
      await store.putTemplate(template);
      for (const listener of listeners) listener();
    },
    removeTemplate: (templateId) => store.removeTemplate(templateId),
    absences: (from, to) => store.absences(from, to),
    async putAbsence(input, absenceId) {
      if (!definition().agents.some(({ agentId }) => agentId === input.agentId)) return undefined;
      if (absenceId !== undefined && !(await store.findAbsence(absenceId))) return undefined;
      const absence = { ...input, absenceId: absenceId ?? randomUUID() };
      await store.putAbsence(absence);
      await changed();
      return absence;
    },
    async removeAbsence(absenceId) {
      const removed = await store.removeAbsence(absenceId);
      if (removed) await changed();
      return removed;
    },
    async week(date, withReasons) {
      const dates = weekOf(date);
      if (!dates) return undefined;
      const [from, to] = [dates[0] as CivilDate, dates[6] as CivilDate];
      const [shifts, absences] = await Promise.all([store.shifts(from, to), store.absences(from, to)]);
      return weekPlan(date, definition(), shifts, withReasons ? absences : absences.map(withoutReason));
    },
    async day(date, withReasons) {
      const ground = await groundOf(date, withReasons);
      return ground && dayPlan(ground);
    },
    async forecast(date, order) {
      const ground = await groundOf(date, false);
      const service = definition().services.find(({ serviceId }) => serviceId === order.serviceId);
      const day = civilDay(date, definition().timeZone);
      if (!ground || !service || !day) return undefined;
      const open = openFor(ground.definition, service.queueId, day, [service.serviceId]);
      const presences = presencesFor(ground.definition, service.queueId, presencesOn(ground));
      return serviceForecast(service, { day, open, presences, timeZone: ground.definition.timeZone }, order);
    },
    async lunches(date) {
      const ground = await groundOf(date, false);
      return ground && lunchProposal(ground, await store.templates());
    },
    onChange: (listener) => void listeners.push(listener),
    export: async (from, to) => exportShifts(csv, await store.shifts(from, to)),
  };
}

/** Why someone is away is nobody's business. */
const withoutReason = ({ absenceId, agentId, from, to }: StoredAbsence): Absence => ({ absenceId, agentId, from, to });
