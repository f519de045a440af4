import { decimalAsPlain } from './decimal.ts';
import { Decimal, Int32 } from './value.ts';

/** A number as JavaScript's `number` or `bigint`; a decimal as the nearest double. */
export const plainNumber = (value: number | bigint | Int32 | Decimal): number | bigint => {
  if (value instanceof Int32) return value.value;
  return value instanceof Decimal ? (decimalAsPlain(value) ?? Number.NaN) : value;
};

/** A number as an integer that JavaScript holds exactly; `undefined` when it has a fraction or is too large. */
export const wholeNumber = (value: number | bigint | Int32 | Decimal): number | undefined => {
  const number = Number(plainNumber(value));
  return Number.isSafeInteger(number) ? number : undefined;
};

/** An integer result as an int when it fits and as a long otherwise, which is how MongoDB widens sums. */
export const intOrLong = (value: bigint): Int32 | bigint =>
  BigInt.asIntN(32, value) === value ? new Int32(Number(value)) : value;
