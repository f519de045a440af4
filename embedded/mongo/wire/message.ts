import { decodeDoc } from '../bson/decode.ts';
import { encodeDoc } from '../bson/encode.ts';
import type { Doc, OutgoingDoc } from '../bson/value.ts';
import { MongoError } from '../errors.ts';
import { HEADER, OP, WireFault } from './frame.ts';

const FLAG = { checksumPresent: 1, moreToCome: 2, exhaustAllowed: 1 << 16 } as const;

/** A command as it came over the wire. */
export interface Request {
  readonly body: Doc;
  /** The client expects no answer (write concern 0). */
  readonly silent: boolean;
  /** The client accepts a stream of answers to this one request. */
  readonly exhaustAllowed: boolean;
  /** The old OP_QUERY form, used by drivers for their first hello only. */
  readonly legacy: boolean;
}

/** Reads an OP_MSG: one body, and document sequences that become array fields of it. */
export const parseMsg = (bytes: Buffer): Request => {
  if (bytes.length < 5) throw new WireFault('OP_MSG is too short');
  const flags = bytes.readUInt32LE(0);
  if (flags & 0xfffc) throw new WireFault(`OP_MSG has unknown required flags 0x${flags.toString(16)}`);
  const end = flags & FLAG.checksumPresent ? bytes.length - 4 : bytes.length;
  let body: Doc | undefined;
  const sequences: [string, Doc[]][] = [];
  let at = 4;
  while (at < end) {
    const kind = bytes[at];
    const size = at + 5 <= end ? bytes.readInt32LE(at + 1) : 0;
    if (size < 5 || at + 1 + size > end) throw new WireFault('OP_MSG section does not fit the message');
    const section = bytes.subarray(at + 1, at + 1 + size);
    if (kind === 0) {
      if (body) throw new MongoError(40430, 'Multiple body sections in message');
      body = decodeDoc(section);
    } else if (kind === 1) sequences.push(parseSequence(section));
    else throw new MongoError(40432, `Unknown section kind ${kind}`);
    at += 1 + size;
  }
  if (!body) throw new MongoError(40587, 'OP_MSG messages must have a body');
  for (const [name, docs] of sequences) {
    if (body.has(name)) throw new MongoError(40433, `Duplicate field between body and document sequence ${name}`);
    body.set(name, docs);
  }
  const silent = (flags & FLAG.moreToCome) !== 0;
  return { body, silent, exhaustAllowed: (flags & FLAG.exhaustAllowed) !== 0, legacy: false };
};

const parseSequence = (section: Buffer): [string, Doc[]] => {
  const nameEnd = section.indexOf(0, 4);
  if (nameEnd < 0) throw new WireFault('document sequence without a name');
  const docs: Doc[] = [];
  let at = nameEnd + 1;
  while (at < section.length) {
    const size = at + 4 <= section.length ? section.readInt32LE(at) : 0;
    if (size < 5 || at + size > section.length)
      throw new MongoError(22, 'Invalid BSON: document sequence is truncated');
    docs.push(decodeDoc(section.subarray(at, at + size)));
    at += size;
  }
  return [section.toString('utf8', 4, nameEnd), docs];
};

/** Reads an OP_QUERY; only `<db>.$cmd` can be asked this way. */
export const parseQuery = (bytes: Buffer): Request => {
  const nameEnd = bytes.indexOf(0, 4);
  if (nameEnd < 0 || nameEnd + 9 > bytes.length) throw new WireFault('OP_QUERY is too short');
  const namespace = bytes.toString('utf8', 4, nameEnd);
  const body = decodeDoc(bytes.subarray(nameEnd + 9));
  const [db, ...rest] = namespace.split('.');
  if (rest.join('.') !== '$cmd') {
    throw new MongoError(5739101, 'OP_QUERY is no longer supported. The client driver may require an upgrade.');
  }
  const inner = body.get('$query') ?? body.get('query');
  const command = inner instanceof Map ? inner : body;
  command.set('$db', db!);
  return { body: command, silent: false, exhaustAllowed: false, legacy: true };
};

const header = (length: number, requestId: number, responseTo: number, opCode: number): Buffer => {
  const out = Buffer.allocUnsafe(HEADER);
  out.writeInt32LE(length, 0);
  out.writeInt32LE(requestId, 4);
  out.writeInt32LE(responseTo, 8);
  out.writeInt32LE(opCode, 12);
  return out;
};

/** Where an answer belongs. */
export interface Envelope {
  readonly requestId: number;
  readonly responseTo: number;
  /** Another answer to the same request follows. */
  readonly moreToCome?: boolean;
}

/** An answer as OP_MSG. */
export const formatMsg = (envelope: Envelope, answer: OutgoingDoc): Buffer => {
  const doc = encodeDoc(answer);
  const length = HEADER + 5 + doc.length;
  const flags = Buffer.alloc(5);
  flags.writeUInt32LE(envelope.moreToCome ? FLAG.moreToCome : 0, 0);
  return Buffer.concat([header(length, envelope.requestId, envelope.responseTo, OP.msg), flags, doc], length);
};

/** An answer as OP_REPLY, to an OP_QUERY. */
export const formatReply = (envelope: Envelope, answer: OutgoingDoc): Buffer => {
  const doc = encodeDoc(answer);
  const length = HEADER + 20 + doc.length;
  const fields = Buffer.alloc(20);
  fields.writeInt32LE(8, 0);
  fields.writeInt32LE(1, 16);
  return Buffer.concat([header(length, envelope.requestId, envelope.responseTo, OP.reply), fields, doc], length);
};
