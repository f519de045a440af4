import { MongoError, badValue, notImplemented } from '../errors.ts';
import { RANK, compareValues, rankOf } from '../bson/compare.ts';
import { valueText } from '../bson/text.ts';
import { decimalText } from '../bson/decimal.ts';
import {
  Decimal,
  Int32,
  MAX_KEY,
  MIN_KEY,
  Regex,
  SymbolText,
  UNDEFINED,
  isDoc,
  isNumber,
  typeNumber,
} from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import type { Filter, Leaf, ValueTest } from './filter.ts';
import { compileRegex, literalPrefix } from './regex.ts';
import { wholeNumber } from '../bson/number.ts';

/** Where a condition applies. */
export interface Place {
  readonly path: string;
  readonly leafArrays: boolean;
}

type Operator = (place: Place, operand: Value, siblings: Doc) => Filter | undefined;

const isNan = (value: Value | undefined): boolean => typeof value === 'number' && Number.isNaN(value);

const isNullish = (value: Value | undefined): boolean => value === undefined || value === null || value === UNDEFINED;

/** MongoDB's equality in filters: null equals a missing field; otherwise types must compare. */
const equalityTest = (operand: Value): ValueTest => {
  if (operand === null || operand === UNDEFINED) return isNullish;
  if (typeof operand === 'string') {
    return (value) => value === operand || (value instanceof SymbolText && value.text === operand);
  }
  return (value) => value !== undefined && compareValues(value, operand) === 0;
};

/** A leaf for equality with a value. */
export const equalTo = (place: Place, operand: Value): Leaf => {
  return { kind: 'leaf', ...place, test: equalityTest(operand), bound: { op: 'eq', value: operand } };
};

/** A leaf for a pattern: it matches text, and a stored pattern equal to it. */
export const regexLeaf = (place: Place, regex: Regex): Leaf => {
  const pattern = compileRegex(regex);
  const same = equalityTest(regex);
  const prefix = literalPrefix(regex);
  const test: ValueTest = (value) => {
    if (typeof value === 'string') return pattern.test(value);
    if (value instanceof SymbolText) return pattern.test(value.text);
    return value instanceof Regex && same(value);
  };
  return { kind: 'leaf', ...place, test, bound: prefix ? { op: 'prefix', text: prefix, regex } : undefined };
};

type Comparison = 'gt' | 'gte' | 'lt' | 'lte';

const accepts: Record<Comparison, (order: number) => boolean> = {
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
};

const comparisonTest = (op: Comparison, operand: Value): ValueTest => {
  const orEqual = op === 'gte' || op === 'lte';
  const accept = accepts[op];
  if (operand === null) return (value) => orEqual && isNullish(value);
  if (operand === MIN_KEY || operand === MAX_KEY) {
    return (value) => value !== undefined && accept(compareValues(value, operand));
  }
  if (isNan(operand)) return (value) => orEqual && isNan(value);
  const rank = rankOf(operand);
  return (value) =>
    value !== undefined && rankOf(value) === rank && !isNan(value) && accept(compareValues(value, operand));
};

const comparison =
  (op: Comparison): Operator =>
  (place, operand) => {
    if (operand instanceof Regex) {
      throw badValue(`Can't have RegEx as arg to predicate over field '${place.path}'.`);
    }
    if (operand === UNDEFINED) throw badValue('cannot compare to undefined');
    return { kind: 'leaf', ...place, test: comparisonTest(op, operand), bound: { op, value: operand } };
  };

const inList = (place: Place, operand: Value, name: string): Leaf => {
  if (!Array.isArray(operand)) throw badValue(`${name} needs an array`);
  const patterns: Leaf[] = [];
  const values: Value[] = [];
  for (const item of operand) {
    if (isDoc(item) && item.keys().next().value?.startsWith('$')) throw badValue('cannot nest $ under $in');
    if (item === UNDEFINED) throw badValue('InMatchExpression equality cannot be undefined');
    if (item instanceof Regex) patterns.push(regexLeaf(place, item));
    values.push(item);
  }
  const anyOf = membership(values);
  const test: ValueTest = (value) => anyOf(value) || patterns.some((leaf) => leaf.test(value));
  return { kind: 'leaf', ...place, test, bound: patterns.length ? undefined : { op: 'in', values } };
};

/** Membership by binary search in the total order; null also stands for a missing field. */
const membership = (values: readonly Value[]): ValueTest => {
  const sorted = [...values].sort(compareValues);
  const nullish = values.includes(null);
  return (value) => {
    if (isNullish(value)) return nullish;
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = compareValues(sorted[middle]!, value!);
      if (order === 0) return true;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return false;
  };
};

const TYPE_NAMES = new Map<string, number>([
  ['double', 1],
  ['string', 2],
  ['object', 3],
  ['array', 4],
  ['binData', 5],
  ['undefined', 6],
  ['objectId', 7],
  ['bool', 8],
  ['date', 9],
  ['null', 10],
  ['regex', 11],
  ['dbPointer', 12],
  ['javascript', 13],
  ['symbol', 14],
  ['javascriptWithScope', 15],
  ['int', 16],
  ['timestamp', 17],
  ['long', 18],
  ['decimal', 19],
  ['minKey', -1],
  ['maxKey', 127],
]);

const NUMBER_TYPES = [1, 16, 18, 19];

