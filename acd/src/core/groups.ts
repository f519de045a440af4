import { sortedList, type SortedList } from './sorted-list.ts';

/**
 * Things kept in order, apart by what makes them interchangeable. Only groups with something in them are there, so that
 * looking at every head costs what is present, not what could be.
 */
export interface Groups<T> {
  readonly size: number;
  /** The groups that are not empty, by key. */
  readonly lists: ReadonlyMap<string, SortedList<T>>;
  add(key: string, item: T): void;
  remove(key: string, item: T): void;
  /** Everything, group by group. */
  values(): readonly T[];
}

/** No groups yet; each is kept in the order of `compare`. */
export function groups<T>(compare: (a: T, b: T) => number): Groups<T> {
  const lists = new Map<string, SortedList<T>>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    lists,
    add(key, item) {
      const list = lists.get(key) ?? sortedList(compare);
      if (list.size === 0) lists.set(key, list);
      list.add(item);
      size += 1;
    },
    remove(key, item) {
      const list = lists.get(key);
      if (!list) return;
      const before = list.size;
      list.remove(item);
      size -= before - list.size;
      if (list.size === 0) lists.delete(key);
    },
    values: () => [...lists.values()].flatMap((list) => [...list.values()]),
  };
}
