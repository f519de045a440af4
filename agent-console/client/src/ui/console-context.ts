import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { ConsoleApp } from '../app/console-app.ts';
import type { Store } from '../app/store.ts';

/** The application under the screens. */
export const ConsoleContext = createContext<ConsoleApp | undefined>(undefined);

/** @throws Error outside of the page's root. */
export function useConsole(): ConsoleApp {
  const app = useContext(ConsoleContext);
  if (!app) throw new Error('a screen outside of the console');
  return app;
}

/** A store as a component sees it. */
export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

const SLOWEST_MS = 200;

function everyTick(listener: () => void): () => void {
  const timer = setInterval(listener, SLOWEST_MS);
  return () => clearInterval(timer);
}

/** The server's present instant, whole seconds; a component renders once a second at most. */
export function useServerNow(clockOffsetMs: number): number {
  const { now } = useConsole();
  const snapshot = useCallback(() => Math.floor((now() + clockOffsetMs) / 1000) * 1000, [now, clockOffsetMs]);
  return useSyncExternalStore(everyTick, snapshot);
}
