import type { AgentId, Duration, Instant, ShiftId } from '@decroche/protocol';
import { coverageBy } from './coverage.ts';
import type { Presence, Stretch } from './stretch.ts';

/** A shift whose lunch has to be placed. */
export interface LunchNeed {
  readonly shiftId: ShiftId;
  readonly agentId: AgentId;
  readonly earliestAt: Instant;
  /** Back by then. */
  readonly latestAt: Instant;
  readonly durationMs: Duration;
}

/** When one shift's lunch is. */
export interface Lunch extends Stretch {
  readonly shiftId: ShiftId;
  readonly agentId: AgentId;
}

/** What is to be planned. */
export interface LunchQuestion {
  /** Everybody's presences without the lunches to be placed. */
  readonly presences: readonly Presence[];
  readonly needs: readonly LunchNeed[];
  /** When the minimum must hold. */
  readonly during: readonly Stretch[];
  readonly minimum: number;
  /** Lunches begin at steps of this from their earliest time. Default a quarter of an hour. */
  readonly stepMs?: Duration;
}

const MINUTE_MS = 60_000;
const QUARTER_MS = 900_000;
/** Arrangements looked at before the best so far is taken: a day of fifty people stays far below a second. */
const MOST_TRIES = 20_000;

/** The day in minutes: who is left when some have gone to lunch. */
interface Room {
  readonly fromAt: Instant;
  readonly present: number[];
  /** How many must be: no more than there were before anybody left. */
  readonly wanted: readonly number[];
}

/**
 * Chooses a time for each lunch. Depth first, the least free one first, each at the time that leaves most people; what it
 * finds keeps the minimum. If nothing does (or the search takes too long) each takes the time that breaks it least.
 */
export function seatLunches({ presences, needs, during, minimum, stepMs = QUARTER_MS }: LunchQuestion): Lunch[] {
  if (needs.length === 0) return [];
  const over = {
    fromAt: Math.min(...needs.map((need) => need.earliestAt)),
    toAt: Math.max(...needs.map((need) => need.latestAt)),
  };
  const present = coverageBy(presences, over, MINUTE_MS).map((slice) => slice.least);
  const wanted = present.map((count, at) =>
    isDuring(during, over.fromAt + at * MINUTE_MS) ? Math.min(count, minimum) : 0,
  );
  const room: Room = { fromAt: over.fromAt, present, wanted };
  const ordered = needs
    .map((need) => ({ need, times: timesOf(need, stepMs) }))
    .filter(({ times }) => times.length > 0)
    .sort((a, b) => a.times.length - b.times.length || (a.need.shiftId < b.need.shiftId ? -1 : 1));
  const budget = { left: MOST_TRIES };
  const found = seat(room, ordered, budget) ?? ordered.map((each) => take(room, each.need, bestTimes(room, each)[0]));
  return found.sort((a, b) => a.fromAt - b.fromAt || (a.shiftId < b.shiftId ? -1 : 1));
}

interface Seeker {
  readonly need: LunchNeed;
  readonly times: readonly Instant[];
}

/** Every way to seat the rest, best first; the room is left as it was found when there is none. */
function seat(room: Room, seekers: readonly Seeker[], budget: { left: number }): Lunch[] | undefined {
  const [first, ...rest] = seekers;
  if (!first) return [];
  for (const at of bestTimes(room, first)) {
    budget.left -= 1;
    if (budget.left < 0) return undefined;
    if (shortfall(room, first.need, at) > 0) continue;
    const lunch = take(room, first.need, at);
    const others = seat(room, rest, budget);
    if (others) return [lunch, ...others];
    leave(room, lunch);
  }
  return undefined;
}

/** Starts that fit the window, on the grid. */
function timesOf({ earliestAt, latestAt, durationMs }: LunchNeed, stepMs: Duration): Instant[] {
  const times: Instant[] = [];
  for (let at = earliestAt; at + durationMs <= latestAt; at += stepMs) times.push(at);
  return times;
}

/** Least harm first, then most people left, then the earliest. */
function bestTimes(room: Room, { need, times }: Seeker): Instant[] {
  const rated = times.map((at) => ({ at, harm: shortfall(room, need, at), left: leastLeft(room, need, at) }));
  return rated.sort((a, b) => a.harm - b.harm || b.left - a.left || a.at - b.at).map(({ at }) => at);
}

function minutesFrom(room: Room, at: Instant, durationMs: Duration): readonly [number, number] {
  return [Math.floor((at - room.fromAt) / MINUTE_MS), Math.ceil((at + durationMs - room.fromAt) / MINUTE_MS)];
}

/** Minutes × people missing if this one left then. */
function shortfall(room: Room, { durationMs }: LunchNeed, at: Instant): number {
  const [first, end] = minutesFrom(room, at, durationMs);
  let missing = 0;
  for (let minute = first; minute < end; minute += 1) {
    missing += Math.max(0, (room.wanted[minute] ?? 0) - ((room.present[minute] ?? 0) - 1));
  }
  return missing;
}

function leastLeft(room: Room, { durationMs }: LunchNeed, at: Instant): number {
  const [first, end] = minutesFrom(room, at, durationMs);
  return Math.min(...room.present.slice(first, end));
}

function take(room: Room, { shiftId, agentId, durationMs, earliestAt }: LunchNeed, at = earliestAt): Lunch {
  const lunch = { shiftId, agentId, fromAt: at, toAt: at + durationMs };
  change(room, lunch, -1);
  return lunch;
}

const leave = (room: Room, lunch: Lunch): void => change(room, lunch, 1);

function change(room: Room, { fromAt, toAt }: Lunch, by: 1 | -1): void {
  const [first, end] = minutesFrom(room, fromAt, toAt - fromAt);
  for (let minute = first; minute < end; minute += 1) room.present[minute] = (room.present[minute] ?? 0) + by;
}

const isDuring = (during: readonly Stretch[], at: Instant): boolean =>
  during.some((each) => each.fromAt < at + MINUTE_MS && each.toAt > at);
