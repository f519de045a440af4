import { MongoError, badValue, notImplemented } from '../errors.ts';
import { compareValues } from '../bson/compare.ts';
import { encodeDoc } from '../bson/encode.ts';
import { docText, valueText } from '../bson/text.ts';
import { calculate } from '../bson/arithmetic.ts';
import { plainNumber } from '../bson/number.ts';
import { Decimal, Int32, Timestamp, UtcDate, docOf, isDoc, isNumber, typeName } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import type { Operator } from './operator.ts';
import { addToSet, pop, pull, pullAll, push } from './arrays.ts';

const idText = (id: Doc): string => docText(id).replace(/^\{ /, '{').replace(/ \}$/, '}');

const calculation = (name: '$inc' | '$mul'): Operator => ({
  creates: true,
  compile: (operand, path) => {
    const verb = name === '$inc' ? 'increment' : 'multiply';
    if (!isNumber(operand)) {
      throw new MongoError(14, `Cannot ${verb} with non-numeric argument: {${path}: ${valueText(operand)}}`);
    }
    if (operand instanceof Decimal) throw notImplemented(`${name} with a Decimal128`);
    return (current, scene) => {
      if (current === undefined) return name === '$inc' ? operand : calculate(operand, new Int32(0), '*');
      if (current instanceof Decimal) throw notImplemented(`${name} of a Decimal128`);
      if (!isNumber(current)) {
        throw new MongoError(
          14,
          `Cannot apply ${name} to a value of non-numeric type. ${idText(scene.id)} has the field '${scene.path.split('.').at(-1)}' of non-numeric type ${typeName(current)}`,
        );
      }
      const result = calculate(current, operand, name === '$inc' ? '+' : '*');
      if (result !== undefined) return result;
      throw badValue(
        `Failed to apply ${name} operations to current value (${valueText(current)}) for document ${idText(scene.id)}`,
      );
    };
  },
});

const extreme = (sign: 1 | -1): Operator => ({
  creates: true,
  compile: (operand) => (current) =>
    current === undefined || compareValues(operand, current) * sign > 0 ? operand : current,
});

/** Equal to the last bit: numbers of different types differ. */
const identical = (a: Value, b: Value): boolean =>
  a === b || encodeDoc(docOf(['v', a])).equals(encodeDoc(docOf(['v', b])));

const set: Operator = {
  creates: true,
  compile: (operand) => (current) => (current !== undefined && identical(current, operand) ? current : operand),
};

const unset: Operator = { creates: false, compile: () => () => undefined };

const currentDate: Operator = {
  creates: true,
  compile: (operand) => {
    let type: Value = 'date';
    if (isDoc(operand)) {
      type = operand.get('$type') ?? null;
      if (operand.size !== 1 || (type !== 'date' && type !== 'timestamp')) {
        throw badValue(
          "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}",
        );
      }
    } else if (typeof operand !== 'boolean') {
      throw badValue(
        `${typeName(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
      );
    }
    return (_current, { nowMs }) =>
      type === 'date' ? new UtcDate(nowMs) : new Timestamp((BigInt(Math.floor(nowMs / 1000)) << 32n) | 1n);
  },
};

const bitOperations: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

const isInteger = (value: Value): value is Int32 | bigint => value instanceof Int32 || typeof value === 'bigint';

const bit: Operator = {
  creates: true,
  compile: (operand, path) => {
    if (!isDoc(operand) || operand.size === 0) {
      throw badValue(
        `The $bit modifier is not compatible with a ${typeName(operand)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`,
      );
    }
    for (const [name, value] of operand) {
      if (!Object.hasOwn(bitOperations, name)) {
        throw badValue(
          `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: {${name}: ${valueText(value)}}`,
        );
      }
      if (!isInteger(value))
        throw badValue(
          `The $bit modifier field must be an Integer(32/64 bit); a '${typeName(value)}' is not supported here: {${path}: ${valueText(value)}}`,
        );
    }
    return (current = new Int32(0), scene) => {
      if (!isInteger(current)) {
        throw badValue(
          `Cannot apply $bit to a value of non-integral type.${idText(scene.id)} has the field ${scene.path} of non-integer type ${typeName(current)}`,
        );
      }
      return [...operand].reduce<Int32 | bigint>(
        (value, [name, mask]) => bits(value, name, mask as Int32 | bigint),
        current,
      );
    };
  },
};

const bits = (value: Int32 | bigint, name: string, mask: Int32 | bigint): Int32 | bigint => {
  const result = bitOperations[name]!(BigInt(plainNumber(value)), BigInt(plainNumber(mask)));
  return value instanceof Int32 && mask instanceof Int32 ? new Int32(Number(result)) : result;
};

/** The operators on one field, by name; `$rename` touches two and is split into `$set` and `$unset` when it is applied. */
export const UPDATE_OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['$set', set],
  ['$setOnInsert', set],
  ['$unset', unset],
  ['$inc', calculation('$inc')],
  ['$mul', calculation('$mul')],
  ['$min', extreme(-1)],
  ['$max', extreme(1)],
  ['$currentDate', currentDate],
  ['$bit', bit],
  ['$push', { creates: true, compile: push }],
  ['$addToSet', { creates: true, compile: addToSet }],
  ['$pop', { creates: false, compile: pop }],
  ['$pull', { creates: false, compile: pull }],
  ['$pullAll', { creates: false, compile: pullAll }],
]);
