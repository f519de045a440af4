import { MongoError, notImplemented } from '../errors.ts';
import { calculate } from '../bson/arithmetic.ts';
import type { Numeric } from '../bson/arithmetic.ts';
import { compareValues } from '../bson/compare.ts';
import { plainNumber, wholeNumber } from '../bson/number.ts';
import { Decimal, Int32, UNDEFINED, UtcDate, int, isDoc, isNumber, typeName } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import type { Expression, Scope } from './scope.ts';

/** Makes an expression from its operands; `list` tells whether they were written as an array. */
type Maker = (operands: readonly Expression[], list: boolean) => Expression;

const nullish = (value: Value | undefined): value is null | undefined =>
  value === undefined || value === null || value === UNDEFINED;

/** What counts as true in an expression: everything but false, zero, null and nothing. */
export const truthy = (value: Value | undefined): boolean =>
  !(nullish(value) || value === false || (isNumber(value) && compareValues(value, 0) === 0));

const arity = (name: string, operands: readonly Expression[], size: number): void => {
  if (operands.length !== size) {
    throw new MongoError(
      16020,
      `Expression ${name} takes exactly ${size} arguments. ${operands.length} were passed in.`,
    );
  }
};

const fixed =
  (name: string, size: number, compute: (values: (Value | undefined)[]) => Value | undefined): Maker =>
  (operands) => {
    arity(name, operands, size);
    return (scope) => compute(operands.map((operand) => operand(scope)));
  };

const comparison = (name: string, accept: (order: number) => boolean): [string, Maker] => [
  name,
  fixed(name, 2, ([a, b]) => accept(order(a, b))),
];

/** A missing value sorts before null in expressions. */
const order = (a: Value | undefined, b: Value | undefined): number => {
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined);
  return compareValues(a, b);
};

const numeric = (name: string, value: Value): Numeric => {
  if (value instanceof Decimal) throw notImplemented(`${name} with a Decimal128`);
  if (isNumber(value)) return value;
  throw new MongoError(14, `${name} only supports numeric or date types, not ${typeName(value)}`);
};

const overflow = (name: string): MongoError => new MongoError(15, `${name} overflowed a 64-bit integer`);

const fold =
  (name: string, op: '+' | '*'): Maker =>
  (operands) =>
  (scope) => {
    let total: Numeric = int(op === '+' ? 0 : 1);
    let date = false;
    for (const operand of operands) {
      const value = operand(scope);
      if (nullish(value)) return null;
      if (value instanceof UtcDate && op === '+') date = true;
      const next = calculate(total, value instanceof UtcDate ? BigInt(value.ms) : numeric(name, value), op);
      if (next === undefined) throw overflow(name);
      total = next;
    }
    return date ? new UtcDate(Math.round(Number(plainNumber(total)))) : total;
  };

const subtract = fixed('$subtract', 2, ([a, b]) => {
  if (nullish(a) || nullish(b)) return null;
  if (a instanceof UtcDate && b instanceof UtcDate) return BigInt(a.ms - b.ms);
  if (a instanceof UtcDate) return new UtcDate(a.ms - Number(plainNumber(numeric('$subtract', b))));
  const result = calculate(numeric('$subtract', a), numeric('$subtract', b), '-');
  if (result === undefined) throw overflow('$subtract');
  return result;
});

const divide = fixed('$divide', 2, ([a, b]) => {
  if (nullish(a) || nullish(b)) return null;
  const divisor = Number(plainNumber(numeric('$divide', b)));
  if (divisor === 0) throw new MongoError(2, "can't $divide by zero");
  return Number(plainNumber(numeric('$divide', a))) / divisor;
});

const mod = fixed('$mod', 2, ([a, b]) => {
  if (nullish(a) || nullish(b)) return null;
  const [x, y] = [numeric('$mod', a), numeric('$mod', b)];
  if (Number(plainNumber(y)) === 0) throw new MongoError(16610, "can't $mod by zero");
  if (typeof x === 'number' || typeof y === 'number') return Number(plainNumber(x)) % Number(plainNumber(y));
  const result = BigInt(plainNumber(x)) % BigInt(plainNumber(y));
  return x instanceof Int32 && y instanceof Int32 ? int(Number(result)) : result;
});

