import { planFaults, type PlanFault } from '@decroche/oncall';
import type { Definition, OnCallPlan } from '@decroche/protocol';

/** What of a definition a plan stands on, and what stands on the plan. */
export type PlanNeighbours = Pick<Definition, 'calendars' | 'services' | 'prompts'>;

/** What is wrong with a plan beside a definition: names of either that lead nowhere in the other, and all that is wrong in itself. */
export function planIssues(plan: OnCallPlan, definition: PlanNeighbours): readonly PlanFault[] {
  const policies = new Set(plan.policies.map(({ policyId }) => policyId));
  const services = definition.services.flatMap(({ serviceId, onCall }) =>
    onCall === undefined || policies.has(onCall.policyId)
      ? []
      : [
          {
            path: `services.${serviceId}.onCall.policyId`,
            message: `names the policy ${onCall.policyId}, which is not there`,
          },
        ],
  );
  return [...planFaults(plan, definition), ...services];
}

/** Only what was not wrong before: a fault that is there already must not block every other change. */
export function newIssues(before: readonly PlanFault[], after: readonly PlanFault[]): readonly PlanFault[] {
  const known = new Set(before.map(inWords));
  return after.filter((each) => !known.has(inWords(each)));
}

/** A fault on one line. */
export const inWords = ({ path, message }: PlanFault): string => `${path}: ${message}`;
