import mongoose, { type Connection } from 'mongoose';
import { Fault } from '../fault.ts';

export { mongoFault } from './fault.ts';
export { mongoJournalArchive } from './journal-archive.ts';
export { writerTransactions } from './transactions.ts';
export type { Connection } from 'mongoose';

/**
 * Opens a connection to MongoDB (a replica set, for transactions).
 *
 * @throws Fault `unavailable` when no primary answers within ten seconds.
 */
export async function connectMongo(uri: string, options: { appName?: string } = {}): Promise<Connection> {
  const connection = mongoose.createConnection(uri, {
    serverSelectionTimeoutMS: 10_000,
    autoIndex: true,
    ...(options.appName === undefined ? {} : { appName: options.appName }),
  });
  try {
    return await connection.asPromise();
  } catch (cause) {
    await connection.close().catch(() => undefined);
    throw new Fault('unavailable', 'MongoDB does not answer', { cause });
  }
}

/** For /readyz: whether the server answers now. */
export async function mongoIsReady(connection: Connection): Promise<boolean> {
  if (connection.readyState !== 1 || !connection.db) return false;
  await connection.db.command({ ping: 1 }, { timeoutMS: 2_000 });
  return true;
}
