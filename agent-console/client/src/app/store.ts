/** Something a view can look at and be told about; the shape `useSyncExternalStore` wants. */
export interface Store<T> {
  readonly get: () => T;
  /** Returns the way to stop. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** A store for the one who owns its value. */
export interface WritableStore<T> extends Store<T> {
  readonly set: (next: T) => void;
}

/** A value with listeners. Setting the same value again tells nobody. */
export function createStore<T>(initial: T): WritableStore<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
