import { Redis } from 'ioredis';
import { Fault } from '../fault.ts';

export type { Redis } from 'ioredis';

/**
 * Connects to a Redis server. Commands wait in order while the connection is away and are sent again once it is back
 * (never twice: a command already written and unanswered fails instead).
 *
 * @param options.patient false makes commands fail at once while Redis is away.
 * @throws Fault `unavailable` when the first connection fails for ten seconds.
 */
export async function connectRedis(url: string, options: { patient?: boolean } = {}): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    enableOfflineQueue: options.patient ?? true,
    autoResendUnfulfilledCommands: false,
    connectTimeout: 5_000,
    retryStrategy: (attempt) => Math.min(50 * attempt, 1_000),
  });
  // Connection errors show in `status`, in the commands that fail and in /readyz; without a listener they would end the process.
  redis.on('error', () => undefined);
  redis.on('close', () => failUnanswered(redis));
  const deadline = AbortSignal.timeout(10_000);
  try {
    await Promise.race([
      redis.connect().catch(() => readyAgain(redis)),
      new Promise((_, reject) => deadline.addEventListener('abort', () => reject(new Error('no answer in 10 s')))),
    ]);
    return redis;
  } catch (cause) {
    redis.disconnect();
    throw new Fault('unavailable', `Redis does not answer at ${new URL(url).host}`, { cause });
  }
}

/** Leaves at once: whoever waits for a Redis that is away is told so. By itself ioredis would let them wait for ever. */
export function disconnectRedis(redis: Redis): void {
  redis.disconnect();
  flush(redis, 'the connection to Redis was closed', true);
}

/**
 * Fails the commands that were written and not answered when the connection went. With `autoResendUnfulfilledCommands`
 * off ioredis forgets them without settling their promises: whoever waits would wait for ever.
 */
function failUnanswered(redis: Redis): void {
  flush(redis, 'the connection to Redis was lost before the answer', false);
}

function flush(redis: Redis, why: string, offlineQueue: boolean): void {
  const inner = redis as unknown as { flushQueue(error: Error, which: { offlineQueue: boolean }): void };
  inner.flushQueue(new Error(why), { offlineQueue });
}

function readyAgain(redis: Redis): Promise<void> {
  return new Promise((resolve) => {
    redis.once('ready', () => resolve());
  });
}

/** For /readyz: whether commands are answered now. */
export function redisIsReady(redis: Redis): boolean {
  return redis.status === 'ready';
}
