import type { AgentId, Instant } from '@decroche/protocol';

/** A piece of time, half-open: `fromAt` belongs to it, `toAt` does not. */
export interface Stretch {
  readonly fromAt: Instant;
  readonly toAt: Instant;
}

/** Someone is there, or is planned to be: at work and not in a planned break. */
export interface Presence extends Stretch {
  readonly agentId: AgentId;
}
