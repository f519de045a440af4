import { randomUUID } from 'node:crypto';
import { decodeDoc } from '../bson/decode.ts';
import { encodeDoc } from '../bson/encode.ts';
import { int } from '../bson/value.ts';
import type { Doc } from '../bson/value.ts';
import type { Filter } from '../query/filter.ts';
import type { SortField } from '../query/sort.ts';
import type { Cell, Connection } from './connection.ts';

/** An index, as declared and as the planner sees it. */
export interface Index {
  /** Number of its table `i<id>`; 0 for the index on `_id`, which is the collection's own. */
  readonly id: number;
  readonly name: string;
  readonly fields: readonly SortField[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partial: Filter | undefined;
  readonly expireAfterSeconds: number | undefined;
  /** As `listIndexes` gives it. */
  readonly spec: Doc;
  /** Some document has several entries. Never goes back to false. */
  multikey: boolean;
  /** The commit before which snapshots must not use it. */
  readonly since: number;
}

/** A collection and its indexes; the one on `_id` comes first. */
export interface Collection {
  /** Number of its table `c<id>`. */
  readonly id: number;
  readonly db: string;
  readonly name: string;
  readonly uuid: string;
  readonly options: Doc;
  readonly since: number;
  indexes: Index[];
}

/** `database.collection`. */
export interface Namespace {
  readonly db: string;
  readonly name: string;
}

/** A namespace as messages write it. */
export const nsText = ({ db, name }: Namespace): string => `${db}.${name}`;

/** Turns the stored declaration of an index into its fields and filter. */
export type SpecReader = (
  spec: Doc,
) => Pick<Index, 'name' | 'fields' | 'unique' | 'sparse' | 'partial' | 'expireAfterSeconds'>;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS collections (
  id INTEGER PRIMARY KEY AUTOINCREMENT, db TEXT NOT NULL, name TEXT NOT NULL, uuid TEXT NOT NULL, options BLOB NOT NULL,
  UNIQUE (db, name)
) STRICT;
CREATE TABLE IF NOT EXISTS indexes (
  id INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, spec BLOB NOT NULL, multikey INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sessions (
  session BLOB PRIMARY KEY, number INTEGER NOT NULL, results BLOB NOT NULL, usedAt INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** The collections and indexes that exist, in memory and in SQLite alike. */
export class Catalog {
  private readonly byName = new Map<string, Collection>();
  private readonly main: Connection;
  private readonly read: SpecReader;
  /** Counts changes, so that a snapshot knows what is newer than itself. */
  changes = 0;

  constructor(main: Connection, read: SpecReader) {
    this.main = main;
    this.read = read;
    main.exec(SCHEMA);
    this.load();
  }

  /** Reads everything again, after a change was rolled back. */
  load(): void {
    const before = [...this.byName.values()];
    const collections = new Map(before.map(({ id, since }) => [id, since]));
    const indexes = new Map(before.flatMap((item) => item.indexes.map(({ id, since }) => [id, since] as const)));
    const sinceOf = (known: Map<number, number>, id: Cell): number =>
      known.get(id as number) ?? (before.length ? ++this.changes : 0);
    this.byName.clear();
    for (const [id, db, name, uuid, options] of this.main.all('SELECT id, db, name, uuid, options FROM collections')) {
      const collection: Collection = {
        id: id as number,
        db: db as string,
        name: name as string,
        uuid: uuid as string,
        options: decodeDoc(options as Uint8Array),
        since: sinceOf(collections, id!),
        indexes: [],
      };
      collection.indexes.push(this.idIndex(collection.since));
      const declared = this.main.all(
        'SELECT id, spec, multikey FROM indexes WHERE collection = ? ORDER BY id',
        id as number,
      );
      for (const [number, spec, multikey] of declared) {
        const doc = decodeDoc(spec as Uint8Array);
        const since = sinceOf(indexes, number!);
        const index = { id: number as number, spec: doc, multikey: multikey === 1, since, ...this.read(doc) };
        collection.indexes.push(index);
      }
      this.byName.set(nsText(collection), collection);
    }
  }

  private idIndex(since: number): Index {
    const spec = decodeDoc(encodeDoc({ v: int(2), key: { _id: int(1) }, name: '_id_' }));
    return { id: 0, spec, multikey: false, since, ...this.read(spec), unique: true };
  }

  find(ns: Namespace): Collection | undefined {
    return this.byName.get(nsText(ns));
  }

  /** The collections of one database, or of all. */
  list(db?: string): Collection[] {
    return [...this.byName.values()].filter((collection) => db === undefined || collection.db === db);
  }

  create(ns: Namespace, options: Doc): Collection {
    const uuid = randomUUID();
    const sql = 'INSERT INTO collections (db, name, uuid, options) VALUES (?, ?, ?, ?)';
    const { id } = this.main.run(sql, ns.db, ns.name, uuid, encodeDoc(options));
    this.main.exec(`CREATE TABLE c${id} (rid INTEGER PRIMARY KEY, k BLOB NOT NULL UNIQUE, d BLOB NOT NULL) STRICT`);
    const since = ++this.changes;
    const collection = { id, db: ns.db, name: ns.name, uuid, options, since, indexes: [this.idIndex(since)] };
    this.byName.set(nsText(ns), collection);
    return collection;
  }

  drop(collection: Collection): void {
    for (const index of collection.indexes.slice(1)) this.dropIndex(collection, index);
    this.main.forget(`c${collection.id}`);
    this.main.exec(`DROP TABLE c${collection.id}`);
    this.main.run('DELETE FROM collections WHERE id = ?', collection.id);
    this.byName.delete(nsText(collection));
    this.changes++;
  }

  rename(collection: Collection, to: Namespace): void {
    this.main.run('UPDATE collections SET db = ?, name = ? WHERE id = ?', to.db, to.name, collection.id);
    this.byName.delete(nsText(collection));
    this.byName.set(nsText(to), { ...collection, db: to.db, name: to.name, since: ++this.changes });
  }

  addIndex(collection: Collection, spec: Doc): Index {
    const sql = 'INSERT INTO indexes (collection, spec, multikey) VALUES (?, ?, 0)';
    const { id } = this.main.run(sql, collection.id, encodeDoc(spec));
    this.main.exec(
      `CREATE TABLE i${id} (k BLOB NOT NULL, rid INTEGER NOT NULL, PRIMARY KEY (k, rid)) STRICT, WITHOUT ROWID`,
    );
    const index: Index = { id, spec, multikey: false, since: ++this.changes, ...this.read(spec) };
    collection.indexes.push(index);
    return index;
  }

  /** Puts a changed declaration in an index's place (`collMod`). */
  changeIndex(collection: Collection, index: Index, spec: Doc): void {
    this.main.run('UPDATE indexes SET spec = ? WHERE id = ?', encodeDoc(spec), index.id);
    const changed: Index = { ...index, spec, ...this.read(spec) };
    collection.indexes = collection.indexes.map((item) => (item === index ? changed : item));
  }

  dropIndex(collection: Collection, index: Index): void {
    this.main.forget(`i${index.id}`);
    this.main.exec(`DROP TABLE i${index.id}`);
    this.main.run('DELETE FROM indexes WHERE id = ?', index.id);
    collection.indexes = collection.indexes.filter((item) => item !== index);
    this.changes++;
  }

  /** Counts as a change, so that a rollback reads the mark again. */
  markMultikey(index: Index): void {
    this.changes++;
    this.main.run('UPDATE indexes SET multikey = 1 WHERE id = ?', index.id);
    index.multikey = true;
  }
}
