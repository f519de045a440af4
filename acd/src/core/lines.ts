import type { QueueId } from '@decroche/protocol';
import type { Membership } from './abilities.ts';
import { groups } from './groups.ts';
import { sortedList } from './sorted-list.ts';
import type { Agent } from './agent.ts';
import { offersOf, type Call, type Place } from './call.ts';
import type { Line, Standing } from './line.ts';

/** Order of waiting callers: priority, then age, then arrival. */
export const byPlace = (a: Place, b: Place): number =>
  b.priority - a.priority || a.placeAt - b.placeAt || a.arrival - b.arrival;

/** Order of free agents: what the queue's strategy counts, then longest idle. */
export const byStanding = (a: Standing, b: Standing): number => a.key - b.key || a.since - b.since || a.turn - b.turn;

/** The stages in which a call stands in line. */
export const IN_LINE: ReadonlySet<Call['stage']['status']> = new Set([
  ...(['queued', 'offered', 'connecting', 'toDial', 'dialling', 'reached'] as const),
]);

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A queue with nobody in it. */
export const emptyLine = (): Writable<Line> => ({
  waiting: groups(byPlace),
  spreading: sortedList(byPlace),
  everyone: sortedList(byPlace),
  callers: 0,
  callersWaiting: 0,
  ready: groups(byStanding),
  loggedIn: 0,
});

/** Where a call stands in the index: at most one of these, besides being in line. */
export type Spot =
  | { readonly among: 'waiting' | 'spreading'; readonly place: Place; readonly demand: string }
  | { readonly among: 'reserved'; readonly place: Place; readonly demand: string; readonly agentId: Agent['agentId'] };

/** Finds it from the call alone; `undefined` when nobody is to be found for it. */
export function spotOf(call: Call | undefined, ringAtOnce: (queueId: QueueId) => number): Spot | undefined {
  if (!call?.place) return undefined;
  const { place, stage, preferred } = call;
  const demand = demandOf(call);
  if (stage.status === 'queued') {
    return preferred
      ? { among: 'reserved', place, demand, agentId: preferred.agentId }
      : { among: 'waiting', place, demand };
  }
  const spreads = stage.status === 'offered' && !preferred && offersOf(call).length < ringAtOnce(place.queueId);
  return spreads ? { among: 'spreading', place, demand } : undefined;
}

/** The same for call-backs to be dialled, some of which wait for one agent alone. */
export const dialDemandOf = (call: Call): string =>
  call.preferred ? `${call.preferred.agentId} ${demandOf(call)}` : demandOf(call);

/** Callers of one queue with the same demand may be given to the same agents. One that somebody declined is alone in its own. */
function demandOf({ callId, needs, tier, resting }: Call): string {
  if (resting.length > 0) return `${callId} ${tier} ${resting.map((each) => each.agentId).join()}`;
  if (tier === 0 && needs.length === 0) return '';
  return `${tier}|${needs.map(({ skillId, level }) => `${skillId}:${level}`).join()}`;
}

/** Whether two spots are the same, so that nothing has to be moved. */
export const sameSpot = (a: Spot | undefined, b: Spot | undefined): boolean =>
  a === b || (a?.place === b?.place && a?.among === b?.among && a?.demand === b?.demand);

/** A free agent as one of their queues orders them; `undefined` while they are not free. */
export function standingIn(agent: Agent | undefined, membership: Membership): Standing | undefined {
  if (agent?.activity.status !== 'ready' || !agent.idle) return undefined;
  return { ...agent.idle, key: keyOf(agent, membership) };
}

function keyOf({ tally }: Agent, { strategy, queueId, order }: Membership): number {
  switch (strategy) {
    case 'roundRobin':
      return tally.turns[queueId] ?? 0;
    case 'fewestCalls':
      return tally.calls;
    case 'leastTalkTime':
      return tally.talkMs;
    case 'linear':
      return order;
    case 'longestIdle':
    case 'random':
    case 'ringAll':
      return 0;
  }
}

/** Whether an agent may be given a call. */
export const isFree = (agent: Agent | undefined): boolean =>
  agent?.activity.status === 'ready' && agent.idle !== undefined;
