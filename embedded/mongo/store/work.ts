import { keyOf } from '../bson/key.ts';
import { encodeDoc } from '../bson/encode.ts';
import { MongoError } from '../errors.ts';
import type { Doc } from '../bson/value.ts';
import type { Plan } from '../query/plan.ts';
import type { Collection, Index, Namespace } from './catalog.ts';
import { Row } from './row.ts';

/** The largest document, in bytes. */
export const MAX_DOCUMENT = 16 * 1024 * 1024;

/** Stored documents nest less deep than messages, so that answers can hold them. */
const MAX_STORED_DEPTH = 180;

/** What a command does to the store; the same verbs inside a transaction and outside. */
export interface Work {
  /** The indexes that reads of this collection may use; the first is on `_id`. None: the collection does not exist. */
  indexes(ns: Namespace): readonly Index[];
  /** Whether a plan's order can be relied on (uncommitted changes of a transaction come last). */
  keepsOrder(ns: Namespace): boolean;
  /** The documents of a plan, not yet filtered. */
  rows(ns: Namespace, plan: Plan): Iterable<Row>;
  /** Adds a document, and the collection with the first one. */
  insert(ns: Namespace, row: Row): void;
  replace(ns: Namespace, before: Row, after: Row): void;
  remove(ns: Namespace, row: Row): void;
  /** The collection, when it exists outside any transaction too. */
  collection(ns: Namespace): Collection | undefined;
}

/**
 * Makes a document ready to be stored.
 * @throws MongoError 10334 when it is larger than 16 MiB; 15 when it nests too deep
 */
export const newRow = (doc: Doc, rid = -1): Row => {
  const raw = encodeDoc(doc, MAX_STORED_DEPTH);
  if (raw.length > MAX_DOCUMENT) {
    throw new MongoError(
      10334,
      `BSONObj size: ${raw.length} is invalid. Size must be between 0 and ${MAX_DOCUMENT}(16MB)`,
    );
  }
  return new Row(rid, keyOf(doc.get('_id')!), raw, doc);
};
