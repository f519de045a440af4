import { z } from 'zod';
import { AgentId, QueueId } from './ids.ts';
import { Instant } from './time.ts';

/** A supervisor's hand on the live centre. Every use is in the audit trail. */

/** `POST /api/supervision/agents/:agentId/force`. `afterCall` lets the present call finish. */
export const ForceAgent = z.object({
  to: z.discriminatedUnion('status', [
    z.object({ status: z.literal('ready') }),
    z.object({ status: z.literal('notReady'), reason: z.string().min(1).max(60) }),
    z.object({ status: z.literal('loggedOut') }),
  ]),
  when: z.enum(['now', 'afterCall']).default('afterCall'),
});
export type ForceAgent = z.input<typeof ForceAgent>;

/** `POST /api/supervision/calls/:callId/move`: to the end of nothing, its time waited goes along. */
export const MoveCall = z.object({ queueId: QueueId });
export type MoveCall = z.infer<typeof MoveCall>;

/** `POST /api/supervision/calls/:callId/priority`: higher is served first. `…/release` takes no body. */
export const PrioritiseCall = z.object({ priority: z.number().int().min(-100).max(100) });
export type PrioritiseCall = z.infer<typeof PrioritiseCall>;

/** A word from a supervisor, on the agent's desk until they say that they have read it. */
export const SupervisorMessage = z.object({
  messageId: z.string(),
  at: Instant,
  /** Name of who wrote it. */
  from: z.string(),
  text: z.string(),
});
export type SupervisorMessage = z.infer<typeof SupervisorMessage>;

/** `POST /api/supervision/messages`: to some agents, or to all who are defined. */
export const MessageInput = z.object({
  to: z.union([z.literal('all'), z.array(AgentId).min(1).max(500)]),
  text: z.string().trim().min(1).max(500),
});
export type MessageInput = z.infer<typeof MessageInput>;

/** A message as its sender's list shows it. */
export const SentMessage = SupervisorMessage.extend({
  to: z.array(z.object({ agentId: AgentId, name: z.string(), readAt: Instant.optional() })),
});
export type SentMessage = z.infer<typeof SentMessage>;
/** `GET /api/supervision/messages`, newest first. An agent reads one by `POST /api/agents/me/messages/:messageId/read`. */
export const SentMessagePage = z.object({ total: z.number().int().min(0), items: z.array(SentMessage) });
export type SentMessagePage = z.infer<typeof SentMessagePage>;
