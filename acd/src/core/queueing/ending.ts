import type { CallId, CallOutcome, Instant, ReleaseCause } from '@decroche/protocol';
import { voicemailFor } from '../prompts.ts';
import { agentsTalkingOn, hasCaller, type Call } from '../call.ts';
import type { Turn } from '../turn.ts';
import { finishConversation } from './agent.ts';
import { withdrawOffers } from './offer.ts';

/** How a call ends. */
export interface Ending {
  readonly outcome: CallOutcome;
  readonly cause: ReleaseCause;
  readonly by: 'caller' | 'agent' | 'system';
  readonly endedAt: Instant;
  /** How the gateway is told: nothing is left to end, or every leg, or a caller who was never answered. */
  readonly tell: 'nothing' | 'release' | { readonly refuseRetryAfterMs: number | undefined };
}

/** Ends a call, once: takes back a ringing offer, says the outcome, lets the agents go. */
export function endCall(turn: Turn, callId: CallId, ending: Ending): void {
  const call = turn.state.calls.get(callId);
  if (!call) return;
  const { outcome, cause, by, endedAt } = ending;
  withdrawOffers(turn, callId, 'callerGone');
  const talking = agentsTalkingOn(call);
  turn.emit({ type: 'call.ended', callId, outcome, cause, by, endedAt });
  for (const agentId of talking) finishConversation(turn, agentId, callId);
  const { tell } = ending;
  if (tell === 'release') turn.command(call.gatewayId, { type: 'releaseCall', callId, cause });
  else if (tell !== 'nothing') {
    const retry = tell.refuseRetryAfterMs === undefined ? {} : { retryAfterMs: tell.refuseRetryAfterMs };
    turn.command(call.gatewayId, { type: 'refuseCaller', callId, legId: call.legId, cause, ...retry });
  }
}

/** The outcome of a call that stops where it now is: the caller hung up, or the world did it for them. */
export function outcomeNow(turn: Turn, call: Call, whenSystem?: 'technicalFailure'): CallOutcome {
  if (call.answeredAt !== undefined) return outcomeAnswered(call);
  if (!hasCaller(call)) return 'callbackCancelled';
  const { stage } = call;
  if (stage.status === 'message' || stage.status === 'recording') return outcomeOfMessage(turn, call);
  if (stage.status === 'parting') return stage.outcome;
  return whenSystem ?? outcomeOfLeaving(call);
}

/** Who leaves the call-back dialogue leaves what led them there: the line, a message, or the menu. */
function outcomeOfLeaving({ stage, place, told }: Call): CallOutcome {
  if (stage.status === 'callbackDialogue' && !place) {
    return told.dissuasions.length > 0 ? 'dissuadedLeft' : 'abandonedInMenu';
  }
  return LEFT_IN[stage.status] ?? 'abandonedWhileRinging';
}

/** What it is called when the caller leaves; everywhere else somebody is being rung or joined. */
const LEFT_IN: Partial<Record<Call['stage']['status'], CallOutcome>> = {
  answering: 'abandonedInWelcome',
  welcome: 'abandonedInWelcome',
  menu: 'abandonedInMenu',
  dissuasion: 'dissuadedLeft',
  choosing: 'dissuadedLeft',
  callbackDialogue: 'abandonedInQueue',
  reached: 'abandonedInQueue',
  queued: 'abandonedInQueue',
  onCall: 'abandonedOnCall',
};

/** By an agent, or out of hours by somebody on call. */
const outcomeAnswered = ({ alertId }: Call): CallOutcome => (alertId === undefined ? 'answered' : 'onCallAnswered');

/** A caller told to go elsewhere and who leaves nothing: closed is closed, everything else is an empty message. */
export function outcomeOfMessage(turn: Turn, call: Call): CallOutcome {
  if (call.answeredAt !== undefined) return outcomeAnswered(call);
  const { stage } = call;
  if (stage.status !== 'message' && stage.status !== 'recording') return 'technicalFailure';
  if (stage.reason === 'onCallExhausted') return 'onCallExhausted';
  const service = turn.state.index.catalog.services.get(call.serviceId);
  if (service && voicemailFor(service, stage.reason)) return 'voicemailEmpty';
  return stage.reason === 'closed' ? 'refusedClosed' : 'overflowReleased';
}
