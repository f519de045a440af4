import type { AcdRequest, AgentId, AcdRequestOf, NextState } from '@decroche/protocol';
import { decideDissuasion } from './dissuasion/requests.ts';
import { LONGEST_WRAP_UP_MS } from './deadlines.ts';
import { decideAlert } from './oncall/requests.ts';
import { endWrapUp } from './queueing/agent.ts';
import { decideCallback } from './queueing/callback-requests.ts';
import { agentLeaves, hold, retrieve } from './queueing/conversation.ts';
import { declineOffer } from './queueing/offer.ts';
import { askQuestion, tagCall } from './queueing/silent-caller.ts';
import { transfer } from './queueing/transfer.ts';
import { breakVerdict } from './roster/guard.ts';
import { arriveAtShift, extendShift } from './roster/shifts.ts';
import { BUSY, type Agent } from './agent.ts';
import { offerNamed, type Call } from './call.ts';
import type { AgentParty } from './stage.ts';
import { decideSupervision } from './supervision.ts';
import type { Turn, Verdict } from './turn.ts';

/** What people ask for: done, or refused with a reason. */
export function decideRequest(turn: Turn, request: AcdRequest): Verdict {
  if (isOf('dissuasion', request)) return decideDissuasion(turn, request);
  if (isOf('supervisor', request)) return decideSupervision(turn, request);
  if (isOf('callback', request)) return decideCallback(turn, request);
  if (isOf('alert', request)) return decideAlert(turn, request);
  if (isOf('definition', request)) return 'notNow';
  return decideOfAgent(turn, request);
}

type RequestOf<P extends string> = Extract<AcdRequest, { type: `${P}.${string}` }>;

const isOf = <P extends 'dissuasion' | 'supervisor' | 'callback' | 'definition' | 'alert'>(
  family: P,
  request: AcdRequest,
): request is RequestOf<P> => request.type.startsWith(`${family}.`);

/** What agents ask for themselves and their calls. */
function decideOfAgent(turn: Turn, request: RequestOf<'agent' | 'offer' | 'call'>): Verdict {
  const agent = turn.state.agents.get(request.agentId);
  if (!agent || !turn.state.index.catalog.agents.has(agent.agentId)) return 'unknownAgent';
  if (request.type === 'agent.loginRequested') return logIn(turn, agent);
  if (agent.activity.status === 'loggedOut') return 'notLoggedIn';
  switch (request.type) {
    case 'agent.logoutRequested':
      return logOut(turn, agent);
    case 'agent.readyRequested':
      return becomeReady(turn, agent);
    case 'agent.pauseRequested':
      return pause(turn, agent, request.reason);
    case 'agent.nextStateRequested':
      return chooseNext(turn, agent, request.next);
    case 'agent.wrapUpExtendRequested':
      return extendWrapUp(turn, agent, request.byMs);
    case 'agent.wrapUpEndRequested':
      if (agent.activity.status !== 'wrapUp') return 'notInWrapUp';
      endWrapUp(turn, agent.agentId);
      return 'accepted';
    case 'offer.declineRequested':
      return decline(turn, agent, request);
    case 'agent.shiftExtendRequested':
      return extendShift(turn, agent.agentId, request.untilAt);
    default:
      return decideOnCall(turn, agent, request);
  }
}

function logIn(turn: Turn, { agentId, activity }: Agent): Verdict {
  if (activity.status !== 'loggedOut') return 'alreadyLoggedIn';
  turn.emit({ type: 'agent.loggedIn', agentId });
  turn.emit({ type: 'agent.becameNotReady', agentId, reason: 'loggedIn' });
  arriveAtShift(turn, agentId);
  return 'accepted';
}

/** Ends a wrap-up and forgets a chosen next state: what is asked now comes before both. */
function leaveWrapUp(turn: Turn, { agentId, activity, next }: Agent): void {
  if (activity.status === 'wrapUp') turn.emit({ type: 'agent.wrapUpEnded', agentId });
  if (next) turn.emit({ type: 'agent.nextStateSet', agentId });
}

function logOut(turn: Turn, agent: Agent): Verdict {
  if (BUSY.has(agent.activity.status)) return 'busyWithCall';
  leaveWrapUp(turn, agent);
  turn.emit({ type: 'agent.loggedOut', agentId: agent.agentId, reason: 'asked' });
  return 'accepted';
}

function becomeReady(turn: Turn, agent: Agent): Verdict {
  if (BUSY.has(agent.activity.status)) return 'busyWithCall';
  if (agent.activity.status === 'ready') return 'accepted';
  if (!agent.reachable) return 'deviceNotRegistered';
  leaveWrapUp(turn, agent);
  turn.emit({ type: 'agent.becameReady', agentId: agent.agentId });
  return 'accepted';
}

