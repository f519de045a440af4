import type { Redis } from 'ioredis';
import type { Bus, Position, StreamEntry } from '../bus.ts';
import { Fault } from '../fault.ts';
import { followingOf } from '../memory-bus.ts';
import { disconnectRedis } from './connect.ts';

/** Entries handed over at once at the most: bounds memory when a reader catches up. */
const BATCH = 1_000;
/** How long one read waits for news before it asks again; stopping is noticed at once all the same. */
const BLOCK_MS = 5_000;
/** The one field of a stream entry. */
const FIELD = 'm';

type RawEntry = [position: string, fields: string[]];

function toEntry([position, fields]: RawEntry): StreamEntry {
  const text = fields[fields.indexOf(FIELD) + 1];
  let value: unknown;
  try {
    value = text === undefined ? undefined : JSON.parse(text);
  } catch {
    // Not ours: the reader's schema refuses `undefined` and says so with the position.
    value = undefined;
  }
  return { position, value };
}

/** The bus over Redis Streams: one JSON message per entry, in field `m`. Each follower reads on its own connection. */
export function redisBus(redis: Redis): Bus {
  return {
    async publish(stream, messages, options = {}) {
      if (messages.length === 0) return;
      const pipeline = redis.pipeline();
      for (const message of messages) {
        const trim = options.keep === undefined ? [] : ['MAXLEN', '~', options.keep];
        pipeline.call('XADD', stream, ...trim, '*', FIELD, JSON.stringify(message));
      }
      const results = await pipeline.exec();
      const failure = results?.find(([error]) => error)?.[0];
      if (failure || !results) {
        throw new Fault('unavailable', 'the bus did not take the message', { cause: failure ?? undefined });
      }
    },
    follow(stream, from, onBatch) {
      // Reading again does no harm, and a read lost with its connection must not be waited for.
      const reader = redis.duplicate({
        lazyConnect: true,
        maxRetriesPerRequest: null,
        enableOfflineQueue: true,
        autoResendUnfulfilledCommands: true,
      });
      reader.on('error', () => undefined);
      let stopped = false;
      const run = async (): Promise<void> => {
        // Fixed before the first read, or entries written between two reads of `$` would be missed.
        let after = from === 'start' ? '0-0' : from === 'new' ? await lastPosition(redis, stream) : from;
        while (!stopped) {
          const batch = await readNext(reader, stream, after).catch((error: unknown) => {
            if (stopped || reader.status === 'end') return [];
            return pauseAfter(error);
          });
          if (stopped || batch.length === 0) continue;
          await onBatch(batch);
          after = batch.at(-1)!.position;
        }
      };
      return followingOf(
        run().finally(() => disconnectRedis(reader)),
        () => {
          stopped = true;
          disconnectRedis(reader);
        },
      );
    },
    async last(stream) {
      const rows = (await redis.xrevrange(stream, '+', '-', 'COUNT', 1)) as RawEntry[];
      return rows[0] && toEntry(rows[0]);
    },
    async read(stream, after, count) {
      const start = after === 'start' ? '-' : `(${after}`;
      return ((await redis.xrange(stream, start, '+', 'COUNT', count)) as RawEntry[]).map(toEntry);
    },
  };
}

async function readNext(reader: Redis, stream: string, after: Position): Promise<StreamEntry[]> {
  const reply = (await reader.xread('COUNT', BATCH, 'BLOCK', BLOCK_MS, 'STREAMS', stream, after)) as
    [string, RawEntry[]][] | null;
  return (reply?.[0]?.[1] ?? []).map(toEntry);
}

async function lastPosition(redis: Redis, stream: string): Promise<Position> {
  const rows = (await redis.xrevrange(stream, '+', '-', 'COUNT', 1)) as RawEntry[];
  return rows[0]?.[0] ?? '0-0';
}

/** Redis is away or loading: the connection comes back by itself, so wait a little and read again. */
function pauseAfter(_error: unknown): Promise<StreamEntry[]> {
  return new Promise((resolve) => setTimeout(() => resolve([]), 100));
}
