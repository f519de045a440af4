import { MongoError } from '../errors.ts';
import { decodeDoc } from '../bson/decode.ts';
import { encodeDoc } from '../bson/encode.ts';
import type { Doc, Value } from '../bson/value.ts';
import type { Store } from '../store/store.ts';
import type { Locks } from './locks.ts';
import { Transaction } from './transaction.ts';

/** A session that nobody has used for this long is forgotten, as announced in `hello`. */
export const SESSION_TIMEOUT_MS = 30 * 60_000;

/** A snapshot session reads the same state for so long at most, as with MongoDB's default history. */
const SNAPSHOT_LIFETIME_MS = 5 * 60_000;

/** The name under which a committed transaction is remembered among a session's results. */
const COMMITTED = 'committed';

/** A client's logical session: its last transaction number, and what its retryable writes answered. */
export class Session {
  readonly id: Buffer;
  /** The highest transaction number seen; −1: none. */
  number = -1n;
  /** Results of the statements of this number, by statement id. */
  results: Doc = new Map();
  transaction: Transaction | undefined;
  /** What a snapshot session reads, and the cluster time it goes by. */
  snapshot: { readonly time: bigint; readonly view: Transaction } | undefined;
  usedAt = 0;

  constructor(id: Buffer) {
    this.id = id;
  }

  /** Whether the transaction of the present number was committed, possibly by an earlier process. */
  get committed(): boolean {
    return this.transaction?.status === 'committed' || this.results.has(COMMITTED);
  }
}

/** The sessions of all clients; results of retryable writes live in SQLite, in the same commit as the write itself. */
export class Sessions {
  private readonly sessions = new Map<string, Session>();
  private readonly store: Store;
  private readonly locks: Locks;
  private readonly transactionLifetimeMs: number;

  constructor(store: Store, locks: Locks, transactionLifetimeMs: number) {
    this.store = store;
    this.locks = locks;
    this.transactionLifetimeMs = transactionLifetimeMs;
  }

  /** The session with this id, made when it is new. */
  use(id: Buffer): Session {
    const name = id.toString('latin1');
    let session = this.sessions.get(name);
    if (!session) {
      session = new Session(id);
      const stored = this.store.main.first('SELECT number, results FROM sessions WHERE session = ?', id);
      if (stored) {
        session.number = BigInt(stored[0] as number);
        session.results = decodeDoc(stored[1] as Uint8Array);
      }
      this.sessions.set(name, session);
    }
    session.usedAt = Date.now();
    return session;
  }

  /** Moves a session to a transaction number. @throws MongoError 225 when a newer one was seen */
  advance(session: Session, number: bigint): void {
    if (number < session.number) {
      throw new MongoError(
        225,
        `Retryable write with txnNumber ${number} is prohibited on session because a newer retryable write with txnNumber ${session.number} has already started on this session.`,
      );
    }
    if (number === session.number) return;
    session.transaction?.settle('aborted');
    session.transaction = undefined;
    session.number = number;
    session.results = new Map();
  }

  /** Starts a transaction. @throws MongoError 117 when the number is used already */
  start(session: Session, number: bigint): Transaction {
    if (number === session.number) {
      throw new MongoError(
        117,
        `Cannot start transaction with { txnNumber: ${number} } because a transaction with the same number has already started`,
      );
    }
    this.advance(session, number);
    session.transaction = new Transaction(number, this.store, this.locks);
    return session.transaction;
  }

  /**
   * The state that a snapshot session reads: the present one the first time, that of `time` afterwards.
   * @throws MongoError 239 when it is no longer kept
   */
  readSnapshot(session: Session, time: bigint | undefined, now: bigint): { time: bigint; view: Transaction } {
    if (time === undefined) {
      session.snapshot?.view.settle('aborted');
      session.snapshot = { time: now, view: new Transaction(-1n, this.store, this.locks) };
    }
    if (!session.snapshot || (time !== undefined && time !== session.snapshot.time)) {
      throw new MongoError(239, 'Read timestamp is older than the oldest available timestamp.');
    }
    return session.snapshot;
  }

  /** Commits: the changes and the fact that they are committed go into one SQLite transaction. */
  commit(session: Session, transaction: Transaction): void {
    try {
      this.store.write(() => {
        transaction.apply();
        session.results.set(COMMITTED, true);
        this.save(session);
      });
    } catch (error) {
      session.results.delete(COMMITTED);
      transaction.settle('aborted');
      throw error;
    }
    transaction.settle('committed');
  }

  /** Writes a session's number and results; inside `store.write`. */
  save(session: Session): void {
    this.store.main.run(
      'INSERT OR REPLACE INTO sessions (session, number, results, usedAt) VALUES (?, ?, ?, ?)',
      session.id,
      session.number,
      encodeDoc(session.results),
      session.usedAt,
    );
  }

  /** Records what one statement answered. */
  record(session: Session, statement: number, result: Value): void {
    session.results.set(String(statement), result);
  }

  /** The ids of the sessions in use. */
  ids(): Buffer[] {
    return Array.from(this.sessions.values(), ({ id }) => id);
  }

  /** Ends sessions: running transactions are aborted; what retries may still ask for is kept until it is old. */
  end(ids: readonly Buffer[]): void {
    for (const id of ids) {
      const session = this.sessions.get(id.toString('latin1'));
      session?.transaction?.settle('aborted');
      session?.snapshot?.view.settle('aborted');
      this.sessions.delete(id.toString('latin1'));
    }
  }

  /** Aborts transactions that are older than allowed and forgets sessions that nobody uses. */
  expire(nowMs: number): void {
    for (const [name, session] of this.sessions) {
      const { transaction } = session;
      if (transaction && nowMs - transaction.startedAt > this.transactionLifetimeMs) transaction.settle('aborted');
      if (session.snapshot && nowMs - session.snapshot.view.startedAt > SNAPSHOT_LIFETIME_MS) {
        session.snapshot.view.settle('aborted');
        session.snapshot = undefined;
      }
      if (nowMs - session.usedAt < SESSION_TIMEOUT_MS) continue;
      session.transaction?.settle('aborted');
      session.snapshot?.view.settle('aborted');
      this.sessions.delete(name);
    }
    const old = nowMs - SESSION_TIMEOUT_MS;
    if (!this.store.main.first('SELECT 1 FROM sessions WHERE usedAt < ? LIMIT 1', old)) return;
    this.store.write(() => this.store.main.run('DELETE FROM sessions WHERE usedAt < ?', old));
  }
}
