import { MongoError, notImplemented } from '../errors.ts';
import { calculate } from '../bson/arithmetic.ts';
import type { Numeric } from '../bson/arithmetic.ts';
import { compareValues, equalValues } from '../bson/compare.ts';
import { encodeDoc } from '../bson/encode.ts';
import { plainNumber } from '../bson/number.ts';
import { Decimal, UNDEFINED, docOf, int, isDoc, isNumber } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import { keyOf } from '../bson/key.ts';
import { compileExpression } from './expression.ts';
import type { Expression, Scope } from './scope.ts';

/** Takes in one value per document and gives the result at the end. */
interface Accumulator {
  add(value: Value | undefined): void;
  result(): Value;
}

const numericOnly = (value: Value | undefined): Numeric | undefined => {
  if (value instanceof Decimal) throw notImplemented('accumulating a Decimal128');
  return value !== undefined && isNumber(value) ? value : undefined;
};

const sum = (): Accumulator => {
  let total: Numeric = int(0);
  return {
    add(value) {
      const number = numericOnly(value);
      if (number === undefined) return;
      total = calculate(total, number, '+') ?? Number(plainNumber(total)) + Number(plainNumber(number));
    },
    result: () => total,
  };
};

const average = (): Accumulator => {
  let total = 0;
  let count = 0;
  return {
    add(value) {
      const number = numericOnly(value);
      if (number === undefined) return;
      total += Number(plainNumber(number));
      count++;
    },
    result: () => (count === 0 ? null : total / count),
  };
};

const extreme = (sign: 1 | -1) => (): Accumulator => {
  let best: Value | undefined;
  return {
    add(value) {
      if (value === undefined || value === null || value === UNDEFINED) return;
      if (best === undefined || compareValues(value, best) * sign > 0) best = value;
    },
    result: () => best ?? null,
  };
};

const edge = (last: boolean) => (): Accumulator => {
  let seen = false;
  let kept: Value = null;
  return {
    add(value) {
      if (last || !seen) kept = value ?? null;
      seen = true;
    },
    result: () => kept,
  };
};

const push = (): Accumulator => {
  const list: Value[] = [];
  return {
    add: (value) => {
      if (value !== undefined) list.push(value);
    },
    result: () => list,
  };
};

const addToSet = (): Accumulator => {
  const list: Value[] = [];
  return {
    add: (value) => {
      if (value !== undefined && !list.some((known) => equalValues(known, value))) list.push(value);
    },
    result: () => list,
  };
};

const ACCUMULATORS = new Map<string, () => Accumulator>([
  ['$sum', sum],
  ['$count', sum],
  ['$avg', average],
  ['$min', extreme(-1)],
  ['$max', extreme(1)],
  ['$first', edge(false)],
  ['$last', edge(true)],
  ['$push', push],
  ['$addToSet', addToSet],
]);

interface Field {
  readonly name: string;
  readonly expression: Expression;
  readonly make: () => Accumulator;
}

const field = (name: string, value: Value): Field => {
  if (!isDoc(value)) throw new MongoError(40234, `The field '${name}' must be an accumulator object`);
  if (name.includes('.')) throw new MongoError(40235, `The field name '${name}' cannot contain '.'`);
  if (name.startsWith('$')) throw new MongoError(40236, `The field name '${name}' cannot be an operator name`);
  if (value.size !== 1) throw new MongoError(40238, `The field '${name}' must specify one accumulator`);
  const [[operator, operand]] = [...value] as [[string, Value]];
  const make = ACCUMULATORS.get(operator);
  if (!make) throw new MongoError(15952, `unknown group operator '${operator}'`);
  return { name, make, expression: compileExpression(operator === '$count' ? int(1) : operand) };
};

/** Values that are equal to MongoDB fall into one group. */
const groupName = (value: Value): string => {
  try {
    return keyOf(value).toString('latin1');
  } catch (error) {
    if (!(error instanceof MongoError)) throw error;
    return encodeDoc(docOf(['', value])).toString('latin1');
  }
};

/** The `$group` stage. */
export const groupStage = (spec: Value): ((docs: Iterable<Doc>, scope: (root: Doc) => Scope) => Iterable<Doc>) => {
  if (!isDoc(spec)) throw new MongoError(15947, "a group's fields must be specified in an object");
  const id = spec.get('_id');
  if (id === undefined) throw new MongoError(15955, 'a group specification must include an _id');
  const key = compileExpression(id);
  const fields = [...spec].filter(([name]) => name !== '_id').map(([name, value]) => field(name, value));
  return function* (docs, scopeOf) {
    const groups = new Map<string, { id: Value; accumulators: Accumulator[] }>();
    for (const doc of docs) {
      const scope = scopeOf(doc);
      const value = key(scope) ?? null;
      const name = groupName(value);
      let group = groups.get(name);
      if (!group) groups.set(name, (group = { id: value, accumulators: fields.map(({ make }) => make()) }));
      for (const [i, { expression }] of fields.entries()) group.accumulators[i]!.add(expression(scope));
    }
    for (const group of groups.values()) {
      const out: Doc = docOf(['_id', group.id]);
      for (const [i, { name }] of fields.entries()) out.set(name, group.accumulators[i]!.result());
      yield out;
    }
  };
};
