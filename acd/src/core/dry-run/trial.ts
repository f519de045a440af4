import type {
  AgentId,
  CallId,
  Definition,
  DomainId,
  DryRun,
  Duration,
  Instant,
  QueueId,
  ServiceDefinition,
  SkillNeed,
} from '@decroche/protocol';
import { enqueue } from '../queueing/enqueue.ts';
import { dropPreferencesFor } from '../queueing/match.ts';
import { matchAll } from '../queueing/pairs.ts';
import { waitTimer } from '../queueing/widening.ts';
import { emptyState } from '../snapshot.ts';
import { dropCall, putAgent, putCall, type OwnedState } from '../state-index.ts';
import type { Activity, Agent } from '../agent.ts';
import type { Call } from '../call.ts';
import type { EngineState } from '../state.ts';
import type { CallTimerName } from '../timer.ts';
import { nextTimer } from '../timers.ts';
import { openTurn, type Turn } from '../turn.ts';
import type { Past, PastCall, Presence, Step } from './past.ts';

/** How long a caller takes an agent whom nobody ever answered in truth, when no call of the stretch tells. */
const USUAL_MS: Duration = 180_000;

/** The timers that widen the choice of agents: the only ones that count here. */
const WIDENING = { tier: true, overflow: true, preference: true, rest: true } as const;
type Widening = keyof typeof WIDENING;

/**
 * The past lived again under another definition: the same callers come and leave, the same agents are there, each call
 * takes its agent as long as it did in truth; who is given which call is decided anew by the matching itself. Everybody
 * answers at once; what was missed or declined in truth is not known of another agent.
 */
export interface Trial {
  /** Lives the steps up to an index. @returns whether there are more. */
  liveUntil(index: number): boolean;
  /** The last calls, oldest first. */
  result(calls: number): DryRun;
}

interface Given {
  readonly agentId: AgentId;
  readonly at: Instant;
}

/** Everything one trial knows. */
interface Run {
  readonly state: OwnedState;
  readonly past: Past;
  readonly present: Map<AgentId, Presence>;
  readonly would: Map<CallId, Given>;
  readonly calls: ReadonlyMap<CallId, PastCall>;
  readonly usualMs: Duration;
  serial: number;
}

/** Prepares a trial of a definition. `now` tells what agents do of whom the stretch says nothing. */
export function openTrial(domainId: DomainId, definition: Definition, past: Past, now: EngineState): Trial {
  const state = emptyState(domainId);
  const { turn } = openTurn(state, { cause: 'trial', actor: 'system' }, 0);
  turn.emit({ type: 'definition.adopted', definition });
  const run: Run = {
    ...{ state, past, present: new Map(), would: new Map(), serial: 0 },
    calls: new Map(past.calls.map((call) => [call.queued.callId, call])),
    usualMs: usualOf(past),
  };
  for (const { agentId } of [...state.agents.values()]) seat(run, agentId, presenceAtFirst(past, agentId, now));
  let lived = 0;
  return {
    liveUntil(index) {
      for (; lived < Math.min(index, past.steps.length); lived += 1) live(run, past.steps[lived] as Step);
      return lived < past.steps.length;
    },
    result: (calls) => resultOf(run, calls),
  };
}

function usualOf({ calls }: Past): Duration {
  const known = calls.flatMap((call) => call.busyMs ?? []);
  return known.length === 0 ? USUAL_MS : Math.round(known.reduce((sum, ms) => sum + ms, 0) / known.length);
}

function presenceAtFirst({ freeAtFirst, heardOf }: Past, agentId: AgentId, now: EngineState): Presence {
  if (freeAtFirst.has(agentId)) return 'there';
  const status = now.agents.get(agentId)?.activity.status ?? 'loggedOut';
  if (status === 'loggedOut') return heardOf.has(agentId) ? 'away' : 'out';
  return !heardOf.has(agentId) && status === 'ready' ? 'there' : 'away';
}

function live(run: Run, step: Step): void {
  passTo(run, step.at);
  switch (step.kind) {
    case 'came':
      come(turnAt(run, step.at), step.call);
      break;
    case 'left': {
      const call = run.state.calls.get(step.callId);
      if (call) dropCall(run.state, call);
      break;
    }
    case 'presence':
      changePresence(run, step);
  }
  handOut(run, step.at);
}

const turnAt = ({ state }: Run, at: Instant): Turn => openTurn(state, { cause: 'trial', actor: 'system' }, at).turn;

