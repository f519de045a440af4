import type { Instant } from '@decroche/protocol';

/** What can be due: entries of one instant come in the order in which they were set. */
export interface Due {
  readonly dueAt: Instant;
  readonly set: number;
}

/** Entries ordered by when they are due. */
export interface DueHeap<T extends Due> {
  readonly size: number;
  push(entry: T): void;
  /** The earliest entry that still counts; those that no longer do are dropped on the way. */
  peek(): T | undefined;
}

const FIRST_SWEEP = 1_024;

/**
 * A binary heap that forgets lazily: cancelling a timer costs nothing, its entry is dropped when it surfaces or at the
 * next sweep. Sweeps come when the heap has doubled since the last one, so each entry pays for a constant share.
 */
export function dueHeap<T extends Due>(counts: (entry: T) => boolean): DueHeap<T> {
  let heap: T[] = [];
  let sweepAt = FIRST_SWEEP;

  const before = (one: number, other: number): boolean => {
    const [a, b] = [heap[one] as T, heap[other] as T];
    return a.dueAt === b.dueAt ? a.set < b.set : a.dueAt < b.dueAt;
  };
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b] as T, heap[a] as T];
  };
  const rise = (from: number): void => {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >>> 1;
      if (!before(at, parent)) return;
      swap(at, parent);
      at = parent;
    }
  };
  const sink = (from: number): void => {
    for (let at = from; ;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && before(child, least)) least = child;
      }
      if (least === at) return;
      swap(at, least);
      at = least;
    }
  };
  const sweep = (): void => {
    heap = heap.filter(counts);
    for (let at = heap.length >>> 1; at >= 0; at -= 1) if (at < heap.length) sink(at);
    sweepAt = Math.max(FIRST_SWEEP, 2 * heap.length);
  };
  const drop = (): void => {
    const last = heap.pop() as T;
    if (heap.length === 0) return;
    heap[0] = last;
    sink(0);
  };

  return {
    get size() {
      return heap.length;
    },
    push(entry) {
      if (heap.length >= sweepAt) sweep();
      heap.push(entry);
      rise(heap.length - 1);
    },
    peek() {
      while (heap.length > 0 && !counts(heap[0] as T)) drop();
      return heap[0];
    },
  };
}
