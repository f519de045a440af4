import type { DayNumber } from '@decroche/calendar';
import type { AccountId, Instant, OnCallAbsence, OnCallBecause, OnCallRule, Responder } from '@decroche/protocol';
import { hoursOn, turnsOn, type Stretch, type Wall } from './hours.ts';
import type { Claim, PlanOfSchedule } from './schedule-plan.ts';

/**
 * All that is said about one day, the strongest last:
 *
 *     temporary schedule  >  override or swap, latest entered first  >  first rule of the list that holds
 */
export function claimsOn(day: DayNumber, plan: PlanOfSchedule, wall: Wall): readonly Claim[] {
  const over = { fromAt: wall.days.startOf(day), toAt: wall.days.startOf(day + 1) };
  return [
    ...plan.rules.toReversed().flatMap((rule) => claimsOfRule(rule, day, plan, wall)),
    ...plan.overrides.filter((each) => overlap(each, over)),
    ...plan.temporaries.filter((each) => overlap(each, over)),
  ];
}

function claimsOfRule(rule: OnCallRule, day: DayNumber, plan: PlanOfSchedule, wall: Wall): Claim[] {
  const windows = hoursOn(rule.hours, day, wall);
  const { who } = rule;
  if (who.kind === 'responder') {
    const because = plan.becauseOf(rule);
    return windows.map((window) => ({ ...window, because, responderId: who.responderId }));
  }
  const rotation = plan.rotations.get(who.rotationId);
  if (rotation === undefined || windows.length === 0) return [];
  const turns = turnsOn(rotation, rotation.firstDay, day, wall);
  return windows.flatMap((window) =>
    turns
      .filter((turn) => overlap(turn, window))
      .map(({ responderId, fromAt, toAt }) => ({
        fromAt: Math.max(fromAt, window.fromAt),
        toAt: Math.min(toAt, window.toAt),
        because: plan.becauseOf(rule),
        responderId,
      })),
  );
}

/** Who has it at an instant, and who would have it if they were not away (O4). */
export interface Holder {
  readonly responderId?: AccountId;
  readonly because?: OnCallBecause;
  readonly insteadOf?: AccountId;
}

/** The precedence, in one loop: what is said later in the list takes from what is said before. */
export function holderAt(at: Instant, claims: readonly Claim[], away: Away): Holder {
  let chosen: Claim | undefined;
  for (const claim of claims) {
    if (!contains(claim, at)) continue;
    if (claim.replaces !== undefined && claim.replaces !== chosen?.responderId) continue;
    chosen = claim;
  }
  if (chosen?.responderId === undefined) return chosen ? { because: chosen.because } : {};
  const { responderId, because } = chosen;
  if (!away.isAway(responderId, at)) return { responderId, because };
  const standIn = away.backupsOf(responderId).find((each) => !away.isAway(each, at));
  return { ...(standIn === undefined ? {} : { responderId: standIn }), because, insteadOf: responderId };
}

/** Who is away when, and who stands in for whom. */
export interface Away {
  /** Someone the plan does not know can not be reached: they count as away. */
  isAway(responderId: AccountId, at: Instant): boolean;
  backupsOf(responderId: AccountId): readonly AccountId[];
}

export function awayOf(responders: readonly Responder[], absences: readonly OnCallAbsence[]): Away {
  const known = new Map(responders.map((each) => [each.responderId, each]));
  const byPerson = Map.groupBy(absences, (each) => each.responderId);
  return {
    isAway: (responderId, at) =>
      !known.has(responderId) || (byPerson.get(responderId)?.some((each) => contains(each, at)) ?? false),
    backupsOf: (responderId) => known.get(responderId)?.backups ?? [],
  };
}

export const overlap = (a: Stretch, b: Stretch): boolean => a.fromAt < b.toAt && b.fromAt < a.toAt;

export const contains = ({ fromAt, toAt }: Stretch, at: Instant): boolean => fromAt <= at && at < toAt;
