import { compareDecimals } from './decimal.ts';
import {
  Binary,
  Code,
  DbPointer,
  Decimal,
  Int32,
  MAX_KEY,
  MIN_KEY,
  ObjectId,
  Regex,
  SymbolText,
  Timestamp,
  UNDEFINED,
  UtcDate,
  isDoc,
} from './value.ts';
import type { Doc, Value } from './value.ts';

/**
 * Place of each type in MongoDB's comparison order; types with one rank compare with each other (the numbers; strings and
 * symbols). Also the first byte of an index key, so that 0 stays free as a terminator.
 */
export const RANK = {
  minKey: 1,
  undefined: 3,
  null: 5,
  number: 10,
  string: 15,
  object: 20,
  array: 25,
  binary: 30,
  objectId: 35,
  bool: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  dbPointer: 55,
  code: 60,
  codeWithScope: 65,
  maxKey: 127,
} as const;

const CLASS_RANK = new Map<unknown, number>([
  [Int32, RANK.number],
  [Decimal, RANK.number],
  [SymbolText, RANK.string],
  [Map, RANK.object],
  [Array, RANK.array],
  [Binary, RANK.binary],
  [ObjectId, RANK.objectId],
  [UtcDate, RANK.date],
  [Timestamp, RANK.timestamp],
  [Regex, RANK.regex],
  [DbPointer, RANK.dbPointer],
]);

/** The rank of a value's type; a missing field ranks as null. */
export const rankOf = (value: Value | undefined): number => {
  switch (typeof value) {
    case 'string':
      return RANK.string;
    case 'number':
    case 'bigint':
      return RANK.number;
    case 'boolean':
      return RANK.bool;
    case 'undefined':
      return RANK.null;
  }
  if (value === null) return RANK.null;
  if (value === UNDEFINED) return RANK.undefined;
  if (value === MIN_KEY) return RANK.minKey;
  if (value === MAX_KEY) return RANK.maxKey;
  if (value instanceof Code) return value.scope ? RANK.codeWithScope : RANK.code;
  return CLASS_RANK.get(value.constructor)!;
};

const order = <T extends number | bigint | boolean>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

/** Strings compare by their UTF-8 bytes, which is the order of code points and not that of UTF-16 units. */
export const compareText = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const surrogates = Number(x >= 0xd800 && x <= 0xdfff) - Number(y >= 0xd800 && y <= 0xdfff);
    return surrogates !== 0 ? order(lifted(x), lifted(y)) : order(x, y);
  }
  return order(a.length, b.length);
};

/** Lone or paired surrogates stand for code points above every other unit. */
const lifted = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

const compareNumbers = (left: Value, right: Value): number => {
  const a = left instanceof Int32 ? left.value : (left as number | bigint | Decimal);
  const b = right instanceof Int32 ? right.value : (right as number | bigint | Decimal);
  if (a instanceof Decimal || b instanceof Decimal) return compareDecimals(a, b);
  if (a < b) return -1;
  if (a > b) return 1;
  const aNan = typeof a === 'number' && Number.isNaN(a);
  const bNan = typeof b === 'number' && Number.isNaN(b);
  return Number(bNan) - Number(aNan);
};

const compareDocs = (a: Doc, b: Doc): number => {
  const left = a.entries();
  const right = b.entries();
  for (;;) {
    const x = left.next();
    const y = right.next();
    if (x.done || y.done) return Number(Boolean(y.done)) - Number(Boolean(x.done));
    const [xName, xValue] = x.value;
    const [yName, yValue] = y.value;
    const difference =
      order(rankOf(xValue), rankOf(yValue)) || compareText(xName, yName) || compareValues(xValue, yValue);
    if (difference !== 0) return difference;
  }
};

const compareArrays = (a: readonly Value[], b: readonly Value[]): number => {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = compareValues(a[i]!, b[i]!);
    if (difference !== 0) return difference;
  }
  return order(a.length, b.length);
};

const compareBinaries = (a: Binary, b: Binary): number =>
  order(a.bytes.length, b.bytes.length) || order(a.subtype, b.subtype) || a.bytes.compare(b.bytes);

const comparePointers = (a: DbPointer, b: DbPointer): number =>
  order(Buffer.byteLength(a.namespace), Buffer.byteLength(b.namespace)) ||
  compareText(a.namespace, b.namespace) ||
  compareText(a.id.hex, b.id.hex);

const compareRare = (a: Value, b: Value): number => {
  if (a instanceof Binary) return compareBinaries(a, b as Binary);
  if (a instanceof Timestamp) return order(a.value, (b as Timestamp).value);
  if (a instanceof DbPointer) return comparePointers(a, b as DbPointer);
  if (a instanceof Regex) {
    return compareText(a.pattern, (b as Regex).pattern) || compareText(a.options, (b as Regex).options);
  }
  if (!(a instanceof Code)) return 0;
  const other = b as Code;
  return compareText(a.code, other.code) || (a.scope && other.scope ? compareDocs(a.scope, other.scope) : 0);
};

const textOf = (value: Value): string => (value instanceof SymbolText ? value.text : (value as string));

/** MongoDB's total order over all values: by type first, then by value. Negative, zero or positive. */
export const compareValues = (a: Value, b: Value): number => {
  const rank = rankOf(a);
  const difference = rank - rankOf(b);
  if (difference !== 0) return difference < 0 ? -1 : 1;
  switch (rank) {
    case RANK.number:
      return compareNumbers(a, b);
    case RANK.string:
      return compareText(textOf(a), textOf(b));
    case RANK.objectId:
      return compareText((a as ObjectId).hex, (b as ObjectId).hex);
    case RANK.date:
      return order((a as UtcDate).ms, (b as UtcDate).ms);
    case RANK.bool:
      return order(a as boolean, b as boolean);
    case RANK.array:
      return compareArrays(a as Value[], b as Value[]);
    default:
      return isDoc(a) && isDoc(b) ? compareDocs(a, b) : compareRare(a, b);
  }
};

/** Whether two values are equal to MongoDB: numbers of different types may be, documents only with fields in one order. */
export const equalValues = (a: Value, b: Value): boolean => compareValues(a, b) === 0;
