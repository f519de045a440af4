import { MongoError, badValue } from '../errors.ts';
import { plainNumber, wholeNumber } from '../bson/number.ts';
import { isDoc, isNumber, typeName } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import type { Namespace } from '../store/catalog.ts';

/** Fields that any command may carry and that are read elsewhere. */
const COMMON = new Set([
  '$db',
  '$clusterTime',
  '$readPreference',
  '$configTime',
  '$topologyTime',
  '$audit',
  '$client',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'autocommit',
  'comment',
  'lsid',
  'maxTimeMS',
  'maxTimeMSOpOnly',
  'readConcern',
  'startTransaction',
  'txnNumber',
  'writeConcern',
  'stmtId',
]);

/** MongoDB refuses these characters in the name of a database. */
const BAD_DATABASE = /[/\\. "$\0]/;

/** The fields of a command or of one of its statements, read with MongoDB's own refusals for wrong types. */
export class Arguments {
  readonly doc: Doc;
  private readonly where: string;
  private readonly read = new Set<string>();

  /** `where` names the command or statement in messages, such as `find` or `update.updates`. */
  constructor(doc: Doc, where: string) {
    this.doc = doc;
    this.where = where;
  }

  /** The value of a field, null counting as absent. */
  value(name: string): Value | undefined {
    this.read.add(name);
    return this.doc.get(name) ?? undefined;
  }

  private wrongType(name: string, value: Value, expected: string): MongoError {
    const types = expected.includes(',') ? `expected types '[${expected}]'` : `expected type '${expected}'`;
    return new MongoError(14, `BSON field '${this.where}.${name}' is the wrong type '${typeName(value)}', ${types}`);
  }

  private required<T>(name: string, value: T | undefined): T {
    if (value !== undefined) return value;
    throw new MongoError(40414, `BSON field '${this.where}.${name}' is missing but a required field`);
  }

  optionalDoc(name: string): Doc | undefined {
    const value = this.value(name);
    if (value !== undefined && !isDoc(value)) throw this.wrongType(name, value, 'object');
    return value;
  }

  requiredDoc(name: string): Doc {
    return this.required(name, this.optionalDoc(name));
  }

  optionalText(name: string): string | undefined {
    const value = this.value(name);
    if (value !== undefined && typeof value !== 'string') throw this.wrongType(name, value, 'string');
    return value;
  }

  requiredText(name: string): string {
    return this.required(name, this.optionalText(name));
  }

  optionalList(name: string): Value[] | undefined {
    const value = this.value(name);
    if (value !== undefined && !Array.isArray(value)) throw this.wrongType(name, value, 'array');
    return value;
  }

  requiredList(name: string): Value[] {
    return this.required(name, this.optionalList(name));
  }

  /** A required array of documents. */
  docs(name: string): Doc[] {
    return this.requiredList(name).map((item, i) => {
      if (!isDoc(item)) throw this.wrongType(`${name}.${i}`, item, 'object');
      return item;
    });
  }

  flag(name: string): boolean {
    const value = this.value(name);
    if (value === undefined || typeof value === 'boolean') return value === true;
    if (isNumber(value)) return Number(plainNumber(value)) !== 0;
    throw this.wrongType(name, value, 'bool, long, int, decimal, double');
  }

  /** A number that must be whole. */
  whole(name: string): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (!isNumber(value)) throw this.wrongType(name, value, 'long, int, decimal, double');
    const number = wholeNumber(value);
    if (number === undefined) throw badValue(`BSON field '${this.where}.${name}' is not a whole number`);
    return number;
  }

  /** A number that must be whole and not negative. */
  count(name: string): number | undefined {
    const number = this.whole(name);
    if (number !== undefined && number < 0) {
      throw new MongoError(51024, `BSON field '${name}' value must be >= 0, actual value '${number}'`);
    }
    return number;
  }

  /** Marks fields as read that need no further look. */
  ignore(...names: string[]): void {
    for (const name of names) this.read.add(name);
  }

  /** @throws MongoError 40415 when there is a field that nobody has read */
  finish(): void {
    for (const name of this.doc.keys()) {
      if (this.read.has(name) || COMMON.has(name)) continue;
      throw new MongoError(40415, `BSON field '${this.where}.${name}' is an unknown field.`);
    }
  }
}

/** @throws MongoError 73 when it cannot be the name of a database */
export const checkDatabase = (db: string): void => {
  if (db === '' || db.length > 63 || BAD_DATABASE.test(db)) {
    throw new MongoError(73, `Invalid database name: '${db}'`);
  }
};

/**
 * A namespace from the parts a command gives.
 * @throws MongoError 73 when the collection's name cannot be one
 */
export const namespace = (db: string, collection: Value | undefined): Namespace => {
  if (typeof collection !== 'string') {
    throw new MongoError(73, `collection name has invalid type ${typeName(collection)}`);
  }
  const bad = collection === '' || collection.startsWith('.') || collection.endsWith('.') || /[$\0]/.test(collection);
  if (bad || collection.includes('..')) throw new MongoError(73, `Invalid namespace specified '${db}.${collection}'`);
  if (Buffer.byteLength(`${db}.${collection}`) > 255) {
    throw new MongoError(73, `Fully qualified namespace is too long. Namespace: ${db}.${collection} Max: 255`);
  }
  return { db, name: collection };
};

/** The namespace of an open cursor, which may be one of the server's own such as `$cmd.listCollections`. */
export const cursorNamespace = (db: string, collection: Value | undefined): Namespace =>
  typeof collection === 'string' && collection.startsWith('$cmd.')
    ? { db, name: collection }
    : namespace(db, collection);

/** The batch size that a `cursor` argument asks for. */
export const cursorBatchSize = (args: Arguments): number | undefined => {
  const cursor = args.optionalDoc('cursor');
  return cursor && new Arguments(cursor, 'cursor').count('batchSize');
};

/** Refuses to create or change a collection that belongs to the server. */
export const checkWritable = (ns: Namespace): void => {
  if (ns.name.startsWith('system.')) throw new MongoError(73, `cannot write to '${ns.db}.${ns.name}'`);
};
