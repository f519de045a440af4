import { MongoError } from '../errors.ts';
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
} from './value.ts';
import type { Doc, Value } from './value.ts';

/** The deepest nesting a document may have, as in MongoDB. */
const MAX_DEPTH = 200;

const invalid = (why: string): MongoError => new MongoError(22, `Invalid BSON: ${why}`);

/** Reads one document, every length checked against the bytes that are there. */
class Reader {
  private readonly buf: Buffer;
  private at: number;
  private limit: number;
  private depth = 0;

  constructor(buf: Buffer, at: number) {
    this.buf = buf;
    this.at = at;
    this.limit = buf.length;
  }

  doc(): Doc {
    const doc: Doc = new Map();
    this.elements((name, value) => doc.set(name, value));
    return doc;
  }

  private array(): Value[] {
    const list: Value[] = [];
    this.elements((_name, value) => list.push(value));
    return list;
  }

  private elements(add: (name: string, value: Value) => void): void {
    const start = this.at;
    const size = this.int32();
    const end = start + size;
    if (size < 5 || end > this.limit) throw invalid(`document length ${size} does not fit its frame`);
    if (++this.depth > MAX_DEPTH) {
      throw new MongoError(15, `BSONObj exceeds maximum nested object depth: ${MAX_DEPTH}`);
    }
    const outer = this.limit;
    this.limit = end;
    for (;;) {
      this.need(1);
      const type = this.buf[this.at++]!;
      if (type === 0) break;
      const name = this.cstring();
      add(name, this.value(type));
    }
    if (this.at !== end) throw invalid('document ends before its length');
    this.limit = outer;
    this.depth--;
  }

  private need(bytes: number): void {
    if (bytes < 0 || this.at + bytes > this.limit) throw invalid('truncated element');
  }

  private int32(): number {
    this.need(4);
    const value = this.buf.readInt32LE(this.at);
    this.at += 4;
    return value;
  }

  private int64(): bigint {
    this.need(8);
    const value = this.buf.readBigInt64LE(this.at);
    this.at += 8;
    return value;
  }

  private bytes(length: number): Buffer {
    this.need(length);
    const copy = Buffer.from(this.buf.subarray(this.at, this.at + length));
    this.at += length;
    return copy;
  }

  private cstring(): string {
    const { buf, limit } = this;
    const start = this.at;
    let at = start;
    let ascii = true;
    while (at < limit && buf[at] !== 0) {
      if (buf[at]! > 127) ascii = false;
      at++;
    }
    if (at >= limit) throw invalid('unterminated name');
    this.at = at + 1;
    if (!ascii) return checkedUtf8(buf, start, at);
    if (at - start > 24) return buf.toString('latin1', start, at);
    let text = '';
    for (let i = start; i < at; i++) text += String.fromCharCode(buf[i]!);
    return text;
  }

  private string(): string {
    const length = this.int32();
    if (length < 1) throw invalid(`string length ${length}`);
    this.need(length);
    const end = this.at + length - 1;
    if (this.buf[end] !== 0) throw invalid('string without terminator');
    const text = checkedUtf8(this.buf, this.at, end);
    this.at = end + 1;
    return text;
  }

  private date(): UtcDate {
    return new UtcDate(Number(this.int64()));
  }

  private bool(): boolean {
    const byte = this.bytes(1)[0]!;
    if (byte > 1) throw invalid(`boolean ${byte}`);
    return byte === 1;
  }

  private binary(): Binary {
    const length = this.int32();
    this.need(1);
    const subtype = this.buf[this.at++]!;
    if (subtype !== 2) return new Binary(subtype, this.bytes(length));
    const inner = this.int32();
    if (inner !== length - 4) throw invalid('old binary length');
    return new Binary(2, this.bytes(inner));
  }

  private codeWithScope(): Code {
    const start = this.at;
    const size = this.int32();
    const code = this.string();
    const scope = this.doc();
    if (this.at - start !== size) throw invalid('code with scope length');
    return new Code(code, scope);
  }

  private value(type: number): Value {
    switch (type) {
      case 0x01:
        this.need(8);
        this.at += 8;
        return this.buf.readDoubleLE(this.at - 8);
      case 0x02:
        return this.string();
      case 0x03:
        return this.doc();
      case 0x04:
        return this.array();
      case 0x05:
        return this.binary();
      case 0x07:
        return new ObjectId(this.bytes(12).toString('hex'));
      case 0x08:
        return this.bool();
      case 0x09:
        return this.date();
      case 0x0a:
        return null;
      case 0x10:
        return new Int32(this.int32());
      case 0x12:
        return this.int64();
      default:
        return this.rareValue(type);
    }
  }

  private rareValue(type: number): Value {
    switch (type) {
      case 0x06:
        return UNDEFINED;
      case 0x0b: {
        const pattern = this.cstring();
        return new Regex(pattern, [...this.cstring()].sort().join(''));
      }
      case 0x0c: {
        const namespace = this.string();
        return new DbPointer(namespace, new ObjectId(this.bytes(12).toString('hex')));
      }
      case 0x0d:
        return new Code(this.string());
      case 0x0e:
        return new SymbolText(this.string());
      case 0x0f:
        return this.codeWithScope();
      case 0x11:
        return new Timestamp(BigInt.asUintN(64, this.int64()));
      case 0x13:
        return new Decimal(this.bytes(16));
      case 0x7f:
        return MAX_KEY;
      case 0xff:
        return MIN_KEY;
      default:
        throw invalid(`unknown element type 0x${type.toString(16)}`);
    }
  }
}

const checkedUtf8 = (buf: Buffer, start: number, end: number): string => {
  const text = buf.toString('utf8', start, end);
  if (text.includes('\ufffd') && !Buffer.from(text).equals(buf.subarray(start, end))) {
    throw invalid('string is not valid UTF-8');
  }
  return text;
};

/** The same bytes as a `Buffer`, without a copy. */
export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * Decodes the document that starts at `at`.
 * @throws MongoError 22 (InvalidBSON) when a length, type or string is wrong; 15 (Overflow) when it nests too deep.
 */
export const decodeDoc = (bytes: Uint8Array, at = 0): Doc => new Reader(asBuffer(bytes), at).doc();
