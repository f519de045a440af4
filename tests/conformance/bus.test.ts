import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryBus, type Bus, type StreamEntry } from '@decroche/platform';
import { connectRedis, redisBus, type Redis } from '@decroche/platform/redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedis } from '../../embedded/redis/start.ts';

interface Adapter {
  bus: Bus;
  /** Cuts every connection, as a network does. */
  cut?: () => Promise<void>;
  stop(): Promise<void>;
}

async function redisAdapter(): Promise<Adapter> {
  const dir = await mkdtemp(join(tmpdir(), 'decroche-bus-'));
  const server = await startRedis({ dir });
  const redis: Redis = await connectRedis(server.url);
  return {
    bus: redisBus(redis),
    async cut() {
      await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    },
    async stop() {
      redis.disconnect();
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const memoryAdapter = async (): Promise<Adapter> => ({ bus: memoryBus(), stop: async () => undefined });

/** Collects what a follower is given until `count` messages have come. */
function collector(count: number) {
  const seen: unknown[] = [];
  const { promise, resolve } = Promise.withResolvers<unknown[]>();
  return {
    enough: promise,
    take(entries: readonly StreamEntry[]) {
      seen.push(...entries.map((entry) => entry.value));
      if (seen.length >= count) resolve(seen);
    },
  };
}

describe.each([
  ['memory', memoryAdapter],
  ['Redis', redisAdapter],
] as const)('a bus on %s', (_name, open) => {
  let adapter: Adapter;
  beforeAll(async () => void (adapter = await open()));
  afterAll(() => adapter.stop());

  it('gives back messages in the order they were published', async () => {
    await adapter.bus.publish('order', [{ n: 1 }, { n: 2 }]);
    await adapter.bus.publish('order', [{ n: 3 }]);
    const entries = await adapter.bus.read('order', 'start', 10);
    expect(entries.map((entry) => entry.value)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(await adapter.bus.read('order', entries[0]!.position, 1)).toEqual([entries[1]]);
    expect(await adapter.bus.last('order')).toEqual(entries[2]);
  });

  it('has no last message in an empty stream', async () => {
    expect(await adapter.bus.last('empty')).toBeUndefined();
  });

  it('hands a follower from the start everything, then what comes', async () => {
    await adapter.bus.publish('all', [1, 2]);
    const { enough, take } = collector(3);
    const following = adapter.bus.follow('all', 'start', take);
    await adapter.bus.publish('all', [3]);
    expect(await enough).toEqual([1, 2, 3]);
    await following.stop();
  });

  it('hands a follower from a position only what came after it', async () => {
    await adapter.bus.publish('later', [1, 2, 3]);
    const [first] = await adapter.bus.read('later', 'start', 1);
    const { enough, take } = collector(2);
    const following = adapter.bus.follow('later', first!.position, take);
    expect(await enough).toEqual([2, 3]);
    await following.stop();
  });

  it('waits for a batch to be handled before the next one', async () => {
    let working = 0;
    let overlapped = false;
    const { enough, take } = collector(50);
    const following = adapter.bus.follow('slow', 'start', async (entries) => {
      working += 1;
      overlapped ||= working > 1;
      await new Promise((resolve) => setImmediate(resolve));
      working -= 1;
      take(entries);
    });
    for (let n = 0; n < 50; n += 1) await adapter.bus.publish('slow', [n]);
    expect(await enough).toHaveLength(50);
    expect(overlapped).toBe(false);
    await following.stop();
  });

  it('tells when a handler fails', async () => {
    const following = adapter.bus.follow('failing', 'start', () => {
      throw new Error('cannot store');
    });
    await adapter.bus.publish('failing', [1]);
    await expect(following.failed).rejects.toThrow('cannot store');
  });

  it('loses nothing when the connection is cut', async () => {
    const { enough, take } = collector(4);
    const following = adapter.bus.follow('cut', 'start', take);
    await adapter.bus.publish('cut', [1, 2]);
    await adapter.cut?.();
    await adapter.bus.publish('cut', [3, 4]);
    expect(await enough).toEqual([1, 2, 3, 4]);
    await following.stop();
  });
});
