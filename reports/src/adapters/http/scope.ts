import { includesRole, Problem } from '@decroche/platform/http';
import type { Identity } from '@decroche/protocol';
import type { PeriodRefusal } from '../../core/period.ts';
import type { Scope } from '../../core/telephone-figures.ts';

const DETAIL: Readonly<Record<PeriodRefusal, string>> = {
  unknownDate: 'there is no such date',
  emptyPeriod: 'the period ends before it begins',
  periodTooLong: 'the period is too long for this report',
};

/**
 * An answer that is not a refusal of its period.
 *
 * @throws Problem 400 with the reason.
 */
export function known<T>(value: T | PeriodRefusal): Exclude<T, PeriodRefusal> {
  if (typeof value !== 'string') return value as Exclude<T, PeriodRefusal>;
  const reason = value as PeriodRefusal;
  throw new Problem(400, 'not valid', { reason, detail: `query: ${DETAIL[reason]}` });
}

/**
 * Agents see what their day needs; anything else is the supervisors'.
 *
 * @param isForAgents whether agents see that scope.
 * @throws Problem 403 `roleNeeded`.
 */
export function allowed(scope: Scope, identity: Identity, isForAgents: (scope: Scope) => boolean): Scope {
  if (includesRole(identity.role, 'supervisor') || isForAgents(scope)) return scope;
  throw new Problem(403, 'not allowed', {
    reason: 'roleNeeded',
    detail:
      'agents see the figures of today and callers of the last seven days; other periods need the role supervisor',
  });
}
