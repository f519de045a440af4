import fc from 'fast-check';
import { Decimal128 } from 'bson';
import { describe, expect, it } from 'vitest';
import { values } from '../arbitrary.ts';
import { compareValues } from './compare.ts';
import { inverted, keyOf } from './key.ts';
import { Decimal, Int32 } from './value.ts';
import type { Value } from './value.ts';

const sign = (value: number): number => Math.sign(value);
const decimal = (text: string): Decimal => new Decimal(Buffer.from(Decimal128.fromString(text).bytes));

describe('an index key', () => {
  it('orders as the comparison of values does', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(sign(Buffer.compare(keyOf(a), keyOf(b)))).toBe(sign(compareValues(a, b)));
      }),
      { numRuns: 5000 },
    );
  });

  it('orders backwards when inverted', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(sign(Buffer.compare(inverted(keyOf(a)), inverted(keyOf(b))))).toBe(sign(compareValues(b, a)));
      }),
      { numRuns: 2000 },
    );
  });

  it('is never the start of another one', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [x, y] = [keyOf(a), keyOf(b)];
        fc.pre(!x.equals(y));
        expect(y.subarray(0, x.length).equals(x)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes a decimal that a double equals, and refuses another', () => {
    expect(keyOf(decimal('1.5')).equals(keyOf(1.5))).toBe(true);
    expect(keyOf(decimal('7')).equals(keyOf(new Int32(7)))).toBe(true);
    expect(keyOf(decimal('9007199254740993')).equals(keyOf(9007199254740993n))).toBe(true);
    expect(() => keyOf(decimal('0.1'))).toThrow(/not supported/);
  });
});

describe('the comparison of values', () => {
  it('is a total order', () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        expect(sign(compareValues(a, b))).toBe(-sign(compareValues(b, a)) + 0);
        if (compareValues(a, b) <= 0 && compareValues(b, c) <= 0) expect(compareValues(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 3000 },
    );
  });

  it.each<[string, Value, Value, number]>([
    ['0.1', decimal('0.1'), 0.1, -1],
    ['0.5', decimal('0.5'), 0.5, 0],
    ['1E6000', decimal('1E6000'), Infinity, -1],
    ['-1E-6000', decimal('-1E-6000'), 0, -1],
    ['NaN', decimal('NaN'), Number.NaN, 0],
    ['-Infinity', decimal('-Infinity'), -1e308, -1],
    ['2^53 + 1', decimal('9007199254740993'), 9007199254740993n, 0],
    ['1.20 and 1.2', decimal('1.20'), decimal('1.2'), 0],
  ])('compares the decimal %s exactly', (_name, a, b, expected) => {
    expect(sign(compareValues(a, b))).toBe(expected);
    expect(sign(compareValues(b, a))).toBe(-expected + 0);
  });
});
