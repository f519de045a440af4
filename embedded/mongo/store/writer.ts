import { MongoError } from '../errors.ts';
import type { Catalog, Collection, Index } from './catalog.ts';
import type { Connection } from './connection.ts';
import { allEntries, duplicateKey, entriesOf } from './entries.ts';
import type { Entries } from './entries.ts';
import type { Row } from './row.ts';
import { scan } from './scan.ts';
import { naturalPlan } from '../query/plan.ts';

/** Changes rows and their index entries; every check comes before the first write, so that a refusal changes nothing. */
export class Writer {
  private readonly main: Connection;
  private readonly catalog: Catalog;

  constructor(main: Connection, catalog: Catalog) {
    this.main = main;
    this.catalog = catalog;
  }

  /** @throws MongoError 11000 when the `_id` or a unique key exists */
  insert(collection: Collection, row: Row): void {
    const entries = allEntries(collection.indexes, row.doc);
    if (this.main.first(`SELECT 1 FROM c${collection.id} WHERE k = ?`, row.key)) {
      throw duplicateKey(collection, collection.indexes[0]!, [row.doc.get('_id')!]);
    }
    this.checkUnique(collection, entries, -1);
    const { id } = this.main.run(`INSERT INTO c${collection.id} (k, d) VALUES (?, ?)`, row.key, row.raw);
    this.addEntries(entries, id);
  }

  /** @throws MongoError 11000 when a unique key belongs to another document */
  replace(collection: Collection, before: Row, after: Row): void {
    const next = allEntries(collection.indexes, after.doc);
    this.checkUnique(collection, next, before.rid);
    const previous = allEntries(collection.indexes, before.doc);
    this.main.run(`UPDATE c${collection.id} SET d = ? WHERE rid = ?`, after.raw, before.rid);
    this.removeEntries(without(previous, next), before.rid);
    this.addEntries(without(next, previous), before.rid);
  }

  remove(collection: Collection, row: Row): void {
    this.removeEntries(allEntries(collection.indexes, row.doc), row.rid);
    this.main.run(`DELETE FROM c${collection.id} WHERE rid = ?`, row.rid);
  }

  /**
   * Applies the changes of a transaction at once: all old entries go before new ones come, so that two documents may swap
   * the keys of a unique index.
   */
  apply(collection: Collection, changes: readonly { before: Row | undefined; after: Row | undefined }[]): void {
    for (const { before, after } of changes) {
      if (!before) continue;
      this.removeEntries(allEntries(collection.indexes, before.doc), before.rid);
      if (!after) this.main.run(`DELETE FROM c${collection.id} WHERE rid = ?`, before.rid);
    }
    for (const { before, after } of changes) {
      if (!after) continue;
      if (!before) {
        this.insert(collection, after);
        continue;
      }
      const entries = allEntries(collection.indexes, after.doc);
      this.checkUnique(collection, entries, before.rid);
      this.main.run(`UPDATE c${collection.id} SET d = ? WHERE rid = ?`, after.raw, before.rid);
      this.addEntries(entries, before.rid);
    }
  }

  /**
   * Fills a new index from the documents that exist.
   * @throws MongoError 11000 when it is unique and two of them share a key
   */
  build(collection: Collection, index: Index): void {
    for (const row of scan(this.main, collection, naturalPlan(false, true))) {
      const entries = [entriesOf(index, row.doc)];
      this.checkUnique(collection, entries, row.rid);
      this.addEntries(entries, row.rid);
    }
  }

  private checkUnique(collection: Collection, entries: readonly Entries[], rid: number): void {
    for (const { index, list } of entries) {
      if (!index.unique) continue;
      for (const { key, tuple } of list) {
        const holder = this.main.first(`SELECT rid FROM i${index.id} WHERE k = ? LIMIT 1`, key);
        if (holder && holder[0] !== rid) throw duplicateKey(collection, index, tuple);
      }
    }
  }

  private addEntries(entries: readonly Entries[], rid: number): void {
    for (const { index, list, multikey } of entries) {
      if (multikey && !index.multikey) this.catalog.markMultikey(index);
      for (const { key } of list) this.main.run(`INSERT INTO i${index.id} (k, rid) VALUES (?, ?)`, key, rid);
    }
  }

  private removeEntries(entries: readonly Entries[], rid: number): void {
    for (const { index, list } of entries) {
      for (const { key } of list) {
        const { changes } = this.main.run(`DELETE FROM i${index.id} WHERE k = ? AND rid = ?`, key, rid);
        if (changes !== 1) throw new MongoError(1, `index ${index.name} has lost an entry`);
      }
    }
  }
}

/** The entries of `entries` that are not in `others`. */
const without = (entries: readonly Entries[], others: readonly Entries[]): Entries[] =>
  entries.map((item, i) => {
    const kept = new Set(others[i]!.list.map(({ key }) => key.toString('latin1')));
    return { ...item, list: item.list.filter(({ key }) => !kept.has(key.toString('latin1'))) };
  });
