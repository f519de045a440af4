import type { AgentId, QueueId } from '@decroche/protocol';
import type { Membership } from './abilities.ts';
import { buildCatalog, ringsAtOnce } from './catalog.ts';
import { groups } from './groups.ts';
import { indexHours } from './dissuasion/dissuasion.ts';
import { dueHeap } from './due-heap.ts';
import { byPlace, dialDemandOf, IN_LINE, emptyLine, isFree, sameSpot, spotOf, standingIn, type Spot } from './lines.ts';
import type { Alert } from './oncall/alert.ts';
import { countPresence } from './presence.ts';
import type { Shift } from './roster/shift.ts';
import { sortedList, type SortedList } from './sorted-list.ts';
import { isLoggedIn, type Agent } from './agent.ts';
import { hasCaller, type Call, type Place } from './call.ts';
import type { DialLine, Line } from './line.ts';
import type { EngineState, StateIndex } from './state.ts';
import { CALL_TIMERS, type TimerEntry } from './timer.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type OwnedIndex = Omit<StateIndex, 'lines' | 'dialLines' | 'reserved'> & {
  readonly lines: Map<QueueId, Writable<Line>>;
  readonly dialLines: Map<QueueId, Writable<DialLine>>;
  readonly reserved: Map<AgentId, SortedList<Place>>;
};

type Owned<T> = T extends ReadonlyMap<infer K, infer V> ? Map<K, V> : T extends ReadonlySet<infer V> ? Set<V> : T;

/** The state as `evolve` alone holds it: the engine owns it whole, nobody else keeps a piece (ADR 0003). */
export type OwnedState = {
  -readonly [K in keyof EngineState]: K extends 'index' ? OwnedIndex : Owned<EngineState[K]>;
};

