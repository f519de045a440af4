import { daysAfter, publicHolidays, weekdayOf } from '@decroche/calendar';
import type {
  AgentId,
  CivilDate,
  Definition,
  PlannedShift,
  ShiftId,
  ShiftRefusal,
  ShiftTemplate,
} from '@decroche/protocol';
import { rosterShift } from '@decroche/staffing';
import { datesBetween, weekOf } from '../dates.ts';
import { overlaps, shiftRefusal } from './shift-check.ts';

/** Someone away on whole days, both included. */
export interface Away {
  readonly agentId: AgentId;
  readonly from: CivilDate;
  readonly to: CivilDate;
}

/** What planning several shifts at once looks at. */
export interface PlanningGround {
  readonly definition: Pick<Definition, 'agents' | 'calendars' | 'services' | 'timeZone'>;
  /** Every shift that may touch the dates that are planned. */
  readonly present: readonly PlannedShift[];
  readonly absences: readonly Away[];
  /** Shifts in the way give way instead of stopping the new ones. */
  readonly replace: boolean;
  readonly newId: () => ShiftId;
}

/** What several shifts planned at once come to. */
export interface Planning {
  readonly put: readonly PlannedShift[];
  readonly remove: readonly ShiftId[];
  readonly skipped: readonly { readonly agentId: AgentId; readonly date: CivilDate; readonly because: ShiftRefusal }[];
}

/** Whether someone is away on a date. */
const isAway = (absences: readonly Away[], agentId: AgentId, date: CivilDate): boolean =>
  absences.some((away) => away.agentId === agentId && away.from <= date && date <= away.to);

/** Shifts of one week on the same weekdays of another. */
export function copiedWeek(
  from: readonly PlannedShift[],
  week: { readonly from: CivilDate; readonly to: CivilDate },
  ground: PlanningGround,
): Planning {
  const [source, target] = [weekOf(week.from) ?? [], weekOf(week.to) ?? []];
  const wanted = from.flatMap((shift) => {
    const date = target[source.indexOf(shift.date)];
    return date === undefined ? [] : [{ ...shift, date, shiftId: ground.newId() }];
  });
  return plan(wanted, ground);
}

/** The same presence for several agents on some weekdays of a period (H2, H3). */
export function appliedTemplate(
  template: ShiftTemplate,
  use: {
    readonly agentIds: readonly AgentId[];
    readonly from: CivilDate;
    readonly to: CivilDate;
    readonly days: readonly number[];
  },
  ground: PlanningGround,
): Planning {
  const dates = datesBetween(use.from, use.to).filter((date) => use.days.includes(weekdayOf(date) ?? 0));
  const { templateId, from, to } = template;
  const wanted = dates.flatMap((date) =>
    [...new Set(use.agentIds)].map((agentId) => ({
      ...{ shiftId: ground.newId(), agentId, date, templateId, from, to, breaks: [] },
    })),
  );
  return plan(wanted, ground);
}

function plan(wanted: readonly PlannedShift[], ground: PlanningGround): Planning {
  const { definition, absences, replace } = ground;
  const { timeZone } = definition;
  const agents = new Set(definition.agents.map((agent) => agent.agentId));
  const isClosed = closedDays(definition);
  const known = new Set(ground.present.map(({ shiftId }) => shiftId));
  const byAgent = Map.groupBy(ground.present, ({ agentId }) => agentId);
  const put: PlannedShift[] = [];
  const remove: ShiftId[] = [];
  const skipped: Planning['skipped'][number][] = [];
  for (const shift of wanted) {
    const around = near(shift.date, byAgent.get(shift.agentId) ?? []);
    const inTheWay = around.filter((each) => replace && known.has(each.shiftId) && overlaps(shift, each, timeZone));
    const others = around.filter((each) => !inTheWay.includes(each));
    const because =
      shiftRefusal(shift, { agents, others, timeZone }) ??
      (isAway(absences, shift.agentId, shift.date) ? 'absence' : undefined) ??
      (isClosed(shift.date) ? 'holiday' : undefined);
    if (because !== undefined) {
      skipped.push({ agentId: shift.agentId, date: shift.date, because });
      continue;
    }
    put.push(shift);
    remove.push(...inTheWay.map(({ shiftId }) => shiftId));
    const staying = (byAgent.get(shift.agentId) ?? []).filter((each) => !inTheWay.includes(each));
    byAgent.set(shift.agentId, [...staying, shift]);
  }
  return { put, remove, skipped };
}

/** Those that may touch a date: a shift is shorter than a day. */
function near(date: CivilDate, shifts: readonly PlannedShift[]): readonly PlannedShift[] {
  const [first, last] = [daysAfter(date, -1) ?? date, daysAfter(date, 1) ?? date];
  return shifts.filter((each) => first <= each.date && each.date <= last);
}

type Hours = Pick<Definition, 'calendars' | 'services'>;

/**
 * Whether the whole organisation rests on a date that is no ordinary one: each calendar that a service uses is closed by a
 * public holiday or by an exception. Without services no day is one.
 */
export function closedDays(hours: Hours): (date: CivilDate) => boolean {
  const days = usedCalendars(hours);
  return (date) =>
    days.length > 0 &&
    days.every(({ exceptions, holidays }) => {
      const exception = exceptions.find((each) => each.date === date);
      return exception ? exception.windows.length === 0 : holidays.on(date) !== undefined;
    });
}

/** What people call a day that is no ordinary one: the reason of its exception, or its public holiday. */
export function dayNames(hours: Hours): (date: CivilDate) => string | undefined {
  const days = usedCalendars(hours);
  return (date) =>
    days
      .map(({ exceptions, holidays }) => exceptions.find((each) => each.date === date)?.reason ?? holidays.on(date))
      .find((name) => name !== undefined);
}

function usedCalendars({ calendars, services }: Hours) {
  return calendars
    .filter(({ calendarId }) => services.some((service) => service.calendarId === calendarId))
    .map(({ exceptions, holidays }) => ({ exceptions, holidays: publicHolidays(holidays) }));
}

/** The shifts by which people are expected: those of agents who exist and are not away. */
export function expectedShifts(
  shifts: readonly PlannedShift[],
  absences: readonly Away[],
  agents: ReadonlySet<AgentId>,
): PlannedShift[] {
  return shifts.filter(({ agentId, date }) => agents.has(agentId) && !isAway(absences, agentId, date));
}

/** Whether a shift touches a stretch of time. */
export function touches(shift: PlannedShift, over: { fromAt: number; toAt: number }, timeZone: string): boolean {
  const instants = rosterShift(shift, timeZone);
  return instants !== undefined && instants.startsAt < over.toAt && instants.endsAt > over.fromAt;
}
