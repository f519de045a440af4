import type { AgentId } from '@decroche/protocol';
import { isSkilled, type Membership } from '../abilities.ts';
import { byPlace, byStanding } from '../lines.ts';
import type { SortedList } from '../sorted-list.ts';
import type { Call, Place } from '../call.ts';
import type { Standing } from '../line.ts';
import type { EngineState } from '../state.ts';

/** Whether this agent may be asked for this call, were they free: skills, tier, and that they have not just said no to it. */
export function mayTake(state: EngineState, agentId: AgentId, call: Call): boolean {
  if (isResting(call, agentId)) return false;
  if (call.preferred) return call.preferred.agentId === agentId;
  const agent = state.index.catalog.agents.get(agentId);
  const membership = membershipIn(state, agentId, call.place);
  return !!agent && !!membership && membership.tier <= call.tier && isSkilled(agent, call.needs);
}

const isResting = ({ resting }: Call, agentId: AgentId): boolean =>
  resting.length > 0 && resting.some((each) => each.agentId === agentId);

const membershipIn = (state: EngineState, agentId: AgentId, place: Place | undefined): Membership | undefined =>
  state.index.catalog.memberships.get(agentId)?.find((each) => each.queueId === place?.queueId);

/**
 * The call a free agent should take among all their queues: priority, then the agent's rank of the queue, then age. One
 * that waits for them alone is among them, whatever its queue.
 */
export function bestCallFor(state: EngineState, agentId: AgentId): Call | undefined {
  const { catalog, lines, reserved } = state.index;
  let best: Candidate | undefined;
  const consider = (place: Place | undefined, rank: number): void => {
    if (!place || (best && byTurn({ place, rank }, best) >= 0)) return;
    const call = state.calls.get(place.callId);
    if (call && mayTake(state, agentId, call)) best = { place, rank };
  };
  const memberships = catalog.memberships.get(agentId) ?? [];
  for (const { queueId, rank } of memberships) {
    for (const list of lines.get(queueId)?.waiting.lists.values() ?? []) consider(list.first(), rank);
  }
  for (const place of reserved.get(agentId)?.values() ?? []) {
    consider(place, memberships.find((each) => each.queueId === place.queueId)?.rank ?? 1);
  }
  return best && state.calls.get(best.place.callId);
}

interface Candidate {
  readonly place: Place;
  readonly rank: number;
}

const byTurn = (a: Candidate, b: Candidate): number =>
  b.place.priority - a.place.priority || a.rank - b.rank || byPlace(a.place, b.place);

/** The free agent who should take a call, in the order of its queue's strategy. */
export function bestAgentFor(state: EngineState, call: Call): AgentId | undefined {
  const { place, preferred } = call;
  if (!place) return undefined;
  if (preferred)
    return isReady(state, preferred.agentId) && mayTake(state, preferred.agentId, call) ? preferred.agentId : undefined;
  const able = ableGroups(state, call, place);
  if (state.index.catalog.queues.get(place.queueId)?.strategy === 'random') return drawn(state.seq, able, call);
  let best: Standing | undefined;
  for (const list of able) {
    const first = firstAsked(list, call);
    if (first && (!best || byStanding(first, best) < 0)) best = first;
  }
  return best?.agentId;
}

const isReady = (state: EngineState, agentId: AgentId): boolean =>
  state.agents.get(agentId)?.activity.status === 'ready';

/** Groups of free agents of the queue whose ability suffices: one of a group answers for all. */
function ableGroups(state: EngineState, call: Call, { queueId }: Place): readonly SortedList<Standing>[] {
  const line = state.index.lines.get(queueId);
  if (!line || line.ready.size === 0) return [];
  return [...line.ready.lists.values()].filter((list) => {
    const one = firstAsked(list, call);
    return one !== undefined && mayTake(state, one.agentId, call);
  });
}

/** The first of a group who has not just said no, and is not being rung for this call already. */
const firstAsked = (list: SortedList<Standing>, call: Call): Standing | undefined =>
  call.resting.length === 0 ? list.first() : list.values().find(({ agentId }) => !isResting(call, agentId));

/** One of them all, by a number that the journal gives: whoever replays it draws the same. */
function drawn(seq: number, able: readonly SortedList<Standing>[], call: Call): AgentId | undefined {
  const agents = able.flatMap((list) => list.values().filter(({ agentId }) => !isResting(call, agentId)));
  return agents[scattered(seq) % agents.length]?.agentId;
}

/** Multiplicative hashing (Knuth, TAOCP 6.4): neighbouring lines of the journal give numbers far apart. */
const scattered = (seq: number): number => (Math.imul(seq, 0x9e3779b1) >>> 0) % 0xfffffffb;

/** Whether someone is free for a caller who would come into this queue with these needs. */
export function someoneFreeFor(state: EngineState, queueId: Place['queueId'], needs: Call['needs']): boolean {
  const { lines, catalog } = state.index;
  for (const list of lines.get(queueId)?.ready.lists.values() ?? []) {
    const one = list.first();
    const agent = one && catalog.agents.get(one.agentId);
    const membership = one && catalog.memberships.get(one.agentId)?.find((each) => each.queueId === queueId);
    if (agent && membership?.tier === 0 && isSkilled(agent, needs)) return true;
  }
  return false;
}

/** The first call of an agent's `ringAll` queues that may be rung at one more telephone. */
export function callToSpread(state: EngineState, agentId: AgentId): Call | undefined {
  for (const { queueId } of state.index.catalog.memberships.get(agentId) ?? []) {
    for (const place of state.index.lines.get(queueId)?.spreading.values() ?? []) {
      const call = state.calls.get(place.callId);
      if (call && mayTake(state, agentId, call)) return call;
    }
  }
  return undefined;
}