/** Finds everything anew from the entities and the definition: at recovery, and when a definition is adopted. */
export function rebuildIndex(state: Omit<OwnedState, 'index'>): asserts state is OwnedState {
  const owned = state as OwnedState;
  owned.index = {
    catalog: buildCatalog(
      state.definition,
      state.retired,
      [...state.calls.values()].flatMap((call) => [...call.needs, ...(call.chosen?.needs ?? [])]),
    ),
    lines: new Map(),
    dialLines: new Map(),
    free: new Map(),
    timers: dueHeap((entry: TimerEntry) => timerOf(owned, entry)?.set === entry.set),
    reserved: new Map(),
    unsettled: { agents: new Set(), calls: new Set() },
    departed: new Set(),
    emptied: new Set(),
    present: new Map(),
    calm: new Map(),
    hours: new Map(),
    paging: new Set(),
    heard: new Map(),
  };
  for (const message of state.dissuasions.values()) indexHours(owned.index.hours, message, state.definition?.timeZone);
  for (const call of state.calls.values()) indexCall(owned, undefined, call);
  for (const agent of state.agents.values()) indexAgent(owned, undefined, agent);
  for (const shift of [...state.shifts.values()]) putShift(owned, shift);
  for (const alert of [...state.alerts.values()]) putAlert(owned, alert);
  for (const queueId of owned.index.catalog.queues.keys()) {
    if (!owned.index.lines.get(queueId)?.loggedIn) owned.index.emptied.add(queueId);
  }
  for (const agentId of owned.index.reserved.keys()) {
    if (!inService(state.agents.get(agentId))) owned.index.departed.add(agentId);
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

/** Puts a shift of the roster as it is now. */
export function putShift(state: OwnedState, shift: Shift): void {
  state.shifts.set(shift.shiftId, shift);
  if (shift.timer) state.index.timers.push({ ...shift.timer, owner: { kind: 'shift', shiftId: shift.shiftId } });
}

/** Puts all shifts there are; others are forgotten. */
export function putShifts(state: OwnedState, shifts: readonly Shift[]): void {
  state.shifts.clear();
  for (const shift of shifts) putShift(state, shift);
}

/** Puts an alert as it is now, with its deadlines. */
export function putAlert(state: OwnedState, alert: Alert): void {
  const before = state.alerts.get(alert.alertId);
  const { alertId } = alert;
  state.alerts.set(alertId, alert);
  if (alert.pages.length > 0) state.index.paging.add(alertId);
  else state.index.paging.delete(alertId);
  const known = new Set(before === alert ? [] : [before?.timer, ...(before?.pages ?? []).map((page) => page.timer)]);
  const { timers } = state.index;
  if (alert.timer && !known.has(alert.timer)) timers.push({ ...alert.timer, owner: { kind: 'alert', alertId } });
  for (const { pageId, timer } of alert.pages) {
    if (timer && !known.has(timer)) timers.push({ ...timer, owner: { kind: 'page', alertId, pageId } });
  }
}

/** Forgets a closed alert. */
export function dropAlert(state: OwnedState, { alertId }: Alert): void {
  state.alerts.delete(alertId);
  state.index.paging.delete(alertId);
}

/** Forgets an agent who is out of service and out of the definition. */
export function dropAgent(state: OwnedState, agent: Agent): void {
  indexAgent(state, agent, undefined);
  state.agents.delete(agent.agentId);
}

/** The timer that an entry of the heap was made for, as it is now. */
function timerOf(state: OwnedState, entry: TimerEntry): TimerEntry | { readonly set: number } | undefined {
  const { owner } = entry;
  switch (owner.kind) {
    case 'shift':
      return state.shifts.get(owner.shiftId)?.timer;
    case 'alert':
      return state.alerts.get(owner.alertId)?.timer;
    case 'page':
      return state.alerts.get(owner.alertId)?.pages.find((page) => page.pageId === owner.pageId)?.timer;
    case 'call':
      return state.calls.get(owner.callId)?.timers[owner.name];
    case 'agent':
      return state.agents.get(owner.agentId)?.timer;
  }
}

function lineOf(state: OwnedState, queueId: QueueId): Writable<Line> {
  const known = state.index.lines.get(queueId);
  if (known) return known;
  const line = emptyLine();
  state.index.lines.set(queueId, line);
  return line;
}

const placeInLine = (call: Call | undefined): Place | undefined =>
  call && IN_LINE.has(call.stage.status) ? call.place : undefined;

/** Call-backs that are dialled without an agent are counted by queue. */
function indexDialLine(state: OwnedState, call: Call | undefined, by: 1 | -1): void {
  if (call?.callback?.dialling !== 'callerFirst' || !call.place) return;
  const { place, stage } = call;
  const line = state.index.dialLines.get(place.queueId) ?? { toDial: groups(byPlace), underWay: 0 };
  state.index.dialLines.set(place.queueId, line);
  if (stage.status === 'dialling' || stage.status === 'reached') line.underWay += by;
  if (stage.status !== 'toDial') return;
  if (by > 0) line.toDial.add(dialDemandOf(call), place);
  else line.toDial.remove(dialDemandOf(call), place);
}

function indexCall(state: OwnedState, before: Call | undefined, after: Call | undefined): void {
  const wasInLine = placeInLine(before);
  const isInLine = placeInLine(after);
  if (wasInLine !== isInLine) {
    if (wasInLine) lineOf(state, wasInLine.queueId).everyone.remove(wasInLine);
    if (isInLine) lineOf(state, isInLine.queueId).everyone.add(isInLine);
  }
  countCallers(state, before, -1);
  countCallers(state, after, 1);
  if (wasInLine || isInLine) moveSpot(state, before, after);
  indexDialLine(state, before, -1);
  indexDialLine(state, after, 1);
  if (!after || before?.timers === after.timers) return;
  for (const name of CALL_TIMERS) {
    const timer = after.timers[name];
    if (!timer || timer === before?.timers[name]) continue;
    state.index.timers.push({ ...timer, owner: { kind: 'call', callId: after.callId, name } });
  }
}

/** Those who hold the line are counted, so that limits on callers cost no scan. */
function countCallers(state: OwnedState, call: Call | undefined, by: 1 | -1): void {
  const place = placeInLine(call);
  if (!call || !place || !hasCaller(call)) return;
  const line = lineOf(state, place.queueId);
  line.callers += by;
  if (call.stage.status === 'queued' && !call.preferred) line.callersWaiting += by;
}

function moveSpot(state: OwnedState, before: Call | undefined, after: Call | undefined): void {
  const ringAtOnce = (queueId: QueueId): number => ringsAtOnce(state.index.catalog, queueId);
  const was = spotOf(before, ringAtOnce);
  const is = spotOf(after, ringAtOnce);
  if (sameSpot(was, is)) return;
  if (was) take(state, was);
  if (!is) return;
  put(state, is);
  state.index.unsettled.calls.add(is.place.callId);
}

function put(state: OwnedState, spot: Spot): void {
  const { place, demand } = spot;
  if (spot.among === 'reserved') {
    const { reserved } = state.index;
    const list = reserved.get(spot.agentId) ?? sortedList(byPlace);
    if (list.size === 0) reserved.set(spot.agentId, list);
    return list.add(place);
  }
  const { waiting, spreading } = lineOf(state, place.queueId);
  if (spot.among === 'waiting') waiting.add(demand, place);
  else spreading.add(place);
}

function take(state: OwnedState, spot: Spot): void {
  const { place, demand } = spot;
  if (spot.among === 'reserved') {
    const list = state.index.reserved.get(spot.agentId);
    list?.remove(place);
    if (list?.size === 0) state.index.reserved.delete(spot.agentId);
    return;
  }
  const { waiting, spreading } = lineOf(state, place.queueId);
  if (spot.among === 'waiting') waiting.remove(demand, place);
  else spreading.remove(place);
}

function indexAgent(state: OwnedState, before: Agent | undefined, after: Agent | undefined): void {
  const agent = after ?? before;
  if (agent && (idleIfFree(before) !== idleIfFree(after) || inService(before) !== inService(after))) {
    for (const membership of state.index.catalog.memberships.get(agent.agentId) ?? []) {
      moveStanding(state, membership, { before, after });
    }
    if (isFree(after)) state.index.unsettled.agents.add(agent.agentId);
    if (inService(after) < inService(before)) state.index.departed.add(agent.agentId);
  }
  if (agent) countFree(state.index, agent.agentId, Number(isFree(after)) - Number(isFree(before)));
  countPresence(state.index, agent?.agentId, { before, after });
  if (after?.timer && after.timer !== before?.timer) {
    state.index.timers.push({ ...after.timer, owner: { kind: 'agent', agentId: after.agentId } });
  }
}

function countFree({ catalog, free }: OwnedIndex, agentId: AgentId, came: number): void {
  const circle = catalog.circles.get(agentId);
  if (circle && came !== 0) free.set(circle, (free.get(circle) ?? 0) + came);
}

const idleIfFree = (agent: Agent | undefined): Agent['idle'] => (isFree(agent) ? agent?.idle : undefined);

interface Change {
  readonly before: Agent | undefined;
  readonly after: Agent | undefined;
}

function moveStanding(state: OwnedState, membership: Membership, { before, after }: Change): void {
  const { queueId, ability } = membership;
  const line = lineOf(state, queueId);
  const was = standingIn(before, membership);
  const is = standingIn(after, membership);
  if (was) line.ready.remove(ability, was);
  if (is) line.ready.add(ability, is);
  const joined = inService(after) - inService(before);
  line.loggedIn += joined;
  if (joined < 0 && line.loggedIn === 0) state.index.emptied.add(queueId);
}

const inService = (agent: Agent | undefined): 0 | 1 => (agent !== undefined && isLoggedIn(agent) ? 1 : 0);
