import type { AgentId, CallId } from '@decroche/protocol';
import { breakVerdict } from '../roster/guard.ts';
import type { Turn } from '../turn.ts';

/**
 * What an agent does when nothing holds them any more, said by one event. In order: out of the definition → out of
 * service; the next state they chose; a telephone that cannot be reached → not ready before the next offer, not after
 * (pains 15); otherwise ready.
 */
export function settleAgent(turn: Turn, agentId: AgentId): void {
  const agent = turn.state.agents.get(agentId);
  if (!agent) return;
  const { next } = agent;
  if (!turn.state.index.catalog.agents.has(agentId)) {
    turn.emit({ type: 'agent.loggedOut', agentId, reason: 'removed' });
  } else if (next?.status === 'loggedOut') {
    turn.emit({ type: 'agent.loggedOut', agentId, reason: 'nextState' });
  } else if (next && (next.forced || breakVerdict(turn.state, agentId, next.reason, turn.at).granted)) {
    turn.emit({ type: 'agent.nextStateSet', agentId });
    turn.emit({ type: 'agent.becameNotReady', agentId, reason: next.reason });
  } else if (next) {
    // Too few would stay after all: the break has to be asked for again.
    turn.emit({ type: 'agent.nextStateSet', agentId });
    settleAgent(turn, agentId);
  } else if (!agent.reachable) {
    turn.emit({ type: 'agent.becameNotReady', agentId, reason: 'deviceLost' });
  } else {
    turn.emit({ type: 'agent.becameReady', agentId });
  }
}

/** A conversation of this agent is over: wrap-up, which belongs to the agent whatever the queue (pains 8), or free. */
export function finishConversation(turn: Turn, agentId: AgentId, callId: CallId): void {
  const wrapUpMs = turn.state.index.catalog.agents.get(agentId)?.wrapUpMs ?? 0;
  if (wrapUpMs === 0) return settleAgent(turn, agentId);
  turn.emit({ type: 'agent.wrapUpStarted', agentId, callId, endsAt: turn.at + wrapUpMs });
}

/** The wrap-up has run its time or was cut short. */
export function endWrapUp(turn: Turn, agentId: AgentId): void {
  turn.emit({ type: 'agent.wrapUpEnded', agentId });
  settleAgent(turn, agentId);
}

/** Misses of this agent that make them not ready: the least of their queues' limits. */
function missLimit(turn: Turn, agentId: AgentId): number {
  const { agents, queues } = turn.state.index.catalog;
  const limits = (agents.get(agentId)?.queues ?? []).map(({ queueId }) => queues.get(queueId)?.missLimit ?? Infinity);
  return Math.min(...limits);
}

/** After a human miss (rang out, declined): ready again, until there were too many in a row. */
export function settleAfterMiss(turn: Turn, agentId: AgentId): void {
  const agent = turn.state.agents.get(agentId);
  if (!agent) return;
  if (agent.misses < missLimit(turn, agentId) || agent.next) return settleAgent(turn, agentId);
  turn.emit({ type: 'agent.becameNotReady', agentId, reason: 'rona' });
}

/** After a technical failure, which is nobody's fault: a short rest, growing with each one in a row. */
export function settleAfterFailure(turn: Turn, agentId: AgentId): void {
  const agent = turn.state.agents.get(agentId);
  if (!agent) return;
  const { catalog } = turn.state.index;
  if (!agent.reachable || agent.next || !catalog.agents.has(agentId)) return settleAgent(turn, agentId);
  turn.emit({ type: 'agent.becameNotReady', agentId, reason: 'technical' });
}
