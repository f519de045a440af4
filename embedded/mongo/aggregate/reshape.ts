import { MongoError } from '../errors.ts';
import { isDoc, isNumber, typeName } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import { parseProjection } from '../query/project.ts';
import { compileExpression } from './expression.ts';
import type { Expression, Scope } from './scope.ts';

/** Makes of each document another one. */
export type Reshape = (doc: Doc, scope: Scope) => Doc;

const NO_FILTER = { kind: 'constant', value: true } as const;

/** Sets a computed value at a path, in each element where the path meets an array. */
const setAt = (doc: Doc, path: readonly string[], value: Value | undefined): Doc => {
  const [part, ...rest] = path;
  const copy = new Map(doc);
  const current = copy.get(part!);
  if (rest.length === 0) {
    if (value === undefined) copy.delete(part!);
    else copy.set(part!, value);
  } else if (Array.isArray(current)) {
    copy.set(
      part!,
      current.map((item) => setAt(isDoc(item) ? item : new Map(), rest, value)),
    );
  } else if (value !== undefined || isDoc(current)) {
    copy.set(part!, setAt(isDoc(current) ? current : new Map(), rest, value));
  }
  return copy;
};

type Computed = readonly [path: readonly string[], expression: Expression];

/** The computed fields of a stage; a nested document without operators is a path. */
const computedFields = (name: string, value: Value): Computed[] => {
  if (name.startsWith('$')) {
    throw new MongoError(16410, "FieldPath field names may not start with '$'. Consider using $getField or $setField.");
  }
  const nested = isDoc(value) && value.size > 0 && ![...value.keys()][0]!.startsWith('$');
  if (nested) return [...value].flatMap(([inner, item]) => computedFields(`${name}.${inner}`, item));
  return [[name.split('.'), compileExpression(value)]];
};

const withComputed = (doc: Doc, scope: Scope, computed: readonly Computed[]): Doc =>
  computed.reduce((out, [path, expression]) => setAt(out, path, expression(scope)), doc);

/** `$addFields` and `$set`. */
export const addFields = (name: string, spec: Value): Reshape => {
  if (!isDoc(spec)) throw new MongoError(40272, `${name} specification stage must be an object, got ${typeName(spec)}`);
  const computed = [...spec].flatMap(([path, value]) => computedFields(path, value));
  return (doc, scope) => withComputed(doc, scope, computed);
};

const isFlag = (value: Value): boolean => typeof value === 'boolean' || isNumber(value);

/** Splits a `$project` into what is kept or left out, and what is computed. */
const split = (spec: Doc, prefix: string): { flags: [string, Value][]; computed: Computed[] } => {
  const flags: [string, Value][] = [];
  const computed: Computed[] = [];
  for (const [name, value] of spec) {
    const path = prefix + name;
    if (isFlag(value)) flags.push([path, value]);
    else if (isDoc(value) && value.size > 0 && ![...value.keys()][0]!.startsWith('$')) {
      const inner = split(value, `${path}.`);
      flags.push(...inner.flags);
      computed.push(...inner.computed);
    } else computed.push(...computedFields(path, value));
  }
  return { flags, computed };
};

/** `$project`: keeps or leaves out fields, and computes others. */
export const project = (spec: Value): Reshape => {
  if (!isDoc(spec)) throw new MongoError(15969, '$project specification must be an object');
  if (spec.size === 0)
    throw new MongoError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  const { flags, computed } = split(spec, '');
  if (computed.length === 0) {
    const keep = parseProjection(new Map(flags), NO_FILTER)!;
    return (doc) => keep(doc);
  }
  // With computed fields the stage is an inclusion: a field that stands for itself keeps its place.
  const marker = '\0none';
  const keep = parseProjection(new Map([...flags, [marker, true]]), NO_FILTER)!;
  return (doc, scope) => withComputed(keep(doc), scope, computed);
};

/** `$unset`: leaves fields out. */
export const unset = (spec: Value): Reshape => {
  const names = Array.isArray(spec) ? spec : [spec];
  if (names.length === 0 || names.some((name) => typeof name !== 'string' || name === '')) {
    throw new MongoError(31002, '$unset specification must be a string or an array with at least one string');
  }
  const keep = parseProjection(new Map(names.map((name) => [name as string, false])), NO_FILTER)!;
  return (doc) => keep(doc);
};

/** `$replaceRoot` and `$replaceWith`. */
export const replaceRoot = (name: string, spec: Value): Reshape => {
  const newRoot = name === '$replaceWith' ? spec : isDoc(spec) ? spec.get('newRoot') : undefined;
  if (newRoot === undefined) throw new MongoError(40231, 'no newRoot specified for the $replaceRoot stage');
  const expression = compileExpression(newRoot);
  return (_doc, scope) => {
    const value = expression(scope);
    if (isDoc(value)) return value;
    throw new MongoError(
      40228,
      `'newRoot' expression must evaluate to an object, but resulting value was of type: ${typeName(value)}`,
    );
  };
};
