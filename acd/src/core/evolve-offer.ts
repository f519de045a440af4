import type { Instant } from '@decroche/protocol';
import { deadlines, MISS_REST_MS } from './deadlines.ts';
import type { Fact, FamilyEvent } from './fact.ts';
import { putAgent, putCall, type OwnedState } from './state-index.ts';
import type { Agent } from './agent.ts';
import { offerNamed, offersOf, type Call } from './call.ts';
import type { Offer, Stage } from './stage.ts';
import { restTimer, waitTimers } from './waiting.ts';

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
      putCall(state, withOffer(call, event.offerId, { ringing: true }));
      return;
    case 'offer.accepted':
      accept(state, call, { agent, fact });
      return;
    case 'offer.declined':
    case 'offer.expired':
      putCall(state, withRest(state, withoutOffer(state, call, fact), fact));
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
  const offer: Offer = { offerId, agentId, legId, madeAt: fact.at, expiresAt, ringing: false, accepted: false };
  const offers = call.stage.status === 'offered' ? [...call.stage.offers, offer] : [offer];
  const stage: Stage =
    call.stage.status === 'transferring'
      ? { ...call.stage, to: { kind: 'agent', agentId, offer } }
      : { status: 'offered', offers };
  putCall(state, { ...call, stage, timers: { ...call.timers, stage: ringsOut(offers, fact.seq) } });
  putAgent(state, { ...agent, tally: turnTaken(agent, fact), activity: { status: 'offered', callId, offerId } });
}

const ringsOut = (offers: readonly Offer[], set: number) => ({
  dueAt: Math.min(...offers.map((offer) => offer.expiresAt)),
  set,
});

/** Whose turn it was, for `roundRobin`. */
function turnTaken({ tally }: Agent, { event, seq }: OfferFact): Agent['tally'] {
  if (event.type !== 'offer.made' || event.queueId === undefined) return tally;
  return { ...tally, turns: { ...tally.turns, [event.queueId]: seq } };
}

/** The agent has taken it: neither the longest wait nor an announcement may come in between any more. */
function accept(state: OwnedState, call: Call, { agent, fact }: { agent: Agent; fact: OfferFact }): void {
  const answered = withOffer(call, fact.event.offerId, { accepted: true });
  const offer = offerNamed(answered, fact.event.offerId);
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

function withOffer(call: Call, offerId: Offer['offerId'], change: Partial<Offer>): Call {
  const { stage } = call;
  const changed = (offer: Offer): Offer => (offer.offerId === offerId ? { ...offer, ...change } : offer);
  if (stage.status === 'offered') return { ...call, stage: { ...stage, offers: stage.offers.map(changed) } };
  if (stage.status === 'connecting') return { ...call, stage: { ...stage, offer: changed(stage.offer) } };
  if (stage.status === 'transferring' && stage.to.kind === 'agent' && stage.to.offer) {
    return { ...call, stage: { ...stage, to: { ...stage.to, offer: changed(stage.to.offer) } } };
  }
  return call;
}

/** The call without this offer: still ringing elsewhere, or waiting on in its place. Clocks that stopped start again. */
function withoutOffer(state: OwnedState, call: Call, { event, at, seq }: OfferFact): Call {
  const { stage: _ended, ...timers } = call.timers;
  const others = offersOf(call).filter((offer) => offer.offerId !== event.offerId);
  if (call.stage.status === 'offered' && others.length > 0) {
    return {
      ...call,
      stage: { status: 'offered', offers: others },
      timers: { ...timers, stage: ringsOut(others, seq) },
    };
  }
  if (call.stage.status === 'transferring' && call.stage.to.kind === 'agent') {
    return { ...call, stage: { ...call.stage, to: { ...call.stage.to, offer: undefined } }, timers };
  }
  // Whoever is being dialled is told of by what follows.
  if (call.stage.status === 'dialling') return { ...call, stage: { ...call.stage, offer: undefined } };
  if (call.stage.status === 'connecting' && call.place) {
    const restarted = waitTimers(state.index.catalog, call, call.place, { at, set: seq });
    return { ...call, stage: { status: 'queued' }, timers: restarted };
  }
  return { ...call, stage: { status: 'queued' }, timers };
}

/** Who said no to a caller in line is not asked for the same caller again at once. */
function withRest(state: OwnedState, call: Call, { event, at, seq }: OfferFact): Call {
  const queue = call.place && state.index.catalog.queues.get(call.place.queueId);
  const restsMs = queue ? (queue.missRestMs ?? MISS_REST_MS) : 0;
  if (restsMs === 0) return call;
  const others = call.resting.filter((each) => each.agentId !== event.agentId);
  const resting = [...others, { agentId: event.agentId, untilAt: at + restsMs }];
  return { ...call, resting, timers: { ...call.timers, ...restTimer(resting, seq) } };
}
