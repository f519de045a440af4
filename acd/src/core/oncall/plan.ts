import { onCallPlan, type OnCall } from '@decroche/oncall';
import type { CalendarDefinition, EscalationPolicy } from '@decroche/protocol';
import type { EngineState } from '../state.ts';
import type { Alert } from './alert.ts';

const NO_CALENDARS: readonly CalendarDefinition[] = [];

/** Who is on call, by the plan in force; `undefined` before the first plan. */
export function onCallOf({ onCallPlan: plan, definition }: EngineState): OnCall | undefined {
  return plan && onCallPlan(plan, definition?.calendars ?? NO_CALENDARS);
}

/** A policy of the plan in force. */
export const policyNamed = (
  { onCallPlan: plan }: Pick<EngineState, 'onCallPlan'>,
  policyId: string | undefined,
): EscalationPolicy | undefined => plan?.policies.find((each) => each.policyId === policyId);

/** The policy by which an alert escalates, as it is now; `undefined` when a new plan has it no more. */
export const policyOf = (state: Pick<EngineState, 'onCallPlan'>, alert: Alert): EscalationPolicy | undefined =>
  policyNamed(state, alert.policyId);
