/** Why an agent does not take a call at an instant: the rules of engine.md (matching), read from the other side. */
import type { AgentDefinition, Instant, WaitObstacle } from '@decroche/protocol';
import type { AgentAt } from './agent-at.ts';
import type { Floor, InLine } from './floor.ts';

/** An obstacle with what there is to say about it. */
export interface Finding extends Partial<Pick<AgentAt, 'since' | 'reason' | 'callId'>> {
  readonly status: AgentAt['status'] | 'unknown';
  readonly why: WaitObstacle;
}

const membershipIn = (agent: AgentDefinition, call: InLine) =>
  agent.queues.find(({ queueId }) => queueId === call.queueId);

/** Why this agent does not take this call. */
export function obstacleOf(floor: Floor, call: InLine, agent: AgentDefinition, at: Instant): Finding {
  const now = floor.agents.get(agent.agentId);
  const doing = now ? { ...now } : ({ status: 'unknown' } as const);
  if (call.offeredTo.includes(agent.agentId)) return { ...doing, why: 'offeredThisCall' };
  if (!now) return { status: 'unknown', why: 'unknown' };
  const busy = busyWith(now, call);
  if (busy) return { ...doing, why: busy };
  const barred = barrier(call, agent, at);
  if (barred) return { ...doing, why: barred };
  if (call.offeredTo.length > 0) return { ...doing, why: 'offeredElsewhere' };
  if (call.aside || call.toDial) return { ...doing, why: 'callerNotReady' };
  return { ...doing, why: isFirst(floor, call, agent, at) ? 'none' : 'otherCallFirst' };
}

function busyWith({ status, callId }: AgentAt, call: InLine): WaitObstacle | undefined {
  switch (status) {
    case 'loggedOut':
      return 'loggedOut';
    case 'notReady':
      return 'paused';
    case 'wrapUp':
      return 'wrapUp';
    case 'offered':
    case 'connecting':
    case 'talking':
      return callId === call.callId ? 'offeredThisCall' : 'otherCall';
    case 'ready':
      return undefined;
  }
}

/** What keeps a free agent from a call, whoever else waits. */
function barrier(call: InLine, agent: AgentDefinition, at: Instant): WaitObstacle | undefined {
  const membership = membershipIn(agent, call);
  if (!membership) return 'notInQueue';
  if (call.needs.some(({ skillId, level }) => (agent.skills?.[skillId] ?? 0) < level)) return 'skillMissing';
  if ((membership.tier ?? 0) > call.openTier) return 'tierNotOpen';
  if ((call.resting.get(agent.agentId) ?? 0) > at) return 'restingAfterMiss';
  return call.preferred !== undefined && call.preferred !== agent.agentId ? 'preferredAgentFirst' : undefined;
}

/** Whether no other call this agent may take stands before this one. */
function isFirst(floor: Floor, call: InLine, agent: AgentDefinition, at: Instant): boolean {
  for (const other of floor.line.values()) {
    if (other === call || !isAsking(other) || barrier(other, agent, at) !== undefined) continue;
    if (before(other, call, agent) < 0) return false;
  }
  return true;
}

/** Whether agents are being looked for. */
const isAsking = ({ offeredTo, aside, toDial }: InLine): boolean => offeredTo.length === 0 && !aside && !toDial;

function before(a: InLine, b: InLine, agent: AgentDefinition): number {
  const rank = (call: InLine): number => membershipIn(agent, call)?.rank ?? 1;
  return b.priority - a.priority || rank(a) - rank(b) || a.placeAt - b.placeAt || a.arrival - b.arrival;
}

/** Where a call stands among everyone in its queue, those being rung for included; 1 = next. */
export function positionOf(floor: Floor, call: InLine): number {
  let position = 1;
  for (const other of floor.line.values()) {
    if (other === call || other.aside || other.queueId !== call.queueId) continue;
    const order = call.priority - other.priority || other.placeAt - call.placeAt || other.arrival - call.arrival;
    if (order < 0) position += 1;
  }
  return position;
}
