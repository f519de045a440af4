import type { AgentId, CallId, QueueId } from '@decroche/protocol';
import type { Circle } from './circles.ts';
import { IN_LINE, isFree } from './lines.ts';
import { isPresent } from './presence.ts';
import { mayTake } from './queueing/eligible.ts';
import { goesOn } from './oncall/goes-on.ts';
import { endOf } from './roster/shift.ts';
import { isLoggedIn, type Agent } from './agent.ts';
import { agentsTalkingOn, hasCaller, offersOf, type Call, type Place } from './call.ts';
import type { Standing } from './line.ts';
import type { EngineState } from './state.ts';

/** What must hold between two decisions, whatever happened (engine.md). */
type Invariant =
  | 'agentHasAtMostOneCall'
  | 'agentAndCallAgree'
  | 'placeFollowsStage'
  | 'noAgentIdlesWhileACallWaits'
  | 'passingStateHasADeadline'
  | 'indexAgreesWithState'
  | 'readyAgentIsReachable'
  | 'alertGoesOn';

/** One that does not. */
export interface Broken {
  readonly invariant: Invariant;
  readonly about: string;
}

const TIMED: ReadonlySet<Call['stage']['status']> = new Set([
  ...(['answering', 'welcome', 'menu', 'offered', 'connecting', 'transferring', 'message', 'recording'] as const),
  ...(['dissuasion', 'choosing', 'parting'] as const),
  ...(['callbackDialogue', 'postponed', 'dialling', 'reached'] as const),
]);

/** Checks the whole state: linear in calls and agents, for tests and for the production audit, not for each input. */
export function brokenInvariants(state: EngineState): readonly Broken[] {
  const found: Broken[] = [];
  const report = (holds: boolean, invariant: Invariant, about: string): void => {
    if (!holds) found.push({ invariant, about });
  };
  const held = new Map<AgentId, CallId>();
  for (const call of state.calls.values()) {
    for (const agentId of agentsOn(call)) {
      report(!held.has(agentId), 'agentHasAtMostOneCall', agentId);
      held.set(agentId, call.callId);
    }
    checkCall(state, call, report);
  }
  for (const agent of state.agents.values()) checkAgent(state, { agent, callId: held.get(agent.agentId) }, report);
  for (const shift of state.shifts.values()) {
    // One whose end met a bug has been left without a deadline.
    const over = shift.status === 'ended' || endOf(shift) <= state.at;
    report(over || shift.timer !== undefined, 'passingStateHasADeadline', shift.shiftId);
  }
  for (const alert of state.alerts.values()) report(goesOn(state, alert), 'alertGoesOn', alert.alertId);
  checkLines(state, report);
  checkFree(state, report);
  for (const [agentId, list] of state.index.reserved) {
    const waiting = list.values().some(({ callId }) => isFor(state, callId, agentId));
    report(!waiting || state.agents.get(agentId)?.activity.status !== 'ready', 'noAgentIdlesWhileACallWaits', agentId);
  }
  return found;
}

function isFor(state: EngineState, callId: CallId, agentId: AgentId): boolean {
  const call = state.calls.get(callId);
  return !!call && mayTake(state, agentId, call);
}

type Report = (holds: boolean, invariant: Invariant, about: string) => void;

function agentsOn(call: Call): readonly AgentId[] {
  return [...agentsTalkingOn(call), ...offersOf(call).map((offer) => offer.agentId)];
}

function checkCall(state: EngineState, call: Call, report: Report): void {
  const { callId, stage } = call;
  const timed = !TIMED.has(stage.status) || call.timers.stage !== undefined;
  // A call-back may wait until the service closes, which some never do.
  const waits = stage.status !== 'queued' || call.timers.wait !== undefined || !hasCaller(call);
  report(isAsked(state, call), 'alertGoesOn', callId);
  const joins = stage.status !== 'onCall' || stage.joining === undefined || call.timers.stage !== undefined;
  report(timed && waits && joins, 'passingStateHasADeadline', callId);
  // Who is asked where to be rung back keeps their place, if they had one.
  const placed = stage.status === 'callbackDialogue' || IN_LINE.has(stage.status) === (call.place !== undefined);
  report(placed, 'placeFollowsStage', callId);
  for (const offer of offersOf(call)) {
    const activity = state.agents.get(offer.agentId)?.activity;
    const expected = offer.accepted ? 'connecting' : 'offered';
    const agree = activity?.status === expected && activity.offerId === offer.offerId && activity.callId === callId;
    report(agree, 'agentAndCallAgree', callId);
  }
}

/** Somebody is being rung for a caller whom those on call are asked for, or on the way to them. */
function isAsked(state: EngineState, { callId, stage }: Call): boolean {
  if (stage.status !== 'onCall' || stage.joining) return true;
  const pages = state.alerts.get(stage.alertId)?.pages ?? [];
  return pages.some((page) => page.callId === callId);
}

