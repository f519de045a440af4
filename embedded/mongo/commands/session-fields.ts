import { MongoError } from '../errors.ts';
import { typeName } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import type { Session, Sessions } from '../transactions/sessions.ts';
import type { Transaction } from '../transactions/transaction.ts';
import type { Command } from './command.ts';
import { noSuchTransaction, sessionId } from './sessions.ts';

/** What the session fields of a command say about it. */
export interface SessionUse {
  readonly session: Session | undefined;
  readonly transaction: Transaction | undefined;
  readonly retryable: boolean;
}

interface Fields {
  readonly number: bigint | undefined;
  readonly inTransaction: boolean;
  readonly starts: boolean;
}

const invalid = (message: string): MongoError => new MongoError(72, message);

const numberOf = (value: Value | undefined): bigint | undefined => {
  if (value === undefined) return undefined;
  if (typeof value === 'bigint') return value;
  throw new MongoError(
    14,
    `BSON field 'OperationSessionInfo.txnNumber' is the wrong type '${typeName(value)}', expected type 'long'`,
  );
};

const fieldsOf = (body: Doc, hasSession: boolean): Fields => {
  const number = numberOf(body.get('txnNumber'));
  const autocommit = body.get('autocommit');
  const start = body.get('startTransaction');
  const checks: readonly (readonly [boolean, string])[] = [
    [number !== undefined && !hasSession, 'Transaction number requires a session ID to also be specified'],
    [number !== undefined && number < 0n, 'Transaction number cannot be negative'],
    [
      autocommit !== undefined && number === undefined,
      "'autocommit' field requires a transaction number to also be specified",
    ],
    [autocommit === true, 'Specifying autocommit=true is not allowed.'],
    [start !== undefined && autocommit === undefined, 'Specifying startTransaction requires autocommit=false'],
    [start === false, 'Specifying startTransaction=false is not allowed.'],
  ];
  for (const [wrong, message] of checks) if (wrong) throw invalid(message);
  return { number, inTransaction: autocommit === false, starts: start === true };
};

const running = (session: Session, number: bigint): Transaction => {
  const { transaction } = session;
  if (number < session.number) {
    throw new MongoError(225, `Cannot continue transaction ${number}: the session is at ${session.number} already`);
  }
  if (number === session.number && session.committed) {
    throw new MongoError(256, `Transaction with { txnNumber: ${number} } has been committed.`);
  }
  if (number !== session.number || transaction?.status !== 'inProgress') throw noSuchTransaction(session, number);
  return transaction;
};

/**
 * Finds the session, the transaction or the retryable write that a command belongs to.
 * @throws MongoError 72, 225, 251, 256, 263, 50768 in MongoDB's words
 */
export const useSession = (sessions: Sessions, command: Command, body: Doc): SessionUse => {
  const [name] = body.keys();
  const lsid = body.get('lsid');
  const { number, inTransaction, starts } = fieldsOf(body, lsid !== undefined);
  if (lsid === undefined) return { session: undefined, transaction: undefined, retryable: false };
  const session = sessions.use(sessionId(lsid));
  if (number === undefined) return { session, transaction: undefined, retryable: false };
  if (!inTransaction) return retryableUse(sessions, session, { command, name: name!, number });
  if (!command.inTransaction) {
    throw new MongoError(263, `Cannot run '${name}' in a multi-document transaction.`);
  }
  if (name === 'commitTransaction' || name === 'abortTransaction') {
    return { session, transaction: undefined, retryable: false };
  }
  const transaction = starts ? sessions.start(session, number) : running(session, number);
  return { session, transaction, retryable: false };
};

const retryableUse = (
  sessions: Sessions,
  session: Session,
  { command, name, number }: { command: Command; name: string; number: bigint },
): SessionUse => {
  if (!command.retryable) {
    throw new MongoError(
      50768,
      `txnNumber may only be provided for multi-document transactions and retryable write commands. autocommit:false was not provided, and ${name} is not a retryable write command.`,
    );
  }
  sessions.advance(session, number);
  if (session.transaction) {
    throw new MongoError(117, `Transaction number ${number} belongs to a multi-document transaction already`);
  }
  return { session, transaction: undefined, retryable: true };
};
