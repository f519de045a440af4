import type {
  AgentDefinition,
  AgentId,
  Definition,
  KeyTarget,
  QueueDefinition,
  QueueId,
  SkillId,
  SkillNeed,
} from '@decroche/protocol';

/** An agent's place in a queue, as the matching compares it. */
export interface Membership {
  readonly queueId: QueueId;
  /** Which queue's callers they take first: 1 before 2. */
  readonly rank: number;
  /** From which tier of the queue on they are asked. */
  readonly tier: number;
  /** Place in the definition, for `linear`. */
  readonly order: number;
  readonly strategy: QueueDefinition['strategy'];
  /** Agents of one queue with the same key are interchangeable for every caller there is. */
  readonly ability: string;
}

/** Levels that make a difference to some caller, ascending, by skill. */
type Thresholds = ReadonlyMap<SkillId, readonly number[]>;

/** Everything that callers of these services may need, by their menus as well. */
export const needsOf = (services: Definition['services']): readonly SkillNeed[] =>
  services.flatMap((service) => [...(service.needs ?? []), ...chosenNeeds(service)]);

function thresholdsOf(needs: readonly SkillNeed[]): Thresholds {
  const levels = new Map<SkillId, Set<number>>();
  for (const { skillId, level } of needs) {
    levels.set(skillId, (levels.get(skillId) ?? new Set()).add(level));
  }
  return new Map(
    [...levels].sort(([a], [b]) => (a < b ? -1 : 1)).map(([skillId, set]) => [skillId, [...set].sort((a, b) => a - b)]),
  );
}

const chosenNeeds = (service: Definition['services'][number]): readonly SkillNeed[] =>
  targetsOf(service).flatMap((target) => (target.kind === 'queue' && target.needs ? target.needs : []));

/** Everywhere the keys of a service may lead. */
export function targetsOf({ menu, waitingKeys }: Definition['services'][number]): readonly KeyTarget[] {
  return [
    ...(menu ? [...menu.choices.map((choice) => choice.target), menu.otherwise] : []),
    ...(waitingKeys ?? []).map((each) => each.target),
  ];
}

/** The skills as far as anybody asks for them: two agents who differ in nothing else have the same ability. */
function abilityOf(agent: AgentDefinition, tier: number, thresholds: Thresholds): string {
  const reached = [...thresholds].flatMap(([skillId, levels]) => {
    const level = levels.findLast((each) => each <= (agent.skills?.[skillId] ?? 0));
    return level === undefined ? [] : [`${skillId}:${level}`];
  });
  return tier === 0 && reached.length === 0 ? '' : `${tier}|${reached.join()}`;
}

/** Who is in which queue; `needs` is everything that any caller may need. */
export function membershipsOf(
  definition: Definition,
  needs: readonly SkillNeed[],
): ReadonlyMap<AgentId, readonly Membership[]> {
  const thresholds = thresholdsOf(needs);
  const strategies = new Map(definition.queues.map((queue) => [queue.queueId, queue.strategy]));
  return new Map(
    definition.agents.map((agent, order) => [
      agent.agentId,
      agent.queues.map(({ queueId, rank = 1, tier = 0 }) => ({
        ...{ queueId, rank, tier, order, strategy: strategies.get(queueId) ?? 'longestIdle' },
        ability: abilityOf(agent, tier, thresholds),
      })),
    ]),
  );
}

/** Whether the agent has every skill needed, at the level or above. */
export const isSkilled = (agent: AgentDefinition, needs: readonly SkillNeed[]): boolean =>
  needs.every(({ skillId, level }) => (agent.skills?.[skillId] ?? 0) >= level);