const typeCodes = (item: Value): readonly number[] => {
  if (item === 'number') return NUMBER_TYPES;
  if (typeof item === 'string') {
    const code = TYPE_NAMES.get(item);
    if (code === undefined) throw badValue(`Unknown type name alias: ${item}`);
    return [code];
  }
  if (!isNumber(item)) throw new MongoError(14, 'type must be represented as a number or a string');
  const code = wholeNumber(item);
  if (code === undefined || ![...TYPE_NAMES.values()].includes(code)) {
    throw badValue(`Invalid numerical type code: ${valueText(item)}`);
  }
  return [code];
};

const type: Operator = (place, operand) => {
  const items = Array.isArray(operand) ? operand : [operand];
  if (items.length === 0) throw new MongoError(9, `${place.path} must match at least one type`);
  const codes = new Set(items.flatMap(typeCodes));
  return { kind: 'leaf', ...place, test: (value) => value !== undefined && codes.has(typeNumber(value)) };
};

const truthy = (value: Value): boolean =>
  !(value === false || isNullish(value) || (isNumber(value) && compareValues(value, 0) === 0));

const exists: Operator = (place, operand) => {
  const leaf: Leaf = { kind: 'leaf', ...place, test: (value) => value !== undefined, bound: { op: 'exists' } };
  return truthy(operand) ? leaf : { kind: 'not', filter: leaf };
};

const size: Operator = (place, operand) => {
  const length = isNumber(operand) ? wholeNumber(operand) : undefined;
  if (length === undefined) {
    throw badValue(`Failed to parse $size. Expected an integer: $size: ${valueText(operand)}`);
  }
  if (length < 0) throw badValue(`Failed to parse $size. Expected a non-negative number in: $size: ${length}`);
  return {
    kind: 'leaf',
    path: place.path,
    leafArrays: false,
    test: (value) => Array.isArray(value) && value.length === length,
  };
};

const truncated = (value: Value | undefined): bigint | undefined => {
  if (value instanceof Decimal) return truncated(Number(decimalText(value)));
  if (value instanceof Int32) return BigInt(value.value);
  if (typeof value === 'bigint') return value;
  return typeof value === 'number' && Number.isFinite(value) ? BigInt(Math.trunc(value)) : undefined;
};

const mod: Operator = (place, operand) => {
  if (!Array.isArray(operand)) throw badValue('malformed mod, needs to be an array');
  if (operand.length < 2) throw badValue('malformed mod, not enough elements');
  if (operand.length > 2) throw badValue('malformed mod, too many elements');
  const [divisor, remainder] = operand.map((item) => (isNumber(item) ? truncated(item) : undefined));
  if (divisor === undefined) throw badValue('malformed mod, divisor not a number');
  if (remainder === undefined) throw badValue('malformed mod, remainder not a number');
  if (divisor === 0n) throw badValue('divisor cannot be 0');
  const test: ValueTest = (value) => {
    const number = truncated(value);
    return number !== undefined && number % divisor === remainder;
  };
  return { kind: 'leaf', ...place, test };
};

const regex: Operator = (place, operand, siblings) => {
  const options = siblings.get('$options');
  if (options !== undefined && typeof options !== 'string') throw badValue('$options has to be a string');
  if (operand instanceof Regex) {
    if (options && operand.options) throw new MongoError(51074, 'options set in both $regex and $options');
    return regexLeaf(place, options === undefined ? operand : new Regex(operand.pattern, sorted(options)));
  }
  if (typeof operand !== 'string') throw badValue('$regex has to be a string');
  return regexLeaf(place, new Regex(operand, sorted(options ?? '')));
};

const sorted = (options: string): string => [...options].sort().join('');

const options: Operator = (_place, _operand, siblings) => {
  if (!siblings.has('$regex')) throw badValue('$options needs a $regex');
  return undefined;
};

const negated = (filter: Filter): Filter => ({ kind: 'not', filter });

const notEqual: Operator = (place, operand) => {
  if (operand instanceof Regex) throw badValue("Can't have regex as arg to $ne.");
  return negated(equalTo(place, operand));
};

const refused =
  (name: string): Operator =>
  () => {
    throw notImplemented(`the query operator ${name}`);
  };

/** Conditions on one field, by operator; `$not`, `$all` and `$elemMatch` are in the parser, as they hold conditions. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['$eq', equalTo],
  ['$ne', notEqual],
  ['$gt', comparison('gt')],
  ['$gte', comparison('gte')],
  ['$lt', comparison('lt')],
  ['$lte', comparison('lte')],
  ['$in', (place, operand) => inList(place, operand, '$in')],
  ['$nin', (place, operand) => negated(inList(place, operand, '$nin'))],
  ['$exists', exists],
  ['$type', type],
  ['$size', size],
  ['$mod', mod],
  ['$regex', regex],
  ['$options', options],
  ['$comment', () => undefined],
  ...['$near', '$nearSphere', '$geoWithin', '$geoIntersects', '$within', '$geoNear'].map(
    (name) => [name, refused(name)] as const,
  ),
  ...['$bitsAllSet', '$bitsAnySet', '$bitsAllClear', '$bitsAnyClear'].map((name) => [name, refused(name)] as const),
]);

/** Whether a bound keeps out nulls and missing fields, so that a sparse index holds every match. */
export const excludesNull = (leaf: Leaf): boolean => {
  const { bound } = leaf;
  if (!bound) return false;
  if (bound.op === 'prefix' || bound.op === 'exists') return true;
  if (bound.op === 'in') return bound.values.every((value) => rankOf(value) > RANK.null && value !== MAX_KEY);
  const rank = rankOf(bound.value);
  return rank > RANK.null && rank < RANK.maxKey;
};
