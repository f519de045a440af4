import { MongoError } from '../errors.ts';
import {
  Binary,
  Code,
  DbPointer,
  Decimal,
  Int32,
  MAX_KEY,
  MIN_KEY,
  Marker,
  ObjectId,
  RawDoc,
  Regex,
  SymbolText,
  Timestamp,
  UtcDate,
} from './value.ts';
import type { Doc, Outgoing, OutgoingDoc } from './value.ts';

/** A buffer that grows while a document is written into it. */
class Writer {
  buf = Buffer.allocUnsafe(512);
  at = 0;
  private depth = 0;
  private readonly maxDepth: number;

  constructor(maxDepth: number) {
    this.maxDepth = maxDepth;
  }

  private room(bytes: number): void {
    if (this.at + bytes <= this.buf.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buf.length * 2, this.at + bytes));
    this.buf.copy(larger, 0, 0, this.at);
    this.buf = larger;
  }

  byte(value: number): void {
    this.room(1);
    this.buf[this.at++] = value;
  }

  int32(value: number): void {
    this.room(4);
    this.buf.writeInt32LE(value, this.at);
    this.at += 4;
  }

  int64(value: bigint): void {
    this.room(8);
    this.buf.writeBigInt64LE(BigInt.asIntN(64, value), this.at);
    this.at += 8;
  }

  double(value: number): void {
    this.room(8);
    this.buf.writeDoubleLE(value, this.at);
    this.at += 8;
  }

  bytes(value: Uint8Array): void {
    this.room(value.length);
    this.buf.set(value, this.at);
    this.at += value.length;
  }

  cstring(text: string): void {
    this.room(text.length * 3 + 1);
    if (text.length > 24) this.at += this.buf.write(text, this.at);
    else this.shortText(text);
    this.buf[this.at++] = 0;
  }

  /** A call into native code costs more than a short ASCII text. */
  private shortText(text: string): void {
    const { buf, at } = this;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127) {
        this.at = at + buf.write(text, at);
        return;
      }
      buf[at + i] = unit;
    }
    this.at = at + text.length;
  }

  string(text: string): void {
    const start = this.at;
    this.int32(0);
    this.cstring(text);
    this.buf.writeInt32LE(this.at - start - 4, start);
  }

  /** Writes a type byte and a name, then what `content` writes. */
  head(type: number, name: string): void {
    this.byte(type);
    this.cstring(name);
  }

  entries(write: () => void): void {
    if (++this.depth > this.maxDepth) {
      throw new MongoError(15, `Document exceeds maximum nesting depth of ${this.maxDepth}`);
    }
    const start = this.at;
    this.int32(0);
    write();
    this.depth--;
    this.byte(0);
    this.buf.writeInt32LE(this.at - start, start);
  }
}

const writeDoc = (out: Writer, doc: Doc | OutgoingDoc): void => {
  out.entries(() => {
    const entries: Iterable<readonly [string, Outgoing | undefined]> = doc instanceof Map ? doc : Object.entries(doc);
    for (const [name, value] of entries) if (value !== undefined) writeValue(out, name, value);
  });
};

const writeValue = (out: Writer, name: string, value: Outgoing): void => {
  if (typeof value === 'string') {
    out.head(0x02, name);
    out.string(value);
  } else if (value instanceof Int32) {
    out.head(0x10, name);
    out.int32(value.value);
  } else if (typeof value === 'number') {
    out.head(0x01, name);
    out.double(value);
  } else if (value === null) out.head(0x0a, name);
  else if (typeof value === 'boolean') {
    out.head(0x08, name);
    out.byte(value ? 1 : 0);
  } else if (typeof value === 'bigint') {
    out.head(0x12, name);
    out.int64(value);
  } else writeObject(out, name, value);
};

type ObjectValue = Exclude<Outgoing, string | number | null | boolean | bigint | Int32>;

const writeObject = (out: Writer, name: string, value: ObjectValue): void => {
  if (value instanceof ObjectId) {
    out.head(0x07, name);
    out.bytes(Buffer.from(value.hex, 'hex'));
  } else if (value instanceof UtcDate) {
    out.head(0x09, name);
    out.int64(BigInt(value.ms));
  } else if (Array.isArray(value)) {
    out.head(0x04, name);
    out.entries(() => value.forEach((item, i) => writeValue(out, String(i), item)));
  } else if (value instanceof RawDoc) {
    out.head(0x03, name);
    out.bytes(value.bytes);
  } else if (value instanceof Map) {
    out.head(0x03, name);
    writeDoc(out, value);
  } else writeRare(out, name, value as RareValue);
};

type RareValue = Binary | Regex | Timestamp | Decimal | Code | SymbolText | DbPointer | Marker | OutgoingDoc;

const writeRare = (out: Writer, name: string, value: RareValue): void => {
  if (value instanceof Binary) {
    out.head(0x05, name);
    writeBinary(out, value);
  } else if (value instanceof Regex) {
    out.head(0x0b, name);
    out.cstring(value.pattern);
    out.cstring(value.options);
  } else if (value instanceof Timestamp) {
    out.head(0x11, name);
    out.int64(value.value);
  } else if (value instanceof Decimal) {
    out.head(0x13, name);
    out.bytes(value.bits);
  } else if (value instanceof Marker) {
    out.head(value === MIN_KEY ? 0xff : value === MAX_KEY ? 0x7f : 0x06, name);
  } else if (value instanceof Code) {
    writeCode(out, name, value);
  } else if (value instanceof SymbolText) {
    out.head(0x0e, name);
    out.string(value.text);
  } else if (value instanceof DbPointer) {
    out.head(0x0c, name);
    out.string(value.namespace);
    out.bytes(Buffer.from(value.id.hex, 'hex'));
  } else {
    out.head(0x03, name);
    writeDoc(out, value);
  }
};

const writeBinary = (out: Writer, value: Binary): void => {
  const old = value.subtype === 2;
  out.int32(value.bytes.length + (old ? 4 : 0));
  out.byte(value.subtype);
  if (old) out.int32(value.bytes.length);
  out.bytes(value.bytes);
};

const writeCode = (out: Writer, name: string, value: Code): void => {
  if (!value.scope) {
    out.head(0x0d, name);
    out.string(value.code);
    return;
  }
  out.head(0x0f, name);
  const start = out.at;
  out.int32(0);
  out.string(value.code);
  writeDoc(out, value.scope);
  out.buf.writeInt32LE(out.at - start, start);
};

/**
 * The bytes of a document; a field that is `undefined` is left out.
 * @throws MongoError 15 when it nests deeper than `maxDepth`
 */
export const encodeDoc = (doc: Doc | OutgoingDoc, maxDepth = 1000): Buffer => {
  const out = new Writer(maxDepth);
  writeDoc(out, doc);
  return Buffer.from(out.buf.subarray(0, out.at));
};
