import { MongoError } from '../errors.ts';
import { UtcDate, isDoc } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import { EXPRESSIONS } from './operators.ts';
import type { Expression } from './scope.ts';

/** The value of a field path; through an array, the values of its elements. */
const fieldValue = (value: Value | undefined, path: readonly string[]): Value | undefined => {
  if (path.length === 0 || value === undefined) return value;
  if (Array.isArray(value)) {
    return value.flatMap((item): Value[] => {
      const inner = isDoc(item) || Array.isArray(item) ? fieldValue(item, path) : undefined;
      return inner === undefined ? [] : [inner];
    });
  }
  return isDoc(value) ? fieldValue(value.get(path[0]!), path.slice(1)) : undefined;
};

const variable = (text: string): Expression => {
  const [name = '', ...path] = text.slice(2).split('.');
  if (name === 'ROOT' || name === 'CURRENT') return ({ root }) => fieldValue(root, path);
  if (name === 'REMOVE') return () => undefined;
  if (name !== 'NOW') throw new MongoError(17276, `Use of undefined variable: ${name}`);
  return ({ variables }) => fieldValue(variables.get(name), path);
};

const fieldPath = (text: string): Expression => {
  const path = text.slice(1).split('.');
  if (path.includes('')) throw new MongoError(40353, "FieldPath must not end with a '.'.");
  if (path.some((part) => part.startsWith('$'))) {
    throw new MongoError(16410, "FieldPath field names may not start with '$'. Consider using $getField or $setField.");
  }
  return ({ root }) => fieldValue(root, path);
};

const object = (doc: Doc): Expression => {
  const fields = [...doc].map(([name, value]) => {
    if (name.startsWith('$')) {
      throw new MongoError(15983, 'An object representing an expression must have exactly one field');
    }
    return [name, compileExpression(value)] as const;
  });
  return (scope) => {
    const out: Doc = new Map();
    for (const [name, expression] of fields) {
      const value = expression(scope);
      if (value !== undefined) out.set(name, value);
    }
    return out;
  };
};

/** `$getField` and `$setField`: fields whose names have dots or dollars. */
const namedField = (name: '$getField' | '$setField', operand: Value): Expression => {
  const spec = isDoc(operand) && operand.has('field') ? operand : new Map([['field', operand]]);
  const given = spec.get('field')!;
  const field = isDoc(given) ? given.get('$literal') : given;
  if (typeof field !== 'string')
    throw new MongoError(5654602, `${name} requires 'field' to evaluate to a constant string`);
  const input = compileExpression(spec.get('input') ?? '$$CURRENT');
  if (name === '$getField') {
    return (scope) => {
      const value = input(scope);
      return isDoc(value) ? value.get(field) : undefined;
    };
  }
  const value = compileExpression(spec.get('value') ?? null);
  return (scope) => {
    const target = input(scope);
    if (!isDoc(target)) return null;
    const next = value(scope);
    const copy = new Map(target);
    if (next === undefined) copy.delete(field);
    else copy.set(field, next);
    return copy;
  };
};

const operator = (name: string, operand: Value, size: number): Expression => {
  if (size !== 1) {
    throw new MongoError(15983, 'An object representing an expression must have exactly one field');
  }
  if (name === '$literal') return () => operand;
  if (name === '$getField' || name === '$setField') return namedField(name, operand);
  const make = EXPRESSIONS.get(name);
  if (!make) throw new MongoError(168, `Unrecognized expression '${name}'`);
  if (isDoc(operand) && name === '$cond') {
    const parts = ['if', 'then', 'else'].map((part) => operand.get(part));
    if (parts.includes(undefined)) throw new MongoError(17080, "Missing 'if', 'then' or 'else' parameter to $cond");
    return make(
      parts.map((part) => compileExpression(part!)),
      true,
    );
  }
  const operands = Array.isArray(operand) ? operand : [operand];
  return make(operands.map(compileExpression), Array.isArray(operand));
};

/**
 * Compiles an aggregation expression: field paths, variables, literals, and the operators of `operators.ts`.
 * @throws MongoError 168 for an operator that is not known
 */
export const compileExpression = (value: Value): Expression => {
  if (typeof value === 'string' && value.startsWith('$$')) return variable(value);
  if (typeof value === 'string' && value.startsWith('$') && value.length > 1) return fieldPath(value);
  if (Array.isArray(value)) {
    const items = value.map(compileExpression);
    return (scope) => items.map((item) => item(scope) ?? null);
  }
  if (!isDoc(value)) return () => value;
  const [first] = value.keys();
  return first?.startsWith('$') ? operator(first, value.get(first)!, value.size) : object(value);
};

/** The variables every aggregation has: `$$NOW`. */
export const standardVariables = (): Map<string, Value> => new Map([['NOW', new UtcDate(Date.now())]]);
