import { Decimal128 } from 'bson';
import type { Decimal } from './value.ts';

/** A number as `±coefficient × 10^exponent`, exactly; or one of the values that are not finite. */
type Exact = { readonly coefficient: bigint; readonly exponent: number } | 'NaN' | 'Infinity' | '-Infinity';

/** The decimal as text, such as `12.50`. */
export const decimalText = (value: Decimal): string => new Decimal128(value.bits).toString();

const fromText = (text: string): Exact => {
  if (text === 'NaN' || text === 'Infinity' || text === '-Infinity') return text;
  const [digits = '0', power = '0'] = text.split('E');
  const [whole = '0', fraction = ''] = digits.split('.');
  return { coefficient: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
};

const view = new DataView(new ArrayBuffer(8));

/** Every double is a sum of powers of two, hence a finite decimal. */
const fromDouble = (value: number): Exact => {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const mantissa = (bits & 0xfffffffffffffn) | (biased ? 1n << 52n : 0n);
  const power = (biased || 1) - 1075;
  const sign = value < 0 ? -1n : 1n;
  if (power >= 0) return { coefficient: sign * (mantissa << BigInt(power)), exponent: 0 };
  return { coefficient: sign * mantissa * 5n ** BigInt(-power), exponent: power };
};

const exact = (value: number | bigint | Decimal): Exact => {
  if (typeof value === 'bigint') return { coefficient: value, exponent: 0 };
  return typeof value === 'number' ? fromDouble(value) : fromText(decimalText(value));
};

const rank = (value: Exact): number => (value === 'NaN' ? 0 : value === '-Infinity' ? 1 : value === 'Infinity' ? 3 : 2);

const magnitude = (coefficient: bigint, exponent: number): number =>
  (coefficient < 0n ? -coefficient : coefficient).toString().length + exponent;

const sign = (value: bigint): number => (value > 0n ? 1 : value < 0n ? -1 : 0);

/** Compares exactly numbers of which one at least is a decimal; NaN sorts before every number. */
export const compareDecimals = (a: number | bigint | Decimal, b: number | bigint | Decimal): number => {
  const left = exact(a);
  const right = exact(b);
  if (typeof left === 'string' || typeof right === 'string') return Math.sign(rank(left) - rank(right));
  const signs = Math.sign(sign(left.coefficient) - sign(right.coefficient));
  if (signs !== 0 || left.coefficient === 0n) return signs;
  const size = magnitude(left.coefficient, left.exponent) - magnitude(right.coefficient, right.exponent);
  if (size !== 0) return Math.sign(size) * sign(left.coefficient);
  const shift = left.exponent - right.exponent;
  const x = shift > 0 ? left.coefficient * 10n ** BigInt(shift) : left.coefficient;
  const y = shift < 0 ? right.coefficient * 10n ** BigInt(-shift) : right.coefficient;
  return x < y ? -1 : x > y ? 1 : 0;
};

/** The int64 or the double that equals the decimal exactly, or `undefined` when there is none. */
export const decimalAsPlain = (value: Decimal): number | bigint | undefined => {
  const parts = exact(value);
  if (parts === 'NaN') return Number.NaN;
  if (typeof parts === 'string') return parts === 'Infinity' ? Infinity : -Infinity;
  if (parts.exponent >= 0 && parts.exponent < 40) {
    const whole = parts.coefficient * 10n ** BigInt(parts.exponent);
    if (BigInt.asIntN(64, whole) === whole) return whole;
  }
  const double = Number(decimalText(value));
  return Number.isFinite(double) && compareDecimals(double, value) === 0 ? double : undefined;
};
