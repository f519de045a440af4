/**
 * The values of BSON as this server holds them.
 *
 * The npm codec is not used for documents, for three reasons: a JavaScript object reorders keys that look like integers, a
 * promoted number forgets whether it was an int or a double, and a stand-in must not share a codec with the product it
 * serves. A document is a `Map`, a double a `number`, a long a `bigint`; everything else is a class of its own.
 */

/** A 32-bit integer. */
export class Int32 {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** Twelve bytes as 24 lower-case hexadecimal digits. */
export class ObjectId {
  readonly hex: string;
  constructor(hex: string) {
    this.hex = hex;
  }
}

/** An instant in epoch milliseconds; may lie outside the range of a JavaScript `Date`. */
export class UtcDate {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}

/** Bytes with their subtype (0 generic, 4 UUID, …). */
export class Binary {
  readonly subtype: number;
  readonly bytes: Buffer;
  constructor(subtype: number, bytes: Buffer) {
    this.subtype = subtype;
    this.bytes = bytes;
  }
}

/** A regular expression with its options in alphabetical order. */
export class Regex {
  readonly pattern: string;
  readonly options: string;
  constructor(pattern: string, options: string) {
    this.pattern = pattern;
    this.options = options;
  }
}

/** An internal timestamp: seconds in the high 32 bits, ordinal in the low ones; unsigned. */
export class Timestamp {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** An IEEE 754-2008 decimal as its 16 little-endian bytes. */
export class Decimal {
  readonly bits: Buffer;
  constructor(bits: Buffer) {
    this.bits = bits;
  }
}

/** JavaScript code, with a scope or without. */
export class Code {
  readonly code: string;
  readonly scope: Doc | undefined;
  constructor(code: string, scope?: Doc) {
    this.code = code;
    this.scope = scope;
  }
}

/** The deprecated symbol type; compares as a string. */
export class SymbolText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** The deprecated DBPointer type. */
export class DbPointer {
  readonly namespace: string;
  readonly id: ObjectId;
  constructor(namespace: string, id: ObjectId) {
    this.namespace = namespace;
    this.id = id;
  }
}

/** A value without content: BSON's undefined, MinKey and MaxKey. */
export class Marker {
  readonly name: 'undefined' | 'MinKey' | 'MaxKey';
  constructor(name: 'undefined' | 'MinKey' | 'MaxKey') {
    this.name = name;
  }
}

/** BSON's deprecated undefined; JavaScript's `undefined` means "no such field" everywhere in this server. */
export const UNDEFINED = new Marker('undefined');
/** Sorts before everything. */
export const MIN_KEY = new Marker('MinKey');
/** Sorts after everything. */
export const MAX_KEY = new Marker('MaxKey');

/** A document: fields in their order. */
export type Doc = Map<string, Value>;

/** Any BSON value. */
export type Value =
  | number
  | bigint
  | string
  | boolean
  | null
  | Int32
  | ObjectId
  | UtcDate
  | Binary
  | Regex
  | Timestamp
  | Decimal
  | Code
  | SymbolText
  | DbPointer
  | Marker
  | Doc
  | Value[];

/** A document already encoded, copied into an answer as it is. */
export class RawDoc {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** What an answer may hold: BSON values, stored documents, and plain objects for readable command code. */
export type Outgoing = Value | RawDoc | Outgoing[] | { readonly [key: string]: Outgoing | undefined };

/** An answer or a document under construction; fields that are `undefined` are left out. */
export type OutgoingDoc = { readonly [key: string]: Outgoing | undefined };

/** An int of the wire. */
export const int = (value: number): Int32 => new Int32(value);

/** Whether the value is a document. */
export const isDoc = (value: unknown): value is Doc => value instanceof Map;

/** Whether the value is a number of any of the four types. */
export const isNumber = (value: unknown): value is number | bigint | Int32 | Decimal =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof Int32 || value instanceof Decimal;

/** A document from key–value pairs. */
export const docOf = (...entries: readonly (readonly [string, Value])[]): Doc => new Map(entries);

const TYPES = new Map<unknown, readonly [number, string]>([
  [Int32, [16, 'int']],
  [ObjectId, [7, 'objectId']],
  [UtcDate, [9, 'date']],
  [Binary, [5, 'binData']],
  [Regex, [11, 'regex']],
  [Timestamp, [17, 'timestamp']],
  [Decimal, [19, 'decimal']],
  [SymbolText, [14, 'symbol']],
  [DbPointer, [12, 'dbPointer']],
  [Map, [3, 'object']],
  [Array, [4, 'array']],
]);

const typeEntry = (value: Value | undefined): readonly [number, string] => {
  if (value === undefined) return [0, 'missing'];
  if (value === null) return [10, 'null'];
  if (typeof value === 'string') return [2, 'string'];
  if (typeof value === 'number') return [1, 'double'];
  if (typeof value === 'bigint') return [18, 'long'];
  if (typeof value === 'boolean') return [8, 'bool'];
  if (value === UNDEFINED) return [6, 'undefined'];
  if (value === MIN_KEY) return [-1, 'minKey'];
  if (value === MAX_KEY) return [127, 'maxKey'];
  if (value instanceof Code) return value.scope ? [15, 'javascriptWithScope'] : [13, 'javascript'];
  return TYPES.get(value.constructor) ?? [0, 'missing'];
};

/** The BSON type number (`1` double, `2` string, …). */
export const typeNumber = (value: Value | undefined): number => typeEntry(value)[0];

/** The BSON type name as `$type` and error messages write it. */
export const typeName = (value: Value | undefined): string => typeEntry(value)[1];
