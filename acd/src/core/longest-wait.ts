import type { Duration, Instant, QueueId } from '@decroche/protocol';
import type { EngineState } from './state.ts';

/** How long the caller has waited who has waited longest in a queue. Linear in its callers: once a second, not more. */
export function longestWait(state: EngineState, queueId: QueueId, at: Instant): Duration {
  const places = state.index.lines.get(queueId)?.everyone.values() ?? [];
  return places.reduce((longest, place) => Math.max(longest, at - place.queuedAt), 0);
}
