import { daysAfter, instantOnWall } from '@decroche/calendar';
import type { PlannedShift, RosterShift, TimeOfDay } from '@decroche/protocol';
import type { Presence } from './stretch.ts';

const DAY_MINUTES = 24 * 60;
const MINUTE_MS = 60_000;

/** Minutes since midnight of a time on the wall; 24:00 is 1,440. */
export function minutesOf(time: TimeOfDay): number {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

/**
 * A planned shift as instants. It begins at the first and ends at the last occurrence of its times on the wall, so that the
 * night on which clocks go back is one hour longer and nobody is missing from it; where clocks leap forward it is shorter.
 * A break keeps the length it has on paper. What a break has outside its shift is cut off.
 *
 * @returns `undefined` for a date that no calendar has.
 */
export function rosterShift(planned: PlannedShift, timeZone: string): RosterShift | undefined {
  const { shiftId, agentId, date, from, to } = planned;
  const nextDay = daysAfter(date, 1);
  if (nextDay === undefined) return undefined;
  const startsAt = instantOnWall(date, from, timeZone, 'earlier');
  const endsAt = instantOnWall(to <= from ? nextDay : date, to, timeZone, 'later');
  if (startsAt === undefined || endsAt === undefined) return undefined;
  const breaks = planned.breaks.flatMap((each) => {
    const begins = instantOnWall(each.from < from ? nextDay : date, each.from, timeZone, 'earlier') ?? endsAt;
    const minutes = (minutesOf(each.to) - minutesOf(each.from) + DAY_MINUTES) % DAY_MINUTES;
    const cut = { startsAt: Math.max(begins, startsAt), endsAt: Math.min(begins + minutes * MINUTE_MS, endsAt) };
    return cut.startsAt < cut.endsAt ? [{ kind: each.kind, ...cut }] : [];
  });
  return { shiftId, agentId, startsAt, endsAt, breaks: breaks.sort((a, b) => a.startsAt - b.startsAt) };
}

/** Planned shifts as instants, in order of their starts; those on a date that no calendar has are left out. */
export function rosterShifts(planned: readonly PlannedShift[], timeZone: string): RosterShift[] {
  const shifts = planned.flatMap((each) => rosterShift(each, timeZone) ?? []);
  return shifts.sort((a, b) => a.startsAt - b.startsAt || (a.shiftId < b.shiftId ? -1 : 1));
}

/** When each shift has its agent at the telephone: the shift without its planned breaks. */
export function presencesOf(shifts: readonly RosterShift[]): Presence[] {
  return shifts.flatMap(({ agentId, startsAt, endsAt, breaks }) => {
    const pieces: Presence[] = [];
    let fromAt = startsAt;
    for (const away of [...breaks].sort((a, b) => a.startsAt - b.startsAt)) {
      if (away.startsAt > fromAt) pieces.push({ agentId, fromAt, toAt: Math.min(away.startsAt, endsAt) });
      fromAt = Math.max(fromAt, away.endsAt);
    }
    if (fromAt < endsAt) pieces.push({ agentId, fromAt, toAt: endsAt });
    return pieces;
  });
}
