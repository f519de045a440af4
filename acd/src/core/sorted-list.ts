/** Things kept in order. Finding a place takes O(log n) comparisons, moving the rest is one block copy. */
export interface SortedList<T> {
  readonly size: number;
  add(item: T): void;
  /** Takes out the item that compares equal; nothing happens when there is none. */
  remove(item: T): void;
  first(): T | undefined;
  /** How many come before it. */
  rank(item: T): number;
  values(): readonly T[];
}

/**
 * An empty list in the order of `compare`, which must never find two different items equal.
 * An array beats trees here: at 5,000 waiting callers an insertion moves 40 kB at most, about a microsecond.
 */
export function sortedList<T>(compare: (a: T, b: T) => number): SortedList<T> {
  const items: T[] = [];
  const rank = (item: T): number => {
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(items[middle] as T, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    get size() {
      return items.length;
    },
    add(item) {
      // Newcomers mostly belong at the end: the longest wait and the longest idle come first.
      const last = items[items.length - 1];
      if (last === undefined || compare(last, item) < 0) items.push(item);
      else items.splice(rank(item), 0, item);
    },
    remove(item) {
      const at = rank(item);
      const found = items[at];
      if (found !== undefined && compare(found, item) === 0) items.splice(at, 1);
    },
    first: () => items[0],
    rank,
    values: () => items,
  };
}