function pause(turn: Turn, agent: Agent, reason: string): Verdict {
  if (BUSY.has(agent.activity.status)) return 'busyWithCall';
  if (!turn.state.index.catalog.pauseReasons.has(reason)) return 'unknownPauseReason';
  if (agent.activity.status === 'notReady' && agent.activity.reason === reason) return 'accepted';
  const refusal = tooFewWithout(turn, agent.agentId, reason);
  if (refusal) return refusal;
  leaveWrapUp(turn, agent);
  turn.emit({ type: 'agent.becameNotReady', agentId: agent.agentId, reason });
  return 'accepted';
}

/** The always-someone guard says no, and when it would say yes (H3). */
function tooFewWithout(turn: Turn, agentId: AgentId, reason: string): Verdict | undefined {
  const verdict = breakVerdict(turn.state, agentId, reason, turn.at);
  if (verdict.granted) return undefined;
  const { possibleAt } = verdict;
  return { result: 'refused', reason: 'tooFewPresent', ...(possibleAt === undefined ? {} : { possibleAt }) };
}

function chooseNext(turn: Turn, agent: Agent, next: NextState | undefined): Verdict {
  const { status } = agent.activity;
  if (next === undefined) {
    if (agent.next) turn.emit({ type: 'agent.nextStateSet', agentId: agent.agentId });
    return 'accepted';
  }
  if (!BUSY.has(status) && status !== 'wrapUp') return 'notNow';
  if (next.status === 'notReady' && !turn.state.index.catalog.pauseReasons.has(next.reason)) {
    return 'unknownPauseReason';
  }
  const refusal = next.status === 'notReady' ? tooFewWithout(turn, agent.agentId, next.reason) : undefined;
  if (refusal) return refusal;
  turn.emit({ type: 'agent.nextStateSet', agentId: agent.agentId, next });
  return 'accepted';
}

function extendWrapUp(turn: Turn, { agentId, activity }: Agent, byMs: number): Verdict {
  if (activity.status !== 'wrapUp') return 'notInWrapUp';
  const endsAt = activity.endsAt + byMs;
  if (endsAt - activity.startedAt > LONGEST_WRAP_UP_MS) return 'tooLong';
  turn.emit({ type: 'agent.wrapUpExtended', agentId, endsAt });
  return 'accepted';
}

function decline(turn: Turn, agent: Agent, request: AcdRequestOf<'offer.declineRequested'>): Verdict {
  const { activity } = agent;
  if (activity.status === 'connecting' && activity.offerId === request.offerId) return 'notNow';
  if (activity.status !== 'offered' || activity.offerId !== request.offerId) return 'unknownOffer';
  const call = turn.state.calls.get(activity.callId);
  const offer = offerNamed(call, request.offerId);
  if (!call || !offer) return 'unknownOffer';
  declineOffer(turn, call, offer, false);
  return 'accepted';
}

type CallRequest = Extract<AcdRequest, { type: `call.${string}` }>;

function decideOnCall(turn: Turn, agent: Agent, request: CallRequest): Verdict {
  const call = turn.state.calls.get(request.callId);
  if (!call) return 'unknownCall';
  const { activity } = agent;
  if (!('callId' in activity) || activity.callId !== call.callId || activity.status === 'wrapUp')
    return 'notOnThisCall';
  if (activity.status !== 'talking') return 'callNotConnected';
  if (request.type === 'call.hangUpRequested') {
    agentLeaves(turn, call);
    return 'accepted';
  }
  const party = partyOf(call);
  return party ? converse(turn, call, { party, request }) : 'transferInProgress';
}

/** The agent in plain conversation; none while a transfer is under way. */
function partyOf(call: Call): AgentParty | undefined {
  const { stage } = call;
  if (stage.status !== 'talking' && stage.status !== 'held') return undefined;
  return stage.party.kind === 'agent' ? stage.party : undefined;
}

function converse(
  turn: Turn,
  call: Call,
  { party, request }: { party: AgentParty; request: Exclude<CallRequest, { type: 'call.hangUpRequested' }> },
): Verdict {
  const held = call.stage.status === 'held';
  switch (request.type) {
    case 'call.holdRequested':
      if (held) return 'alreadyHeld';
      hold(turn, call, party);
      return 'accepted';
    case 'call.retrieveRequested':
      if (!held) return 'notHeld';
      retrieve(turn, call, party);
      return 'accepted';
    case 'call.transferRequested':
      return transfer(turn, call, party, request.target);
    case 'call.questionRequested':
      return askQuestion(turn, call, request);
    case 'call.tagRequested':
      return tagCall(turn, call, request);
  }
}
