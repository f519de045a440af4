import { randomBytes } from 'node:crypto';
import { encodeDoc } from './bson/encode.ts';
import { RawDoc } from './bson/value.ts';
import type { Doc, OutgoingDoc } from './bson/value.ts';
import { MongoError } from './errors.ts';
import type { Namespace } from './store/catalog.ts';
import { nsText } from './store/catalog.ts';

/** A batch stops before it grows beyond what one answer may carry. */
const BATCH_BYTES = 16 * 1024 * 1024;

/** Documents of a first batch when the client names no number. */
const FIRST_BATCH = 101;

/** A stream of documents that a cursor reads batch by batch. */
export interface Results {
  next(): Doc | RawDoc | undefined;
  /** Nothing can come any more, as far as is known without reading on. */
  readonly done: boolean;
}

/** Results from an iterable; with a `limit` it knows its end without looking further. */
export const resultsOf = (items: Iterable<Doc | RawDoc>, limit = 0): Results => {
  const iterator = items[Symbol.iterator]();
  let given = 0;
  let done = false;
  return {
    next() {
      if (done) return undefined;
      const { value, done: ended } = iterator.next() as IteratorResult<Doc | RawDoc, undefined>;
      given++;
      done = Boolean(ended) || given === limit;
      return value;
    },
    get done() {
      return done;
    },
  };
};

/** Results from a list that is there already. */
export const resultsOfList = (list: readonly Doc[]): Results => {
  let at = 0;
  return {
    next: () => list[at++],
    get done() {
      return at >= list.length;
    },
  };
};

/** To whom a cursor belongs and how long it lives. */
export interface Ownership {
  readonly ns: Namespace;
  /** Session id as text; a cursor ends with its session. */
  readonly session?: string | undefined;
  /** Number of the transaction it was opened in. */
  readonly transaction?: bigint | undefined;
  readonly noTimeout?: boolean;
}

interface Cursor extends Ownership {
  readonly id: bigint;
  readonly results: Results;
  /** A document read that did not fit the last batch. */
  held?: RawDoc;
  usedAt: number;
}

const bytesOf = (doc: Doc | RawDoc): RawDoc => (doc instanceof RawDoc ? doc : new RawDoc(encodeDoc(doc)));

/** The open cursors of all clients. */
export class Cursors {
  private readonly open = new Map<bigint, Cursor>();
  private readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
  }

  /** The number of open cursors. */
  get size(): number {
    return this.open.size;
  }

  /** Answers with the first batch, of a cursor's usual size when `batchSize` is not given; a cursor stays open when more may follow. */
  start(results: Results, owner: Ownership, batchSize = FIRST_BATCH, singleBatch = false): OutgoingDoc {
    const cursor: Cursor = { ...owner, id: this.freshId(), results, usedAt: Date.now() };
    const firstBatch = this.fill(cursor, batchSize);
    const more = !singleBatch && (!results.done || cursor.held !== undefined);
    if (more) this.open.set(cursor.id, cursor);
    return { cursor: { firstBatch, id: more ? cursor.id : 0n, ns: nsText(owner.ns) } };
  }

  /**
   * Answers with the next batch.
   * @throws MongoError 43 when there is no such cursor; 13 when it is another collection's or session's
   */
  more(id: bigint, owner: Ownership, batchSize: number): OutgoingDoc {
    const cursor = this.open.get(id);
    if (!cursor) throw new MongoError(43, `cursor id ${id} not found`);
    if (nsText(cursor.ns) !== nsText(owner.ns)) {
      throw new MongoError(
        13,
        `Requested getMore on namespace '${nsText(owner.ns)}', but cursor belongs to a different namespace ${nsText(cursor.ns)}`,
      );
    }
    if (cursor.session !== undefined && cursor.session !== owner.session) {
      throw new MongoError(13, `Cannot run getMore on cursor ${id}, which was created in another session`);
    }
    if (cursor.transaction !== owner.transaction) {
      throw new MongoError(50739, `Cannot run getMore on cursor ${id}, which was created in another transaction`);
    }
    cursor.usedAt = Date.now();
    let nextBatch: RawDoc[];
    try {
      nextBatch = this.fill(cursor, batchSize || Number.MAX_SAFE_INTEGER);
    } catch (error) {
      this.open.delete(id);
      throw error;
    }
    const more = !cursor.results.done || cursor.held !== undefined;
    if (!more) this.open.delete(id);
    return { cursor: { nextBatch, id: more ? id : 0n, ns: nsText(cursor.ns) } };
  }

  private fill(cursor: Cursor, count: number): RawDoc[] {
    const batch: RawDoc[] = [];
    let size = 0;
    while (batch.length < count) {
      const held = cursor.held;
      delete cursor.held;
      const next = held ?? cursor.results.next();
      if (!next) break;
      const doc = bytesOf(next);
      size += doc.bytes.length;
      if (batch.length > 0 && size > BATCH_BYTES) {
        cursor.held = doc;
        break;
      }
      batch.push(doc);
    }
    return batch;
  }

  private freshId(): bigint {
    const id = randomBytes(8).readBigUInt64BE() >> 1n;
    return id === 0n || this.open.has(id) ? this.freshId() : id;
  }

  /** Closes a cursor; answers whether there was one. */
  kill(id: bigint, ns: Namespace): boolean {
    const cursor = this.open.get(id);
    return cursor !== undefined && nsText(cursor.ns) === nsText(ns) && this.open.delete(id);
  }

  /** Closes what a session, or a transaction of it, has left open. */
  killOwned(session: string, transaction?: bigint): void {
    for (const [id, cursor] of this.open) {
      if (cursor.session !== session) continue;
      if (transaction === undefined || cursor.transaction === transaction) this.open.delete(id);
    }
  }

  /** Closes the cursors of a collection or a database that is dropped. */
  killNamespace(db: string, name?: string): void {
    for (const [id, { ns }] of this.open) {
      if (ns.db === db && (name === undefined || ns.name === name)) this.open.delete(id);
    }
  }

  /** Closes cursors that nobody has asked for longer than allowed. */
  expire(nowMs: number): void {
    for (const [id, cursor] of this.open) {
      if (!cursor.noTimeout && nowMs - cursor.usedAt > this.timeoutMs) this.open.delete(id);
    }
  }
}
