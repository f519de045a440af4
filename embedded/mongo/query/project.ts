import { MongoError, badValue, notImplemented } from '../errors.ts';
import { equalValues } from '../bson/compare.ts';
import { wholeNumber } from '../bson/number.ts';
import { isDoc, isNumber } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import type { Filter, Hit } from './filter.ts';
import { matches } from './filter.ts';
import { parseFilter } from './parse.ts';

/** What a projection does with one field: a leaf, or the same for fields below it. */
type Node = Map<string, Node | 'field'>;

interface Special {
  readonly path: readonly string[];
  readonly apply: (value: Value, doc: Doc) => Value | undefined;
  /** `$elemMatch`: the field comes after the others. */
  readonly last: boolean;
}

/** Makes of a stored document the one that is answered. */
export type Projection = (doc: Doc) => Doc;

interface Draft {
  readonly tree: Node;
  readonly specials: Special[];
  mode: 'include' | 'exclude' | undefined;
  id: boolean | undefined;
  /** A `$slice` alone keeps every field. */
  readonly filter: Filter;
}

const addPath = (tree: Node, path: readonly string[]): void => {
  let node = tree;
  for (const [i, part] of path.entries()) {
    const next = node.get(part);
    const last = i === path.length - 1;
    if (next === 'field' || (next && last)) {
      const rest = path.slice(i + 1).join('.');
      throw new MongoError(31249, `Path collision at ${path.join('.')}${rest ? ` remaining portion ${rest}` : ''}`);
    }
    if (last) node.set(part, 'field');
    else if (next) node = next;
    else {
      const fresh: Node = new Map();
      node.set(part, fresh);
      node = fresh;
    }
  }
};

const setMode = (draft: Draft, mode: 'include' | 'exclude', name: string): void => {
  if (draft.mode && draft.mode !== mode) {
    throw mode === 'include'
      ? new MongoError(31253, `Cannot do inclusion on field ${name} in exclusion projection`)
      : new MongoError(31254, `Cannot do exclusion on field ${name} in inclusion projection`);
  }
  draft.mode = mode;
};

const checkName = (name: string): string[] => {
  const path = name.split('.');
  if (path.includes('')) throw new MongoError(40353, 'FieldPath field names may not be empty strings.');
  return path;
};

const slice = (operand: Value): ((value: Value) => Value) => {
  const numbers = (Array.isArray(operand) ? operand : [operand]).map((item) =>
    isNumber(item) ? wholeNumber(item) : undefined,
  );
  const [first, count] = numbers;
  if (first === undefined || numbers.length > 2 || (numbers.length === 2 && (count === undefined || count <= 0))) {
    throw new MongoError(28667, 'Invalid $slice syntax. The given syntax did not match the find() $slice syntax.');
  }
  return (value) => {
    if (!Array.isArray(value)) return value;
    if (count === undefined) return first < 0 ? value.slice(first) : value.slice(0, first);
    const start = first < 0 ? Math.max(0, value.length + first) : first;
    return value.slice(start, start + count);
  };
};

const positional = (draft: Draft, name: string): void => {
  const path = checkName(name.slice(0, -2));
  setMode(draft, 'include', name);
  addPath(draft.tree, path);
  const apply = (value: Value, doc: Doc): Value => {
    const hit: Hit = { position: -1 };
    matches(draft.filter, doc, hit);
    if (hit.position < 0 || !Array.isArray(value)) {
      throw new MongoError(
        51246,
        "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
      );
    }
    return value[hit.position] === undefined ? [] : [value[hit.position]!];
  };
  draft.specials.push({ path, apply, last: false });
};

const operator = (draft: Draft, name: string, value: Doc): void => {
  const [kind] = value.keys();
  const path = checkName(name);
  if (value.size !== 1) throw new MongoError(31325, `An object representing an expression must have exactly one field`);
  const operand = value.get(kind!)!;
  if (kind === '$slice') {
    draft.specials.push({ path, apply: slice(operand), last: false });
    if (draft.mode === 'include') addPath(draft.tree, path);
    return;
  }
  if (kind !== '$elemMatch') throw notImplemented(`the projection ${kind}`);
  if (!isDoc(operand)) throw badValue('elemMatch: Invalid argument, object required, but got another type');
  if (path.length > 1) throw new MongoError(31255, 'Cannot use $elemMatch projection on a nested field.');
  setMode(draft, 'include', name);
  const test = elementFilter(operand);
  const apply = (list: Value): Value | undefined => {
    const found = Array.isArray(list) ? list.find(test) : undefined;
    return found === undefined ? undefined : [found];
  };
  draft.specials.push({ path, apply, last: true });
};

