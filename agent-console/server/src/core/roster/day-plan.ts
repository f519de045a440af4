import { civilDay, openingCalendar } from '@decroche/calendar';
import type {
  Absence,
  AgentId,
  CivilDate,
  DayPlan,
  DayPlanShift,
  Definition,
  PlannedShift,
  QueueId,
} from '@decroche/protocol';
import {
  coverageBy,
  gaps,
  openStretches,
  presencesOf,
  QUARTER_HOUR_MS,
  rosterShift,
  rosterShifts,
  type Presence,
  type Stretch,
} from '@decroche/staffing';
import { serviceForecast } from './forecast.ts';
import { dayNames, expectedShifts, touches } from './planning.ts';

/** What the picture of a day is drawn from. */
export interface DayGround {
  readonly date: CivilDate;
  readonly definition: Definition;
  /** Planned shifts of the day, of the day before and of the next. */
  readonly shifts: readonly PlannedShift[];
  readonly absences: readonly Absence[];
}

/** The presences of a day by the roster: who is expected, breaks taken off. */
export function presencesOn({ definition, shifts, absences }: DayGround): Presence[] {
  const agents = new Set(definition.agents.map((agent) => agent.agentId));
  return presencesOf(rosterShifts(expectedShifts(shifts, absences, agents), definition.timeZone));
}

/** The picture of a day: people, coverage, what may be expected, what is missing. Undefined for a date that no calendar has. */
export function dayPlan(ground: DayGround): DayPlan | undefined {
  const { date, definition } = ground;
  const day = civilDay(date, definition.timeZone);
  if (!day) return undefined;
  const presences = presencesOn(ground);
  const holiday = dayNames(definition)(date);
  return {
    ...{ date, timeZone: definition.timeZone, fromAt: day.fromAt, toAt: day.toAt },
    ...(holiday === undefined ? {} : { holiday }),
    rows: rows(ground, day),
    coverage: definition.queues
      .filter(({ queueId }) => definition.agents.some((agent) => isMember(agent, queueId)))
      .map((queue) => {
        const members = presencesFor(definition, queue.queueId, presences);
        return coverage(queue, openFor(definition, queue.queueId, day), members, day);
      }),
    forecasts: definition.services.map((service) => {
      const open = openFor(definition, service.queueId, day, [service.serviceId]);
      const members = presencesFor(definition, service.queueId, presences);
      return serviceForecast(service, { day, open, presences: members, timeZone: definition.timeZone });
    }),
    changes: changes(ground, day),
    unnamed: complement(
      definition.calendars.flatMap((calendar) => openStretches(openingCalendar(calendar), day)),
      day,
    ),
  };
}

const isMember = (agent: Definition['agents'][number], queueId: QueueId): boolean =>
  agent.queues.some((membership) => membership.queueId === queueId);

/** Those of a queue's agents. */
export function presencesFor(
  definition: Pick<Definition, 'agents'>,
  queueId: QueueId,
  presences: readonly Presence[],
): Presence[] {
  const members = new Set(definition.agents.filter((agent) => isMember(agent, queueId)).map((agent) => agent.agentId));
  return presences.filter(({ agentId }) => members.has(agentId));
}

/** When callers may come to a queue: the hours of the services that lead to it, by themselves, by a key or by overflow. */
export function openFor(
  definition: Pick<Definition, 'services' | 'queues' | 'calendars'>,
  queueId: QueueId,
  day: Stretch,
  only?: readonly string[],
): Stretch[] {
  const leading = new Set<string>([queueId]);
  for (const _ of definition.queues) {
    for (const queue of definition.queues) {
      if (queue.overflowTo && leading.has(queue.overflowTo.queueId)) leading.add(queue.queueId);
    }
  }
  const calendars = definition.services
    .filter((service) => only?.includes(service.serviceId) ?? queuesOf(service).some((each) => leading.has(each)))
    .map(({ calendarId }) => calendarId);
  const open = definition.calendars
    .filter(({ calendarId }) => calendars.includes(calendarId))
    .flatMap((calendar) => openStretches(openingCalendar(calendar), day));
  return joined(open);
}

/** Every queue a service's callers may come to. */
function queuesOf({ queueId, menu, waitingKeys = [] }: Definition['services'][number]): QueueId[] {
  const targets = [...(menu ? [menu.otherwise, ...menu.choices.map(({ target }) => target)] : [])];
  for (const { target } of waitingKeys) targets.push(target);
  return [queueId, ...targets.flatMap((target) => (target.kind === 'queue' ? [target.queueId] : []))];
}

