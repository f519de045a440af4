import type { AgentId, CallerView, QueueId, ServiceId } from '@decroche/protocol';
import type { Board } from './state.ts';

/** A service as people call it. */
export const serviceNameOf = (board: Board, serviceId: ServiceId | undefined): string =>
  board.definition?.services.find((service) => service.serviceId === serviceId)?.name ?? serviceId ?? '';
/** A queue as people call it. */
export const queueNameOf = (board: Board, queueId: QueueId | undefined): string =>
  board.definition?.queues.find((queue) => queue.queueId === queueId)?.name ?? queueId ?? '';
/** An agent as people call them. */
export const agentNameOf = (board: Board, agentId: AgentId | undefined): string | undefined =>
  agentId === undefined ? undefined : (board.agents.get(agentId)?.definition?.name ?? agentId);

/** The one line that says who a caller is: a single known name, or nothing. */
export function callerName(caller: CallerView): string | undefined {
  const known = caller.candidates.filter((candidate) => candidate.because === 'number');
  return known.length === 1 ? known[0]?.contact.name : undefined;
}
