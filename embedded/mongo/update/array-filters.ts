import { MongoError, badValue } from '../errors.ts';
import { docText, valueText } from '../bson/text.ts';
import { isDoc } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import { matches } from '../query/filter.ts';
import { parseFilter } from '../query/parse.ts';
import { valueAt } from './place.ts';

/** Which elements an identifier of `$[identifier]` stands for. */
export type ArrayFilters = ReadonlyMap<string, (element: Value) => boolean>;

/** The identifier that the conditions of one array filter are about. */
const identifierOf = (filter: Doc): string | undefined => {
  for (const [name, value] of filter) {
    if (!name.startsWith('$')) return name.split('.')[0];
    for (const part of Array.isArray(value) ? value : []) {
      const found = isDoc(part) ? identifierOf(part) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
};

/** Parses `arrayFilters`. */
export const parseArrayFilters = (docs: readonly Doc[]): ArrayFilters => {
  const filters = new Map<string, (element: Value) => boolean>();
  for (const doc of docs) {
    const identifier = identifierOf(doc);
    if (identifier === undefined) {
      throw new MongoError(9, 'Cannot use an expression without a top-level field name in arrayFilters');
    }
    if (!/^[a-z][A-Za-z0-9]*$/.test(identifier)) {
      throw badValue(
        `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${identifier}'`,
      );
    }
    if (filters.has(identifier)) {
      throw new MongoError(9, `Found multiple array filters with the same top-level field name ${identifier}`);
    }
    const filter = parseFilter(doc);
    filters.set(identifier, (element) => matches(filter, new Map([[identifier, element]])));
  }
  return filters;
};

/** @throws MongoError 9 when a filter is not used by any path */
export const checkAllUsed = (filters: ArrayFilters, paths: readonly string[][], update: Doc): void => {
  const used = new Set(paths.flat());
  for (const identifier of filters.keys()) {
    if (used.has(`$[${identifier}]`)) continue;
    throw new MongoError(
      9,
      `The array filter for identifier '${identifier}' was not used in the update ${docText(update)}`,
    );
  }
};

interface Positions {
  readonly doc: Doc;
  /** What the positional operator `$` stands for; −1: nothing. */
  readonly hit: number;
  readonly filters: ArrayFilters;
}

/** The concrete paths that a path with `$`, `$[]` and `$[identifier]` stands for in a document. */
export const concretePaths = (path: readonly string[], positions: Positions): string[][] => {
  const at = path.findIndex((part) => part.startsWith('$'));
  if (at < 0) return [[...path]];
  const head = path.slice(0, at);
  const rest = path.slice(at + 1);
  const next = (i: number | string): string[][] => concretePaths([...head, String(i), ...rest], positions);
  const part = path[at]!;
  if (part === '$') {
    if (positions.hit < 0) {
      throw badValue('The positional operator did not find the match needed from the query.');
    }
    return next(positions.hit);
  }
  return elementsAt(path, head, positions.doc).flatMap((element, i) => {
    const test = part === '$[]' ? () => true : positions.filters.get(part.slice(2, -1));
    if (!test) {
      throw badValue(`No array filter found for identifier '${part.slice(2, -1)}' in path '${path.join('.')}'`);
    }
    return test(element) ? next(i) : [];
  });
};

const elementsAt = (path: readonly string[], head: readonly string[], doc: Doc): Value[] => {
  const list = valueAt(doc, head);
  if (Array.isArray(list)) return list;
  if (list === undefined) {
    throw badValue(`The path '${head.join('.')}' must exist in the document in order to apply array updates.`);
  }
  throw badValue(`Cannot apply array updates to non-array element ${path[head.length - 1]}: ${valueText(list)}`);
};
