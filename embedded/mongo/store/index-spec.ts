import { MongoError, notImplemented } from '../errors.ts';
import { compareValues } from '../bson/compare.ts';
import { plainNumber } from '../bson/number.ts';
import { docText, valueText } from '../bson/text.ts';
import { int, isDoc, isNumber, typeName } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import { parseFilter } from '../query/parse.ts';
import type { SortField } from '../query/sort.ts';
import type { SpecReader } from './catalog.ts';

/** Options that are kept and given back, and change nothing here. */
const HARMLESS = new Set(['v', 'background', 'ns', 'hidden', 'storageEngine', 'comment']);
const KNOWN = new Set([
  'key',
  'name',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'collation',
]);
const PLUGINS = new Set(['text', '2d', '2dsphere', 'hashed', 'geoHaystack', 'columnstore']);

const cannotCreate = (message: string): MongoError => new MongoError(67, message);

const fieldsOf = (key: Doc): SortField[] => {
  if (key.size === 0) throw cannotCreate('Index keys cannot be empty.');
  return [...key].map(([path, value]) => {
    if (typeof value === 'string') {
      if (PLUGINS.has(value)) throw notImplemented(`an index of type ${value}`);
      throw cannotCreate(`Unknown index plugin '${value}'`);
    }
    if (!isNumber(value)) {
      throw cannotCreate(
        `Values in v:2 index key pattern cannot be of type ${typeName(value)}. Only numbers > 0, numbers < 0, and strings are allowed.`,
      );
    }
    if (compareValues(value, 0) === 0) throw cannotCreate('Values in the index key pattern cannot be 0.');
    if (path === '$**' || path.endsWith('.$**')) throw notImplemented('a wildcard index');
    const parts = path.split('.');
    if (parts.includes('')) throw cannotCreate('Index keys cannot be an empty field.');
    if (parts.some((part) => part.startsWith('$') && !['$id', '$ref', '$db'].includes(part))) {
      throw cannotCreate("Index key contains an illegal field name: field name starts with '$'.");
    }
    return { path, descending: Number(plainNumber(value)) < 0 };
  });
};

const truthy = (value: Value | undefined): boolean =>
  value === true || (value !== undefined && isNumber(value) && compareValues(value, 0) !== 0);

const expireOf = (spec: Doc, fields: readonly SortField[]): number | undefined => {
  const value = spec.get('expireAfterSeconds');
  if (value === undefined) return undefined;
  const seconds = isNumber(value) ? Number(plainNumber(value)) : Number.NaN;
  if (!(seconds >= 0 && seconds <= 0x7fffffff)) {
    throw cannotCreate(
      `TTL index 'expireAfterSeconds' option must be numeric and within the range 0 to 2147483647. Index spec: ${docText(spec)}`,
    );
  }
  if (fields.length > 1 || fields[0]!.path === '_id') {
    throw cannotCreate(
      `TTL indexes are single-field indexes, compound indexes do not support TTL. Index spec: ${docText(spec)}`,
    );
  }
  return seconds;
};

/** Operators that a partial index's filter may use. */
const PARTIAL = new Set(['$eq', '$gt', '$gte', '$lt', '$lte', '$exists', '$type', '$and', '$or', '$in']);

const checkPartial = (value: Value): void => {
  if (Array.isArray(value)) value.forEach(checkPartial);
  if (!isDoc(value)) return;
  for (const [name, operand] of value) {
    const refused = name.startsWith('$') && !PARTIAL.has(name);
    if (refused || (name === '$exists' && !truthy(operand))) {
      throw cannotCreate(`Expression not supported in partial index: ${docText(value)}`);
    }
    checkPartial(operand);
  }
};

/** Reads what an index declaration means. @throws MongoError 67 in MongoDB's words; 238 for kinds of index not supported */
export const readIndexSpec: SpecReader = (spec) => {
  const fields = fieldsOf(spec.get('key') as Doc);
  const partial = spec.get('partialFilterExpression');
  return {
    name: spec.get('name') as string,
    fields,
    unique: truthy(spec.get('unique')),
    sparse: truthy(spec.get('sparse')),
    partial: isDoc(partial) ? parseFilter(partial) : undefined,
    expireAfterSeconds: expireOf(spec, fields),
  };
};

/**
 * Checks a declaration as a client gives it and brings it into the form that `listIndexes` answers.
 * @throws MongoError 9, 14, 67, 197 in MongoDB's words
 */
export const normalIndexSpec = (given: Doc): Doc => {
  const key = given.get('key');
  const name = given.get('name');
  if (key === undefined) throw new MongoError(9, `The 'key' field is a required property of an index specification`);
  if (!isDoc(key)) throw new MongoError(14, `The field 'key' must be an object, but got ${typeName(key)}`);
  if (name === undefined) throw new MongoError(9, `The 'name' field is a required property of an index specification`);
  if (typeof name !== 'string')
    throw new MongoError(14, `The field 'name' must be a string, but got ${typeName(name)}`);
  for (const option of given.keys()) {
    if (KNOWN.has(option) || HARMLESS.has(option)) continue;
    throw new MongoError(
      197,
      `The field '${option}' is not valid for an index specification. Specification: ${docText(given)}`,
    );
  }
  checkOptions(given);
  const spec: Doc = new Map<string, Value>([
    ['v', int(2)],
    ['key', key],
    ['name', name],
  ]);
  if (given.has('background')) spec.set('background', given.get('background')!);
  for (const flag of ['unique', 'sparse', 'hidden']) if (truthy(given.get(flag))) spec.set(flag, true);
  for (const option of ['partialFilterExpression', 'expireAfterSeconds']) {
    const value = given.get(option);
    if (value !== undefined) spec.set(option, value);
  }
  readIndexSpec(spec);
  return spec;
};

const checkOptions = (given: Doc): void => {
  const partial = given.get('partialFilterExpression');
  if (partial !== undefined && !isDoc(partial)) {
    throw new MongoError(14, `The field 'partialFilterExpression' must be an object, but got ${typeName(partial)}`);
  }
  if (partial) {
    checkPartial(partial);
    if (truthy(given.get('sparse'))) throw cannotCreate('cannot mix "partialFilterExpression" and "sparse" options');
  }
  const collation = given.get('collation');
  if (isDoc(collation) && collation.size > 0 && collation.get('locale') !== 'simple') {
    throw notImplemented(`an index with the collation ${valueText(collation)}`);
  }
  for (const flag of ['unique', 'sparse']) {
    const value = given.get(flag);
    if (value !== undefined && typeof value !== 'boolean' && !isNumber(value)) {
      throw new MongoError(
        14,
        `The field '${flag}' has value ${flag}: ${valueText(value)}, which is not convertible to bool`,
      );
    }
  }
};
