import type { AcdRequest, AcdRequestOf, AgentStatus, JournalEventOf } from '@decroche/protocol';
import { endCall, outcomeNow } from './queueing/ending.ts';
import { enqueue } from './queueing/enqueue.ts';
import { playMusic } from './queueing/music.ts';
import { withdrawOffer, withdrawOffers } from './queueing/offer.ts';
import { returnCall } from './queueing/returning.ts';
import { BUSY, type Agent } from './agent.ts';
import { offerNamed, type Call } from './call.ts';
import type { Turn, Verdict } from './turn.ts';

type SupervisorRequest = Extract<AcdRequest, { type: `supervisor.${string}` }>;
type Force = AcdRequestOf<'supervisor.agentForceRequested'>;

/** A supervisor's hand on an agent or a call: done and journaled with who did it, or refused. The console has checked the role. */
export function decideSupervision(turn: Turn, request: SupervisorRequest): Verdict {
  if (request.type === 'supervisor.agentForceRequested') return forceAgent(turn, request);
  const call = turn.state.calls.get(request.callId);
  if (!call) return 'unknownCall';
  switch (request.type) {
    case 'supervisor.callMoveRequested':
      return move(turn, call, request.queueId);
    case 'supervisor.callPriorityRequested':
      return prioritise(turn, call, request.priority);
    case 'supervisor.callReleaseRequested':
      return release(turn, call);
  }
}

function forceAgent(turn: Turn, { agentId, to, when }: Force): Verdict {
  const { catalog } = turn.state.index;
  const agent = turn.state.agents.get(agentId);
  if (!agent || !catalog.agents.has(agentId)) return 'unknownAgent';
  if (agent.activity.status === 'loggedOut') return 'notLoggedIn';
  if (to.status === 'notReady' && !catalog.pauseReasons.has(to.reason)) return 'unknownPauseReason';
  if (isThere(agent, to)) return 'alreadyThere';
  const { status } = agent.activity;
  if (status === 'offered' && when === 'now' && to.status === 'loggedOut') return takeOffTheLine(turn, agent);
  // Nobody in conversation is cut.
  if (BUSY.has(status) || (status === 'wrapUp' && when === 'afterCall')) return chooseNext(turn, agent, to);
  if (to.status === 'ready' && !agent.reachable) return 'deviceNotRegistered';
  say(turn, agent, to);
  leave(turn, agent);
  arrive(turn, agent, to);
  return 'accepted';
}

/** Whether the agent does already what is asked. A next state of their own would lead them away from it. */
function isThere({ activity, next }: Agent, to: Force['to']): boolean {
  if (activity.status === 'ready') return to.status === 'ready';
  if (activity.status !== 'notReady' || next) return false;
  return to.status === 'notReady' && activity.reason === to.reason;
}

function say(turn: Turn, { agentId }: Agent, to: Force['to']): void {
  const reason = to.status === 'notReady' ? { reason: to.reason } : {};
  const status: AgentStatus = to.status;
  turn.emit({ type: 'supervisor.agentForced', agentId, to: status, ...reason, by: turn.actor });
}

/** The telephone that rings is let go, its caller waits on in their place. */
function takeOffTheLine(turn: Turn, agent: Agent): Verdict {
  const { agentId, activity } = agent;
  const call = 'callId' in activity ? turn.state.calls.get(activity.callId) : undefined;
  const offer = 'offerId' in activity ? offerNamed(call, activity.offerId) : undefined;
  if (!call || !offer) return 'notNow';
  say(turn, agent, { status: 'loggedOut' });
  turn.emit({ type: 'agent.nextStateSet', agentId, next: { status: 'loggedOut' } });
  withdrawOffer(turn, call, offer, 'supervisor');
  returnCall(turn, call.callId, { cause: 'unavailable', answered: false });
  return 'accepted';
}

/** What the agent does after the call; ready is what they do anyway. */
function chooseNext(turn: Turn, agent: Agent, to: Force['to']): Verdict {
  const { agentId, next } = agent;
  say(turn, agent, to);
  const wanted = to.status === 'notReady' ? { ...to, forced: true as const } : to;
  if (wanted.status !== 'ready') turn.emit({ type: 'agent.nextStateSet', agentId, next: wanted });
  else if (next) turn.emit({ type: 'agent.nextStateSet', agentId });
  return 'accepted';
}

function leave(turn: Turn, { agentId, activity, next }: Agent): void {
  if (activity.status === 'wrapUp') turn.emit({ type: 'agent.wrapUpEnded', agentId });
  if (next) turn.emit({ type: 'agent.nextStateSet', agentId });
}

function arrive(turn: Turn, { agentId }: Agent, to: Force['to']): void {
  switch (to.status) {
    case 'ready':
      return turn.emit({ type: 'agent.becameReady', agentId });
    case 'notReady':
      return turn.emit({ type: 'agent.becameNotReady', agentId, reason: to.reason });
    case 'loggedOut':
      return turn.emit({ type: 'agent.loggedOut', agentId, reason: 'supervisor' });
  }
}

const isWaiting = ({ stage }: Call): boolean => stage.status === 'queued' || stage.status === 'offered';

function force(turn: Turn, { callId }: Call, action: JournalEventOf<'supervisor.callForced'>['action']): void {
  turn.emit({ type: 'supervisor.callForced', callId, action, by: turn.actor });
}

/** To another queue with the time already waited; not to one where nobody is. */
function move(turn: Turn, call: Call, queueId: Extract<SupervisorRequest, { queueId: unknown }>['queueId']): Verdict {
  const { index } = turn.state;
  const { callId, place, needs } = call;
  if (!index.catalog.queues.has(queueId)) return 'unknownQueue';
  if (!place || !isWaiting(call)) return 'notNow';
  if (place.queueId === queueId) return 'alreadyThere';
  if (!index.lines.get(queueId)?.loggedIn) return 'targetUnavailable';
  force(turn, call, 'move');
  withdrawOffers(turn, callId, 'supervisor');
  enqueue(turn, call, { queueId, queuedAt: place.queuedAt, because: 'supervisor', needs });
  playMusic(turn, callId);
  return 'accepted';
}

function prioritise(turn: Turn, call: Call, priority: number): Verdict {
  if (!call.place || !isWaiting(call)) return 'notNow';
  if (call.place.priority === priority) return 'alreadyThere';
  force(turn, call, 'priority');
  turn.emit({ type: 'call.prioritised', callId: call.callId, priority, by: turn.actor });
  return 'accepted';
}

/** A call that hangs is ended, wherever it is (pains 1). */
function release(turn: Turn, call: Call): Verdict {
  force(turn, call, 'release');
  const outcome = outcomeNow(turn, call, 'technicalFailure');
  endCall(turn, call.callId, { outcome, cause: 'normal', by: 'system', endedAt: turn.at, tell: 'release' });
  return 'accepted';
}
