import type { AgentId, CallId } from '@decroche/protocol';
import { ringsAtOnce } from '../catalog.ts';
import { byPlace } from '../lines.ts';
import type { Call } from '../call.ts';
import type { EngineState } from '../state.ts';
import { bestAgentFor, bestCallFor, callToSpread } from './eligible.ts';

/** Makes a call an agent's: whatever comes of it, the state knows when this returns. */
export type Give = (call: Call, agentId: AgentId) => void;

/**
 * Gives callers who wait to agents who are free, until there is no such pair. Since the last time there was none, only
 * those who came free and the calls that began to wait, or may now be given to more people, can make one. Agents come
 * first: what they take is the best of all that waits, not only of what is new. Each costs a look at the heads of the
 * demands, or of the abilities, that are there: never a scan of callers or agents.
 */
export function matchAll(state: EngineState, give: Give): void {
  const { unsettled } = state.index;
  while (unsettled.agents.size + unsettled.calls.size > 0) {
    for (const agentId of unsettled.agents) {
      unsettled.agents.delete(agentId);
      giveWork(state, agentId, give);
    }
    const calls = inOrder(state, unsettled.calls);
    unsettled.calls.clear();
    for (const callId of calls) findSomeone(state, callId, give);
  }
}

/** The first in line come first; mostly there is one. */
function inOrder(state: EngineState, calls: ReadonlySet<CallId>): readonly CallId[] {
  if (calls.size < 2) return [...calls];
  const places = [...calls].flatMap((callId) => state.calls.get(callId)?.place ?? []);
  return places.sort(byPlace).map((place) => place.callId);
}

/**
 * The best call for someone who came free goes to whoever the strategy of its queue puts first, and that need not be them:
 * then they are asked again.
 */
function giveWork(state: EngineState, agentId: AgentId, give: Give): void {
  while (isReady(state, agentId)) {
    const call = bestCallFor(state, agentId) ?? callToSpread(state, agentId);
    if (!call) return;
    const chosen = bestAgentFor(state, call) ?? agentId;
    give(call, chosen);
    if (isReady(state, chosen)) return;
  }
}

/** A caller who waits is given to the first free agent who may take them; under `ringAll` to one more, in turn with others. */
function findSomeone(state: EngineState, callId: CallId, give: Give): void {
  const call = state.calls.get(callId);
  if (!call?.place || !isToBeRung(state, call)) return;
  const agentId = bestAgentFor(state, call);
  if (agentId === undefined) return;
  give(call, agentId);
  if (!isReady(state, agentId)) state.index.unsettled.calls.add(callId);
}

const isReady = (state: EngineState, agentId: AgentId): boolean =>
  state.agents.get(agentId)?.activity.status === 'ready';

function isToBeRung(state: EngineState, { stage, place }: Call): boolean {
  if (stage.status === 'queued') return true;
  if (stage.status !== 'offered' || !place) return false;
  return stage.offers.length < ringsAtOnce(state.index.catalog, place.queueId);
}
