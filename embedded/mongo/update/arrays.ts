import { MongoError, badValue } from '../errors.ts';
import { compareValues, equalValues } from '../bson/compare.ts';
import { docText, valueText } from '../bson/text.ts';
import { wholeNumber } from '../bson/number.ts';
import { isDoc, isNumber, typeName } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import { matches } from '../query/filter.ts';
import { parseElementTest, parseFilter } from '../query/parse.ts';
import { parseSort, sortBy } from '../query/sort.ts';
import type { Change } from './operator.ts';

const isModified = (operand: Value): operand is Doc => isDoc(operand) && operand.has('$each');

const each = (name: string, operand: Value): readonly Value[] => {
  if (!isModified(operand)) return [operand];
  const list = operand.get('$each');
  if (Array.isArray(list)) return list;
  throw new MongoError(14, `The argument to $each in ${name} must be an array but it was of type ${typeName(list)}`);
};

const whole = (name: string, value: Value): number => {
  const number = isNumber(value) ? wholeNumber(value) : undefined;
  if (number !== undefined) return number;
  throw badValue(`The value for ${name} must be an integer value but was given type: ${typeName(value)}`);
};

/** How `$sort` of `$push` orders: whole elements by ±1, or documents by their fields. */
const sorter = (spec: Value): ((list: Value[]) => Value[]) => {
  if (isDoc(spec)) {
    if (spec.size === 0) throw badValue('The $sort pattern is empty when it should be a set of fields.');
    const fields = parseSort(spec);
    const asDoc = (item: Value): Doc => (isDoc(item) ? item : new Map());
    return (list) => sortBy(list, asDoc, fields);
  }
  const direction = isNumber(spec) ? wholeNumber(spec) : undefined;
  if (direction !== 1 && direction !== -1) {
    throw badValue('The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields');
  }
  return (list) => [...list].sort((a, b) => compareValues(a, b) * direction);
};

const sliced = (list: Value[], slice: number): Value[] =>
  slice >= 0 ? list.slice(0, slice) : list.slice(Math.max(0, list.length + slice));

/** `$push`: appends, or inserts at `$position`, then `$sort`s, then `$slice`s. */
export const push = (operand: Value): Change => {
  const added = each('$push', operand);
  const modifiers: Doc = isModified(operand) ? operand : new Map();
  for (const name of modifiers.keys()) {
    if (!['$each', '$slice', '$sort', '$position'].includes(name)) {
      throw badValue(`Unrecognized clause in $push: ${name}`);
    }
  }
  const option = (name: string): number | undefined => {
    const value = modifiers.get(name);
    return value === undefined ? undefined : whole(name, value);
  };
  const position = option('$position');
  const slice = option('$slice');
  const spec = modifiers.get('$sort');
  const sort = spec === undefined ? undefined : sorter(spec);
  return (current, scene) => {
    if (current !== undefined && !Array.isArray(current)) {
      throw badValue(
        `The field '${scene.path}' must be an array but is of type ${typeName(current)} in document ${docText(scene.id).replace('{ ', '{').replace(' }', '}')}`,
      );
    }
    let list = [...(current ?? [])];
    if (position === undefined) list.push(...added);
    else list.splice(position < 0 ? Math.max(0, list.length + position) : position, 0, ...added);
    if (sort) list = sort(list);
    return slice === undefined ? list : sliced(list, slice);
  };
};

/** `$addToSet`: appends what no element equals yet. */
export const addToSet = (operand: Value): Change => {
  const added = each('$addToSet', operand);
  return (current, scene) => {
    if (current !== undefined && !Array.isArray(current)) {
      throw badValue(
        `Cannot apply $addToSet to non-array field. Field named '${scene.path.split('.').at(-1)}' has non-array type ${typeName(current)}`,
      );
    }
    const list = [...(current ?? [])];
    for (const item of added) if (!list.some((known) => equalValues(known, item))) list.push(item);
    return current?.length === list.length ? current : list;
  };
};

/** `$pop`: removes the last element (1) or the first (−1). */
export const pop = (operand: Value): Change => {
  const side = isNumber(operand) ? wholeNumber(operand) : undefined;
  if (side !== 1 && side !== -1) throw new MongoError(9, `$pop expects 1 or -1, found: ${valueText(operand)}`);
  return (current, scene) => {
    if (!Array.isArray(current)) {
      throw new MongoError(14, `Path '${scene.path}' contains an element of non-array type '${typeName(current)}'`);
    }
    return side === 1 ? current.slice(0, -1) : current.slice(1);
  };
};

const keep = (current: Value | undefined, gone: (item: Value) => boolean): Value[] => {
  if (!Array.isArray(current)) throw badValue('Cannot apply $pull to a non-array value');
  const left = current.filter((item) => !gone(item));
  return left.length === current.length ? current : left;
};

/** `$pull`: removes elements equal to a value, or meeting conditions; a document gives conditions on fields of elements. */
export const pull = (operand: Value): Change => {
  const test = parseElementTest(operand);
  if (test) return (current) => keep(current, test);
  if (isDoc(operand)) {
    const filter = parseFilter(operand);
    return (current) => keep(current, (item) => isDoc(item) && matches(filter, item));
  }
  return (current) => keep(current, (item) => equalValues(item, operand));
};

/** `$pullAll`: removes elements equal to one of the values. */
export const pullAll = (operand: Value): Change => {
  if (!Array.isArray(operand)) {
    throw badValue(`$pullAll requires an array argument but was given a ${typeName(operand)}`);
  }
  return (current) => keep(current, (item) => operand.some((value) => equalValues(value, item)));
};
