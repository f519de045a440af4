import { MongoError } from '../errors.ts';
import { isDoc } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import { plainValue } from '../query/path.ts';

const withValue = (doc: Doc, path: readonly string[], value: Value | undefined): Doc => {
  const [part, ...rest] = path;
  const copy = new Map(doc);
  const current = copy.get(part!);
  if (rest.length > 0) copy.set(part!, withValue(isDoc(current) ? current : new Map(), rest, value));
  else if (value === undefined) copy.delete(part!);
  else copy.set(part!, value);
  return copy;
};

const optionsOf = (spec: Value): { path: string[]; keepEmpty: boolean; indexField: string | undefined } => {
  const options = isDoc(spec) ? spec : new Map<string, Value>([['path', spec]]);
  for (const name of options.keys()) {
    if (!['path', 'preserveNullAndEmptyArrays', 'includeArrayIndex'].includes(name)) {
      throw new MongoError(28811, `unrecognized option to $unwind stage: ${name}`);
    }
  }
  const path = options.get('path');
  if (typeof path !== 'string') throw new MongoError(28812, 'no path specified to $unwind stage');
  if (!path.startsWith('$'))
    throw new MongoError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  const index = options.get('includeArrayIndex');
  return {
    path: path.slice(1).split('.'),
    keepEmpty: options.get('preserveNullAndEmptyArrays') === true,
    indexField: typeof index === 'string' ? index : undefined,
  };
};

/** `$unwind`: one document for each element of an array. */
export const unwind = (spec: Value) => {
  const { path, keepEmpty, indexField } = optionsOf(spec);
  const numbered = (doc: Doc, index: number | null): Doc =>
    indexField === undefined ? doc : withValue(doc, indexField.split('.'), index === null ? null : BigInt(index));
  return function* (docs: Iterable<Doc>): Generator<Doc> {
    for (const doc of docs) {
      const value = plainValue(doc, path);
      if (Array.isArray(value) && value.length > 0) {
        for (const [i, item] of value.entries()) yield numbered(withValue(doc, path, item), i);
      } else if (Array.isArray(value)) {
        if (keepEmpty) yield numbered(withValue(doc, path, undefined), null);
      } else if (value !== undefined && value !== null) yield numbered(doc, null);
      else if (keepEmpty) yield numbered(doc, null);
    }
  };
};
