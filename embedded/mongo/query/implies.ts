import { compareValues, rankOf } from '../bson/compare.ts';
import type { Value } from '../bson/value.ts';
import type { Bound, Filter, Leaf } from './filter.ts';
import { conjuncts } from './filter.ts';
import { excludesNull } from './operators.ts';

const values = (bound: Bound): readonly Value[] | undefined => {
  if (bound.op === 'eq') return [bound.value];
  return bound.op === 'in' ? bound.values : undefined;
};

/** Whether a stretch (`$gt: 5`) lies within another one (`$gte: 3`). */
const within = (inner: Bound, outer: Bound): boolean => {
  if (!('value' in inner) || !('value' in outer)) return false;
  if (rankOf(inner.value) !== rankOf(outer.value) || inner.op[0] !== outer.op[0]) return false;
  const order = compareValues(inner.value, outer.value) * (outer.op[0] === 'g' ? 1 : -1);
  return order > 0 || (order === 0 && (inner.op === outer.op || outer.op.endsWith('e')));
};

const leafImplies = (known: Leaf, wanted: Leaf): boolean => {
  if (known.path !== wanted.path || !known.bound || !wanted.bound) return false;
  if (wanted.bound.op === 'exists') return excludesNull(known);
  const held = values(known.bound);
  // A value equal to one member of an array says nothing about the others, but one matching value is all a leaf needs.
  if (held) return held.length > 0 && held.every((value) => !Array.isArray(value) && wanted.test(value));
  return within(known.bound, wanted.bound);
};

/** Whether documents that meet all the leaves surely meet the filter of a partial index; in doubt, no. */
export const implies = (leaves: readonly Leaf[], partial: Filter): boolean => {
  const wanted = conjuncts(partial);
  const onlyLeaves = partial.kind === 'leaf' || (partial.kind === 'and' && wanted.length === partial.filters.length);
  return onlyLeaves && wanted.every((leaf) => leaves.some((known) => leafImplies(known, leaf)));
};