const concat: Maker = (operands) => (scope) => {
  let text = '';
  for (const operand of operands) {
    const value = operand(scope);
    if (nullish(value)) return null;
    if (typeof value !== 'string') throw new MongoError(16702, `$concat only supports strings, not ${typeName(value)}`);
    text += value;
  }
  return text;
};

const textCase = (name: string, change: (text: string) => string): Maker =>
  fixed(name, 1, ([value]) => {
    if (nullish(value)) return '';
    if (typeof value !== 'string')
      throw new MongoError(16007, `can't convert from BSON type ${typeName(value)} to String`);
    return change(value);
  });

const size = fixed('$size', 1, ([value]) => {
  if (Array.isArray(value)) return int(value.length);
  throw new MongoError(17124, `The argument to $size must be an array, but was of type: ${typeName(value)}`);
});

const arrayElemAt = fixed('$arrayElemAt', 2, ([list, index]) => {
  if (nullish(list) || nullish(index)) return null;
  if (!Array.isArray(list)) {
    throw new MongoError(28689, `$arrayElemAt's first argument must be an array, but is ${typeName(list)}`);
  }
  const at = isNumber(index) ? wholeNumber(index) : undefined;
  if (at === undefined) throw new MongoError(28690, `$arrayElemAt's second argument must be a numeric value`);
  return list.at(at);
});

const isIn = fixed('$in', 2, ([value, list]) => {
  if (!Array.isArray(list)) {
    throw new MongoError(40081, `$in requires an array as a second argument, found: ${typeName(list)}`);
  }
  return list.some((item) => value !== undefined && compareValues(item, value) === 0);
});

const condition: Maker = (operands) => {
  arity('$cond', operands, 3);
  const [test, yes, no] = operands as readonly [Expression, Expression, Expression];
  return (scope) => (truthy(test(scope)) ? yes(scope) : no(scope));
};

const ifNull: Maker = (operands) => (scope) => {
  let value: Value | undefined;
  for (const operand of operands) {
    value = operand(scope);
    if (!nullish(value)) return value;
  }
  return value;
};

const mergeObjects: Maker = (operands) => (scope) => {
  const out: Doc = new Map();
  for (const operand of operands) {
    const value = operand(scope);
    if (nullish(value)) continue;
    if (!isDoc(value))
      throw new MongoError(40400, `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`);
    for (const [name, item] of value) out.set(name, item);
  }
  return out;
};

const quantifier =
  (all: boolean): Maker =>
  (operands) =>
  (scope: Scope) =>
    all ? operands.every((operand) => truthy(operand(scope))) : operands.some((operand) => truthy(operand(scope)));

/** The expression operators that are known. */
export const EXPRESSIONS: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ['$add', fold('$add', '+')],
  ['$multiply', fold('$multiply', '*')],
  ['$subtract', subtract],
  ['$divide', divide],
  ['$mod', mod],
  comparison('$eq', (difference) => difference === 0),
  comparison('$ne', (difference) => difference !== 0),
  comparison('$gt', (difference) => difference > 0),
  comparison('$gte', (difference) => difference >= 0),
  comparison('$lt', (difference) => difference < 0),
  comparison('$lte', (difference) => difference <= 0),
  ['$cmp', fixed('$cmp', 2, ([a, b]) => int(order(a, b)))],
  ['$and', quantifier(true)],
  ['$or', quantifier(false)],
  ['$not', fixed('$not', 1, ([value]) => !truthy(value))],
  ['$cond', condition],
  ['$ifNull', ifNull],
  ['$concat', concat],
  ['$toLower', textCase('$toLower', (text) => text.toLowerCase())],
  ['$toUpper', textCase('$toUpper', (text) => text.toUpperCase())],
  ['$size', size],
  ['$arrayElemAt', arrayElemAt],
  ['$in', isIn],
  ['$rand', () => () => Math.random()],
  ['$isArray', fixed('$isArray', 1, ([value]) => Array.isArray(value))],
  ['$mergeObjects', mergeObjects],
]);
