import { notImplemented } from '../errors.ts';
import { RANK, rankOf } from './compare.ts';
import { decimalAsPlain } from './decimal.ts';
import { Binary, Code, DbPointer, Decimal, Int32, Regex, SymbolText, Timestamp, isDoc } from './value.ts';
import type { Value, ObjectId, UtcDate } from './value.ts';

/**
 * Order-preserving keys: `compareValues(a, b)` and the byte order of `keyOf(a)` and `keyOf(b)` agree, and no key is a prefix
 * of another, so that keys of several fields can be joined. Property-tested in `key.test.ts`.
 */

const number = (value: Value): Buffer => {
  const plain = value instanceof Int32 ? value.value : value instanceof Decimal ? plainDecimal(value) : value;
  const out = Buffer.alloc(11);
  out[0] = RANK.number;
  if (Number.isNaN(plain)) return out;
  const double = Number(plain) || 0;
  out.writeDoubleBE(double, 1);
  if (double < 0) for (let i = 1; i < 9; i++) out[i] = ~out[i]!;
  else out[1]! |= 0x80;
  // An int64 differs by at most 1024 from the double nearest to it; the difference orders those that share a double.
  const rest = typeof plain === 'bigint' ? Number(plain - BigInt(double)) : 0;
  out.writeUInt16BE(rest + 0x8000, 9);
  return out;
};

const plainDecimal = (value: Decimal): number | bigint => {
  const plain = decimalAsPlain(value);
  if (plain === undefined) throw notImplemented('a Decimal128 that no double equals exactly as an index key or _id');
  return plain;
};

const TERMINATOR = Buffer.from([0, 0]);
const END = Buffer.from([0]);

/** Bytes in which 0 becomes 0 255, ended by 0 0. */
const terminated = (bytes: Buffer): Buffer => {
  if (!bytes.includes(0)) return Buffer.concat([bytes, TERMINATOR]);
  const escaped: number[] = [];
  for (const byte of bytes) escaped.push(...(byte === 0 ? [0, 255] : [byte]));
  return Buffer.concat([Buffer.from(escaped), TERMINATOR]);
};

const ranked = (rank: number, ...parts: readonly Uint8Array[]): Buffer =>
  Buffer.concat([Buffer.from([rank]), ...parts]);

const text = (rank: number, ...texts: readonly string[]): Buffer =>
  ranked(rank, ...texts.map((item) => terminated(Buffer.from(item))));

const signed64 = (rank: number, value: bigint): Buffer => {
  const out = Buffer.alloc(9);
  out[0] = rank;
  out.writeBigUInt64BE(BigInt.asUintN(64, value) ^ (1n << 63n), 1);
  return out;
};

const unsigned64 = (rank: number, value: bigint): Buffer => {
  const out = Buffer.alloc(9);
  out[0] = rank;
  out.writeBigUInt64BE(value, 1);
  return out;
};

const length32 = (value: number): Buffer => {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(value);
  return out;
};

const container = (value: Value): Buffer => {
  if (!isDoc(value)) return ranked(RANK.array, ...(value as Value[]).map(keyOf), END);
  const parts: Buffer[] = [];
  for (const [name, item] of value) {
    parts.push(Buffer.from([rankOf(item)]), terminated(Buffer.from(name)), keyOf(item));
  }
  return ranked(RANK.object, ...parts, END);
};

const rare = (rank: number, value: Value): Buffer => {
  if (value instanceof Binary) {
    return ranked(rank, length32(value.bytes.length), Buffer.from([value.subtype]), value.bytes);
  }
  if (value instanceof Timestamp) return unsigned64(rank, value.value);
  if (value instanceof Regex) return text(rank, value.pattern, value.options);
  if (value instanceof DbPointer) {
    const name = Buffer.from(value.namespace);
    return ranked(rank, length32(name.length), name, Buffer.from(value.id.hex, 'hex'));
  }
  if (value instanceof Code) {
    const code = text(rank, value.code);
    return value.scope ? Buffer.concat([code, keyOf(value.scope)]) : code;
  }
  return Buffer.from([rank]);
};

/**
 * The index key of one value; null stands for a missing field.
 * @throws MongoError 238 for a decimal that is neither an int64 nor a double.
 */
export const keyOf = (value: Value): Buffer => {
  const rank = rankOf(value);
  switch (rank) {
    case RANK.number:
      return number(value);
    case RANK.string:
      return text(rank, value instanceof SymbolText ? value.text : (value as string));
    case RANK.objectId:
      return ranked(rank, Buffer.from((value as ObjectId).hex, 'hex'));
    case RANK.date:
      return signed64(rank, BigInt((value as UtcDate).ms));
    case RANK.bool:
      return Buffer.from([rank, value === true ? 1 : 0]);
    case RANK.object:
    case RANK.array:
      return container(value);
    default:
      return rare(rank, value);
  }
};

/** The key of a field indexed in descending order: every bit turned round. */
export const inverted = (key: Buffer): Buffer => {
  const out = Buffer.allocUnsafe(key.length);
  for (let i = 0; i < key.length; i++) out[i] = 255 - key[i]!;
  return out;
};

/** The least byte string above every one that starts with `prefix`; `undefined` when there is none. */
export const successor = (prefix: Buffer): Buffer | undefined => {
  for (let i = prefix.length - 1; i >= 0; i--) {
    if (prefix[i] === 255) continue;
    const out = Buffer.from(prefix.subarray(0, i + 1));
    out[i]!++;
    return out;
  }
  return undefined;
};