const elementFilter = (conditions: Doc): ((item: Value) => boolean) => {
  const filter = parseFilter(new Map([['list', new Map([['$elemMatch', conditions]])]]));
  return (item) => matches(filter, new Map([['list', [item]]]));
};

const addField = (draft: Draft, name: string, value: Value): void => {
  if (name.startsWith('$')) throw new MongoError(16410, "FieldPath field names may not start with '$'.");
  if (isDoc(value)) {
    const [first] = value.keys();
    if (first?.startsWith('$')) operator(draft, name, value);
    else if (first === undefined)
      throw new MongoError(51270, 'An empty sub-projection is not a valid value. Found empty object at path');
    else for (const [child, inner] of value) addField(draft, `${name}.${child}`, inner);
    return;
  }
  if (typeof value !== 'boolean' && !isNumber(value)) throw notImplemented('a computed field in a projection');
  const included = typeof value === 'boolean' ? value : !equalValues(value, 0);
  if (name === '_id') draft.id = included;
  else if (name.endsWith('.$') && included) positional(draft, name);
  else {
    setMode(draft, included ? 'include' : 'exclude', name);
    addPath(draft.tree, checkName(name));
  }
};

const include = (doc: Doc, tree: Node): Doc => {
  const out: Doc = new Map();
  for (const [name, value] of doc) {
    const node = tree.get(name);
    if (node === 'field') out.set(name, value);
    else if (node) {
      const inner = includeValue(value, node);
      if (inner !== undefined) out.set(name, inner);
    }
  }
  return out;
};

const includeValue = (value: Value, node: Node): Value | undefined => {
  if (isDoc(value)) return include(value, node);
  if (!Array.isArray(value)) return undefined;
  return value.map((item) => includeValue(item, node)).filter((item) => item !== undefined);
};

const exclude = (doc: Doc, tree: Node): Doc => {
  const out: Doc = new Map();
  for (const [name, value] of doc) {
    const node = tree.get(name);
    if (node !== 'field') out.set(name, node ? excludeValue(value, node) : value);
  }
  return out;
};

const excludeValue = (value: Value, node: Node): Value => {
  if (isDoc(value)) return exclude(value, node);
  return Array.isArray(value) ? value.map((item) => excludeValue(item, node)) : value;
};

/** Applies a special to what is at its path, through documents and arrays of documents. */
const special = (out: Doc, doc: Doc, path: readonly string[], { apply }: Special): Doc => {
  const [part, ...rest] = path;
  const value = out.get(part!);
  if (value === undefined) return out;
  const copy = new Map(out);
  const inner = (item: Value): Value => (isDoc(item) ? special(item, doc, rest, { apply } as Special) : item);
  if (rest.length > 0) copy.set(part!, Array.isArray(value) ? value.map(inner) : inner(value));
  else {
    const next = apply(value, doc);
    if (next !== undefined) copy.set(part!, next);
  }
  return copy;
};

const finish = (draft: Draft): Projection => {
  const { tree, specials } = draft;
  const inclusive = draft.mode === 'include' || (draft.mode === undefined && draft.id === true && !specials.length);
  if (inclusive) {
    if (draft.id !== false) tree.set('_id', 'field');
    for (const { path, last } of specials) if (!last && !hasPath(tree, path)) addPath(tree, path);
  } else if (draft.id === false) tree.set('_id', 'field');
  const keep = inclusive ? include : exclude;
  return (doc) => {
    let out = keep(doc, tree);
    for (const item of specials) {
      if (!item.last) out = special(out, doc, item.path, item);
      else {
        const value = doc.get(item.path[0]!);
        const picked = value === undefined ? undefined : item.apply(value, doc);
        if (picked !== undefined) out.set(item.path[0]!, picked);
      }
    }
    return out;
  };
};

const hasPath = (tree: Node, path: readonly string[]): boolean => {
  let node: Node | 'field' | undefined = tree;
  for (const part of path) {
    if (node === 'field' || node === undefined) break;
    node = node.get(part);
  }
  return node === 'field';
};

/**
 * Understands a projection; `undefined` when it keeps the documents as they are. `filter` is the query's, for `field.$`.
 * @throws MongoError 31249, 31253, 31254 and others in MongoDB's words; 238 for computed fields and `$meta`
 */
export const parseProjection = (spec: Doc | undefined, filter: Filter): Projection | undefined => {
  if (!spec || spec.size === 0) return undefined;
  const draft: Draft = { tree: new Map(), specials: [], mode: undefined, id: undefined, filter };
  for (const [name, value] of spec) addField(draft, name, value);
  return finish(draft);
};
