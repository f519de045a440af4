import { MongoError } from '../errors.ts';
import { RANK, rankOf } from '../bson/compare.ts';
import { inverted, keyOf, successor } from '../bson/key.ts';
import { UNDEFINED } from '../bson/value.ts';
import type { Value } from '../bson/value.ts';
import type { Bound } from './filter.ts';

/** Keys from `lo` (included) up to `hi` (excluded). */
export interface Range {
  readonly lo: Buffer;
  readonly hi: Buffer;
}

/** What the conditions on one indexed field allow: single keys, after which the next field can narrow too, or a stretch. */
export type Allowed =
  | { readonly kind: 'points'; readonly points: readonly Buffer[] }
  | { readonly kind: 'ranges'; readonly ranges: readonly Range[] };

/** Above every key: ranks end at 127, and inverted ones at 254. */
const TOP = Buffer.from([255]);

/** Every key. */
export const EVERYTHING: Range = { lo: Buffer.alloc(0), hi: TOP };

/** The keys that start with `prefix`. */
export const startingWith = (prefix: Buffer): Range => ({ lo: prefix, hi: successor(prefix) ?? TOP });

const key = (value: Value): Buffer | undefined => {
  if (Array.isArray(value)) return undefined;
  try {
    return keyOf(value);
  } catch (error) {
    if (error instanceof MongoError) return undefined;
    throw error;
  }
};

const NULL_KEYS = [keyOf(UNDEFINED), keyOf(null)];

const points = (values: readonly Value[]): Allowed | undefined => {
  const keys: Buffer[] = [];
  for (const value of values) {
    if (value === null || value === UNDEFINED) keys.push(...NULL_KEYS);
    else {
      const one = key(value);
      if (!one) return undefined;
      keys.push(one);
    }
  }
  keys.sort(Buffer.compare);
  return { kind: 'points', points: keys.filter((item, i) => i === 0 || !item.equals(keys[i - 1]!)) };
};

const comparisonRange = (op: 'gt' | 'gte' | 'lt' | 'lte', value: Value): Range | undefined => {
  const rank = rankOf(value);
  const at = key(value);
  if (!at || rank <= RANK.null || rank === RANK.maxKey) return undefined;
  const after = successor(at)!;
  if (op === 'gt' || op === 'gte') return { lo: op === 'gt' ? after : at, hi: Buffer.from([rank + 1]) };
  return { lo: Buffer.from([rank]), hi: op === 'lt' ? at : after };
};

const prefixRanges = (text: string, pattern: Value): Allowed => {
  const whole = keyOf(text);
  const start = whole.subarray(0, whole.length - 2);
  return { kind: 'ranges', ranges: [startingWith(start), startingWith(keyOf(pattern))] };
};

const intersect = (a: Range, b: Range): Range => ({
  lo: Buffer.compare(a.lo, b.lo) >= 0 ? a.lo : b.lo,
  hi: Buffer.compare(a.hi, b.hi) <= 0 ? a.hi : b.hi,
});

const singleKeys = (bound: Bound): Allowed | undefined => {
  if (bound.op === 'eq') return points([bound.value]);
  return bound.op === 'in' ? points(bound.values) : undefined;
};

const stretch = (bound: Bound): Allowed | undefined => {
  if (bound.op === 'prefix') return prefixRanges(bound.text, bound.regex);
  if (bound.op === 'eq' || bound.op === 'in' || bound.op === 'exists') return undefined;
  if (bound.value === null) return bound.op.endsWith('e') ? { kind: 'points', points: NULL_KEYS } : undefined;
  const range = comparisonRange(bound.op, bound.value);
  return range && { kind: 'ranges', ranges: [range] };
};

const firstOf = <T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined => {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** One range below another one: `{ $gt: 3, $lt: 7 }`. */
const both = (bounds: readonly Bound[], first: Allowed): Allowed => {
  if (first.kind === 'points' || first.ranges.length !== 1) return first;
  let [range] = first.ranges as readonly [Range];
  for (const bound of bounds) {
    const next = bound.op === 'prefix' ? undefined : stretch(bound);
    if (next?.kind === 'ranges') range = intersect(range, next.ranges[0]!);
  }
  return { kind: 'ranges', ranges: [range] };
};

/**
 * The keys that the conditions on one field allow, or `undefined` when they narrow nothing. On a multikey index only one
 * condition counts, because different elements of an array may meet different conditions.
 */
export const allowedKeys = (bounds: readonly Bound[], multikey: boolean): Allowed | undefined => {
  const single = firstOf(bounds, singleKeys);
  if (single) return single;
  const first = firstOf(bounds, stretch);
  return first && !multikey ? both(bounds, first) : first;
};

/** The same keys in a field that is indexed in descending order. */
export const descending = (allowed: Allowed): Allowed => {
  if (allowed.kind === 'points') return { kind: 'points', points: allowed.points.map(inverted).reverse() };
  const turned = allowed.ranges.map(({ lo, hi }) => ({
    lo: successor(inverted(hi)) ?? TOP,
    hi: successor(inverted(lo)) ?? TOP,
  }));
  return { kind: 'ranges', ranges: turned.reverse() };
};
