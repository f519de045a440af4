import type { AgentId, QueueId } from '@decroche/protocol';
import type { Catalog } from './catalog.ts';
import type { Agent } from './agent.ts';

const PRESENT: ReadonlySet<Agent['activity']['status']> = new Set([
  ...(['ready', 'offered', 'connecting', 'talking', 'wrapUp'] as const),
]);

/** Whether an agent is there for callers: free, with one, or finishing with one. On a break they are not. */
export const isPresent = (agent: Agent | undefined): boolean =>
  agent !== undefined && PRESENT.has(agent.activity.status);

/** Keeps the number of agents present in each queue. */
export function countPresence(
  { catalog, present }: { readonly catalog: Catalog; readonly present: Map<QueueId, number> },
  agentId: AgentId | undefined,
  { before, after }: { readonly before: Agent | undefined; readonly after: Agent | undefined },
): void {
  const change = Number(isPresent(after)) - Number(isPresent(before));
  if (change === 0 || agentId === undefined) return;
  for (const { queueId } of catalog.agents.get(agentId)?.queues ?? []) {
    present.set(queueId, (present.get(queueId) ?? 0) + change);
  }
}
