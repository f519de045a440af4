import { mongo } from 'mongoose';
import { Fault } from '../fault.ts';

/**
 * Reads an error of the driver as a {@link Fault}: `unavailable` (retryable) when the server could not be reached or the
 * transaction may be tried again, `conflict` for a second value in a unique index, `storage` for the rest.
 */
export function mongoFault(error: unknown): unknown {
  if (error instanceof mongo.MongoServerError && error.code === 11_000) {
    return new Fault('conflict', 'a value that must be unique exists already', { cause: error, retryable: false });
  }
  if (!(error instanceof mongo.MongoError)) return error;
  const passing =
    error instanceof mongo.MongoNetworkError ||
    error instanceof mongo.MongoServerSelectionError ||
    error.hasErrorLabel('TransientTransactionError') ||
    error.hasErrorLabel('RetryableWriteError');
  return passing
    ? new Fault('unavailable', 'MongoDB does not answer', { cause: error })
    : new Fault('storage', 'MongoDB refused an operation', { cause: error, retryable: false });
}
