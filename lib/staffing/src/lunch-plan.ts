import { daysAfter, instantOnWall, timeOfDayAt } from '@decroche/calendar';
import type { Instant, PlannedShift, ShiftTemplate } from '@decroche/protocol';
import { coverageBy, gaps, type Gap } from './coverage.ts';
import { seatLunches, type Lunch, type LunchNeed, type LunchQuestion } from './lunch-seating.ts';
import type { Presence, Stretch } from './stretch.ts';

const MINUTE_MS = 60_000;

/** Who was present in each minute, and what was missing (H3). */
export interface LunchProof {
  readonly minimum: number;
  /** The minimum was present in every minute of the opening. */
  readonly holds: boolean;
  readonly minutes: readonly { readonly at: Instant; readonly present: number }[];
  readonly gaps: readonly Gap[];
}

/** A proposal: nothing is planned until somebody accepts it. */
export interface LunchPlan {
  readonly lunches: readonly Lunch[];
  readonly proof: LunchProof;
}

/** The lunches that the templates of some planned shifts ask for. A shift without template or lunch window has none. */
export function lunchNeeds(
  planned: readonly PlannedShift[],
  templates: readonly ShiftTemplate[],
  timeZone: string,
): LunchNeed[] {
  return planned.flatMap(({ shiftId, agentId, date, templateId, from }) => {
    const lunch = templates.find((each) => each.templateId === templateId)?.lunch;
    const nextDay = daysAfter(date, 1);
    if (!lunch || nextDay === undefined) return [];
    const earliestAt = instantOnWall(lunch.earliest < from ? nextDay : date, lunch.earliest, timeZone, 'earlier');
    const latestAt = instantOnWall(lunch.latest < from ? nextDay : date, lunch.latest, timeZone, 'later');
    if (earliestAt === undefined || latestAt === undefined) return [];
    return [{ shiftId, agentId, earliestAt, latestAt, durationMs: lunch.durationMs }];
  });
}

/**
 * Staggers the lunches within their windows so that the minimum stays present. When that can not be, the best found is
 * proposed and the proof says where it fails.
 */
export function planLunches(question: LunchQuestion): LunchPlan {
  const lunches = seatLunches(question);
  const { presences, during, minimum } = question;
  return { lunches, proof: proveCoverage(without(presences, lunches), during, minimum) };
}

/** The proof, minute by minute, that a minimum is present; the presences are as planned, breaks taken out. */
export function proveCoverage(presences: readonly Presence[], during: readonly Stretch[], minimum: number): LunchProof {
  const missing = gaps(presences, during, minimum);
  const minutes = during.flatMap((stretch) =>
    coverageBy(presences, stretch, MINUTE_MS).map(({ fromAt, least }) => ({ at: fromAt, present: least })),
  );
  return { minimum, holds: missing.length === 0, minutes, gaps: missing };
}

/** Planned shifts with the lunches of a proposal in place of those they had. */
export function withLunches(
  planned: readonly PlannedShift[],
  lunches: readonly Lunch[],
  timeZone: string,
): PlannedShift[] {
  return planned.map((shift) => {
    const lunch = lunches.find((each) => each.shiftId === shift.shiftId);
    if (!lunch) return shift;
    const from = timeOfDayAt(lunch.fromAt, timeZone);
    const to = timeOfDayAt(lunch.toAt, timeZone);
    const others = shift.breaks.filter((each) => each.kind !== 'lunch');
    return { ...shift, breaks: [...others, { kind: 'lunch', from, to }] };
  });
}

function without(presences: readonly Presence[], lunches: readonly Lunch[]): Presence[] {
  return presences.flatMap((each) => {
    const lunch = lunches.find(
      ({ agentId, fromAt, toAt }) => agentId === each.agentId && fromAt < each.toAt && toAt > each.fromAt,
    );
    if (!lunch) return [each];
    const before = { ...each, toAt: Math.min(each.toAt, lunch.fromAt) };
    const after = { ...each, fromAt: Math.max(each.fromAt, lunch.toAt) };
    return [before, after].filter(({ fromAt, toAt }) => fromAt < toAt);
  });
}
