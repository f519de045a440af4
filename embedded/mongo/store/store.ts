import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Catalog } from './catalog.ts';
import type { SpecReader } from './catalog.ts';
import { Connection } from './connection.ts';
import { Writer } from './writer.ts';

/** When a commit is on the disk: at once (`full`), or at the next checkpoint (`normal`: a power cut may lose the last ones). */
export type Durability = 'full' | 'normal';

/** The data directory is used by another process. */
class DirectoryInUse extends Error {}

/** A read-only view of the store as it was at one instant. */
export interface Snapshot {
  readonly connection: Connection;
  /** The catalog's change count at that instant. */
  readonly catalogChanges: number;
  release(): void;
}

/** Keeps idle snapshot connections for the next transactions. */
const MAX_IDLE = 8;

/**
 * The SQLite file of one server. Writes of all clients that arrive together share one SQLite transaction and one fsync; an
 * answer leaves only when its writes are durable (`durable()`).
 */
export class Store {
  readonly main: Connection;
  readonly catalog: Catalog;
  readonly writer: Writer;
  private readonly lock: Connection;
  private readonly file: string;
  private readonly idle: Connection[] = [];
  private open = false;
  private waiting: { resolve: () => void; reject: (error: unknown) => void }[] = [];

  /** @throws DirectoryInUse when another process holds the directory */
  constructor(directory: string, durability: Durability, read: SpecReader) {
    mkdirSync(directory, { recursive: true });
    this.lock = lockDirectory(directory);
    this.file = join(directory, 'data.sqlite');
    this.main = new Connection(this.file);
    this.main.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability}; PRAGMA cache_size = -65536;`);
    checkFormat(this.main, directory);
    this.catalog = new Catalog(this.main, read);
    this.writer = new Writer(this.main, this.catalog);
  }

  /** Runs one command's writes: all of them, or none when it throws. They are durable after `durable()`. */
  write<T>(run: () => T): T {
    this.begin();
    const { changes } = this.catalog;
    this.main.run('SAVEPOINT command');
    try {
      const result = run();
      this.main.run('RELEASE command');
      return result;
    } catch (error) {
      this.main.run('ROLLBACK TO command');
      this.main.run('RELEASE command');
      if (this.catalog.changes !== changes) this.catalog.load();
      throw error;
    }
  }

  private begin(): void {
    if (this.open) return;
    this.main.run('BEGIN IMMEDIATE');
    this.open = true;
    setImmediate(() => this.flush());
  }

  /** Settles when everything written so far is committed. */
  durable(): Promise<void> {
    if (!this.open) return Promise.resolve();
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  /** Commits what is pending and lets the answers that wait for it go. */
  flush(): void {
    if (!this.open) return;
    const waiting = this.waiting;
    this.waiting = [];
    this.open = false;
    try {
      this.main.run('COMMIT');
    } catch (error) {
      if (this.main.db.isTransaction) this.main.run('ROLLBACK');
      this.catalog.load();
      for (const { reject } of waiting) reject(error);
      return;
    }
    for (const { resolve } of waiting) resolve();
  }

  /** Opens a view of everything written until now; it does not see what comes later. */
  snapshot(): Snapshot {
    this.flush();
    const connection = this.idle.pop() ?? new Connection(this.file);
    connection.exec('BEGIN');
    connection.first('SELECT count(*) FROM collections');
    const release = (): void => {
      connection.exec('ROLLBACK');
      if (this.idle.length < MAX_IDLE) this.idle.push(connection);
      else connection.close();
    };
    return { connection, catalogChanges: this.catalog.changes, release };
  }

  close(): void {
    this.flush();
    for (const connection of this.idle) connection.close();
    this.main.close();
    this.lock.close();
  }
}

/** The form of the tables; raised when it changes. */
const FORMAT = 1;

/** @throws Error when the directory was written by a version that keeps its data in another form */
const checkFormat = (main: Connection, directory: string): void => {
  const format = Number(main.first('PRAGMA user_version')![0]);
  if (format > FORMAT)
    throw new Error(`the data directory ${directory} has format ${format}, this version reads ${FORMAT}`);
  main.exec(`PRAGMA user_version = ${FORMAT}`);
};

/** Holds an exclusive SQLite lock for the life of the process; the system frees it even after kill -9. */
const lockDirectory = (directory: string): Connection => {
  const lock = new Connection(join(directory, 'lock.sqlite'));
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw new DirectoryInUse(`the data directory ${directory} is already in use by another process`, { cause: error });
  }
};
