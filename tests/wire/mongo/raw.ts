import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import mongoose from 'mongoose';
import { Binary } from './ground.ts';
import type { Loose } from './ground.ts';

const { BSON } = mongoose.mongo;

/** A message as it comes back: the operation code, the flags of an OP_MSG, the document. */
export interface Answer {
  readonly opCode: number;
  readonly responseTo: number;
  readonly flags: number;
  readonly doc: Loose;
}

/** A client without a driver: it sends what it is told, right or wrong. */
export interface RawClient {
  send(bytes: Uint8Array): void;
  /** The next answer; rejected when the server closes the connection first. */
  receive(): Promise<Answer>;
  command(db: string, body: Loose): Promise<Loose>;
  readonly closed: Promise<unknown>;
  close(): void;
}

/** A message with its header; `length` may lie. */
export const message = (opCode: number, body: Uint8Array, length = 16 + body.length, requestId = 1): Buffer => {
  const header = Buffer.alloc(16);
  header.writeInt32LE(length, 0);
  header.writeInt32LE(requestId, 4);
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, body]);
};

/** The body of an OP_MSG made of sections. */
export const sections = (flags: number, ...parts: readonly Uint8Array[]): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(flags);
  return Buffer.concat([head, ...parts]);
};

/** Section of kind 0. */
export const bodySection = (doc: Uint8Array | Loose): Buffer =>
  Buffer.concat([Buffer.from([0]), doc instanceof Uint8Array ? doc : BSON.serialize(doc)]);

/** Section of kind 1. */
export const sequenceSection = (name: string, docs: readonly Loose[]): Buffer => {
  const content = Buffer.concat([Buffer.from(`${name}\0`), ...docs.map((doc) => BSON.serialize(doc))]);
  const size = Buffer.alloc(4);
  size.writeInt32LE(content.length + 4);
  return Buffer.concat([Buffer.from([1]), size, content]);
};

/** A session id as drivers make them. */
export const freshSession = (): Loose => ({ id: new Binary(randomBytes(16), 4) });

const parse = (bytes: Buffer): Answer => {
  const opCode = bytes.readInt32LE(12);
  const start = opCode === 1 ? 36 : 21;
  return {
    opCode,
    responseTo: bytes.readInt32LE(8),
    flags: bytes.readUInt32LE(16),
    doc: BSON.deserialize(bytes.subarray(start)),
  };
};

class Inbox {
  private bytes = Buffer.alloc(0);
  private readonly answers: Answer[] = [];
  private readonly waiting: { resolve(answer: Answer): void; reject(error: Error): void }[] = [];
  private over = false;

  constructor(socket: Socket) {
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.over = true;
      for (const { reject } of this.waiting.splice(0)) reject(new Error('closed by the server'));
    });
  }

  private take(chunk: Buffer): void {
    this.bytes = Buffer.concat([this.bytes, chunk]);
    while (this.bytes.length >= 4 && this.bytes.length >= this.bytes.readInt32LE(0)) {
      const length = this.bytes.readInt32LE(0);
      const answer = parse(this.bytes.subarray(0, length));
      this.bytes = this.bytes.subarray(length);
      const next = this.waiting.shift();
      if (next) next.resolve(answer);
      else this.answers.push(answer);
    }
  }

  next(): Promise<Answer> {
    const answer = this.answers.shift();
    if (answer) return Promise.resolve(answer);
    if (this.over) return Promise.reject(new Error('closed by the server'));
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }
}

/** Opens a connection to the server that a connection string names. */
export const connectRaw = async (uri: string): Promise<RawClient> => {
  const { hostname, port } = new URL(uri.replace(/^mongodb:/, 'http:'));
  const socket = connect(Number(port || 27017), hostname);
  await once(socket, 'connect');
  const inbox = new Inbox(socket);
  const closed = once(socket, 'close');
  return {
    send: (bytes) => void socket.write(bytes),
    receive: () => inbox.next(),
    async command(db, body) {
      socket.write(message(2013, sections(0, bodySection({ ...body, $db: db }))));
      return (await inbox.next()).doc;
    },
    closed,
    close: () => void socket.destroy(),
  };
};
