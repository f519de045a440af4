import { MongoError, notImplemented } from '../errors.ts';
import { Binary, isDoc } from '../bson/value.ts';
import type { OutgoingDoc, Value } from '../bson/value.ts';
import type { Session } from '../transactions/sessions.ts';
import type { Command, Context } from './command.ts';

/** The bytes of a session id. @throws MongoError 14 when it is not a UUID */
export const sessionId = (lsid: Value): Buffer => {
  const id = isDoc(lsid) ? lsid.get('id') : undefined;
  if (id instanceof Binary && id.bytes.length === 16) return id.bytes;
  throw new MongoError(14, "BSON field 'OperationSessionInfo.lsid.id' is missing or not a UUID");
};

const idsOf = (context: Context, name: string): Buffer[] => {
  const ids = context.args.requiredList(name).map(sessionId);
  context.args.finish();
  return ids;
};

const end =
  (name: string): Command['run'] =>
  (context) => {
    const ids = idsOf(context, name);
    for (const id of ids) context.engine.cursors.killOwned(id.toString('latin1'));
    context.engine.sessions.end(ids);
    return {};
  };

/** Ends every session; the list that the drivers' suites give is always empty, which means all. */
const killAll: Command['run'] = ({ args, engine }) => {
  if (args.requiredList('killAllSessions').length) throw notImplemented('killAllSessions for some users');
  args.finish();
  for (const id of engine.sessions.ids()) engine.cursors.killOwned(id.toString('latin1'));
  engine.sessions.end(engine.sessions.ids());
  return {};
};

const refresh: Command['run'] = (context) => {
  for (const id of idsOf(context, 'refreshSessions')) context.engine.sessions.use(id);
  return {};
};

/** The session and number of a `commitTransaction` or `abortTransaction`. */
const ending = (context: Context): { session: Session; number: bigint } => {
  const { args, session } = context;
  const number = args.doc.get('txnNumber');
  args.ignore('commitTransaction', 'abortTransaction', 'recoveryToken');
  args.finish();
  if (!session || typeof number !== 'bigint' || args.doc.get('autocommit') !== false) {
    throw new MongoError(125, 'this command must be run within a transaction');
  }
  return { session, number };
};

/** Error 251: the driver may run the whole transaction again. */
export const noSuchTransaction = (session: Session, number: bigint): MongoError =>
  new MongoError(
    251,
    session.number === number && session.transaction
      ? `Transaction with { txnNumber: ${number} } has been ${session.transaction.status}.`
      : `Given transaction number ${number} does not match any in-progress transactions. The active transaction number is ${session.number}`,
  );

const commit = async (context: Context): Promise<OutgoingDoc> => {
  const { session, number } = ending(context);
  const { sessions, store, cursors } = context.engine;
  if (number === session.number && session.committed) {
    await store.durable();
    return {};
  }
  const { transaction } = session;
  if (number !== session.number || transaction?.status !== 'inProgress') throw noSuchTransaction(session, number);
  cursors.killOwned(session.id.toString('latin1'), number);
  sessions.commit(session, transaction);
  await store.durable();
  return {};
};

const abort = (context: Context): OutgoingDoc => {
  const { session, number } = ending(context);
  if (number === session.number && session.committed) {
    throw new MongoError(256, `Transaction with { txnNumber: ${number} } has been committed.`);
  }
  const { transaction } = session;
  if (number !== session.number || transaction?.status !== 'inProgress') throw noSuchTransaction(session, number);
  context.engine.cursors.killOwned(session.id.toString('latin1'), number);
  transaction.settle('aborted');
  return {};
};

/** Commands about sessions and the end of transactions. */
export const sessionCommands: readonly Command[] = [
  { names: ['endSessions'], run: end('endSessions') },
  { names: ['killSessions'], run: end('killSessions') },
  { names: ['killAllSessions'], run: killAll, adminOnly: true },
  { names: ['refreshSessions'], run: refresh },
  { names: ['commitTransaction'], run: commit, inTransaction: true, adminOnly: true },
  { names: ['abortTransaction'], run: abort, inTransaction: true, adminOnly: true },
];
