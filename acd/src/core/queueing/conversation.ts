import type { Instant, LegId, ReleaseCause } from '@decroche/protocol';
import { askAgain } from '../oncall/caller.ts';
import { CUT } from '../recent-parties.ts';
import { offerOf, type Call } from '../call.ts';
import type { AgentParty, Party } from '../stage.ts';
import type { Turn } from '../turn.ts';
import { finishConversation } from './agent.ts';
import { endCall, outcomeNow } from './ending.ts';
import { musicFile, musicPlayId } from './music.ts';
import { queueAgain } from './returning.ts';

/** A leg's end as the gateway told it. */
export interface LegEnd {
  readonly cause: ReleaseCause;
  readonly endedAt: Instant;
}

/** Stages in which someone besides the caller has a leg that no offer owns. */
const ACCOMPANIED: ReadonlySet<Call['stage']['status']> = new Set(['talking', 'held', 'transferring']);

/** Both hear each other (T1). The first time it answers the call; later it hands it to someone else. */
export function bridged(turn: Turn, call: Call, bridgedAt: Instant): void {
  const offer = offerOf(call);
  const { callId, stage } = call;
  const from = stage.status === 'transferring' ? stage.from : undefined;
  if (offer && call.answeredAt === undefined) {
    const { agentId, offerId } = offer;
    turn.emit({ type: 'call.answered', callId, agentId, offerId, answeredAt: bridgedAt });
  } else {
    const whom = offer ? { agentId: offer.agentId } : {};
    turn.emit({ type: 'call.transferred', callId, transferredAt: bridgedAt, ...whom });
  }
  if (!from) return;
  turn.command(call.gatewayId, { type: 'releaseLeg', callId, legId: from.legId, cause: 'normal' });
  finishConversation(turn, from.agentId, callId);
}

/** Hold music for the caller; the agent looks something up. */
export function hold(turn: Turn, call: Call, { agentId, legId }: AgentParty): void {
  turn.emit({ type: 'call.held', callId: call.callId, agentId });
  parkCaller(turn, call, legId);
}

/** Parts caller and agent; the caller hears music. */
export function parkCaller(turn: Turn, call: Call, legId: LegId): void {
  const file = musicFile(turn, call);
  if (file === undefined) return;
  const playId = musicPlayId(turn);
  turn.command(call.gatewayId, { type: 'holdLeg', callId: call.callId, legId, playId, musicFile: file });
}

/** Together again. */
export function retrieve(turn: Turn, call: Call, { agentId, legId }: AgentParty): void {
  turn.emit({ type: 'call.retrieved', callId: call.callId, agentId });
  turn.command(call.gatewayId, { type: 'retrieveLeg', callId: call.callId, legId });
}

/** The caller has gone, wherever the call was. */
export function callerLeft(turn: Turn, call: Call, end: LegEnd): void {
  const cut = CUT.has(end.cause);
  const outcome = outcomeNow(turn, call, cut ? 'technicalFailure' : undefined);
  const accompanied = ACCOMPANIED.has(call.stage.status) || (call.stage.status === 'onCall' && call.stage.joining);
  const tell = accompanied ? 'release' : 'nothing';
  endCall(turn, call.callId, { ...end, outcome, by: cut ? 'system' : 'caller', tell });
}

/**
 * The other party has gone. A hang-up ends the call; a cut line does not: the caller is taken back into the queue with the
 * time they have already waited.
 */
export function partyLeft(turn: Turn, call: Call, party: Party, end: LegEnd): void {
  if (!CUT.has(end.cause)) {
    return endCall(turn, call.callId, { ...end, outcome: outcomeNow(turn, call), by: 'agent', tell: 'release' });
  }
  if (call.alertId !== undefined) return onCallCut(turn, call, end);
  queueAgain(turn, call.callId);
  if (party.kind === 'agent') finishConversation(turn, party.agentId, call.callId);
}

/** Out of hours there is no queue to go back to: whoever had taken the caller is rung again. */
function onCallCut(turn: Turn, call: Call, end: LegEnd): void {
  if (askAgain(turn, call.callId)) return;
  endCall(turn, call.callId, { ...end, outcome: outcomeNow(turn, call), by: 'system', tell: 'release' });
}

/** The agent hangs up from the screen. While their transfer still rings, it goes on without them. */
export function agentLeaves(turn: Turn, call: Call): void {
  const { callId, stage } = call;
  if (stage.status === 'transferring' && stage.from) {
    const { agentId, legId } = stage.from;
    turn.command(call.gatewayId, { type: 'releaseLeg', callId, legId, cause: 'normal' });
    return finishConversation(turn, agentId, callId);
  }
  endCall(turn, callId, { outcome: 'answered', cause: 'normal', by: 'agent', endedAt: turn.at, tell: 'release' });
}
