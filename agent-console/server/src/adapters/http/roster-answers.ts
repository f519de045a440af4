import { Problem } from '@decroche/platform/http';
import type { PlannedShift, PlanReport, ShiftRefusal } from '@decroche/protocol';
import type { PlanningFailure, ShiftResult } from '../../app/roster/planner.ts';
import { missing } from './parts.ts';

const sentences: Record<ShiftRefusal, string> = {
  unknownAgent: 'there is no such agent',
  noSuchDate: 'no calendar has this date',
  overlap: 'the agent has another shift at that time',
  breakOutside: 'a break is outside the shift, or over another one',
  tooLong: 'a shift lasts at most 16 hours',
  absence: 'the agent is away',
  holiday: 'the organisation is closed that day',
};

/** @throws Problem 409 with why it can not be planned. */
export function plannedShift(result: ShiftResult): PlannedShift {
  if (result.result === 'planned') return result.shift;
  throw new Problem(409, 'not plannable', { reason: result.reason, detail: sentences[result.reason] });
}

/** @throws Problem 404 for a template or a date that is none, 409 when the plan is another one by now. */
export function planned(result: PlanReport | PlanningFailure): PlanReport {
  if (typeof result !== 'string') return result;
  if (result === 'unknownTemplate') throw missing('template');
  if (result === 'noSuchDate') {
    throw new Problem(400, 'not valid', { reason: 'invalid', detail: 'dates in order, at most a year apart' });
  }
  throw new Problem(409, 'changed meanwhile', { reason: 'planChanged', detail: 'the plan is another one by now' });
}
