import type { AgentId, Instant, QueueId } from '@decroche/protocol';

/** A caller of a queue that an agent is taking care of: talk, hold and wrap-up. */
export interface Handling {
  readonly agentId: AgentId;
  readonly queueId: QueueId;
  readonly since: Instant;
}
