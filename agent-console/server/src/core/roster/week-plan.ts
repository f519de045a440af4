import type { Absence, CivilDate, Definition, PlannedShift, WeekPlan } from '@decroche/protocol';
import { rosterShift } from '@decroche/staffing';
import { weekOf } from '../dates.ts';
import { dayNames } from './planning.ts';

/** Monday to Sunday around a date, a row for each agent. Undefined for a date that no calendar has. */
export function weekPlan(
  date: CivilDate,
  definition: Definition,
  shifts: readonly PlannedShift[],
  absences: readonly Absence[],
): WeekPlan | undefined {
  const dates = weekOf(date);
  if (!dates) return undefined;
  const nameOf = dayNames(definition);
  const ofWeek = shifts.filter((shift) => dates.includes(shift.date));
  const known = new Map(definition.agents.map(({ agentId, name }) => [agentId, { name, gone: false }]));
  for (const { agentId } of ofWeek) if (!known.has(agentId)) known.set(agentId, { name: agentId, gone: true });
  return {
    days: dates.map((each) => {
      const holiday = nameOf(each);
      return { date: each, ...(holiday === undefined ? {} : { holiday }) };
    }),
    rows: [...known].map(([agentId, row]) => {
      const own = ofWeek.filter((shift) => shift.agentId === agentId);
      return {
        ...{ agentId, ...row },
        shifts: own.sort((a, b) => (a.date + a.from < b.date + b.from ? -1 : 1)),
        absences: absences.filter((each) => each.agentId === agentId),
        plannedMs: own.reduce((total, shift) => total + workedMs(shift, definition.timeZone), 0),
      };
    }),
  };
}

/** Time of a shift without its lunch. */
function workedMs(shift: PlannedShift, timeZone: string): number {
  const instants = rosterShift(shift, timeZone);
  if (!instants) return 0;
  const lunches = instants.breaks.filter(({ kind }) => kind === 'lunch');
  return lunches.reduce((left, each) => left - (each.endsAt - each.startsAt), instants.endsAt - instants.startsAt);
}