function checkAgent(
  state: EngineState,
  { agent, callId }: { readonly agent: Agent; readonly callId: CallId | undefined },
  report: Report,
): void {
  const { agentId, activity } = agent;
  const busy = activity.status === 'offered' || activity.status === 'connecting' || activity.status === 'talking';
  report((busy ? activity.callId : undefined) === callId, 'agentAndCallAgree', agentId);
  const handles = activity.status === 'talking' || activity.status === 'wrapUp';
  report(!state.handling.has(agentId) || handles, 'agentAndCallAgree', agentId);
  const timed = activity.status === 'wrapUp' || (activity.status === 'notReady' && activity.reason === 'technical');
  report(!timed || agent.timer !== undefined, 'passingStateHasADeadline', agentId);
  report(activity.status !== 'ready' || agent.reachable !== undefined, 'readyAgentIsReachable', agentId);
}

function checkLines(state: EngineState, report: Report): void {
  const counts = countPeople(state);
  for (const queueId of new Set<QueueId>([...state.index.lines.keys(), ...counts.keys()])) {
    const { ready, waiting, callers, callersWaiting, loggedIn, present } = counts.get(queueId) ?? NOBODY;
    report(ready === 0 || !isLeftWaiting(state, queueId), 'noAgentIdlesWhileACallWaits', queueId);
    const line = state.index.lines.get(queueId);
    const agree = line
      ? line.ready.size === ready &&
        line.waiting.size === waiting &&
        line.callers === callers &&
        line.callersWaiting === callersWaiting &&
        line.loggedIn === loggedIn &&
        (state.index.present.get(queueId) ?? 0) === present
      : ready + waiting + callers + loggedIn === 0;
    report(agree, 'indexAgreesWithState', queueId);
  }
}

/**
 * Whether a free agent may take a caller of the queue. One caller of each demand is held against every free agent, and one
 * agent of each ability against every caller, so that a wrong grouping shows as well.
 */
function isLeftWaiting(state: EngineState, queueId: QueueId): boolean {
  const line = state.index.lines.get(queueId);
  if (!line) return false;
  const { ready, waiting, spreading } = line;
  const matches = (place: Place | undefined, agent: Standing | undefined): boolean => {
    const call = place && state.calls.get(place.callId);
    return !!call && !!agent && mayTake(state, agent.agentId, call);
  };
  const free = ready.values();
  const firstCallers = [...[...waiting.lists.values()].map((list) => list.first()), ...spreading.values()];
  const firstAgents = [...ready.lists.values()].map((list) => list.first());
  return (
    firstCallers.some((place) => free.some((agent) => matches(place, agent))) ||
    firstAgents.some((agent) => waiting.values().some((place) => matches(place, agent)))
  );
}

/** Free people as they are counted for the call-backs: each once, whatever the number of their queues. */
function checkFree({ agents, index }: EngineState, report: Report): void {
  const counts = new Map<Circle, number>();
  for (const agent of agents.values()) {
    const circle = index.catalog.circles.get(agent.agentId);
    if (circle && isFree(agent)) counts.set(circle, (counts.get(circle) ?? 0) + 1);
  }
  for (const circle of new Set([...counts.keys(), ...index.free.keys()])) {
    report((index.free.get(circle) ?? 0) === (counts.get(circle) ?? 0), 'indexAgreesWithState', [...circle].join());
  }
}

interface People {
  readonly ready: number;
  readonly waiting: number;
  readonly callers: number;
  readonly callersWaiting: number;
  readonly loggedIn: number;
  readonly present: number;
}
const NOBODY: People = { ready: 0, waiting: 0, callers: 0, callersWaiting: 0, loggedIn: 0, present: 0 };

/** Counted from the entities, to be held against what the index says. */
function countPeople(state: EngineState): ReadonlyMap<QueueId, People> {
  const counts = new Map<QueueId, People>();
  const add = (queueId: QueueId, one: People): void => {
    const sum = { ...(counts.get(queueId) ?? NOBODY) };
    for (const what of Object.keys(NOBODY) as (keyof People)[]) sum[what] += one[what];
    counts.set(queueId, sum);
  };
  for (const agent of state.agents.values()) {
    const ready = Number(agent.activity.status === 'ready');
    const one = { ...NOBODY, ready, loggedIn: Number(isLoggedIn(agent)), present: Number(isPresent(agent)) };
    for (const { queueId } of state.index.catalog.agents.get(agent.agentId)?.queues ?? []) add(queueId, one);
  }
  for (const call of state.calls.values()) {
    const { stage, place, preferred } = call;
    if (!place || !IN_LINE.has(stage.status)) continue;
    const waiting = Number(stage.status === 'queued' && !preferred);
    const callers = Number(hasCaller(call));
    add(place.queueId, { ...NOBODY, waiting, callers, callersWaiting: waiting * callers });
  }
  return counts;
}
