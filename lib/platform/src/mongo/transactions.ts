import type { ClientSession, Connection, mongo } from 'mongoose';
import { mongoFault } from './fault.ts';

/** The transactions of one program on its data, one at a time. */
export interface Transactions {
  /**
   * Runs `work` as one transaction; it may be run again when it was cut off or another writer was quicker.
   *
   * @throws Fault `unavailable`, `storage`, `conflict`; whatever `work` throws.
   */
  run<T>(work: (session: ClientSession) => Promise<T>): Promise<T>;
}

interface WriterDocument {
  readonly _id: string;
  /** Logical session of the process that wrote last. */
  readonly session: mongo.Binary;
}

/**
 * Makes this process the writer of a set of data. A predecessor killed inside a transaction would hold its documents until
 * the server's limit (a minute): its session is written down, so that the successor can end it at once.
 *
 * @param name names the set of data, the same for every process that writes it.
 */
export async function writerTransactions(connection: Connection, name: string): Promise<Transactions> {
  const writers = connection.collection<WriterDocument>('writers');
  const session = await connection.startSession();
  try {
    const before = await writers.findOne({ _id: name });
    if (before) await connection.db!.admin().command({ killSessions: [{ id: before.session }] });
    await writers.updateOne({ _id: name }, { $set: { session: session.id!.id } }, { upsert: true });
  } catch (error) {
    throw mongoFault(error);
  }
  let turn: Promise<unknown> = Promise.resolve();
  return {
    run(work) {
      const mine = turn.then(() => session.withTransaction(() => work(session)));
      turn = mine.catch(() => undefined);
      return mine.catch((error: unknown) => {
        throw mongoFault(error);
      });
    },
  };
}
