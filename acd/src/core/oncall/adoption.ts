import { planFaults } from '@decroche/oncall';
import type { OnCallPlan } from '@decroche/protocol';
import type { Turn } from '../turn.ts';

/** From here on this is who is on call. Alerts under way go on by it: their next page is of this plan. */
export function takeOnCallPlan(turn: Turn, plan: OnCallPlan): void {
  const { state } = turn;
  if (plan.domainId !== state.domainId) return turn.refuse(`it is for domain ${plan.domainId}`);
  if (plan.version === state.onCallPlan?.version) return turn.ignore('the on-call plan is in force');
  const faults = planFaults(plan, state.definition ?? namedBy(plan));
  if (faults.length > 0) return turn.refuse(faults.map((each) => `${each.path}: ${each.message}`).join('; '));
  turn.emit({ type: 'onCallPlan.adopted', plan });
}

/** Before the first definition no name can be looked up: only the plan itself is looked at. */
function namedBy({ schedules, workingHours, presentAs, prompts }: OnCallPlan) {
  const calendars = schedules.flatMap(({ required }) => (required.kind === 'whenClosed' ? [required.calendarId] : []));
  return {
    calendars: [...calendars, ...(workingHours === undefined ? [] : [workingHours])].map((calendarId) => ({
      calendarId,
    })),
    services: presentAs === undefined ? [] : [{ serviceId: presentAs }],
    prompts: Object.values(prompts ?? {}).map((promptId) => ({ promptId })),
  };
}
