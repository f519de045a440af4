import { MongoError } from '../errors.ts';
import { nsText } from '../store/catalog.ts';
import type { Index, Namespace } from '../store/catalog.ts';

/** Who holds a lock: a running transaction, and when it will have ended. */
export interface Holder {
  readonly ended: Promise<void>;
}

/** A write outside any transaction has met one inside a transaction: it waits its end and runs again, as in MongoDB. */
export class Busy extends Error {
  readonly holder: Holder;
  constructor(holder: Holder) {
    super('waits for a transaction');
    this.holder = holder;
  }
}

/** Error 112: another writer was first; the transaction is over and may be run again. */
export const writeConflict = (): MongoError =>
  new MongoError(
    112,
    'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.',
  );

/** The documents and unique keys that running transactions have written. */
export class Locks {
  private readonly holders = new Map<string, Holder>();
  private readonly namespaces = new Map<string, Set<Holder>>();

  /** The name of the lock on one document, by its `_id`. */
  static document(ns: Namespace, key: string): string {
    return `${nsText(ns)}\0${key}`;
  }

  /** The name of the lock on one key of a unique index. */
  static unique(ns: Namespace, index: Index, key: Buffer): string {
    return `${nsText(ns)}\0${index.name}\0${key.toString('latin1')}`;
  }

  get size(): number {
    return this.holders.size;
  }

  /** @throws MongoError 112 when another transaction holds it */
  take(name: string, holder: Holder, ns: Namespace): void {
    const current = this.holders.get(name);
    if (current && current !== holder) throw writeConflict();
    this.holders.set(name, holder);
    const users = this.namespaces.get(nsText(ns)) ?? new Set();
    this.namespaces.set(nsText(ns), users.add(holder));
  }

  /** @throws Busy when a transaction holds it */
  check(name: string): void {
    const holder = this.holders.get(name);
    if (holder) throw new Busy(holder);
  }

  /** @throws Busy when a transaction has written to the collection, or to any of the database when `name` is missing */
  checkNamespace(db: string, name?: string): void {
    for (const [ns, holders] of this.namespaces) {
      if (name === undefined ? !ns.startsWith(`${db}.`) : ns !== `${db}.${name}`) continue;
      for (const holder of holders) throw new Busy(holder);
    }
  }

  release(holder: Holder): void {
    for (const [name, current] of this.holders) if (current === holder) this.holders.delete(name);
    for (const [ns, holders] of this.namespaces) {
      holders.delete(holder);
      if (holders.size === 0) this.namespaces.delete(ns);
    }
  }
}
