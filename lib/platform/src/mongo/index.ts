import mongoose, { type Connection } from 'mongoose';
import { Fault } from '../fault.ts';

export { asGiven, collectionOf } from './collections.ts';
export { mongoFault, withMongoFaults } from './fault.ts';
export { mongoArchivedCalls, mongoJournalArchive } from './journal-archive.ts';
export { writerTransactions } from './transactions.ts';
export type { Connection } from 'mongoose';

/**
 * How long an operation looks for a primary. Whoever asks is told soon, and tries again or says so; an election (ten seconds)
 * is outlasted by the attempts, not by one long silence.
 */
const SELECTION_MS = 3_000;
/** How long a start waits for a server that is being started beside it. */
const FIRST_ANSWER_MS = 10_000;

/**
 * Opens a connection to MongoDB (a replica set, for transactions).
 *
 * @throws Fault `unavailable`, naming the address, when no primary answers within ten seconds.
 */
export async function connectMongo(uri: string, options: { appName?: string } = {}): Promise<Connection> {
  const giveUpAt = Date.now() + FIRST_ANSWER_MS;
  for (;;) {
    const connection = mongoose.createConnection(uri, {
      serverSelectionTimeoutMS: SELECTION_MS,
      autoIndex: true,
      ...(options.appName === undefined ? {} : { appName: options.appName }),
    });
    try {
      return await connection.asPromise();
    } catch (cause) {
      await connection.close().catch(() => undefined);
      if (Date.now() < giveUpAt && cause instanceof mongoose.Error.MongooseServerSelectionError) continue;
      throw new Fault('unavailable', `MongoDB does not answer at ${addressOf(uri)}`, { cause });
    }
  }
}

/** Host and port of a connection string, without user or password. */
function addressOf(uri: string): string {
  return /^[^/]+:\/\/(?:[^@/]*@)?([^/?]+)/.exec(uri)?.[1] ?? '(unreadable address)';
}

/** For /readyz: whether the server answers now. */
export async function mongoIsReady(connection: Connection): Promise<boolean> {
  if (connection.readyState !== 1 || !connection.db) return false;
  await connection.db.command({ ping: 1 }, { timeoutMS: 2_000 });
  return true;
}
