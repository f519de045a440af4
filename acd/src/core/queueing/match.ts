import type { AgentId, CallId, JournalEventOf, QueueId } from '@decroche/protocol';
import { ringsAtOnce } from '../catalog.ts';
import { WATCHDOG_MS } from '../deadlines.ts';
import { byPlace } from '../lines.ts';
import type { Call } from '../state.ts';
import type { Turn } from '../turn.ts';
import { dialDue } from './callback.ts';
import { bestAgentFor, bestCallFor, callToSpread } from './eligible.ts';
import { makeOffer } from './offer.ts';
import { overflow } from './overflow.ts';

/**
 * After every decision: no agent stays free while a matching caller waits. Before it there was no such pair, so only those
 * who came free and the calls that began to wait, or may now be given to more people, can make one. Agents come first:
 * what they take is the best of all that waits, not only of what is new. Each costs a look at the heads of the demands, or
 * of the abilities, that are there: never a scan of callers or agents.
 */
export function settleQueues(turn: Turn): void {
  const { unsettled, departed, emptied } = turn.state.index;
  for (const agentId of departed) {
    departed.delete(agentId);
    dropPreferencesFor(turn, agentId);
  }
  dialDue(turn, 'before');
  while (unsettled.agents.size + unsettled.calls.size > 0) {
    for (const agentId of unsettled.agents) {
      unsettled.agents.delete(agentId);
      giveWork(turn, agentId);
    }
    const calls = inOrder(turn, unsettled.calls);
    unsettled.calls.clear();
    for (const callId of calls) findSomeone(turn, callId);
  }
  for (const queueId of emptied) {
    emptied.delete(queueId);
    overflowAbandonedQueue(turn, queueId);
  }
  dialDue(turn, 'after');
}

/** The first in line come first; mostly there is one. */
function inOrder(turn: Turn, calls: ReadonlySet<CallId>): readonly CallId[] {
  if (calls.size < 2) return [...calls];
  const places = [...calls].flatMap((callId) => turn.state.calls.get(callId)?.place ?? []);
  return places.sort(byPlace).map((place) => place.callId);
}

/**
 * The best call for someone who came free goes to whoever the strategy of its queue puts first, and that need not be them:
 * then they are asked again.
 */
function giveWork(turn: Turn, agentId: AgentId): void {
  while (isReady(turn, agentId)) {
    const call = bestCallFor(turn.state, agentId) ?? callToSpread(turn.state, agentId);
    if (!call) return;
    const chosen = bestAgentFor(turn.state, call) ?? agentId;
    offer(turn, call, chosen);
    if (isReady(turn, chosen)) return;
  }
}

/** A caller who waits is given to the first free agent who may take them; under `ringAll` to one more, in turn with others. */
function findSomeone(turn: Turn, callId: CallId): void {
  const call = turn.state.calls.get(callId);
  if (!call?.place || !isToBeRung(turn, call)) return;
  const agentId = bestAgentFor(turn.state, call);
  if (agentId === undefined) return;
  offer(turn, call, agentId);
  if (!isReady(turn, agentId)) turn.state.index.unsettled.calls.add(callId);
}

const isReady = (turn: Turn, agentId: AgentId): boolean => turn.state.agents.get(agentId)?.activity.status === 'ready';

function isToBeRung(turn: Turn, { stage, place }: Call): boolean {
  if (stage.status === 'queued') return true;
  if (stage.status !== 'offered' || !place) return false;
  return stage.offers.length < ringsAtOnce(turn.state.index.catalog, place.queueId);
}

function offer(turn: Turn, call: Call, agentId: AgentId): void {
  const agent = turn.state.agents.get(agentId);
  if (agent && call.place)
    makeOffer(turn, call, agent, { because: reasonFor(turn, call), queueId: call.place.queueId });
}

function reasonFor(turn: Turn, { preferred, place }: Call): JournalEventOf<'offer.made'>['because'] {
  if (preferred) return preferred.why === 'sameAgent' ? 'sameAgent' : 'preferredAgent';
  const queue = place && turn.state.index.catalog.queues.get(place.queueId);
  return queue?.strategy ?? 'longestIdle';
}

/** They have gone: whoever waited for them alone is for everybody. */
function dropPreferencesFor(turn: Turn, agentId: AgentId): void {
  for (const { callId } of [...(turn.state.index.reserved.get(agentId)?.values() ?? [])]) {
    turn.emit({ type: 'call.preferenceDropped', callId });
  }
}

/** The last agent has gone: nobody will come, so those who wait are sent where nobody-is-there sends a new caller. */
function overflowAbandonedQueue(turn: Turn, queueId: QueueId): void {
  const line = turn.state.index.lines.get(queueId);
  if (!line || line.loggedIn > 0 || line.waiting.size === 0) return;
  const { services } = turn.state.index.catalog;
  for (const place of line.waiting.values()) {
    const call = turn.state.calls.get(place.callId);
    if (call && services.get(call.serviceId)?.voicemail?.whenNobodyLoggedIn) {
      overflow(turn, place.callId, 'nobodyLoggedIn');
    }
  }
}

/** A caller and a free agent who have been left side by side: a defect of ours, told loudly and then repaired. */
export function watch(turn: Turn): void {
  const { state } = turn;
  for (const { call, agentId } of pairsLeft(turn)) {
    const since = Math.max(call.place?.queuedAt ?? 0, state.agents.get(agentId)?.idle?.since ?? 0);
    if (!call.place || turn.at - since <= WATCHDOG_MS) continue;
    turn.emit({ type: 'watchdog.alarmRaised', queueId: call.place.queueId, callId: call.callId, agentId });
    state.index.unsettled.calls.add(call.callId);
  }
}

/** Heads of demands beside heads of abilities that may take them: there should be none. */
function* pairsLeft({ state }: Turn): Generator<{ call: Call; agentId: AgentId }> {
  for (const line of state.index.lines.values()) {
    if (line.ready.size === 0 || line.waiting.size === 0) continue;
    for (const demand of line.waiting.lists.values()) {
      const call = state.calls.get(demand.first()?.callId as CallId);
      const agentId = call && bestAgentFor(state, call);
      if (call && agentId !== undefined) yield { call, agentId };
    }
  }
}
