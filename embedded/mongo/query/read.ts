import { MongoError, badValue } from '../errors.ts';
import { equalValues } from '../bson/compare.ts';
import { isDoc, isNumber } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import type { Index, Namespace } from '../store/catalog.ts';
import type { Row } from '../store/row.ts';
import type { Work } from '../store/work.ts';
import type { Filter } from './filter.ts';
import { matches } from './filter.ts';
import { choosePlan, hintedPlan, naturalPlan } from './plan.ts';
import type { Plan } from './plan.ts';
import { parseSort, sortBy } from './sort.ts';
import type { SortField } from './sort.ts';

/** Which documents to read and in which order. */
export interface ReadRequest {
  readonly filter: Filter;
  /** A sort document, possibly `{ $natural: ±1 }`. */
  readonly sort?: Doc | undefined;
  /** Name or key pattern of the index to use. */
  readonly hint?: Value | undefined;
  /** How many documents are wanted at most; 0: all. Lets a sort keep only these. */
  readonly wanted?: number;
  /** Epoch ms after which the read is given up. */
  readonly deadline?: number | undefined;
}

/** Documents examined between two looks at the clock. */
const CLOCK_EVERY = 256;

const natural = (doc: Doc | undefined): 1 | -1 | undefined => {
  const value = doc?.get('$natural');
  if (value === undefined || !isNumber(value)) return undefined;
  return equalValues(value, -1) ? -1 : 1;
};

const hintedIndex = (hint: Value, indexes: readonly Index[]): Index => {
  const found = indexes.find((index) =>
    typeof hint === 'string' ? index.name === hint : isDoc(hint) && equalValues(index.spec.get('key')!, hint),
  );
  if (!found) {
    throw badValue(
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  }
  return found;
};

const planOf = (request: ReadRequest, sort: readonly SortField[], indexes: readonly Index[]): Plan => {
  const { filter, hint } = request;
  if (hint !== undefined && typeof hint !== 'string' && !isDoc(hint)) {
    throw new MongoError(9, 'Hint must be a string or an object');
  }
  const way = natural(request.sort) ?? natural(isDoc(hint) ? hint : undefined);
  if (way) return naturalPlan(way === -1, sort.length === 0);
  const hinted = hint !== undefined && !(isDoc(hint) && hint.size === 0);
  if (!hinted) return choosePlan(filter, sort, indexes);
  return indexes.length ? hintedPlan(filter, sort, hintedIndex(hint, indexes)) : naturalPlan(false, sort.length === 0);
};

function* filtered(rows: Iterable<Row>, { filter, deadline }: ReadRequest): Generator<Row> {
  let examined = 0;
  for (const row of rows) {
    if (deadline !== undefined && ++examined % CLOCK_EVERY === 0 && Date.now() > deadline) throw timeExceeded();
    if (matches(filter, row.doc)) yield row;
  }
}

/** Error 50: the command ran longer than its `maxTimeMS`. */
const timeExceeded = (): MongoError => new MongoError(50, 'operation exceeded time limit');

/** The matching documents in order, read as they are asked for; a sort that no index gives reads them all first. */
export const readRows = (work: Work, ns: Namespace, request: ReadRequest): Iterable<Row> => {
  const sort = request.sort && natural(request.sort) === undefined ? parseSort(request.sort) : [];
  const plan = planOf(request, sort, work.indexes(ns));
  const rows = filtered(work.rows(ns, plan), request);
  if (sort.length === 0 || (plan.ordered && work.keepsOrder(ns))) return rows;
  return deferred(() => sortBy(rows, (row) => row.doc, sort, request.wanted ?? 0));
};

function* deferred<T>(make: () => Iterable<T>): Generator<T> {
  yield* make();
}
