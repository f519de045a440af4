import type { Bus, Following, Position, StreamEntry } from './bus.ts';

/** A bus inside one process, with the same promises as the Redis one except durability. Positions are `1`, `2`, … */
export function memoryBus(): Bus {
  const streams = new Map<string, StreamEntry[]>();
  const waiting = new Map<string, Set<() => void>>();
  const entriesOf = (stream: string): StreamEntry[] => {
    const known = streams.get(stream);
    if (known) return known;
    const fresh: StreamEntry[] = [];
    streams.set(stream, fresh);
    return fresh;
  };
  const indexAfter = (position: 'start' | Position): number => (position === 'start' ? 0 : Number(position));

  return {
    async publish(stream, messages) {
      const entries = entriesOf(stream);
      for (const message of messages) {
        entries.push({ position: String(entries.length + 1), value: JSON.parse(JSON.stringify(message)) });
      }
      for (const wake of [...(waiting.get(stream) ?? [])]) wake();
    },
    follow(stream, from, onBatch) {
      let next = from === 'new' ? entriesOf(stream).length : indexAfter(from);
      let stopped = false;
      let wake: () => void = () => undefined;
      const wakers = waiting.get(stream) ?? new Set<() => void>();
      waiting.set(stream, wakers);
      const wakeMe = (): void => wake();
      wakers.add(wakeMe);
      const run = async (): Promise<void> => {
        while (!stopped) {
          const batch = entriesOf(stream).slice(next);
          if (batch.length === 0) {
            await new Promise<void>((resolve) => (wake = resolve));
            continue;
          }
          await onBatch(batch);
          next += batch.length;
        }
      };
      const done = run().finally(() => wakers.delete(wakeMe));
      return followingOf(done, () => {
        stopped = true;
        wake();
      });
    },
    last: async (stream) => entriesOf(stream).at(-1),
    read: async (stream, after, count) => entriesOf(stream).slice(indexAfter(after), indexAfter(after) + count),
  };
}

/** Turns a running loop into a {@link Following}. */
export function followingOf(done: Promise<void>, ask: () => void): Following {
  const failed = new Promise<never>((_, reject) => done.catch(reject));
  failed.catch(() => undefined);
  return {
    failed,
    async stop() {
      ask();
      await done.catch(() => undefined);
    },
  };
}
