import type { AgentId, Duration, Instant, JournalEventOf, QueueId, SkillNeed } from '@decroche/protocol';
import { PREFERRED_HOLD_MS } from '../deadlines.ts';
import { recently } from '../recent-parties.ts';
import { isLoggedIn } from '../agent.ts';
import type { Call, Preference } from '../call.ts';
import type { Turn } from '../turn.ts';

type Queued = JournalEventOf<'call.queued'>;

/** How a call enters a queue. */
export interface Entry {
  readonly queueId: QueueId;
  readonly queuedAt: Instant;
  readonly because: NonNullable<Queued['because']>;
  readonly needs: readonly SkillNeed[];
  /** Time waited before that counts for the place. Absent: what a redial has a right to, at the first queue. */
  readonly creditMs?: Duration;
  /** Who should take it, for this long alone. Absent: whom the caller's own rule or a cut conversation names, at the first queue. */
  readonly preferred?: Preference | undefined;
  /** Absent: as it was, at the first queue that of the caller or of the service. */
  readonly priority?: number;
}

/** Puts a call in line, with everything it brings: priority, needs, time waited before, the agent it should have. */
export function enqueue(turn: Turn, call: Call, entry: Entry): void {
  const { queueId, queuedAt, because, needs } = entry;
  const isFirst = call.priority === undefined;
  const creditMs = entry.creditMs ?? (isFirst ? creditOf(turn, call) : 0);
  const preferred = entry.preferred ?? (isFirst ? preferenceOf(turn, call) : undefined);
  const priority = entry.priority ?? call.priority ?? standingPriority(turn, call);
  turn.emit({
    ...{ type: 'call.queued', callId: call.callId, queueId, queuedAt, priority },
    ...(needs.length === 0 ? {} : { needs: [...needs] }),
    ...(creditMs === 0 ? {} : { creditMs }),
    ...(preferred ? { preferred } : {}),
    ...(because === 'arrival' ? {} : { because }),
  });
}

/** The queue a call goes on in: the one named if the definition still has it, else its service's; none if both are gone. */
export function standingQueue(turn: Turn, { serviceId }: Call, queueId: QueueId): QueueId | undefined {
  const { queues, services } = turn.state.index.catalog;
  return [queueId, services.get(serviceId)?.queueId].find((each) => each !== undefined && queues.has(each));
}

/** What a call stands with in its first queue: the caller's own rule stands above the service. */
export function standingPriority(turn: Turn, { partyRef, serviceId }: Call): number {
  const { partyRules, services } = turn.state.index.catalog;
  const rule = partyRef === undefined ? undefined : partyRules.get(partyRef);
  return rule?.kind === 'vip' ? rule.priority : (services.get(serviceId)?.priority ?? 0);
}

/** A caller who left the queue of this service and calls again soon goes on from where they were. */
function creditOf(turn: Turn, call: Call): Duration {
  const keepMs = turn.state.index.catalog.services.get(call.serviceId)?.redialKeepsPlaceMs ?? 0;
  const known = recently(turn.state, call, call.receivedAt);
  return known && call.receivedAt - known.at <= keepMs ? known.waitedMs : 0;
}

/** Whom the caller should have: who was talking with them when they were cut, else whom their rule names. */
function preferenceOf(turn: Turn, call: Call): Preference | undefined {
  const { services, partyRules } = turn.state.index.catalog;
  const service = services.get(call.serviceId);
  const rule = call.partyRef === undefined ? undefined : partyRules.get(call.partyRef);
  const cutFrom = agentOfCut(turn, call);
  const untilAt = turn.at + (service?.preferredHoldMs ?? PREFERRED_HOLD_MS);
  if (cutFrom !== undefined) return { agentId: cutFrom, untilAt, why: 'sameAgent' };
  if (rule?.kind !== 'preferredAgent' || !isThere(turn, rule.agentId)) return undefined;
  return { agentId: rule.agentId, untilAt, why: 'rule' };
}

/** Who was talking with the caller when they were cut, not too long ago, and is there. */
function agentOfCut(turn: Turn, call: Call): AgentId | undefined {
  const known = recently(turn.state, call, call.receivedAt);
  const within = turn.state.index.catalog.services.get(call.serviceId)?.sameAgentWithinMs ?? 0;
  return known && call.receivedAt - known.at <= within && isThere(turn, known.cutFrom) ? known.cutFrom : undefined;
}

/** Whoever was cut after first reception had handed them over is not received a second time: on to the listeners' queue (C9). */
export function queueOfCut(turn: Turn, call: Call): QueueId | undefined {
  const { services, queues, agents } = turn.state.index.catalog;
  const cutFrom = agentOfCut(turn, call);
  const own = new Set(cutFrom === undefined ? [] : agents.get(cutFrom)?.queues.map((each) => each.queueId));
  const first = services.get(call.serviceId)?.queueId;
  const next = first === undefined || own.has(first) ? undefined : queues.get(first)?.handOverTo;
  return next !== undefined && own.has(next) ? next : undefined;
}

/** Someone who is out of service is waited for by nobody. */
function isThere(turn: Turn, agentId: AgentId | undefined): agentId is AgentId {
  const agent = agentId === undefined ? undefined : turn.state.agents.get(agentId);
  return !!agent && isLoggedIn(agent) && turn.state.index.catalog.agents.has(agent.agentId);
}
