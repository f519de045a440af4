import type { Plan } from '../query/plan.ts';
import { Locks } from '../transactions/locks.ts';
import type { Collection, Index, Namespace } from './catalog.ts';
import { allEntries } from './entries.ts';
import type { Row } from './row.ts';
import { scan } from './scan.ts';
import type { Store } from './store.ts';
import type { Work } from './work.ts';

/** Work outside any transaction: reads the newest state and writes at once. */
export class DirectWork implements Work {
  private readonly store: Store;
  private readonly locks: Locks;

  constructor(store: Store, locks: Locks) {
    this.store = store;
    this.locks = locks;
  }

  collection(ns: Namespace): Collection | undefined {
    return this.store.catalog.find(ns);
  }

  indexes(ns: Namespace): readonly Index[] {
    return this.collection(ns)?.indexes ?? [];
  }

  keepsOrder(): boolean {
    return true;
  }

  *rows(ns: Namespace, plan: Plan): Iterable<Row> {
    const collection = this.collection(ns);
    if (collection) yield* scan(this.store.main, collection, plan);
  }

  insert(ns: Namespace, row: Row): void {
    const collection = this.collection(ns) ?? this.store.catalog.create(ns, new Map());
    this.check(ns, row.name, collection, row);
    this.store.writer.insert(collection, row);
  }

  replace(ns: Namespace, before: Row, after: Row): void {
    const collection = this.collection(ns)!;
    this.check(ns, before.name, collection, after);
    this.store.writer.replace(collection, before, after);
  }

  remove(ns: Namespace, row: Row): void {
    this.check(ns, row.name);
    this.store.writer.remove(this.collection(ns)!, row);
  }

  /** Waits for transactions that have written this document or one of its unique keys. */
  private check(ns: Namespace, name: string, collection?: Collection, row?: Row): void {
    if (this.locks.size === 0) return;
    this.locks.check(Locks.document(ns, name));
    if (!collection || !row) return;
    for (const { index, list } of allEntries(collection.indexes, row.doc)) {
      if (!index.unique) continue;
      for (const { key } of list) this.locks.check(Locks.unique(ns, index, key));
    }
  }
}
