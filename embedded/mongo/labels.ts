import type { Doc } from './bson/value.ts';

/** Errors of a server that is going away or is not the primary, or of a network: a driver may send a write again. */
const RETRYABLE: ReadonlySet<number> = new Set([6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436]);

/** Conflicts: the whole transaction may be run again. */
const TRANSIENT: ReadonlySet<number> = new Set([24, 112, 246, 251, 267]);

/**
 * The labels that tell a driver what it may do after an error: `TransientTransactionError` inside a transaction,
 * `RetryableWriteError` for a write that carries a transaction number, and for a commit or an abort.
 */
export const labelsOf = (code: number, body: Doc | undefined): string[] | undefined => {
  const [name] = body?.keys() ?? [];
  const inTransaction = body?.get('autocommit') === false;
  const ends = name === 'commitTransaction' || name === 'abortTransaction';
  if (inTransaction && (TRANSIENT.has(code) || (RETRYABLE.has(code) && !ends))) return ['TransientTransactionError'];
  return body && writeConcernLabels(code, body);
};

/** The labels of an answer whose write is done but whose write concern is not met. */
export const writeConcernLabels = (code: number, body: Doc): string[] | undefined => {
  const [name] = body.keys();
  const ends = name === 'commitTransaction' || name === 'abortTransaction';
  const retryable = body.has('txnNumber') && (ends || body.get('autocommit') !== false);
  return retryable && RETRYABLE.has(code) ? ['RetryableWriteError'] : undefined;
};
