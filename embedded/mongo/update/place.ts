import { MongoError, badValue } from '../errors.ts';
import { valueText } from '../bson/text.ts';
import { isDoc } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import { isPosition } from '../query/path.ts';

/** An array is not filled with nulls beyond this. */
const MAX_BACKFILL = 1_500_000;

type Container = Doc | Value[];

/** The field of a container; `undefined` when it is missing or cannot exist there. */
const child = (container: Container, part: string): Value | undefined => {
  if (isDoc(container)) return container.get(part);
  return isPosition(part) ? container[Number(part)] : undefined;
};

const isContainer = (value: Value | undefined): value is Container => isDoc(value) || Array.isArray(value);

/** What is at a concrete path now. */
export const valueAt = (doc: Doc, path: readonly string[]): Value | undefined => {
  let value: Value | undefined = doc;
  for (const part of path) {
    if (!isContainer(value)) return undefined;
    value = child(value, part);
  }
  return value;
};

const put = (container: Container, part: string, value: Value): void => {
  if (isDoc(container)) {
    container.set(part, value);
    return;
  }
  const index = Number(part);
  if (index - container.length > MAX_BACKFILL) {
    throw badValue(`can't backfill more than ${MAX_BACKFILL} elements`);
  }
  while (container.length < index) container.push(null);
  container[index] = value;
};

/**
 * Puts a value at a path and makes the documents that lead there.
 * @throws MongoError 28 when a scalar is in the way, or a name meets an array
 */
export const putAt = (doc: Doc, path: readonly string[], value: Value): void => {
  let container: Container = doc;
  let name = '';
  for (const [i, part] of path.entries()) {
    if (Array.isArray(container) && !isPosition(part)) throw notViable(part, name, container);
    if (i === path.length - 1) {
      put(container, part, value);
      return;
    }
    let next = child(container, part);
    if (next === undefined) {
      next = new Map();
      put(container, part, next);
    }
    if (!isContainer(next)) throw notViable(path[i + 1]!, part, next);
    container = next;
    name = part;
  }
};

const notViable = (part: string, name: string, value: Value): MongoError =>
  new MongoError(28, `Cannot create field '${part}' in element {${name}: ${valueText(value)}}`);

/** Removes a field; an element of an array becomes null, so that the others keep their places. */
export const removeAt = (doc: Doc, path: readonly string[]): void => {
  const container = valueAt(doc, path.slice(0, -1));
  const last = path.at(-1)!;
  if (isDoc(container)) container.delete(last);
  else if (Array.isArray(container) && isPosition(last) && Number(last) < container.length) {
    container[Number(last)] = null;
  }
};

/** Whether a path leads through an array. */
export const throughArray = (doc: Doc, path: readonly string[]): boolean =>
  path.some((_part, i) => i > 0 && Array.isArray(valueAt(doc, path.slice(0, i))));
