import type { CallId, LegId, TelephonyEventOf } from '@decroche/protocol';
import { joiningFailed, onCallBridged } from './oncall/caller.ts';
import { finishConversation } from './queueing/agent.ts';
import { callerReached, dialFailed } from './queueing/callback.ts';
import { bridged, callerLeft, hold, partyLeft, retrieve } from './queueing/conversation.ts';
import { greet } from './queueing/greeting.ts';
import { acceptOffer, declineOffer, failOffer, ringOut } from './queueing/offer.ts';
import { returnCall } from './queueing/returning.ts';
import { readReferTarget, transfer } from './queueing/transfer.ts';
import { hasCaller, offersOf, type Call } from './call.ts';
import type { AgentParty, Offer, Party } from './stage.ts';
import type { Turn } from './turn.ts';

/** Whose leg it is, in the call as it stands now. */
export type LegRole =
  | { readonly role: 'caller' }
  | { readonly role: 'offer'; readonly offer: Offer }
  | { readonly role: 'party'; readonly party: Party }
  | { readonly role: 'transferring'; readonly from: AgentParty }
  /** Of whoever on call has taken the caller by their key. */
  | { readonly role: 'joining' }
  | { readonly role: 'outside' };

/** Finds whose leg it is; `undefined` when the call has moved on without it. */
export function roleOf(call: Call, legId: LegId): LegRole | undefined {
  if (legId === call.legId) return { role: 'caller' };
  const offer = offersOf(call).find((each) => each.legId === legId);
  if (offer) return { role: 'offer', offer };
  const { stage } = call;
  if ((stage.status === 'talking' || stage.status === 'held') && stage.party.legId === legId) {
    return { role: 'party', party: stage.party };
  }
  if (stage.status === 'onCall') return stage.joining?.legId === legId ? { role: 'joining' } : undefined;
  if (stage.status !== 'transferring') return undefined;
  if (stage.from?.legId === legId) return { role: 'transferring', from: stage.from };
  return stage.to.kind === 'external' && stage.to.legId === legId ? { role: 'outside' } : undefined;
}

/** Someone's 200 OK: the caller's own, an agent's, an outside party's, or that of a leg we no longer want. */
export function legAnswered(turn: Turn, call: Call | undefined, event: TelephonyEventOf<'leg.answered'>): void {
  const role = call && roleOf(call, event.legId);
  if (!call || !role) return releaseStray(turn, call, event);
  if (role.role === 'caller') {
    if (call.stage.status === 'dialling') callerReached(turn, call, event.answeredAt);
    else if (call.stage.status === 'answering') greet(turn, call, event.answeredAt);
    else turn.ignore('the caller is past this');
  } else if (role.role === 'offer' && !role.offer.accepted) {
    acceptOffer(turn, call, role.offer);
  } else if (role.role === 'outside') {
    turn.command(call.gatewayId, { type: 'bridgeLeg', callId: call.callId, legId: event.legId });
  } else {
    turn.ignore('the leg is past this');
  }
}

/** Another took the call or the caller has gone: the late one is let go, without a miss (pains 2 and 5). */
function releaseStray(turn: Turn, call: Call | undefined, leg: { callId: CallId; legId: LegId }): void {
  const gateways = call ? [call.gatewayId] : turn.state.gateways.keys();
  const { callId, legId } = leg;
  for (const gatewayId of gateways) {
    turn.command(gatewayId, { type: 'releaseLeg', callId, legId, cause: 'completedElsewhere' });
  }
  turn.ignore('nobody waits for this leg');
}

/** The device rings. */
export function legRinging(turn: Turn, call: Call, event: TelephonyEventOf<'leg.ringing'>): void {
  const role = roleOf(call, event.legId);
  if (role?.role !== 'offer' || role.offer.ringing) return turn.ignore('no offer begins to ring here');
  const { offerId, agentId } = role.offer;
  turn.emit({ type: 'offer.ringing', offerId, callId: call.callId, agentId });
}

/** Two parties hear each other. */
export function legBridged(turn: Turn, call: Call, event: TelephonyEventOf<'leg.bridged'>): void {
  const role = roleOf(call, event.legId);
  const joins = role?.role === 'outside' || (role?.role === 'offer' && role.offer.accepted);
  if (role?.role === 'joining') onCallBridged(turn, call, event.bridgedAt);
  else if (joins) bridged(turn, call, event.bridgedAt);
  else turn.ignore('already joined, or no longer wanted');
}

/** A leg is over. */
export function legReleased(turn: Turn, call: Call, event: TelephonyEventOf<'leg.released'>): void {
  const end = { cause: event.cause, endedAt: event.releasedAt };
  const role = roleOf(call, event.legId);
  switch (role?.role) {
    case 'caller':
      if (call.stage.status === 'dialling') return dialFailed(turn, call, event.cause);
      if (!hasCaller(call)) return turn.ignore('nobody is being rung');
      // The message is being written to disk; its end, or its deadline, ends the call.
      if (call.stage.status === 'recording') return turn.ignore('the message ends the call');
      return callerLeft(turn, call, end);
    case 'offer':
      return offerLegReleased(turn, call, role.offer, event);
    case 'party':
      return partyLeft(turn, call, role.party, end);
    case 'transferring':
      return finishConversation(turn, role.from.agentId, call.callId);
    case 'joining':
      return joiningFailed(turn, call, true);
    case 'outside':
      return returnCall(turn, call.callId, { cause: event.cause, answered: false });
    default:
      return turn.ignore('the leg was already let go');
  }
}

function offerLegReleased(turn: Turn, call: Call, offer: Offer, event: TelephonyEventOf<'leg.released'>): void {
  if (!offer.accepted && event.cause === 'rejected') return declineOffer(turn, call, offer, true);
  if (!offer.accepted && event.cause === 'noAnswer') return ringOut(turn, call, offer);
  failOffer(turn, call, offer, { cause: event.cause, legGone: true });
}

/** Hold or retrieve from the telephone's own key. */
export function legHoldChanged(turn: Turn, call: Call, event: TelephonyEventOf<'leg.holdChanged'>): void {
  const role = roleOf(call, event.legId);
  if (role?.role !== 'party' || role.party.kind !== 'agent') return turn.ignore('no agent talks on this leg');
  const { status } = call.stage;
  if (event.held && status === 'talking') hold(turn, call, role.party);
  else if (!event.held && status === 'held') retrieve(turn, call, role.party);
  else turn.ignore('nothing changes');
}

/** A transfer from the telephone's own key. */
export function legTransferRequested(turn: Turn, call: Call, event: TelephonyEventOf<'leg.transferRequested'>): void {
  const role = roleOf(call, event.legId);
  const target = readReferTarget(turn, event.target);
  if (role?.role !== 'party' || role.party.kind !== 'agent' || !target)
    return turn.ignore('nothing to transfer, or to');
  const verdict = transfer(turn, call, role.party, target);
  if (verdict !== 'accepted') turn.ignore(`transfer refused: ${verdict}`);
}
