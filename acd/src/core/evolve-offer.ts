import type { Instant } from '@decroche/protocol';
import { deadlines } from './deadlines.ts';
import type { Fact, FamilyEvent } from './fact.ts';
import { putAgent, putCall, type OwnedState } from './state-index.ts';
import { offerOf, type Agent, type Call, type Offer, type Stage } from './state.ts';
import { waitTimers } from './waiting.ts';

type OfferFact = Fact<FamilyEvent<'offer'>>;

/**
 * The offer machine:
 *
 *     made ──180──▶ ringing ──200──▶ accepted ──bridge──▶ (the call is answered or transferred)
 *       └─────────────┴──────────────────┴──▶ declined · withdrawn · expired (RONA) · failed
 *
 * An offer that ends without a conversation leaves its call in the place it had. What the agent does next is said by an
 * `agent.…` event of the same decision.
 */
export function evolveOffer(state: OwnedState, fact: OfferFact): void {
  const call = state.calls.get(fact.event.callId);
  const agent = state.agents.get(fact.event.agentId);
  if (!call || !agent) return;
  const { event } = fact;
  switch (event.type) {
    case 'offer.made':
      begin(state, call, { agent, legId: event.legId, expiresAt: event.expiresAt, fact });
      return;
    case 'offer.ringing':
      putCall(state, withOffer(call, { ringing: true }));
      return;
    case 'offer.accepted':
      accept(state, call, { agent, fact });
      return;
    case 'offer.declined':
    case 'offer.expired':
      putCall(state, withoutOffer(state, call, fact));
      putAgent(state, { ...agent, misses: agent.misses + 1, idle: undefined });
      return;
    case 'offer.failed':
      putCall(state, withoutOffer(state, call, fact));
      putAgent(state, { ...agent, failures: agent.failures + 1, idle: undefined });
      return;
    case 'offer.withdrawn':
      putCall(state, withoutOffer(state, call, fact));
      return;
  }
}

interface Ring {
  readonly agent: Agent;
  readonly legId: Offer['legId'];
  readonly expiresAt: Instant;
  readonly fact: OfferFact;
}

function begin(state: OwnedState, call: Call, { agent, legId, expiresAt, fact }: Ring): void {
  const { offerId, agentId, callId } = fact.event;
  const offer: Offer = { offerId, agentId, legId, madeAt: fact.at, ringing: false, accepted: false };
  const stage: Stage =
    call.stage.status === 'transferring'
      ? { ...call.stage, to: { kind: 'agent', agentId, offer } }
      : { status: 'offered', offer };
  putCall(state, { ...call, stage, timers: { ...call.timers, stage: { dueAt: expiresAt, set: fact.seq } } });
  putAgent(state, { ...agent, activity: { status: 'offered', callId, offerId } });
}

/** The agent has taken it: neither the longest wait nor an announcement may come in between any more. */
function accept(state: OwnedState, call: Call, { agent, fact }: { agent: Agent; fact: OfferFact }): void {
  const answered = withOffer(call, { accepted: true });
  const offer = offerOf(answered);
  if (!offer) return;
  const stage: Stage = answered.stage.status === 'offered' ? { status: 'connecting', offer } : answered.stage;
  const timers = { stage: { dueAt: fact.at + deadlines.connectingMs, set: fact.seq } };
  putCall(state, { ...answered, stage, prompt: undefined, timers });
  putAgent(state, {
    ...agent,
    idle: undefined,
    activity: { status: 'connecting', callId: call.callId, offerId: offer.offerId },
  });
}

function withOffer(call: Call, change: Partial<Offer>): Call {
  const { stage } = call;
  if (stage.status === 'offered' || stage.status === 'connecting') {
    return { ...call, stage: { ...stage, offer: { ...stage.offer, ...change } } };
  }
  if (stage.status === 'transferring' && stage.to.kind === 'agent' && stage.to.offer) {
    return { ...call, stage: { ...stage, to: { ...stage.to, offer: { ...stage.to.offer, ...change } } } };
  }
  return call;
}

/** The call without its offer, waiting on in its place. Clocks that stopped at the agent's answer start again. */
function withoutOffer(state: OwnedState, call: Call, { at, seq }: OfferFact): Call {
  const { stage: _ended, ...timers } = call.timers;
  if (call.stage.status === 'transferring' && call.stage.to.kind === 'agent') {
    return { ...call, stage: { ...call.stage, to: { ...call.stage.to, offer: undefined } }, timers };
  }
  if (call.stage.status === 'connecting' && call.place) {
    const restarted = waitTimers(state.index.catalog, call, call.place, { at, set: seq });
    return { ...call, stage: { status: 'queued' }, timers: restarted };
  }
  return { ...call, stage: { status: 'queued' }, timers };
}
