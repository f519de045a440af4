import type { AttentionPort, MemoryPort } from './ports.ts';
import { createStore, type Store } from './store.ts';

/**
 * The keys that may hide the page. Each acts alone, inside fields too, and means nothing to a browser while one writes. Escape
 * is none of them, not even pressed twice: it declines the call that rings and closes the dialog one is writing in.
 */
export const CURTAIN_KEYS = ['F9', 'F2', 'Pause'] as const;
export type CurtainKey = (typeof CURTAIN_KEYS)[number];

/** Covers the page at once when somebody looks over the shoulder (C9); the call goes on behind it. */
export interface Curtain {
  readonly drawn: Store<boolean>;
  /** Of this machine: keyboards differ, people move. */
  readonly key: Store<CurtainKey>;
  toggle(): void;
  choose(key: CurtainKey): void;
}

const DRAWN = 'curtain';
const KEY = 'curtain.key';

/** A page that is loaded again stays covered; another tab is another page. */
export function createCurtain(options: {
  readonly attention: Pick<AttentionPort, 'veil'>;
  readonly memory: MemoryPort;
  readonly tabMemory: MemoryPort;
  /** What the title says meanwhile. */
  readonly title: () => string;
}): Curtain {
  const { attention, memory, tabMemory } = options;
  const kept = memory.get(KEY);
  const key = createStore<CurtainKey>(CURTAIN_KEYS.find((each) => each === kept) ?? CURTAIN_KEYS[0]);
  const drawn = createStore(tabMemory.get(DRAWN) !== undefined);
  if (drawn.get()) attention.veil(options.title());
  return {
    drawn,
    key,
    toggle: () => {
      const next = !drawn.get();
      attention.veil(next ? options.title() : undefined);
      if (next) tabMemory.set(DRAWN, 'drawn');
      else tabMemory.remove(DRAWN);
      drawn.set(next);
    },
    choose: (chosen) => {
      memory.set(KEY, chosen);
      key.set(chosen);
    },
  };
}
