import type { Duration, JournalEvent } from '@decroche/protocol';
import { nothingKnown, type LineState } from '../lines/line-state.ts';
import { targetsOf, type PolicyTargets } from './alert-record.ts';

/** What the lines of alerts and trunks are judged by, as far as the journal is folded. */
export interface OnCallState {
  readonly targets: PolicyTargets;
  /** IC6, where the plan says it. */
  readonly restoredWithinMs?: Duration;
  readonly lines: LineState;
}

/** Before any plan and any sign. */
export const noOnCallYet: OnCallState = { targets: {}, lines: nothingKnown };

/** After a line that may bring in another plan. */
export function planAfter(state: OnCallState, event: JournalEvent): OnCallState {
  if (event.type !== 'onCallPlan.adopted') return state;
  const { restoredWithinMs } = event.plan.continuity ?? {};
  const { restoredWithinMs: _before, ...rest } = state;
  return {
    ...rest,
    targets: targetsOf(event.plan),
    ...(restoredWithinMs === undefined ? {} : { restoredWithinMs }),
  };
}
