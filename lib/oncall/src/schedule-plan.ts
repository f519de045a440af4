import { dayOfDate, type DayNumber } from '@decroche/calendar';
import type {
  AccountId,
  OnCallBecause,
  OnCallPlan,
  OnCallRotation,
  OnCallRule,
  OnCallSchedule,
} from '@decroche/protocol';
import type { Stretch } from './hours.ts';

/** One entry of the plan says who a stretch is for. Without `responderId` it says that nobody is. */
export interface Claim extends Stretch {
  readonly because: OnCallBecause;
  readonly responderId?: AccountId;
  /** Only where this person would be on call by the claims below. */
  readonly replaces?: AccountId;
}

/** What a plan says about one schedule, made ready to be asked day by day. */
export interface PlanOfSchedule {
  readonly rules: readonly OnCallRule[];
  readonly rotations: ReadonlyMap<string, OnCallRotation & { readonly firstDay: DayNumber }>;
  /** In the order in which they were entered. */
  readonly overrides: readonly Claim[];
  /** Each with its stretch for nobody first, then its shifts. */
  readonly temporaries: readonly Claim[];
  /** The same object each time, so that pieces of one rule are known as such. */
  becauseOf(rule: OnCallRule): OnCallBecause;
}

export function planOfSchedule(schedule: OnCallSchedule, plan: OnCallPlan): PlanOfSchedule {
  const mine = <T extends { readonly scheduleId: string }>(entries: readonly T[]): T[] =>
    entries.filter((each) => each.scheduleId === schedule.scheduleId);
  const reasons = new Map(schedule.rules.map((rule) => [rule, reasonOf(rule)]));
  return {
    rules: schedule.rules,
    rotations: new Map(
      plan.rotations.flatMap((each) => {
        const firstDay = dayOfDate(each.startsOn);
        return firstDay === undefined ? [] : [[each.rotationId, { ...each, firstDay }] as const];
      }),
    ),
    overrides: mine(plan.overrides).map(({ overrideId, why, fromAt, toAt, responderId, replaces }) => ({
      ...{ fromAt, toAt, responderId, because: { kind: 'override', overrideId, why } },
      ...(replaces === undefined ? {} : { replaces }),
    })),
    temporaries: mine(plan.temporaries).flatMap(({ temporaryId, fromAt, toAt, shifts }): Claim[] => {
      const because: OnCallBecause = { kind: 'temporary', temporaryId };
      const cut = shifts.map((shift) => ({
        ...{ because, responderId: shift.responderId },
        ...{ fromAt: Math.max(shift.fromAt, fromAt), toAt: Math.min(shift.toAt, toAt) },
      }));
      return [{ fromAt, toAt, because }, ...cut];
    }),
    becauseOf: (rule) => reasons.get(rule) ?? reasonOf(rule),
  };
}

function reasonOf({ ruleId, who }: OnCallRule): OnCallBecause {
  return { kind: 'rule', ruleId, ...(who.kind === 'rotation' ? { rotationId: who.rotationId } : {}) };
}
