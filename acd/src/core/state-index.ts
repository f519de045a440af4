import type { QueueId } from '@decroche/protocol';
import { buildCatalog } from './catalog.ts';
import { indexHours } from './dissuasion/dissuasion.ts';
import { dueHeap } from './due-heap.ts';
import { countPresence } from './presence.ts';
import { sortedList, type SortedList } from './sorted-list.ts';
import {
  isLoggedIn,
  type Agent,
  type Call,
  type CallTimerName,
  type EngineState,
  type Idle,
  type Line,
  type Place,
  type StateIndex,
  type TimerEntry,
} from './state.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type OwnedIndex = Omit<StateIndex, 'lines'> & { readonly lines: Map<QueueId, Writable<Line>> };

type Owned<T> = T extends ReadonlyMap<infer K, infer V> ? Map<K, V> : T extends ReadonlySet<infer V> ? Set<V> : T;

/** The state as `evolve` alone holds it: the engine owns it whole, nobody else keeps a piece (ADR 0003). */
export type OwnedState = {
  -readonly [K in keyof EngineState]: K extends 'index' ? OwnedIndex : Owned<EngineState[K]>;
};

const CALL_TIMERS = ['stage', 'wait', 'announce', 'prompt'] as const satisfies readonly CallTimerName[];

/** Order of waiting callers: priority, then age, then arrival. */
export const byPlace = (a: Place, b: Place): number =>
  b.priority - a.priority || a.placeAt - b.placeAt || a.arrival - b.arrival;

/** Order of free agents: longest idle. */
const byIdle = (a: Idle, b: Idle): number => a.since - b.since || a.turn - b.turn;

/** Finds everything anew from the entities and the definition: at recovery, and when a definition is adopted. */
export function rebuildIndex(state: Omit<OwnedState, 'index'>): asserts state is OwnedState {
  const owned = state as OwnedState;
  owned.index = {
    catalog: buildCatalog(state.definition, state.retired),
    lines: new Map(),
    timers: dueHeap((entry: TimerEntry) => timerOf(owned, entry)?.set === entry.set),
    unsettled: new Set(),
    emptied: new Set(),
    present: new Map(),
    calm: new Map(),
    hours: new Map(),
  };
  for (const message of state.dissuasions.values()) indexHours(owned.index.hours, message, state.definition?.timeZone);
  for (const call of state.calls.values()) indexCall(owned, undefined, call);
  for (const agent of state.agents.values()) indexAgent(owned, undefined, agent);
  for (const queueId of owned.index.catalog.queues.keys()) {
    owned.index.unsettled.add(queueId);
    if (!owned.index.lines.get(queueId)?.loggedIn) owned.index.emptied.add(queueId);
  }
}

/** Puts a call as it is now, and everything found from it. */
export function putCall(state: OwnedState, call: Call): void {
  indexCall(state, state.calls.get(call.callId), call);
  state.calls.set(call.callId, call);
}

/** Forgets an ended call. */
export function dropCall(state: OwnedState, call: Call): void {
  indexCall(state, call, undefined);
  state.calls.delete(call.callId);
}

/** Puts an agent as they are now, and everything found from them. */
export function putAgent(state: OwnedState, agent: Agent): void {
  indexAgent(state, state.agents.get(agent.agentId), agent);
  state.agents.set(agent.agentId, agent);
}

/** Forgets an agent who is out of service and out of the definition. */
export function dropAgent(state: OwnedState, agent: Agent): void {
  indexAgent(state, agent, undefined);
  state.agents.delete(agent.agentId);
}

/** The timer that an entry of the heap was made for, as it is now. */
function timerOf(state: OwnedState, entry: TimerEntry): TimerEntry | { readonly set: number } | undefined {
  const { owner } = entry;
  return owner.kind === 'call'
    ? state.calls.get(owner.callId)?.timers[owner.name]
    : state.agents.get(owner.agentId)?.timer;
}

function lineOf(state: OwnedState, queueId: QueueId): Writable<Line> {
  const known = state.index.lines.get(queueId);
  if (known) return known;
  const line = { waiting: sortedList(byPlace), everyone: sortedList(byPlace), ready: sortedList(byIdle), loggedIn: 0 };
  state.index.lines.set(queueId, line);
  return line;
}

const placeWaiting = (call: Call | undefined): Place | undefined =>
  call?.stage.status === 'queued' ? call.place : undefined;

const placeInLine = (call: Call | undefined): Place | undefined => {
  const status = call?.stage.status;
  return status === 'queued' || status === 'offered' || status === 'connecting' ? call?.place : undefined;
};

function indexCall(state: OwnedState, before: Call | undefined, after: Call | undefined): void {
  const wasWaiting = placeWaiting(before);
  const isWaiting = placeWaiting(after);
  if (wasWaiting !== isWaiting) {
    if (wasWaiting) lineOf(state, wasWaiting.queueId).waiting.remove(wasWaiting);
    if (isWaiting) {
      lineOf(state, isWaiting.queueId).waiting.add(isWaiting);
      state.index.unsettled.add(isWaiting.queueId);
    }
  }
  const wasInLine = placeInLine(before);
  const isInLine = placeInLine(after);
  if (wasInLine !== isInLine) {
    if (wasInLine) lineOf(state, wasInLine.queueId).everyone.remove(wasInLine);
    if (isInLine) lineOf(state, isInLine.queueId).everyone.add(isInLine);
  }
  if (!after || before?.timers === after.timers) return;
  for (const name of CALL_TIMERS) {
    const timer = after.timers[name];
    if (!timer || timer === before?.timers[name]) continue;
    state.index.timers.push({ ...timer, owner: { kind: 'call', callId: after.callId, name } });
  }
}

const idleReady = (agent: Agent | undefined): Idle | undefined =>
  agent?.activity.status === 'ready' ? agent.idle : undefined;

function indexAgent(state: OwnedState, before: Agent | undefined, after: Agent | undefined): void {
  const agentId = (after ?? before)?.agentId;
  const wasIn = inService(before);
  const isIn = inService(after);
  if (agentId !== undefined && (idleReady(before) !== idleReady(after) || wasIn !== isIn)) {
    for (const { queueId } of state.index.catalog.agents.get(agentId)?.queues ?? []) {
      const line = lineOf(state, queueId);
      replace(line.ready, idleReady(before), idleReady(after));
      line.loggedIn += isIn - wasIn;
      state.index.unsettled.add(queueId);
      if (isIn < wasIn && line.loggedIn === 0) state.index.emptied.add(queueId);
    }
  }
  countPresence(state.index, agentId, { before, after });
  if (after?.timer && after.timer !== before?.timer) {
    state.index.timers.push({ ...after.timer, owner: { kind: 'agent', agentId: after.agentId } });
  }
}

const inService = (agent: Agent | undefined): 0 | 1 => (agent !== undefined && isLoggedIn(agent) ? 1 : 0);

function replace<T>(list: SortedList<T>, before: T | undefined, after: T | undefined): void {
  if (before) list.remove(before);
  if (after) list.add(after);
}
