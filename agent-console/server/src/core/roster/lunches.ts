import { civilDay, timeOfDayAt } from '@decroche/calendar';
import type { Definition, LunchProposal, PlannedShift, QueueId, ShiftTemplate } from '@decroche/protocol';
import {
  lunchNeeds,
  planLunches,
  presencesOf,
  proveCoverage,
  rosterShift,
  rosterShifts,
  withLunches,
  type Lunch,
  type LunchNeed,
  type Presence,
  type Stretch,
} from '@decroche/staffing';
import { openFor, presencesFor, type DayGround } from './day-plan.ts';
import { expectedShifts } from './planning.ts';

/** Lunches of a day spread so that every queue's minimum stays (H3), with the proof. Nothing is planned by it. */
export function lunchProposal(ground: DayGround, templates: readonly ShiftTemplate[]): LunchProposal {
  const { date, definition, absences } = ground;
  const { timeZone } = definition;
  const agents = new Set(definition.agents.map((agent) => agent.agentId));
  const expected = expectedShifts(ground.shifts, absences, agents);
  const ofDay = expected.filter((shift) => shift.date === date);
  const needs = lunchNeeds(ofDay, templates, timeZone).map((need) => insideShift(need, ofDay, timeZone));
  const asking = new Set(needs.map(({ shiftId }) => shiftId));
  const unplanned = expected.map((shift) =>
    asking.has(shift.shiftId) ? { ...shift, breaks: shift.breaks.filter(({ kind }) => kind !== 'lunch') } : shift,
  );
  const day = civilDay(date, timeZone) ?? { fromAt: 0, toAt: 0 };
  const lunches = seated(ground, day, { needs, presences: presencesOf(rosterShifts(unplanned, timeZone)) });
  const planned = presencesOf(rosterShifts(withLunches(unplanned, lunches, timeZone), timeZone));
  const proof = proofs(definition, day, { needs, presences: planned });
  const placed = new Set(lunches.map(({ shiftId }) => shiftId));
  const unplaced = needs.filter(({ shiftId }) => !placed.has(shiftId));
  return {
    lunches: lunches.map((lunch) => shown(lunch, ofDay, timeZone)),
    unplaced: unplaced.map(({ shiftId, agentId }) => ({ shiftId, agentId })),
    proof,
    holds: unplaced.length === 0 && proof.every(({ holds }) => holds),
  };
}

/** A shift shortened by hand has its lunch in what is left of the template's window. */
function insideShift(need: LunchNeed, shifts: readonly PlannedShift[], timeZone: string): LunchNeed {
  const shift = shifts.find(({ shiftId }) => shiftId === need.shiftId);
  const instants = shift && rosterShift(shift, timeZone);
  if (!instants) return need;
  const earliestAt = Math.max(need.earliestAt, instants.startsAt);
  return { ...need, earliestAt, latestAt: Math.min(need.latestAt, instants.endsAt) };
}

interface Seating {
  readonly needs: readonly LunchNeed[];
  readonly presences: readonly Presence[];
}

/** The queue with most to keep is seated first; people of several queues keep the place they have got. */
function seated({ definition }: DayGround, day: Stretch, { needs, presences }: Seating): Lunch[] {
  const lunches: Lunch[] = [];
  const strictest = [...definition.queues].sort((a, b) => (b.minimumPresent ?? 0) - (a.minimumPresent ?? 0));
  for (const { queueId, minimumPresent = 0 } of strictest) {
    const open = openFor(definition, queueId, day);
    const members = presencesFor(definition, queueId, away(presences, lunches));
    const own = needs.filter(
      ({ shiftId, agentId }) =>
        !lunches.some((lunch) => lunch.shiftId === shiftId) && isMember(definition, queueId, agentId),
    );
    lunches.push(...planLunches({ presences: members, needs: own, during: open, minimum: minimumPresent }).lunches);
  }
  return lunches.sort((a, b) => a.fromAt - b.fromAt);
}

/** Presences without the lunches that have their place. */
function away(presences: readonly Presence[], lunches: readonly Lunch[]): Presence[] {
  return presences.flatMap((presence) => {
    const lunch = lunches.find(
      (each) => each.agentId === presence.agentId && each.fromAt < presence.toAt && each.toAt > presence.fromAt,
    );
    if (!lunch) return [presence];
    const pieces = [
      { ...presence, toAt: Math.min(presence.toAt, lunch.fromAt) },
      { ...presence, fromAt: Math.max(presence.fromAt, lunch.toAt) },
    ];
    return pieces.filter(({ fromAt, toAt }) => fromAt < toAt);
  });
}

const isMember = ({ agents }: Definition, queueId: QueueId, agentId: string): boolean =>
  agents.some((agent) => agent.agentId === agentId && agent.queues.some((each) => each.queueId === queueId));

/** Minute by minute from the first possible lunch to the last, while each queue is open. */
function proofs(definition: Definition, day: Stretch, { needs, presences }: Seating): LunchProposal['proof'] {
  if (needs.length === 0) return [];
  const over = {
    fromAt: Math.min(...needs.map(({ earliestAt }) => earliestAt)),
    toAt: Math.max(...needs.map(({ latestAt }) => latestAt)),
  };
  return definition.queues.flatMap(({ queueId, name, minimumPresent = 0 }) => {
    if (minimumPresent === 0) return [];
    const during = openFor(definition, queueId, day)
      .map(({ fromAt, toAt }) => ({ fromAt: Math.max(fromAt, over.fromAt), toAt: Math.min(toAt, over.toAt) }))
      .filter(({ fromAt, toAt }) => fromAt < toAt);
    const { holds, minutes } = proveCoverage(presencesFor(definition, queueId, presences), during, minimumPresent);
    const lowest = minutes.reduce<(typeof minutes)[number] | undefined>(
      (least, each) => (least && least.present <= each.present ? least : each),
      undefined,
    );
    return [
      {
        ...{ queueId, name, minimumPresent, minutes: minutes.length, lowest: lowest?.present ?? 0, holds },
        ...(lowest ? { lowestAt: lowest.at } : {}),
      },
    ];
  });
}

function shown(
  { shiftId, agentId, fromAt, toAt }: Lunch,
  shifts: readonly PlannedShift[],
  timeZone: string,
): LunchProposal['lunches'][number] {
  const [from, to] = [timeOfDayAt(fromAt, timeZone), timeOfDayAt(toAt, timeZone)];
  const present = shifts.find((shift) => shift.shiftId === shiftId)?.breaks.find(({ kind }) => kind === 'lunch');
  const moved = present !== undefined && (present.from !== from || present.to !== to);
  return { shiftId, agentId, from, to, startsAt: fromAt, endsAt: toAt, moved };
}

/** The shifts of a day with the lunches of a proposal in place. */
export function withProposal(
  shifts: readonly PlannedShift[],
  { lunches }: LunchProposal,
  timeZone: string,
): PlannedShift[] {
  const taken = lunches.map(({ shiftId, agentId, startsAt, endsAt }) => ({
    ...{ shiftId, agentId, fromAt: startsAt, toAt: endsAt },
  }));
  return withLunches(
    shifts.filter(({ shiftId }) => taken.some((lunch) => lunch.shiftId === shiftId)),
    taken,
    timeZone,
  );
}
