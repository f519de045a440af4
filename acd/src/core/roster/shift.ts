import type { Duration, Instant, RosterShift } from '@decroche/protocol';

/** Not logged in this long after the start is late. */
const LATE_MS: Duration = 5 * 60_000;

/**
 * A presence of the roster and what has come of it:
 *
 *     planned ──start──▶ started ──end──▶ ended
 *                          │  ▲             │
 *                          └──┴── extended ─┘
 */
export interface Shift extends RosterShift {
  readonly status: 'planned' | 'started' | 'ended';
  /** When the agent was first seen in service during it. */
  readonly arrivedAt: Instant | undefined;
  readonly lateNoticed: boolean;
  /** Until when the agent stays by their own wish. */
  readonly extendedTo: Instant | undefined;
  readonly timer: ShiftTimer | undefined;
}

/** The next deadline, and the journal line that set it. */
interface ShiftTimer {
  readonly dueAt: Instant;
  readonly set: number;
}

/** When it ends, as planned or as extended. */
export const endOf = (shift: Shift): Instant => Math.max(shift.endsAt, shift.extendedTo ?? 0);

/** With a change, and with the timer of what comes next. Fields always in one order: equal states must give equal text. */
export function withShift(shift: Shift, change: Partial<Shift>, set: number): Shift {
  const { shiftId, agentId, startsAt, endsAt, breaks, status, arrivedAt, lateNoticed, extendedTo } = {
    ...shift,
    ...change,
  };
  const changed = { shiftId, agentId, startsAt, endsAt, breaks, status, arrivedAt, lateNoticed, extendedTo };
  return { ...changed, timer: timerOf({ ...changed, timer: undefined }, set) };
}

/** Its start; then the time at which the agent is late, unless they have come; then its end. */
function timerOf(shift: Shift, set: number): ShiftTimer | undefined {
  if (shift.status === 'ended') return undefined;
  if (shift.status === 'planned') return { dueAt: shift.startsAt, set };
  const noticed = shift.arrivedAt !== undefined || shift.lateNoticed;
  const end = endOf(shift);
  return { dueAt: noticed ? end : Math.min(shift.startsAt + LATE_MS, end), set };
}

/**
 * A shift of a new roster: what has already happened to it is kept. One that was over before anybody knew of it is over; one
 * moved to a later time begins anew.
 */
export function carriedOver(
  planned: RosterShift,
  known: Shift | undefined,
  { at, set }: { at: Instant; set: number },
): Shift {
  const { shiftId, agentId, startsAt, endsAt, breaks } = planned;
  const begun = known && known.agentId === agentId && startsAt <= at && known.status !== 'planned' ? known : undefined;
  const extendedTo = begun?.extendedTo !== undefined && begun.extendedTo > endsAt ? begun.extendedTo : undefined;
  const over = Math.max(endsAt, extendedTo ?? 0) <= at;
  const status: Shift['status'] = begun
    ? begun.status === 'ended' && over
      ? 'ended'
      : 'started'
    : over
      ? 'ended'
      : 'planned';
  const { arrivedAt, lateNoticed = false } = begun ?? {};
  const shift = { ...{ shiftId, agentId, startsAt, endsAt, breaks, status, arrivedAt, lateNoticed, extendedTo } };
  return withShift({ ...shift, timer: undefined }, {}, set);
}
