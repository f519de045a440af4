import type { PlanReport } from '@decroche/protocol';

/** A plan that was asked for, and what was answered. */
export interface PlanTrial {
  readonly asked: unknown;
  readonly report: PlanReport;
}

/** What is known of the plan that is asked for now: an answer counts for its own question only. */
export function reportOf(trial: PlanTrial | undefined, asked: unknown): PlanReport | undefined {
  return trial && JSON.stringify(trial.asked) === JSON.stringify(asked) ? trial.report : undefined;
}
