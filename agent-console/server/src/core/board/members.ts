import type { AgentId, QueueId } from '@decroche/protocol';
import type { Board, BoardAgent, BoardQueue } from './state.ts';

/** Someone who has not logged in yet. A static SIP address cannot tell whether it is reachable: it counts as reachable. */
export const newAgent = (agentId: AgentId, definition: BoardAgent['definition'], at: number): BoardAgent => ({
  agentId,
  definition,
  status: 'loggedOut',
  since: at,
  deviceReachable: definition?.device.kind === 'uri',
});

/** The agent, begun if the board has not met them. */
export function agentOf(board: Board, agentId: AgentId, at: number): BoardAgent {
  const known = board.agents.get(agentId);
  if (known) return known;
  const agent = newAgent(agentId, undefined, at);
  board.agents.set(agentId, agent);
  return agent;
}

/** The queue, begun if the board has not met it. */
export function queueOf(board: Board, queueId: QueueId): BoardQueue {
  const known = board.queues.get(queueId);
  if (known) return known;
  const queue: BoardQueue = { queueId, waiting: new Map(), oldestQueuedAt: undefined };
  board.queues.set(queueId, queue);
  return queue;
}
