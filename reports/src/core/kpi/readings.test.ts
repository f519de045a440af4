import { CallClass, ServiceLevelClause } from '@decroche/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abandonRate, passesAbandon } from './abandon-rate.ts';
import { passesPickUp, pickUpRate } from './pick-up-rate.ts';
import { forEachClause, rateOf, verdictDepends } from './readings.ts';
import { emptyTally, type Tally } from './tally.ts';

const tally = (counts: Partial<Record<CallClass, number>>, shortAbandons = 0): Tally => ({
  ...emptyTally(),
  counts: { ...emptyTally().counts, ...counts },
  shortAbandons,
});

describe('the worked example of the indicators: A=1000, A≤15=928, B≤15=22 of which 10 under 5 s, B>15=8', () => {
  const example = tally({ answeredOnTime: 928, answeredLate: 72, abandonedEarly: 22, abandonedLate: 8 }, 10);
  it.each([
    ['F1', 92.2, true],
    ['F2', 92.8, true],
    ['F3', 90.1, false],
    ['F4', 92.06, true],
    ['F5', 90.98, false],
  ] as const)('reads %s as %d %, pass = %s', (clause, percent, passes) => {
    const rate = rateOf(pickUpRate(example, clause))!;
    const digits = String(percent).split('.')[1]!.length;
    expect((rate * 100).toFixed(digits)).toBe(percent.toFixed(digits));
    expect(passesPickUp(rate, 0.92)).toBe(passes);
  });
  it('so the clause decides', () => {
    const readings = forEachClause((clause) => rateOf(pickUpRate(example, clause)) ?? null);
    expect(verdictDepends(readings, (rate) => passesPickUp(rate, 0.92))).toBe(true);
  });
  it('abandon rate of F4 has the same denominator', () => {
    expect(abandonRate(example, 'F4')).toEqual({ numerator: 8, denominator: 1_008 });
  });
});

it('does not depend on the reading when all pass or all fail', () => {
  const all = (counts: Partial<Record<CallClass, number>>): boolean =>
    verdictDepends(
      forEachClause((clause) => rateOf(pickUpRate(tally(counts), clause)) ?? null),
      (rate) => passesPickUp(rate, 0.92),
    );
  expect(all({ answeredOnTime: 99, answeredLate: 1 })).toBe(false);
  expect(all({ answeredOnTime: 1, answeredLate: 99 })).toBe(false);
  expect(all({})).toBe(false);
});

it('says nothing when there is nothing to divide by', () => {
  for (const clause of ServiceLevelClause.options) {
    expect(rateOf(pickUpRate(tally({ voicemail: 3, closed: 2 }), clause))).toBeUndefined();
    expect(rateOf(abandonRate(tally({ inProgress: 1 }), clause))).toBeUndefined();
  }
});

it('passes at the pick-up target and fails at the abandon target (C2 ≥, C3 <)', () => {
  expect(passesPickUp(0.92, 0.92)).toBe(true);
  expect(passesAbandon(0.01, 0.01)).toBe(false);
});

it('under F4, on time + late + abandoned after the threshold are all of D', () => {
  const count = fc.nat(10_000);
  const counts = fc.record(
    Object.fromEntries(CallClass.options.map((one) => [one, count])) as Record<CallClass, typeof count>,
  );
  fc.assert(
    fc.property(counts, (some) => {
      const { denominator, numerator } = pickUpRate(tally(some), 'F4');
      const late = abandonRate(tally(some), 'F4');
      expect(late.denominator).toBe(denominator);
      expect(numerator + some.answeredLate + late.numerator).toBe(denominator);
    }),
  );
});