function coverage(
  { queueId, name, minimumPresent = 0 }: Definition['queues'][number],
  open: readonly Stretch[],
  presences: readonly Presence[],
  day: Stretch,
): DayPlan['coverage'][number] {
  const below = joined(gaps(presences, open, minimumPresent));
  return {
    ...{ queueId, name, minimumPresent, open: [...open] },
    steps: coverageBy(presences, day, QUARTER_HOUR_MS).map((slice) => ({
      at: slice.fromAt,
      present: slice.least,
      gapMs: below.reduce((sum, gap) => sum + shared(gap, slice), 0),
    })),
    nobody: joined(gaps(presences, open, 1)),
    below,
  };
}

const shared = (a: Stretch, b: Stretch): number => Math.max(0, Math.min(a.toAt, b.toAt) - Math.max(a.fromAt, b.fromAt));

function rows({ date, definition, shifts, absences }: DayGround, day: Stretch): DayPlan['rows'] {
  const { timeZone } = definition;
  const ofDay = shifts.filter((shift) => touches(shift, day, timeZone));
  const known = definition.agents.map(({ agentId, name, queues }) => ({
    ...{ agentId, name, gone: false, queueIds: queues.map(({ queueId }) => queueId) },
  }));
  const knownIds = new Set<AgentId>(known.map(({ agentId }) => agentId));
  const gone = [...new Set(ofDay.map(({ agentId }) => agentId))]
    .filter((agentId) => !knownIds.has(agentId))
    .map((agentId) => ({ agentId, name: agentId as string, gone: true, queueIds: [] }));
  return [...known, ...gone].map((row) => {
    const absence = absences.find((each) => each.agentId === row.agentId && each.from <= date && date <= each.to);
    const own = ofDay.filter(({ agentId }) => agentId === row.agentId);
    return {
      ...row,
      shifts: own.flatMap((shift) => drawn(shift, timeZone) ?? []).sort((a, b) => a.startsAt - b.startsAt),
      ...(absence ? { absence } : {}),
    };
  });
}

/** A shift with the instants behind its times. */
function drawn(shift: PlannedShift, timeZone: string): DayPlanShift | undefined {
  const instants = rosterShift(shift, timeZone);
  if (!instants) return undefined;
  const breaks = shift.breaks.flatMap((each) => {
    const alone = rosterShift({ ...shift, breaks: [each] }, timeZone)?.breaks[0];
    return alone ? [{ ...each, startsAt: alone.startsAt, endsAt: alone.endsAt }] : [];
  });
  return { ...shift, startsAt: instants.startsAt, endsAt: instants.endsAt, breaks };
}

function changes({ definition, shifts, absences }: DayGround, day: Stretch): DayPlan['changes'] {
  const agents = new Set(definition.agents.map((agent) => agent.agentId));
  const expected = rosterShifts(expectedShifts(shifts, absences, agents), definition.timeZone);
  return expected
    .flatMap(({ agentId, startsAt, endsAt }) => [
      { at: startsAt, agentId, kind: 'arrives' as const },
      { at: endsAt, agentId, kind: 'leaves' as const },
    ])
    .filter(({ at }) => day.fromAt <= at && at < day.toAt)
    .sort((a, b) => a.at - b.at);
}

/** Stretches in order, those that touch made one. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const result: { fromAt: number; toAt: number }[] = [];
  for (const { fromAt, toAt } of [...stretches].sort((a, b) => a.fromAt - b.fromAt)) {
    const last = result.at(-1);
    if (last && fromAt <= last.toAt) last.toAt = Math.max(last.toAt, toAt);
    else result.push({ fromAt, toAt });
  }
  return result;
}

/** What is left of a day without some stretches. */
function complement(stretches: readonly Stretch[], day: Stretch): Stretch[] {
  const left: Stretch[] = [];
  let at = day.fromAt;
  for (const { fromAt, toAt } of joined(stretches)) {
    if (fromAt > at) left.push({ fromAt: at, toAt: fromAt });
    at = Math.max(at, toAt);
  }
  if (at < day.toAt) left.push({ fromAt: at, toAt: day.toAt });
  return left;
}