/** Deadlines until then: agents who come free, waits that widen. */
function passTo(run: Run, until: Instant): void {
  const { state } = run;
  for (let due = nextTimer(state); due && due.dueAt <= until; due = nextTimer(state)) {
    const { owner, dueAt } = due;
    if (owner.kind === 'agent') free(run, owner.agentId, dueAt);
    else if (owner.kind === 'call') callTimer(run, state.calls.get(owner.callId) as Call, owner.name, dueAt);
    else return;
    handOut(run, dueAt);
  }
}

function callTimer(run: Run, call: Call, name: CallTimerName, at: Instant): void {
  const before = call.timers[name];
  if (name in WIDENING) waitTimer(turnAt(run, at), call, name as Widening);
  const now = run.state.calls.get(call.callId);
  if (!now || now.timers[name] !== before) return;
  const { [name]: _over, ...timers } = now.timers;
  putCall(run.state, { ...now, timers });
}

/** The caller comes to the queue that the definition gives them, with what it asks for. */
function come(turn: Turn, { arrived, queued }: PastCall): void {
  const service = turn.state.index.catalog.services.get(arrived.serviceId);
  if (!service) return;
  turn.emit(arrived);
  const call = turn.state.calls.get(arrived.callId);
  if (!call) return;
  enqueue(turn, call, { ...boundFor(turn, service, queued), queuedAt: queued.queuedAt, because: 'arrival' });
}

/** A choice by key is the caller's own, as long as the queue is there. */
function boundFor(
  { state }: Turn,
  service: ServiceDefinition,
  { because, queueId, needs }: PastCall['queued'],
): { queueId: QueueId; needs: readonly SkillNeed[] } {
  const chosen = because === 'choice' && state.index.catalog.queues.has(queueId);
  return chosen ? { queueId, needs: needs ?? [] } : { queueId: service.queueId, needs: service.needs ?? [] };
}

function handOut(run: Run, at: Instant): void {
  matchAll(run.state, (call, agentId) => give(run, call, { agentId, at }));
}

/** The call is the agent's, for as long as it took in truth. */
function give(run: Run, call: Call, given: Given): void {
  const { state } = run;
  const agent = state.agents.get(given.agentId);
  if (!agent) return;
  const busyMs = run.calls.get(call.callId)?.busyMs ?? run.usualMs;
  run.would.set(call.callId, given);
  run.serial += 1;
  const { tally } = agent;
  const turns = call.place ? { ...tally.turns, [call.place.queueId]: run.serial } : tally.turns;
  putAgent(state, {
    ...agent,
    activity: away(given.at),
    idle: undefined,
    timer: { dueAt: given.at + busyMs, set: run.serial },
    tally: { ...tally, calls: tally.calls + 1, talkMs: tally.talkMs + busyMs, turns },
  });
  dropCall(state, call);
}

const away = (since: Instant): Activity => ({ status: 'notReady', reason: 'trial', since });

function free(run: Run, agentId: AgentId, at: Instant): void {
  const agent = run.state.agents.get(agentId);
  if (agent) settle(run, { ...agent, timer: undefined }, at);
}

function changePresence(run: Run, { agentId, presence, at }: Extract<Step, { kind: 'presence' }>): void {
  run.present.set(agentId, presence);
  const agent = run.state.agents.get(agentId);
  if (agent && !agent.timer) settle(run, agent, at);
  if (presence === 'out') dropPreferencesFor(turnAt(run, at), agentId);
}

function seat(run: Run, agentId: AgentId, presence: Presence): void {
  run.present.set(agentId, presence);
  const agent = run.state.agents.get(agentId);
  if (agent) settle(run, agent, 0);
}

/** What an agent does when no call holds them: free since now, unless they were free already. */
function settle(run: Run, agent: Agent, at: Instant): void {
  const { agentId } = agent;
  const presence = run.present.get(agentId) ?? 'out';
  if (presence === 'there' && agent.activity.status === 'ready') return;
  run.serial += 1;
  const idle = presence === 'there' ? { agentId, since: at, turn: run.serial } : undefined;
  const activity: Activity =
    presence === 'there' ? { status: 'ready' } : presence === 'away' ? away(at) : { status: 'loggedOut' };
  putAgent(run.state, { ...agent, activity, idle });
}

function resultOf({ past, would }: Run, calls: number): DryRun {
  const rows = past.calls.slice(-calls).map(({ queued, was }) => {
    const { callId, queuedAt, queueId } = queued;
    const waited = ({ agentId, at }: Given) => ({ agentId, waitMs: Math.max(0, at - queuedAt) });
    const given = would.get(callId);
    return {
      ...{ callId, queuedAt, queueId },
      ...(was ? { was: waited(was) } : {}),
      ...(given ? { would: waited(given) } : {}),
    };
  });
  return { calls: rows, changed: rows.filter(({ was, would }) => was?.agentId !== would?.agentId).length };
}
