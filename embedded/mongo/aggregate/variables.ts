import { MongoError } from '../errors.ts';
import { docOf, isDoc } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import { compileExpression, standardVariables } from './expression.ts';

/** The values of `let`, by name. */
export type Variables = ReadonlyMap<string, Value>;

/**
 * Reads a `let` argument: constant expressions by name.
 * @throws MongoError 4890500 when one depends on a document
 */
export const readVariables = (spec: Doc | undefined): Variables => {
  const variables = new Map<string, Value>();
  for (const [name, value] of spec ?? []) {
    if (!/^[a-z][\w]*$/i.test(name)) throw new MongoError(16867, `'${name}' is not a valid name for a variable`);
    if (typeof value === 'string' && /^\$[^$]/.test(value)) {
      throw new MongoError(4890500, `Command let Expression does not allow field paths: ${value}`);
    }
    variables.set(name, compileExpression(value)({ root: new Map(), variables: standardVariables() }) ?? null);
  }
  return variables;
};

const below = (value: Value | undefined, path: readonly string[]): Value | undefined =>
  path.reduce<Value | undefined>((at, part) => (isDoc(at) ? at.get(part) : undefined), value);

/** Puts the values of variables into an expression; the rest stays as it is. */
const bindExpression = (value: Value, variables: Variables): Value => {
  if (typeof value === 'string' && value.startsWith('$$')) {
    const [name, ...path] = value.slice(2).split('.');
    if (!variables.has(name!)) return value;
    const bound = below(variables.get(name!), path);
    return bound === undefined ? '$$REMOVE' : docOf(['$literal', bound]);
  }
  if (Array.isArray(value)) return value.map((item) => bindExpression(item, variables));
  if (!isDoc(value)) return value;
  return new Map(
    [...value].map(([name, item]) => [name, name === '$literal' ? item : bindExpression(item, variables)]),
  );
};

/** Puts the values of `let` into the `$expr`s of a filter. */
export const bindFilter = (filter: Doc, variables: Variables): Doc => {
  if (variables.size === 0) return filter;
  const bind = (value: Value): Value => {
    if (Array.isArray(value)) return value.map(bind);
    return isDoc(value) ? bindFilter(value, variables) : value;
  };
  return new Map(
    [...filter].map(([name, value]) => [name, name === '$expr' ? bindExpression(value, variables) : bind(value)]),
  );
};

/** Puts the values of `let` into the stages of a pipeline. */
export const bindPipeline = (stages: readonly Value[], variables: Variables): Value[] =>
  stages.map((stage) => {
    if (!isDoc(stage) || variables.size === 0) return stage;
    return new Map(
      [...stage].map(([name, spec]) => [
        name,
        name === '$match' && isDoc(spec) ? bindFilter(spec, variables) : bindExpression(spec, variables),
      ]),
    );
  });

/** Puts the values of `let` into an update, if it is a pipeline. */
export const bindUpdate = (update: Value | undefined, variables: Variables): Value | undefined =>
  Array.isArray(update) ? bindPipeline(update, variables) : update;
