import { isDoc } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';

/** A dotted path cut at its dots. */
export type Path = readonly string[];

const paths = new Map<string, Path>();

/** Cuts a dotted path; the result is kept, paths being few. */
export const pathOf = (dotted: string): Path => {
  const known = paths.get(dotted);
  if (known) return known;
  const path = dotted.split('.');
  if (paths.size > 10_000) paths.clear();
  paths.set(dotted, path);
  return path;
};

/** Whether a path component may be a position in an array: digits without a leading zero. */
export const isPosition = (part: string): boolean => /^(0|[1-9]\d*)$/.test(part);

/**
 * Receives each value that a path reaches (`undefined`: the field is missing there) and the position in the outermost array
 * on the way (−1: none). Answers true to stop.
 */
export type Visitor = (value: Value | undefined, position: number) => boolean;

/**
 * Walks a path as MongoDB's matcher does: through documents, through each document of an array, and by number into arrays.
 * With `leafArrays` an array at the end of the path is visited element by element and then as a whole.
 * @returns whether the visitor stopped the walk
 */
export const visitPath = (doc: Doc, path: Path, leafArrays: boolean, visit: Visitor): boolean => {
  const inDoc = (at: Doc, i: number, position: number): boolean => arrive(at.get(path[i]!), i + 1, position);

  const arrive = (value: Value | undefined, i: number, position: number): boolean => {
    if (i === path.length) return leaf(value, position);
    if (isDoc(value)) return inDoc(value, i, position);
    return Array.isArray(value) ? inArray(value, i, position) : visit(undefined, position);
  };

  const leaf = (value: Value | undefined, position: number): boolean => {
    if (leafArrays && Array.isArray(value)) {
      for (let k = 0; k < value.length; k++) if (visit(value[k], position < 0 ? k : position)) return true;
    }
    return visit(value, position);
  };

  const inArray = (list: readonly Value[], i: number, position: number): boolean => {
    const index = isPosition(path[i]!) ? Number(path[i]) : -1;
    for (let k = 0; k < list.length; k++) {
      const item = list[k]!;
      const outer = position < 0 ? k : position;
      if (isDoc(item) && inDoc(item, i, outer)) return true;
      if (k !== index) continue;
      if (i + 1 === path.length || isDoc(item) || Array.isArray(item)) if (arrive(item, i + 1, outer)) return true;
    }
    return false;
  };

  return inDoc(doc, 0, -1);
};

/** The value of a path that goes through documents only; `undefined` when an array or nothing is on the way. */
export const plainValue = (doc: Doc, path: Path): Value | undefined => {
  let value: Value | undefined = doc;
  for (const part of path) value = isDoc(value) ? value.get(part) : undefined;
  return value;
};
