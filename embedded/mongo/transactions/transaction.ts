import { MongoError } from '../errors.ts';
import { docOf, int } from '../bson/value.ts';
import type { Doc } from '../bson/value.ts';
import type { Plan } from '../query/plan.ts';
import { nsText } from '../store/catalog.ts';
import type { Collection, Index, Namespace } from '../store/catalog.ts';
import { allEntries, duplicateKey } from '../store/entries.ts';
import type { Row } from '../store/row.ts';
import { rowByKey, scan } from '../store/scan.ts';
import type { Snapshot, Store } from '../store/store.ts';
import type { Work } from '../store/work.ts';
import { Locks, writeConflict } from './locks.ts';
import type { Holder } from './locks.ts';

/** The index on `_id`; a collection that the transaction itself makes has none yet. */
const idIndex = (collection: Collection | undefined): Pick<Index, 'name' | 'fields' | 'spec'> =>
  collection?.indexes[0] ?? {
    name: '_id_',
    fields: [{ path: '_id', descending: false }],
    spec: docOf(['key', docOf(['_id', int(1)])]),
  };

/** One document as the transaction found it and as it leaves it; `undefined`: not there. */
interface Change {
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

/** The changes of one collection. */
interface Overlay {
  readonly ns: Namespace;
  /** By `_id` key, in the order of the first change. */
  readonly changes: Map<string, Change>;
  /** Which changed document owns a key of a unique index. */
  readonly owners: Map<string, string>;
  /** Indexes declared on a collection that this transaction makes: built at the commit. */
  readonly indexes: Doc[];
}

/**
 * A multi-document transaction: it reads the store as it was at its start, keeps its own changes in memory, and writes them
 * at the commit. Documents and unique keys it has written are locked, so that at the commit nothing can be in the way.
 *
 *     inProgress ── commit ──▶ committed
 *         └── abort, any error, lifetime over ──▶ aborted
 */
export class Transaction implements Work, Holder {
  readonly number: bigint;
  readonly startedAt = Date.now();
  readonly ended: Promise<void>;
  status: 'inProgress' | 'committed' | 'aborted' = 'inProgress';
  private readonly store: Store;
  private readonly locks: Locks;
  private readonly snapshot: Snapshot;
  private readonly overlays = new Map<string, Overlay>();
  private end: () => void = () => undefined;

  constructor(number: bigint, store: Store, locks: Locks) {
    this.number = number;
    this.store = store;
    this.locks = locks;
    this.snapshot = store.snapshot();
    this.ended = new Promise((resolve) => (this.end = resolve));
  }

  /** @throws MongoError 246 when the collection is newer than the snapshot */
  collection(ns: Namespace): Collection | undefined {
    const collection = this.store.catalog.find(ns);
    if (collection && collection.since > this.snapshot.catalogChanges) {
      throw new MongoError(
        246,
        'Unable to read from a snapshot due to pending collection catalog changes; please retry the operation.',
      );
    }
    return collection;
  }

  indexes(ns: Namespace): readonly Index[] {
    return this.collection(ns)?.indexes.filter(({ since }) => since <= this.snapshot.catalogChanges) ?? [];
  }

  keepsOrder(ns: Namespace): boolean {
    return !this.overlays.get(nsText(ns))?.changes.size;
  }

  *rows(ns: Namespace, plan: Plan): Iterable<Row> {
    const collection = this.collection(ns);
    const changes = this.overlays.get(nsText(ns))?.changes;
    if (collection) {
      for (const row of scan(this.snapshot.connection, collection, plan)) {
        const change = changes?.get(row.name);
        if (!change) yield row;
        else if (change.after && !plan.index) yield change.after;
      }
    }
    for (const { before, after } of changes?.values() ?? []) if (after && (!before || plan.index)) yield after;
  }

  insert(ns: Namespace, row: Row): void {
    const overlay = this.overlay(ns);
    const collection = this.collection(ns);
    this.locks.take(Locks.document(ns, row.name), this, ns);
    const known = overlay.changes.get(row.name);
    const before = known ? known.before : collection && rowByKey(this.snapshot.connection, collection, row.key);
    const present = known ? known.after : before;
    if (present) throw duplicateKey(ns, idIndex(collection), [row.doc.get('_id')!]);
    this.checkNewest(ns, row, before);
    this.change(overlay, row.name, { before, after: row });
  }

  /** Makes a collection at the commit. @throws MongoError 48 when it exists, or is to be made already */
  create(ns: Namespace): void {
    if (this.collection(ns) || this.overlays.has(nsText(ns))) {
      throw new MongoError(48, `Collection ${nsText(ns)} already exists.`);
    }
    this.overlay(ns);
  }

