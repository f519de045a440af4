import type { AgentId, PlannedShift, ShiftRefusal } from '@decroche/protocol';
import { minutesOf, rosterShift } from '@decroche/staffing';
import { isDate } from '../dates.ts';

const DAY = 24 * 60;
/** Longer than this is a mistake of typing. */
const LONGEST = 16 * 60;

/** What a shift is judged against. */
export interface ShiftSurroundings {
  /** Agents of the definition. */
  readonly agents: ReadonlySet<AgentId>;
  /** Shifts around it, of anybody; the shift itself may be among them. */
  readonly others: readonly PlannedShift[];
  readonly timeZone: string;
}

/** Why a shift can not be planned by hand; undefined when it can. */
export function shiftRefusal(shift: PlannedShift, around: ShiftSurroundings): ShiftRefusal | undefined {
  if (!around.agents.has(shift.agentId)) return 'unknownAgent';
  if (!isDate(shift.date)) return 'noSuchDate';
  if (lengthOf(shift) > LONGEST) return 'tooLong';
  if (!breaksFit(shift)) return 'breakOutside';
  return around.others.some((other) => overlaps(shift, other, around.timeZone)) ? 'overlap' : undefined;
}

/** Whether two shifts want the same agent at the same time. */
export function overlaps(a: PlannedShift, b: PlannedShift, timeZone: string): boolean {
  if (a.agentId !== b.agentId || a.shiftId === b.shiftId) return false;
  const [one, other] = [rosterShift(a, timeZone), rosterShift(b, timeZone)];
  return one !== undefined && other !== undefined && one.startsAt < other.endsAt && other.startsAt < one.endsAt;
}

/** Minutes on the wall from the beginning to the end; equal times are a whole day. */
function lengthOf({ from, to }: Pick<PlannedShift, 'from' | 'to'>): number {
  return (minutesOf(to) - minutesOf(from) + DAY) % DAY || DAY;
}

/** Every break wholly inside the shift, none over another. */
function breaksFit(shift: PlannedShift): boolean {
  const start = minutesOf(shift.from);
  const length = lengthOf(shift);
  const placed = shift.breaks
    .map(({ from, to }) => {
      const begins = (minutesOf(from) - start + DAY) % DAY;
      return { begins, ends: begins + ((minutesOf(to) - minutesOf(from) + DAY) % DAY) };
    })
    .sort((a, b) => a.begins - b.begins);
  return placed.every(
    ({ begins, ends }, index) => begins < ends && ends <= length && begins >= (placed[index - 1]?.ends ?? 0),
  );
}
