import type { AgentId, CallId, QueueId, StaleList } from '@decroche/protocol';

/** What a journal line changed, so that only those screens are told. */
export interface Touched {
  readonly agents: Set<AgentId>;
  readonly queues: Set<QueueId>;
  readonly calls: Set<CallId>;
  /** Lists to be asked for again. */
  readonly lists: Set<StaleList>;
  /** A dissuasion message: every screen shows those that speak. */
  dissuasions: boolean;
  /** Names, queues or people changed: every screen. */
  everything: boolean;
}

/** Nothing changed yet. */
export const untouched = (): Touched => ({
  agents: new Set(),
  queues: new Set(),
  calls: new Set(),
  lists: new Set(),
  dissuasions: false,
  everything: false,
});
