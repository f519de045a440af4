import { compileExpression, standardVariables } from '../aggregate/expression.ts';
import { truthy } from '../aggregate/operators.ts';
import { badValue, notImplemented } from '../errors.ts';
import { Regex, isDoc } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import { ELEMENT, matches } from './filter.ts';
import type { Filter } from './filter.ts';
import { OPERATORS, equalTo, regexLeaf } from './operators.ts';
import type { Place } from './operators.ts';

/** Keys a document may start with and still be a value: a database reference. */
const REFERENCE = new Set(['$ref', '$id', '$db']);

const isOperators = (value: Value): value is Doc => {
  if (!isDoc(value)) return false;
  const [first] = value.keys();
  return first !== undefined && first.startsWith('$') && !REFERENCE.has(first);
};

const all = (filters: readonly Filter[]): Filter => (filters.length === 1 ? filters[0]! : { kind: 'and', filters });

const listOfFilters = (operator: string, operand: Value): Filter[] => {
  if (!Array.isArray(operand)) throw badValue(`${operator} must be an array`);
  if (operand.length === 0) throw badValue('$and/$or/$nor must be a nonempty array');
  return operand.map((item) => {
    if (!isDoc(item)) throw badValue('$or/$and/$nor entries need to be full objects');
    return parseFilter(item);
  });
};

/** `$expr`: an aggregation expression as a condition. */
const computed = (operand: Value): Filter => {
  const expression = compileExpression(operand);
  return { kind: 'computed', test: (root) => truthy(expression({ root, variables: standardVariables() })) };
};

const topLevel = (operator: string, operand: Value): Filter | undefined => {
  if (operator === '$and' || operator === '$or' || operator === '$nor') {
    const kind = operator.slice(1) as 'and' | 'or' | 'nor';
    return { kind, filters: listOfFilters(operator, operand) };
  }
  if (operator === '$comment') return undefined;
  if (operator === '$alwaysTrue' || operator === '$alwaysFalse') {
    return { kind: 'constant', value: operator === '$alwaysTrue' };
  }
  if (operator === '$expr') return computed(operand);
  if (['$where', '$text', '$jsonSchema', '$sampleRate'].includes(operator)) throw notImplemented(operator);
  throw badValue(
    `unknown top level operator: ${operator}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
  );
};

/** The conditions of `{ field: { $op: …, … } }`. */
const parseOperators = (place: Place, operators: Doc): Filter[] => {
  const filters: Filter[] = [];
  for (const [name, operand] of operators) {
    if (name === '$not') filters.push(parseNot(place, operand));
    else if (name === '$elemMatch') filters.push(parseElemMatch(place, operand));
    else if (name === '$all') filters.push(parseAll(place, operand));
    else {
      const operator = OPERATORS.get(name);
      if (!operator) throw badValue(`unknown operator: ${name}`);
      const filter = operator(place, operand, operators);
      if (filter) filters.push(filter);
    }
  }
  return filters;
};

const parseNot = (place: Place, operand: Value): Filter => {
  if (operand instanceof Regex) return { kind: 'not', filter: regexLeaf(place, operand) };
  if (!isDoc(operand)) throw badValue('$not needs a regex or a document');
  if (operand.size === 0) throw badValue('$not cannot be empty');
  const [first] = operand.keys();
  if (!isOperators(operand)) throw badValue(`unknown operator: ${first}`);
  return { kind: 'not', filter: all(parseOperators(place, operand)) };
};

const parseElemMatch = (place: Place, operand: Value): Filter => {
  if (!isDoc(operand)) throw badValue('$elemMatch needs an Object');
  const [first] = operand.keys();
  const logical = first === '$and' || first === '$or' || first === '$nor' || first === '$where';
  if (isOperators(operand) && !logical) {
    const filter = all(parseOperators({ path: ELEMENT, leafArrays: false }, operand));
    return { kind: 'element', path: place.path, filter, onFields: false };
  }
  return { kind: 'element', path: place.path, filter: parseFilter(operand), onFields: true };
};

const parseAll = (place: Place, operand: Value): Filter => {
  if (!Array.isArray(operand)) throw badValue('$all needs an array');
  if (operand.length === 0) return { kind: 'constant', value: false };
  const elements = isDoc(operand[0]!) && operand[0].keys().next().value === '$elemMatch';
  const filters = operand.map((item): Filter => {
    if (elements) {
      if (!isDoc(item) || item.keys().next().value !== '$elemMatch')
        throw badValue('$all/$elemMatch has to be consistent');
      return parseElemMatch(place, item.get('$elemMatch')!);
    }
    if (isOperators(item)) throw badValue('no $ expressions in $all');
    return item instanceof Regex ? regexLeaf(place, item) : equalTo(place, item);
  });
  return all(filters);
};

const parseField = (path: string, value: Value): Filter[] => {
  const place = { path, leafArrays: true };
  if (value instanceof Regex) return [regexLeaf(place, value)];
  return isOperators(value) ? parseOperators(place, value) : [equalTo(place, value)];
};

/**
 * Parses a filter document.
 * @throws MongoError 2 and others, with MongoDB's own text, for what is malformed or unknown
 */
export const parseFilter = (doc: Doc): Filter => {
  const filters: Filter[] = [];
  for (const [name, value] of doc) {
    if (name.startsWith('$')) {
      const filter = topLevel(name, value);
      if (filter) filters.push(filter);
    } else filters.push(...parseField(name, value));
  }
  return all(filters);
};

/**
 * Parses a condition on one array element, as `$pull` takes it: operators or a pattern test the element itself.
 * @returns `undefined` when the condition is a plain value, which each caller compares in its own way
 */
export const parseElementTest = (condition: Value): ((element: Value) => boolean) | undefined => {
  const place = { path: ELEMENT, leafArrays: true };
  if (condition instanceof Regex) return regexLeaf(place, condition).test;
  if (!isOperators(condition)) return undefined;
  const filter = all(parseOperators(place, condition));
  return (element) => matches(filter, new Map([[ELEMENT, element]]));
};
