import { MongoError } from '../errors.ts';
import { compareValues } from '../bson/compare.ts';
import { valueText } from '../bson/text.ts';
import { isDoc, isNumber } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import { wholeNumber } from '../bson/number.ts';
import { indexTuples } from './index-keys.ts';
import { pathOf } from './path.ts';

/** One field of a sort or of an index. */
export interface SortField {
  readonly path: string;
  readonly descending: boolean;
}

/**
 * Parses a sort document.
 * @throws MongoError 15974, 15975 and 16410 for what MongoDB refuses; `$meta` is refused too
 */
export const parseSort = (doc: Doc): SortField[] =>
  [...doc].map(([path, value]) => {
    if (isDoc(value) || !isNumber(value)) {
      throw new MongoError(15974, `Illegal key in $sort specification: ${path}: ${valueText(value)}`);
    }
    if (path.startsWith('$')) {
      throw new MongoError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    }
    if (path === '' || path.split('.').includes('')) throw new MongoError(40353, "FieldPath must not end with a '.'.");
    const direction = wholeNumber(value);
    if (direction !== 1 && direction !== -1) {
      throw new MongoError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    }
    return { path, descending: direction === -1 };
  });

type Tuple = readonly Value[];

/** The values by which a document sorts: of the elements of an array, the one that comes first in the sort's direction. */
const sortKey = (doc: Doc, fields: readonly SortField[], compare: (a: Tuple, b: Tuple) => number): Tuple => {
  const { tuples } = tuplesForSort(doc, fields);
  return tuples.reduce((best, tuple) => (compare(tuple, best) < 0 ? tuple : best));
};

const tuplesForSort = (doc: Doc, fields: readonly SortField[]) => {
  try {
    return indexTuples(
      doc,
      fields.map(({ path }) => pathOf(path)),
    );
  } catch (error) {
    if (error instanceof MongoError && error.code === 171) {
      throw new MongoError(2, 'cannot sort with keys that are parallel arrays');
    }
    throw error;
  }
};

const tupleOrder =
  (fields: readonly SortField[]) =>
  (a: Tuple, b: Tuple): number => {
    for (let i = 0; i < fields.length; i++) {
      const order = compareValues(a[i]!, b[i]!);
      if (order !== 0) return fields[i]!.descending ? -order : order;
    }
    return 0;
  };

/** Sorts items by the document each one holds; equal items keep their order. `limit` 0 keeps all. */
export const sortBy = <T>(
  items: Iterable<T>,
  docOf: (item: T) => Doc,
  fields: readonly SortField[],
  limit = 0,
): T[] => {
  const compare = tupleOrder(fields);
  const keyed = Array.from(items, (item) => ({ item, key: sortKey(docOf(item), fields, compare) }));
  keyed.sort((a, b) => compare(a.key, b.key));
  return (limit > 0 ? keyed.slice(0, limit) : keyed).map(({ item }) => item);
};
