import type { ServiceLevelClause } from '@decroche/protocol';
import { pickUpDenominator, type Share } from './readings.ts';
import type { Tally } from './tally.ts';

/** *Taux de décroché* (C2): callers picked up in less than the threshold. F1 counts an early abandon as served. */
export function pickUpRate(tally: Tally, clause: ServiceLevelClause): Share {
  const { answeredOnTime, abandonedEarly } = tally.counts;
  return {
    numerator: clause === 'F1' ? answeredOnTime + abandonedEarly : answeredOnTime,
    denominator: pickUpDenominator(tally, clause),
  };
}

/** C2: at least the target. */
export const passesPickUp = (rate: number, target: number): boolean => rate >= target;
