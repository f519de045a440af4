import type { Duration, Instant, QueueId } from '@decroche/protocol';
import { hasCaller, type Place } from './call.ts';
import type { EngineState } from './state.ts';

/** Nobody holds the line for a call-back. */
const isHeldBySomeone = (state: EngineState, { callId }: Place): boolean => {
  const call = state.calls.get(callId);
  return call !== undefined && hasCaller(call);
};

/** Callers on the line to whom nobody is being rung; not the call-backs. Looked at after every decision. */
export const callersWaiting = (state: EngineState, queueId: QueueId): number =>
  state.index.lines.get(queueId)?.callersWaiting ?? 0;

/** How long the caller has waited who has waited longest in a queue. Linear in its callers: once a second, not more. */
export function longestWait(state: EngineState, queueId: QueueId, at: Instant): Duration {
  let longest = 0;
  for (const place of state.index.lines.get(queueId)?.everyone.values() ?? []) {
    if (at - place.queuedAt > longest && isHeldBySomeone(state, place)) longest = at - place.queuedAt;
  }
  return longest;
}
