import fc from 'fast-check';
import { expect, it } from 'vitest';
import { speedOfAnswer } from './speed-of-answer.ts';

const histogram = (waits: readonly number[]): Map<number, number> => {
  const bars = new Map<number, number>();
  for (const wait of waits) bars.set(wait, (bars.get(wait) ?? 0) + 1);
  return bars;
};

it.each([
  [[1_000], { mean: 1_000, p50: 1_000, p90: 1_000, max: 1_000 }],
  [[0, 10, 20, 30, 40, 50, 60, 70, 80, 90], { mean: 45, p50: 40, p90: 80, max: 90 }],
  [[5, 5, 5, 100], { mean: 28.75, p50: 5, p90: 100, max: 100 }],
])('of %j is %j', (waits, expected) => {
  expect(speedOfAnswer(histogram(waits))).toEqual(expected);
});
it('is silent without answered calls', () => {
  expect(speedOfAnswer(new Map())).toBeUndefined();
});
it('agrees with sorting every wait', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60_000), { minLength: 1, maxLength: 200 }), (waits) => {
      const sorted = waits.toSorted((a, b) => a - b);
      const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
      const { p50, p90, max } = speedOfAnswer(histogram(waits))!;
      expect([p50, p90, max]).toEqual([rank(0.5), rank(0.9), sorted.at(-1)]);
    }),
  );
});
