import { MongoError } from '../errors.ts';
import { UNDEFINED, isDoc } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import { isPosition } from './path.ts';
import type { Path } from './path.ts';

/** The values a document has under the fields of an index or of a sort: one tuple per array element. */
export interface IndexTuples {
  readonly tuples: readonly (readonly Value[])[];
  /** An array was expanded: one document may have several entries. */
  readonly multikey: boolean;
  /** None of the fields exists (a sparse index leaves the document out). */
  readonly missing: boolean;
}

type Step =
  | { readonly kind: 'done'; readonly value: Value | undefined }
  | { readonly kind: 'array'; readonly list: Value[]; readonly rest: Path };

/** Follows a path to its end or to the first array that must be expanded. */
const follow = (start: Value | undefined, path: Path): Step => {
  let value = start;
  for (let i = 0; i < path.length; i++) {
    if (isDoc(value)) value = value.get(path[i]!);
    else if (Array.isArray(value)) {
      const part = path[i]!;
      const named = value.some((item) => isDoc(item) && item.has(part));
      if (!isPosition(part) || named) return { kind: 'array', list: value, rest: path.slice(i) };
      value = value[Number(part)];
    } else return { kind: 'done', value: undefined };
  }
  return Array.isArray(value) ? { kind: 'array', list: value, rest: [] } : { kind: 'done', value };
};

/**
 * Extracts the tuples of `paths`, expanding arrays as MongoDB's indexes do; a missing field counts as null and an empty
 * array as undefined.
 * @throws MongoError 171 when two fields lie in different arrays
 */
export const indexTuples = (doc: Doc, paths: readonly Path[]): IndexTuples => {
  const tuples: Value[][] = [];
  let multikey = false;
  let present = false;

  const collect = (steps: readonly Step[]): void => {
    const arrays = new Set(steps.flatMap((step) => (step.kind === 'array' ? [step.list] : [])));
    if (arrays.size > 1) throw parallel(steps, paths);
    const [list] = arrays;
    if (!list) {
      tuples.push(steps.map((step) => tupleValue(step)));
      return;
    }
    multikey = true;
    for (const item of list.length ? list : [UNDEFINED]) {
      collect(steps.map((step) => (step.kind === 'array' ? stepInto(item, step.rest) : step)));
    }
  };

  const tupleValue = (step: Step): Value => {
    const value = step.kind === 'done' ? step.value : undefined;
    if (value !== undefined) present = true;
    return value ?? null;
  };

  collect(paths.map((path) => follow(doc, path)));
  return { tuples, multikey, missing: !present };
};

/** An element of an expanded array: its own value at the end of the path, else the rest of the path inside it. */
const stepInto = (item: Value, rest: Path): Step => {
  if (rest.length === 0) return { kind: 'done', value: item };
  return isDoc(item) ? follow(item, rest) : { kind: 'done', value: undefined };
};

const parallel = (steps: readonly Step[], paths: readonly Path[]): MongoError => {
  const names = paths.flatMap((path, i) => (steps[i]!.kind === 'array' ? [path.at(-1)!] : []));
  return new MongoError(171, `cannot index parallel arrays [${names[1]}] [${names[0]}]`);
};
