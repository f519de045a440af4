import { intOrLong } from './number.ts';
import { Int32 } from './value.ts';

/** Numbers that can be calculated with; decimals are refused by whoever gets one. */
export type Numeric = number | bigint | Int32;

const wide = (value: Numeric): number | bigint => (value instanceof Int32 ? BigInt(value.value) : value);

/**
 * Adds, subtracts or multiplies, keeping the wider type: int, long, double; an int that overflows becomes a long.
 * @returns `undefined` when a long overflows
 */
export const calculate = (a: Numeric, b: Numeric, op: '+' | '-' | '*'): Numeric | undefined => {
  const x = wide(a);
  const y = wide(b);
  if (typeof x === 'bigint' && typeof y === 'bigint') {
    const result = op === '+' ? x + y : op === '-' ? x - y : x * y;
    if (BigInt.asIntN(64, result) !== result) return undefined;
    return a instanceof Int32 && b instanceof Int32 ? intOrLong(result) : result;
  }
  const [left, right] = [Number(x), Number(y)];
  return op === '+' ? left + right : op === '-' ? left - right : left * right;
};
