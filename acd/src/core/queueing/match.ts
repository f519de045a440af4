import type { AgentId, QueueId } from '@decroche/protocol';
import { WATCHDOG_MS } from '../deadlines.ts';
import { byPlace } from '../state-index.ts';
import type { Place } from '../state.ts';
import type { Turn } from '../turn.ts';
import { makeOffer } from './offer.ts';
import { overflow } from './overflow.ts';

/**
 * After every decision: no agent stays free while a matching caller waits. Only queues where something changed are looked
 * at, each for as long as its heads match; a pair costs a logarithm, never a scan.
 */
export function settleQueues(turn: Turn): void {
  const { unsettled, emptied } = turn.state.index;
  for (const queueId of unsettled) {
    unsettled.delete(queueId);
    matchQueue(turn, queueId);
  }
  for (const queueId of emptied) {
    emptied.delete(queueId);
    overflowAbandonedQueue(turn, queueId);
  }
}

function matchQueue(turn: Turn, queueId: QueueId): void {
  for (;;) {
    const line = turn.state.index.lines.get(queueId);
    const idle = line?.waiting.first() && line.ready.first();
    if (!idle) return;
    const agent = turn.state.agents.get(idle.agentId);
    const place = agent && bestCallFor(turn, idle.agentId);
    const call = place && turn.state.calls.get(place.callId);
    if (!agent || !place || !call) return;
    makeOffer(turn, call, agent, { because: 'longestIdle', queueId: place.queueId });
    if (turn.state.agents.get(agent.agentId)?.activity.status === 'ready') return;
  }
}

/** The call an agent should take among the heads of all their queues: priority, then age. */
function bestCallFor(turn: Turn, agentId: AgentId): Place | undefined {
  const { catalog, lines } = turn.state.index;
  let best: Place | undefined;
  for (const { queueId } of catalog.agents.get(agentId)?.queues ?? []) {
    const head = lines.get(queueId)?.waiting.first();
    if (head && (!best || byPlace(head, best) < 0)) best = head;
  }
  return best;
}

/** The last agent has gone: nobody will come, so those who wait are sent where nobody-is-there sends a new caller. */
function overflowAbandonedQueue(turn: Turn, queueId: QueueId): void {
  const line = turn.state.index.lines.get(queueId);
  if (!line || line.loggedIn > 0 || line.waiting.size === 0) return;
  const { services } = turn.state.index.catalog;
  for (const place of [...line.waiting.values()]) {
    const call = turn.state.calls.get(place.callId);
    if (call && services.get(call.serviceId)?.voicemail?.whenNobodyLoggedIn) {
      overflow(turn, place.callId, 'nobodyLoggedIn');
    }
  }
}

/** A caller and a free agent who have been left side by side: a defect of ours, told loudly and then repaired. */
export function watch(turn: Turn): void {
  for (const [queueId, line] of turn.state.index.lines) {
    const place = line.waiting.first();
    const idle = line.ready.first();
    if (!place || !idle) continue;
    const call = turn.state.calls.get(place.callId);
    const agent = turn.state.agents.get(idle.agentId);
    if (!call || !agent || turn.at - Math.max(place.queuedAt, idle.since) <= WATCHDOG_MS) continue;
    turn.emit({ type: 'watchdog.alarmRaised', queueId, callId: place.callId, agentId: idle.agentId });
    turn.state.index.unsettled.add(queueId);
  }
}
