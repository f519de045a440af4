import type { ServiceLevelClause } from '@decroche/protocol';
import { pickUpDenominator, type Share } from './readings.ts';
import type { Tally } from './tally.ts';

/**
 * *Taux d'abandon* (C3): callers who left at the threshold or later, over the same denominator as the pick-up rate, so that under
 * F4 on time + late + abandoned after = 100 %.
 */
export function abandonRate(tally: Tally, clause: ServiceLevelClause): Share {
  return {
    numerator: tally.counts.abandonedLate,
    denominator: pickUpDenominator(tally, clause === 'F2' ? 'F3' : clause),
  };
}

/** C3: less than the target. */
export const passesAbandon = (rate: number, target: number): boolean => rate < target;