  /**
   * Declares indexes on a collection that this transaction makes.
   * @returns how many there were before; the one on `_id` counts
   * @throws MongoError 263 when the collection exists already
   */
  createIndexes(ns: Namespace, specs: readonly Doc[]): number {
    if (this.collection(ns)) {
      throw new MongoError(
        263,
        `Cannot create new indexes on existing collection ${nsText(ns)} in a multi-document transaction.`,
      );
    }
    const { indexes } = this.overlay(ns);
    const before = indexes.length + 1;
    const fresh = specs.filter((spec) => !indexes.some((known) => known.get('name') === spec.get('name')));
    indexes.push(...fresh);
    return before;
  }

  replace(ns: Namespace, before: Row, after: Row): void {
    this.touch(ns, before, after);
  }

  remove(ns: Namespace, row: Row): void {
    this.touch(ns, row, undefined);
  }

  private touch(ns: Namespace, row: Row, after: Row | undefined): void {
    const overlay = this.overlay(ns);
    this.locks.take(Locks.document(ns, row.name), this, ns);
    const known = overlay.changes.get(row.name);
    if (!known) this.checkNewest(ns, row, row);
    this.change(overlay, row.name, { before: known ? known.before : row, after });
  }

  private overlay(ns: Namespace): Overlay {
    let overlay = this.overlays.get(nsText(ns));
    if (!overlay) this.overlays.set(nsText(ns), (overlay = { ns, changes: new Map(), owners: new Map(), indexes: [] }));
    return overlay;
  }

  /** @throws MongoError 112 when the document has changed since the snapshot */
  private checkNewest(ns: Namespace, row: Row, before: Row | undefined): void {
    const collection = this.collection(ns);
    if (!collection) return;
    const newest = rowByKey(this.store.main, collection, row.key);
    if (newest?.rid !== before?.rid || (newest && before && !newest.raw.equals(before.raw))) throw writeConflict();
  }

  private change(overlay: Overlay, name: string, change: Change): void {
    const collection = this.collection(overlay.ns);
    const taken = change.after && collection ? this.uniqueKeys(overlay, collection, change.after) : [];
    for (const [key, owner] of overlay.owners) if (owner === name) overlay.owners.delete(key);
    for (const key of taken) overlay.owners.set(key, name);
    overlay.changes.set(name, change);
  }

  /** Locks the unique keys of a document. */
  private uniqueKeys(overlay: Overlay, collection: Collection, row: Row): string[] {
    const keys: string[] = [];
    for (const { index, list } of allEntries(collection.indexes, row.doc)) {
      if (!index.unique) continue;
      for (const { key, tuple } of list) {
        const lock = Locks.unique(overlay.ns, index, key);
        this.locks.take(lock, this, overlay.ns);
        const owner = overlay.owners.get(lock);
        if (owner !== undefined && owner !== row.name) throw duplicateKey(overlay.ns, index, tuple);
        this.checkStoredKey(overlay, collection, { index, key, tuple }, row);
        keys.push(lock);
      }
    }
    return keys;
  }

  private checkStoredKey(
    overlay: Overlay,
    collection: Collection,
    entry: { index: Index; key: Buffer; tuple: Parameters<typeof duplicateKey>[2] },
    row: Row,
  ): void {
    const { index, key, tuple } = entry;
    const sql = `SELECT c.k, c.rid FROM i${index.id} i JOIN c${collection.id} c ON c.rid = i.rid WHERE i.k = ?`;
    const holder = this.store.main.first(sql, key);
    if (!holder) return;
    const name = Buffer.from(holder[0] as Uint8Array).toString('latin1');
    if (name === row.name || overlay.changes.has(name)) return;
    const visible = this.snapshot.connection.first(`SELECT 1 FROM c${collection.id} WHERE rid = ?`, holder[1]!);
    throw visible ? duplicateKey(overlay.ns, index, tuple) : writeConflict();
  }

  /** Writes the changes; must run inside `store.write`, and `settle` after it. */
  apply(): void {
    const { catalog, writer } = this.store;
    for (const { ns, changes, indexes } of this.overlays.values()) {
      const collection = catalog.find(ns) ?? catalog.create(ns, new Map());
      writer.apply(collection, [...changes.values()]);
      for (const spec of indexes) writer.build(collection, catalog.addIndex(collection, spec));
    }
  }

  /** Ends the transaction and lets those who wait for it go on. */
  settle(status: 'committed' | 'aborted'): void {
    if (this.status !== 'inProgress') return;
    this.status = status;
    this.snapshot.release();
    this.overlays.clear();
    this.locks.release(this);
    this.end();
  }
}
