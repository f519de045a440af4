import type { AgentId, Instant, JournalEvent } from '@decroche/protocol';
import type { Fact } from './fact.ts';
import type { OwnedState } from './state-index.ts';

/** Completions that the announced wait looks back on. */
const COMPLETIONS_KEPT = 50;

const FREED: ReadonlySet<JournalEvent['type']> = new Set([
  ...(['agent.becameReady', 'agent.becameNotReady', 'agent.loggedOut'] as const),
]);

/** How long callers of each queue are taken care of, from pick-up until the agent is free again: the last few only. */
export function evolveHandling(state: OwnedState, { event, at }: Fact): void {
  if (event.type === 'call.answered' || event.type === 'call.transferred') {
    const queueId = state.calls.get(event.callId)?.place?.queueId;
    const { agentId } = event;
    if (queueId !== undefined && agentId !== undefined) state.handling.set(agentId, { agentId, queueId, since: at });
  } else if ('agentId' in event && event.agentId !== undefined && FREED.has(event.type)) {
    finish(state, event.agentId, at);
  } else if (event.type === 'definition.adopted') {
    const named = new Set(event.definition.queues.map((each) => each.queueId));
    for (const queueId of state.handled.keys()) if (!named.has(queueId)) state.handled.delete(queueId);
  }
}

function finish(state: OwnedState, agentId: AgentId, at: Instant): void {
  const handling = state.handling.get(agentId);
  if (!handling) return;
  state.handling.delete(agentId);
  const { queueId, since } = handling;
  const lately = [...(state.handled.get(queueId) ?? []), at - since];
  state.handled.set(queueId, lately.slice(-COMPLETIONS_KEPT));
}
