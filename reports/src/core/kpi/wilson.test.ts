import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wilsonInterval } from './wilson.ts';

it.each([
  [928, 1_008, 0.9023, 0.9357],
  [0, 10, 0, 0.2775],
  [10, 10, 0.7225, 1],
])('%i of %i lies between %d and %d', (numerator, denominator, low, high) => {
  const interval = wilsonInterval({ numerator, denominator })!;
  expect(interval.low).toBeCloseTo(low, 3);
  expect(interval.high).toBeCloseTo(high, 3);
});
it('holds the rate, and narrows with more calls', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.nat(5_000), (denominator, some) => {
      const numerator = Math.min(some, denominator);
      const { low, high } = wilsonInterval({ numerator, denominator })!;
      expect(low).toBeLessThanOrEqual(numerator / denominator + 1e-12);
      expect(high).toBeGreaterThanOrEqual(numerator / denominator - 1e-12);
      const more = wilsonInterval({ numerator: numerator * 4, denominator: denominator * 4 })!;
      expect(more.high - more.low).toBeLessThan(high - low);
    }),
  );
});
it('says nothing of no calls', () => {
  expect(wilsonInterval({ numerator: 0, denominator: 0 })).toBeUndefined();
});
