/**
 * Bencode, in which rtpengine's control protocol is written: strings `3:abc`, integers `i42e`, lists `l…e`,
 * dictionaries `d…e`. Lengths count bytes.
 */

/** What a message is made of. */
export type NgValue = string | number | readonly NgValue[] | { readonly [key: string]: NgValue };
/** A command or an answer. */
export type NgMessage = Readonly<Record<string, NgValue>>;

/** Writes a message. */
export function encode(value: NgValue): string {
  if (typeof value === 'string') return `${Buffer.byteLength(value)}:${value}`;
  if (typeof value === 'number') return `i${Math.trunc(value)}e`;
  if (isList(value)) return `l${value.map(encode).join('')}e`;
  const entries = Object.entries(value).map(([key, item]) => encode(key) + encode(item));
  return `d${entries.join('')}e`;
}

const isList = (value: NgValue): value is readonly NgValue[] => Array.isArray(value);

/** Reads the dictionary that begins at an offset; `undefined` when the bytes are not one. */
export function decode(bytes: Buffer, start: number): NgMessage | undefined {
  const reader = { bytes, at: start };
  if (bytes[start] !== D) return undefined;
  try {
    const value = readValue(reader, 0);
    return value as NgMessage;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

class Malformed extends Error {}
interface Reader {
  readonly bytes: Buffer;
  at: number;
}

const [I, L, D, E, COLON, DEEPEST] = [0x69, 0x6c, 0x64, 0x65, 0x3a, 32];

function readValue(reader: Reader, depth: number): NgValue {
  if (depth > DEEPEST) throw new Malformed();
  const kind = reader.bytes[reader.at];
  if (kind === I) return readNumber(reader, ++reader.at, E);
  if (kind === L) return readList(reader, depth);
  if (kind === D) return readDictionary(reader, depth);
  return readString(reader);
}

function readNumber(reader: Reader, from: number, end: number): number {
  const stop = reader.bytes.indexOf(end, from);
  const value = stop < 0 ? Number.NaN : Number(reader.bytes.toString('latin1', from, stop));
  if (!Number.isInteger(value)) throw new Malformed();
  reader.at = stop + 1;
  return value;
}

function readString(reader: Reader): string {
  const length = readNumber(reader, reader.at, COLON);
  const from = reader.at;
  if (length < 0 || from + length > reader.bytes.length) throw new Malformed();
  reader.at = from + length;
  return reader.bytes.toString('utf8', from, reader.at);
}

function readList(reader: Reader, depth: number): NgValue[] {
  const list: NgValue[] = [];
  reader.at++;
  while (reader.bytes[reader.at] !== E) list.push(readValue(reader, depth + 1));
  reader.at++;
  return list;
}

function readDictionary(reader: Reader, depth: number): NgMessage {
  const entries: [string, NgValue][] = [];
  reader.at++;
  while (reader.bytes[reader.at] !== E) entries.push([readString(reader), readValue(reader, depth + 1)]);
  reader.at++;
  return Object.fromEntries(entries);
}
