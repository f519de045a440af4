import type { AgentId, QueueId } from '@decroche/protocol';
import type { Membership } from './abilities.ts';

/** The queues that some agents have in common with one another: the same set for each of them, to be counted together. */
export type Circle = ReadonlySet<QueueId>;

/** The circle of every agent; agents of the same queues have one and the same. */
export function circlesOf(memberships: ReadonlyMap<AgentId, readonly Membership[]>): ReadonlyMap<AgentId, Circle> {
  const known = new Map<string, Circle>();
  return new Map(
    [...memberships].map(([agentId, queues]) => {
      const ids = queues.map(({ queueId }) => queueId).sort();
      const circle = known.get(ids.join()) ?? new Set(ids);
      known.set(ids.join(), circle);
      return [agentId, circle];
    }),
  );
}
