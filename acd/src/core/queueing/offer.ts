import type {
  AgentId,
  CallId,
  JournalEventOf,
  LegId,
  OfferId,
  QueueId,
  ReleaseCause,
  RingTarget,
} from '@decroche/protocol';
import { presentedAs } from '../child-protection.ts';
import { deadlines } from '../deadlines.ts';
import type { Agent } from '../agent.ts';
import { hasCaller, offersOf, type Call } from '../call.ts';
import type { Offer } from '../stage.ts';
import type { Turn } from '../turn.ts';
import { settleAfterFailure, settleAfterMiss, settleAgent } from './agent.ts';
import { dial, openForRing } from './dialling.ts';
import { returnCall } from './returning.ts';

/** Why and from where an agent is rung. */
export interface Reason {
  readonly because: JournalEventOf<'offer.made'>['because'];
  readonly queueId?: QueueId;
}

/** What an agent's telephone answers to. */
function targetOf(turn: Turn, agentId: AgentId): RingTarget | undefined {
  const device = turn.state.index.catalog.agents.get(agentId)?.device;
  if (!device) return undefined;
  return device.kind === 'uri' ? { kind: 'uri', uri: device.uri } : { kind: 'device', deviceId: device.deviceId };
}

/** Rings an agent for a call. Only for an agent who is ready: the claim and the ring are one decision (pains 5). */
export function makeOffer(turn: Turn, call: Call, agent: Agent, reason: Reason): void {
  const target = targetOf(turn, agent.agentId);
  if (!target) return;
  const { callId } = call;
  const { agentId } = agent;
  const serial = turn.state.seq + 1;
  const offerId = `${turn.state.domainId}-o${serial}` as OfferId;
  const legId = `${turn.state.domainId}-l${serial}` as LegId;
  const queue = reason.queueId && turn.state.index.catalog.queues.get(reason.queueId);
  const ringMs = queue ? queue.ringTimeoutMs : deadlines.directRingMs;
  if (!hasCaller(call)) openForRing(turn, call);
  turn.emit({
    type: 'offer.made',
    offerId,
    callId,
    agentId,
    legId,
    ...reasonFor(call, reason),
    expiresAt: turn.at + ringMs,
  });
  turn.command(call.gatewayId, {
    ...{ type: 'ringLeg', callId, legId, target, timeoutMs: ringMs + deadlines.ringSlackMs },
    ...{ present: presentedAs(turn.state.index.catalog, call), offerId, agentId },
  });
}

/**
 * The agent's device has answered: join them at once, whatever the caller hears. The others who rang for the same caller
 * are let go without a miss, after the bridge is on its way.
 */
export function acceptOffer(turn: Turn, call: Call, offer: Offer): void {
  const others = offersOf(call).filter((each) => each.offerId !== offer.offerId);
  for (const other of others) {
    turn.emit({ type: 'offer.withdrawn', ...named(call, other), reason: 'answeredElsewhere' });
  }
  turn.emit({ type: 'offer.accepted', ...named(call, offer) });
  joinOrDial(turn, call, offer);
  for (const other of others) {
    releaseLeg(turn, call, other, 'completedElsewhere');
    settleAgent(turn, other.agentId);
  }
}

/** In a call-back there is nobody to be joined to yet: they are dialled, with the agent on the line. */
function joinOrDial(turn: Turn, { callId, gatewayId }: Call, { legId }: Offer): void {
  const call = turn.state.calls.get(callId);
  if (call && !hasCaller(call)) dial(turn, call);
  else turn.command(gatewayId, { type: 'bridgeLeg', callId, legId });
}

/** Who is rung to ring somebody back is told so. */
const reasonFor = (call: Call, reason: Reason): Reason =>
  hasCaller(call) ? reason : { ...reason, because: 'callback' };

/** The time of a call's offers is over: of those that were made first, when there are several. */
export function expireOffers(turn: Turn, callId: CallId): void {
  const call = turn.state.calls.get(callId);
  for (const offer of call ? offersOf(call) : []) {
    if (call && (offer.accepted || offer.expiresAt <= turn.at)) expireOffer(turn, call, offer);
  }
}

/** The offer's time is over. A device that never rang was not reached: that is no miss of its owner (pains 13). */
function expireOffer(turn: Turn, call: Call, offer: Offer): void {
  if (offer.accepted || !offer.ringing) return failOffer(turn, call, offer, { cause: 'timeout', legGone: false });
  turn.emit({ type: 'offer.expired', ...named(call, offer) });
  releaseLeg(turn, call, offer, 'cancelled');
  settleAfterMiss(turn, offer.agentId);
  returnCall(turn, call.callId, { cause: 'noAnswer', answered: false });
}

/** The telephone rang out by the gateway's count. */
export function ringOut(turn: Turn, call: Call, offer: Offer): void {
  if (!offer.ringing) return failOffer(turn, call, offer, { cause: 'noAnswer', legGone: true });
  turn.emit({ type: 'offer.expired', ...named(call, offer) });
  settleAfterMiss(turn, offer.agentId);
  returnCall(turn, call.callId, { cause: 'noAnswer', answered: false });
}

/** The agent said no, on the screen (`legGone` false) or on the telephone. A refusal counts as a miss. */
export function declineOffer(turn: Turn, call: Call, offer: Offer, legGone: boolean): void {
  turn.emit({ type: 'offer.declined', ...named(call, offer) });
  if (!legGone) releaseLeg(turn, call, offer, 'cancelled');
  settleAfterMiss(turn, offer.agentId);
  returnCall(turn, call.callId, { cause: 'rejected', answered: false });
}

/** It could not ring or be joined: back to its place at once, and the agent is not blamed (pains 6). */
export function failOffer(
  turn: Turn,
  call: Call,
  offer: Offer,
  { cause, legGone }: { readonly cause: ReleaseCause; readonly legGone: boolean },
): void {
  turn.emit({ type: 'offer.failed', ...named(call, offer), cause });
  if (!legGone) releaseLeg(turn, call, offer, 'cancelled');
  settleAfterFailure(turn, offer.agentId);
  returnCall(turn, call.callId, { cause, answered: offer.accepted });
}

/** We take it back; the agent keeps their turn. What becomes of the call is for whoever withdraws to say. */
export function withdrawOffer(
  turn: Turn,
  call: Call,
  offer: Offer,
  reason: JournalEventOf<'offer.withdrawn'>['reason'],
): void {
  turn.emit({ type: 'offer.withdrawn', ...named(call, offer), reason });
  releaseLeg(turn, call, offer, reason === 'answeredElsewhere' ? 'completedElsewhere' : 'cancelled');
  settleAgent(turn, offer.agentId);
}

/** We take back every offer of a call. */
export function withdrawOffers(turn: Turn, callId: CallId, reason: JournalEventOf<'offer.withdrawn'>['reason']): void {
  const call = turn.state.calls.get(callId);
  for (const offer of call ? offersOf(call) : []) if (call) withdrawOffer(turn, call, offer, reason);
}

const named = (call: Call, offer: Offer) => ({
  offerId: offer.offerId,
  callId: call.callId,
  agentId: offer.agentId,
});

function releaseLeg(turn: Turn, call: Call, offer: Offer, cause: ReleaseCause): void {
  turn.command(call.gatewayId, { type: 'releaseLeg', callId: call.callId, legId: offer.legId, cause });
}
