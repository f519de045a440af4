import type { Index } from '../store/catalog.ts';
import type { Bound, Filter, Leaf } from './filter.ts';
import { conjuncts } from './filter.ts';
import { EVERYTHING, allowedKeys, descending, startingWith } from './ranges.ts';
import type { Range } from './ranges.ts';
import type { SortField } from './sort.ts';
import { excludesNull } from './operators.ts';
import { implies } from './implies.ts';

/** How to reach the documents that may match: by insertion order, or through stretches of one index. */
export interface Plan {
  /** `undefined`: the documents in the order of their insertion. */
  readonly index: Index | undefined;
  /** Ascending and disjoint. */
  readonly ranges: readonly Range[];
  readonly reverse: boolean;
  /** The documents come in the order that was asked for. */
  readonly ordered: boolean;
}

/** More stretches than this are not worth their seeks. */
const MAX_RANGES = 2000;

/** The documents in the order of their insertion. */
export const naturalPlan = (reverse: boolean, ordered: boolean): Plan => ({
  index: undefined,
  ranges: [EVERYTHING],
  reverse,
  ordered,
});

interface Narrowed {
  readonly ranges: readonly Range[];
  /** Leading fields held to a single value. */
  readonly pinned: number;
  /** How much the conditions narrow: two for a field held to values, one for a stretch. */
  readonly score: number;
}

const narrow = (index: Index, bounds: ReadonlyMap<string, readonly Bound[]>): Narrowed => {
  let prefixes: Buffer[] = [Buffer.alloc(0)];
  let pinned = 0;
  let score = 0;
  for (const [i, field] of index.fields.entries()) {
    if (i > 0 && index.multikey && !separate(index, i)) break;
    const natural = allowedKeys(bounds.get(field.path) ?? [], index.multikey);
    const allowed = natural && field.descending ? descending(natural) : natural;
    if (!allowed) break;
    const parts = allowed.kind === 'points' ? allowed.points : allowed.ranges;
    if (prefixes.length * parts.length > MAX_RANGES) break;
    if (allowed.kind === 'ranges') {
      const ranges = prefixes.flatMap((prefix) =>
        allowed.ranges.map(({ lo, hi }) => ({ lo: Buffer.concat([prefix, lo]), hi: Buffer.concat([prefix, hi]) })),
      );
      return { ranges, pinned, score: score + 1 };
    }
    if (prefixes.length === 1 && parts.length === 1 && pinned === i) pinned++;
    score += 2;
    prefixes = prefixes.flatMap((prefix) => allowed.points.map((point) => Buffer.concat([prefix, point])));
  }
  return { ranges: prefixes.map((prefix) => (prefix.length ? startingWith(prefix) : EVERYTHING)), pinned, score };
};

/** Fields below one array may be met by different elements, so that their conditions must not be joined. */
const separate = (index: Index, i: number): boolean => {
  const root = (field: SortField): string => field.path.split('.')[0]!;
  return index.fields.slice(0, i).every((field) => root(field) !== root(index.fields[i]!));
};

/** Whether an index read from its narrowed ranges gives the sort: `1` forwards, `-1` backwards, `0` no. */
const direction = (index: Index, { ranges, pinned }: Narrowed, sort: readonly SortField[]): 1 | -1 | 0 => {
  if (index.multikey || ranges.length !== 1) return 0;
  const held = new Set(index.fields.slice(0, pinned).map(({ path }) => path));
  const wanted = sort.filter(({ path }) => !held.has(path));
  const offered = index.fields.slice(pinned);
  if (wanted.length > offered.length) return 0;
  if (wanted.some(({ path }, i) => offered[i]!.path !== path)) return 0;
  const turned = wanted.map((field, i) => field.descending !== offered[i]!.descending);
  if (turned.every((turn) => !turn)) return 1;
  return turned.every((turn) => turn) ? -1 : 0;
};

/** Whether the index holds every document that can match. */
const complete = (index: Index, leaves: readonly Leaf[]): boolean => {
  if (index.partial && !implies(leaves, index.partial)) return false;
  if (!index.sparse) return true;
  return leaves.some((leaf) => index.fields.some(({ path }) => path === leaf.path) && excludesNull(leaf));
};

const groupBounds = (leaves: readonly Leaf[]): Map<string, Bound[]> => {
  const bounds = new Map<string, Bound[]>();
  for (const { path, bound } of leaves) {
    if (!bound) continue;
    const known = bounds.get(path);
    if (known) known.push(bound);
    else bounds.set(path, [bound]);
  }
  return bounds;
};

const planFor = (index: Index, bounds: ReadonlyMap<string, readonly Bound[]>, sort: readonly SortField[]) => {
  const narrowed = narrow(index, bounds);
  const way = sort.length ? direction(index, narrowed, sort) : 1;
  const plan: Plan = { index, ranges: narrowed.ranges, reverse: way === -1, ordered: way !== 0 };
  return { plan, score: narrowed.score };
};

/**
 * Chooses how to read: the index that narrows most, at equal narrowing one that gives the sort, else insertion order.
 * Whatever the plan, every document read is still tested against the whole filter.
 */
export const choosePlan = (filter: Filter, sort: readonly SortField[], indexes: readonly Index[]): Plan => {
  const leaves = conjuncts(filter);
  const bounds = groupBounds(leaves);
  let best = { plan: naturalPlan(false, sort.length === 0), score: 0 };
  for (const index of indexes) {
    if (!complete(index, leaves)) continue;
    const candidate = planFor(index, bounds, sort);
    const better = candidate.score > best.score || (candidate.score === best.score && sorts(candidate, best));
    if (better) best = candidate;
  }
  return best.plan;
};

const sorts = (a: { plan: Plan }, b: { plan: Plan }): boolean => a.plan.ordered && !b.plan.ordered;

/** Reads through the index that a `hint` names, whatever it narrows. */
export const hintedPlan = (filter: Filter, sort: readonly SortField[], index: Index): Plan =>
  planFor(index, groupBounds(conjuncts(filter)), sort).plan;
