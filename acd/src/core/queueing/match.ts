import type { AgentId, CallId, JournalEventOf, QueueId } from '@decroche/protocol';
import { WATCHDOG_MS } from '../deadlines.ts';
import type { Call } from '../call.ts';
import type { Turn } from '../turn.ts';
import { dialDue } from './dial-due.ts';
import { bestAgentFor } from './eligible.ts';
import { makeOffer } from './offer.ts';
import { overflow } from './overflow.ts';
import { matchAll } from './pairs.ts';

/** After every decision: no agent stays free while a matching caller waits. */
export function settleQueues(turn: Turn): void {
  const { departed, emptied } = turn.state.index;
  for (const agentId of departed) {
    departed.delete(agentId);
    dropPreferencesFor(turn, agentId);
  }
  dialDue(turn, 'before');
  matchAll(turn.state, (call, agentId) => offer(turn, call, agentId));
  for (const queueId of emptied) {
    emptied.delete(queueId);
    overflowAbandonedQueue(turn, queueId);
  }
  dialDue(turn, 'after');
}

function offer(turn: Turn, call: Call, agentId: AgentId): void {
  const agent = turn.state.agents.get(agentId);
  if (agent && call.place)
    makeOffer(turn, call, agent, { because: reasonFor(turn, call), queueId: call.place.queueId });
}

function reasonFor(turn: Turn, { preferred, place }: Call): JournalEventOf<'offer.made'>['because'] {
  if (preferred) return preferred.why === 'sameAgent' ? 'sameAgent' : 'preferredAgent';
  const queue = place && turn.state.index.catalog.queues.get(place.queueId);
  return queue?.strategy ?? 'longestIdle';
}

/** They have gone: whoever waited for them alone is for everybody. */
export function dropPreferencesFor(turn: Turn, agentId: AgentId): void {
  for (const { callId } of [...(turn.state.index.reserved.get(agentId)?.values() ?? [])]) {
    turn.emit({ type: 'call.preferenceDropped', callId });
  }
}

/** The last agent has gone: nobody will come, so those who wait are sent where nobody-is-there sends a new caller. */
function overflowAbandonedQueue(turn: Turn, queueId: QueueId): void {
  const line = turn.state.index.lines.get(queueId);
  if (!line || line.loggedIn > 0 || line.waiting.size === 0) return;
  const { services } = turn.state.index.catalog;
  for (const place of line.waiting.values()) {
    const call = turn.state.calls.get(place.callId);
    if (call && services.get(call.serviceId)?.voicemail?.whenNobodyLoggedIn) {
      overflow(turn, place.callId, 'nobodyLoggedIn');
    }
  }
}

/** A caller and a free agent who have been left side by side: a defect of ours, told loudly and then repaired. */
export function watch(turn: Turn): void {
  const { state } = turn;
  for (const { call, agentId } of pairsLeft(turn)) {
    const since = Math.max(call.place?.queuedAt ?? 0, state.agents.get(agentId)?.idle?.since ?? 0);
    if (!call.place || turn.at - since <= WATCHDOG_MS) continue;
    turn.emit({ type: 'watchdog.alarmRaised', queueId: call.place.queueId, callId: call.callId, agentId });
    state.index.unsettled.calls.add(call.callId);
  }
}

/** Heads of demands beside heads of abilities that may take them: there should be none. */
function* pairsLeft({ state }: Turn): Generator<{ call: Call; agentId: AgentId }> {
  for (const line of state.index.lines.values()) {
    if (line.ready.size === 0 || line.waiting.size === 0) continue;
    for (const demand of line.waiting.lists.values()) {
      const call = state.calls.get(demand.first()?.callId as CallId);
      const agentId = call && bestAgentFor(state, call);
      if (call && agentId !== undefined) yield { call, agentId };
    }
  }
}
