import { setTimeout as wait } from 'node:timers/promises';
import { Fault } from '@decroche/platform';

/** Longer than Redis ever takes, shorter than a person waits. */
const ANSWER_WITHIN_MS = 2_000;

type Store = Readonly<Record<string, (...given: never[]) => unknown>>;

/**
 * The same store, its failures told as {@link Fault}s: on a connection that does not wait for Redis, a page is told at
 * once that a part is away, instead of hanging until it is back. A Redis that is there and does not answer is a
 * `timeout`.
 */
export function failFast<S extends object>(store: S): S {
  const guarded = Object.entries(store as unknown as Store).map(([name, method]) => [
    name,
    (...given: never[]) => {
      const result = method(...given);
      return result instanceof Promise ? inTime(result) : result;
    },
  ]);
  return Object.fromEntries(guarded) as S;
}

async function inTime(work: Promise<unknown>): Promise<unknown> {
  const answered = new AbortController();
  const tooLate = wait(ANSWER_WITHIN_MS, undefined, { signal: answered.signal }).then(
    () => {
      throw new Fault('timeout', 'Redis does not answer in time');
    },
    // The clock was stopped because the answer is there.
    () => undefined,
  );
  try {
    return await Promise.race([work, tooLate]);
  } catch (error) {
    throw error instanceof Fault ? error : new Fault('unavailable', 'Redis does not answer', { cause: error });
  } finally {
    answered.abort();
  }
}
