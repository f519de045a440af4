import type { JournalEvent, JournalEventOf, JournalRecord } from '@decroche/protocol';
import { agentOf } from './members.ts';
import type { Board, BoardAgent, BoardCall, OfferEnd } from './state.ts';
import type { Touched } from './touched.ts';

type OfferEvent = Extract<JournalEvent, { type: `offer.${string}` }>;

/** Takes a line about an offer: one attempt to give one call to one agent. */
export function foldOfferEvent(board: Board, record: JournalRecord, touched: Touched): void {
  const event = record.event as OfferEvent;
  const agent = agentOf(board, event.agentId, record.at);
  const call = board.calls.get(event.callId);
  touched.agents.add(event.agentId);
  touched.calls.add(event.callId);
  for (const { queueId } of agent.definition?.queues ?? []) touched.queues.add(queueId);
  if (call?.queueId !== undefined) touched.queues.add(call.queueId);

  if (event.type === 'offer.made') ring(agent, call, event, record.at);
  else if (event.type === 'offer.accepted') accept(agent, call, event, record.at);
  else if (event.type !== 'offer.ringing') goAway({ agent, call, event, at: record.at });
}

function ring(agent: BoardAgent, call: BoardCall | undefined, event: JournalEventOf<'offer.made'>, at: number): void {
  agent.status = 'offered';
  agent.since = at;
  agent.offerId = event.offerId;
  agent.offerCallId = event.callId;
  agent.lastOfferEnd = undefined;
  if (!call) return;
  call.offers = [...call.offers, event];
  if (call.stage === 'queued') enter(call, 'offered', at);
}

function accept(agent: BoardAgent, call: BoardCall | undefined, event: OfferEvent, at: number): void {
  agent.status = 'connecting';
  agent.since = at;
  agent.callId = event.callId;
  if (call && call.stage !== 'transferring') enter(call, 'connecting', at);
}

interface Ending {
  readonly agent: BoardAgent;
  readonly call: BoardCall | undefined;
  readonly event: OfferEvent;
  readonly at: number;
}

/** Why the agent is told it went away; nothing to say of what they did themselves. */
function whyOf(event: OfferEvent, call: BoardCall | undefined): OfferEnd['why'] | undefined {
  // Nobody was on the line of a call-back yet: whoever should have been has not answered.
  if (call?.callback && event.type === 'offer.withdrawn' && event.reason === 'callerGone') return 'notReached';
  if (event.type === 'offer.withdrawn') return whyWithdrawn[event.reason];
  if (event.type === 'offer.expired') return 'expired';
  return event.type === 'offer.failed' ? 'failed' : undefined;
}

const whyWithdrawn = {
  callerGone: 'callerGone',
  answeredElsewhere: 'answeredElsewhere',
  agentUnavailable: 'withdrawn',
  overflow: 'withdrawn',
  supervisor: 'withdrawn',
} as const satisfies Record<Extract<OfferEvent, { type: 'offer.withdrawn' }>['reason'], OfferEnd['why']>;

function enter(call: BoardCall, stage: BoardCall['stage'], at: number): void {
  call.stage = stage;
  call.stageSince = at;
}

/** The offer is over without a conversation: the agent is free, the caller keeps their place. */
function goAway({ agent, call, event, at }: Ending): void {
  const why = whyOf(event, call);
  if (agent.offerId === event.offerId) {
    agent.offerId = undefined;
    agent.callId = undefined;
    if (agent.status === 'offered' || agent.status === 'connecting') {
      agent.status = 'ready';
      agent.since = at;
    }
    if (why !== undefined) agent.lastOfferEnd = { offerId: event.offerId, at, why };
  }
  if (!call?.offers.some((offer) => offer.offerId === event.offerId)) return;
  call.offers = call.offers.filter((offer) => offer.offerId !== event.offerId);
  if (call.offers.length > 0) return;
  if (call.stage === 'offered' || call.stage === 'connecting') enter(call, 'queued', at);
}
