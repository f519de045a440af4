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

type Method = (...args: unknown[]) => unknown;

/**
 * The same store, with every error of the driver as a {@link Fault}: of methods that answer later, and of those that are read
 * little by little.
 */
export function withMongoFaults<S extends object>(store: S): S {
  const guarded = Object.entries(store).map(([name, method]) => [name, guard(method as Method)]);
  return Object.fromEntries(guarded) as S;
}

function guard(method: Method): Method {
  return (...args) => {
    const answer = method(...args);
    if (answer instanceof Promise) {
      return answer.catch((error: unknown) => {
        throw mongoFault(error);
      });
    }
    return isIterable(answer) ? readGuarded(answer) : answer;
  };
}

const isIterable = (answer: unknown): answer is AsyncIterable<unknown> =>
  typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;

async function* readGuarded(answer: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* answer;
  } catch (error) {
    throw mongoFault(error);
  }
}
