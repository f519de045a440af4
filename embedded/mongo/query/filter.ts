import type { Doc, Regex, Value } from '../bson/value.ts';
import { isDoc } from '../bson/value.ts';
import { pathOf, visitPath } from './path.ts';

/** What a leaf tells the planner: which index range holds every value it can match. */
export type Bound =
  | { readonly op: 'eq' | 'gt' | 'gte' | 'lt' | 'lte'; readonly value: Value }
  | { readonly op: 'in'; readonly values: readonly Value[] }
  | { readonly op: 'prefix'; readonly text: string; readonly regex: Regex }
  | { readonly op: 'exists' };

/** A test of one value; `undefined` is a missing field. */
export type ValueTest = (value: Value | undefined) => boolean;

/** One condition on one path. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly path: string;
  /** Whether an array at the end of the path is tested element by element too. */
  readonly leafArrays: boolean;
  readonly test: ValueTest;
  readonly bound?: Bound | undefined;
}

/** `$elemMatch`: one element of an array meets every condition. */
interface ElementFilter {
  readonly kind: 'element';
  readonly path: string;
  readonly filter: Filter;
  /** The conditions are on fields of the element, not on the element as a value. */
  readonly onFields: boolean;
}

/** A filter as a tree. */
export type Filter =
  | Leaf
  | ElementFilter
  | { readonly kind: 'and' | 'or' | 'nor'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'computed'; readonly test: (doc: Doc) => boolean }
  | { readonly kind: 'constant'; readonly value: boolean };

/** Where a matched array element was found: what the positional operator `$` stands for. */
export interface Hit {
  /** Position in the outermost array that a condition went through; −1: none did. */
  position: number;
}

/** The field under which an element stands while `$elemMatch` tests it as a value. */
export const ELEMENT = 'element';

const asFields = (item: Value): Doc | undefined => {
  if (isDoc(item)) return item;
  return Array.isArray(item) ? new Map(item.map((value, i) => [String(i), value])) : undefined;
};

const matchesElement = (filter: ElementFilter, item: Value): boolean => {
  const doc = filter.onFields ? asFields(item) : new Map([[ELEMENT, item]]);
  return doc !== undefined && matches(filter.filter, doc);
};

const matchElements = (filter: ElementFilter, doc: Doc, hit: Hit | undefined): boolean =>
  visitPath(doc, pathOf(filter.path), false, (value, position) => {
    if (!Array.isArray(value)) return false;
    const found = value.findIndex((item) => matchesElement(filter, item));
    if (found >= 0 && hit) hit.position = position < 0 ? found : position;
    return found >= 0;
  });

const matchLeaf = (leaf: Leaf, doc: Doc, hit: Hit | undefined): boolean =>
  visitPath(doc, pathOf(leaf.path), leaf.leafArrays, (value, position) => {
    if (!leaf.test(value)) return false;
    if (hit && position >= 0) hit.position = position;
    return true;
  });

/** Whether the document meets the filter; `hit` receives the position for the operator `$`. */
export const matches = (filter: Filter, doc: Doc, hit?: Hit): boolean => {
  switch (filter.kind) {
    case 'leaf':
      return matchLeaf(filter, doc, hit);
    case 'element':
      return matchElements(filter, doc, hit);
    case 'and':
      return filter.filters.every((part) => matches(part, doc, hit));
    case 'or':
      return filter.filters.some((part) => matches(part, doc, hit));
    case 'nor':
      return !filter.filters.some((part) => matches(part, doc));
    case 'not':
      return !matches(filter.filter, doc);
    case 'computed':
      return filter.test(doc);
    case 'constant':
      return filter.value;
  }
};

/** Every leaf that a document must meet, through nested `$and`s and a lone `$or`. */
export const conjuncts = (filter: Filter): Leaf[] => {
  if (filter.kind === 'leaf') return [filter];
  if (filter.kind === 'and' || (filter.kind === 'or' && filter.filters.length === 1)) {
    return filter.filters.flatMap(conjuncts);
  }
  return [];
};

/** The paths that a filter pins to one value, in the order written: what an upsert puts into the new document. */
export const equalities = (filter: Filter): (readonly [string, Value])[] =>
  conjuncts(filter).flatMap(({ path, bound }) => {
    if (bound?.op === 'eq') return [[path, bound.value] as const];
    return bound?.op === 'in' && bound.values.length === 1 ? [[path, bound.values[0]!] as const] : [];
  });
