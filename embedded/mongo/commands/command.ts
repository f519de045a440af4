import type { Doc, OutgoingDoc } from '../bson/value.ts';
import type { Cursors } from '../cursors.ts';
import type { FailPoints } from '../fail-points.ts';
import type { Store } from '../store/store.ts';
import type { Work } from '../store/work.ts';
import type { Locks } from '../transactions/locks.ts';
import type { Session, Sessions } from '../transactions/sessions.ts';
import type { Transaction } from '../transactions/transaction.ts';
import type { Client } from '../wire/connection.ts';
import type { Arguments } from './arguments.ts';
import type { ReplicaSet } from '../topology.ts';

/** What all commands share. */
export interface Engine {
  readonly store: Store;
  readonly locks: Locks;
  readonly sessions: Sessions;
  readonly cursors: Cursors;
  readonly replicaSet: ReplicaSet;
  readonly startedAt: number;
  readonly failPoints: FailPoints;
}

/** One call of a command. */
export interface Context {
  readonly engine: Engine;
  readonly client: Client;
  /** The database the command is about. */
  readonly db: string;
  readonly args: Arguments;
  /** Where it reads and writes: the store itself, or the transaction it is part of. */
  readonly work: Work;
  readonly session: Session | undefined;
  readonly transaction: Transaction | undefined;
  /** The session remembers the results of this command's statements, so that a resent one is not applied twice. */
  readonly retryable: boolean;
  /** Epoch ms at which `maxTimeMS` is over. */
  readonly deadline: number | undefined;
}

/** A command of the wire protocol. */
export interface Command {
  /** Its name, then older spellings. */
  readonly names: readonly string[];
  readonly run: (context: Context) => OutgoingDoc | Promise<OutgoingDoc>;
  /** It changes the store: runs in one SQLite transaction, answered when durable. Must not be asynchronous. */
  readonly writes?: boolean | ((body: Doc) => boolean);
  /** A driver may send it again under the same transaction number. */
  readonly retryable?: boolean;
  /** Allowed inside a multi-document transaction. */
  readonly inTransaction?: boolean;
  readonly adminOnly?: boolean;
  /** Snapshot sessions may use it. */
  readonly readsSnapshots?: boolean;
}
