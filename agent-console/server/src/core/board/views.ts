import {
  type AgentId,
  type CallId,
  type CallerView,
  type DeskView,
  type Instant,
  type PartyRef,
  type QueueId,
  type RecentCall,
  type ScreenPop,
  type ServiceId,
  type SupervisorMessage,
} from '@decroche/protocol';
import { dissuasionsTouching } from './dissuasion-view.ts';
import { marksInPop } from './fold-marks.ts';
import { agentNameOf, queueNameOf, serviceNameOf } from './names.ts';
import { myShiftOf } from './shift-view.ts';
import type { Board, BoardAgent, BoardCall } from './state.ts';

/** Who is behind a reference, as far as it is known at this moment. */
export type CallerOf = (partyRef: PartyRef | undefined) => CallerView;

/** What a view needs besides the board. */
export interface ViewContext {
  readonly now: Instant;
  readonly callerOf: CallerOf;
  /** What supervisors have written to an agent and is not read yet. */
  readonly messagesFor?: (agentId: AgentId) => readonly SupervisorMessage[];
}

/** How long an agent is told why an offer went away. */
const TOLD_MS = 8_000;
/** Past calls shown in a screen pop. */
const POP_CALLS = 5;

/** The caller, and how often they have called before: told of everybody, whether or not their number may be shown. */
function callerOfCall({ partyRef, marks }: BoardCall, callerOf: CallerOf): CallerView {
  const { earlierCalls } = marks;
  return earlierCalls === undefined ? callerOf(partyRef) : { ...callerOf(partyRef), earlierCalls };
}

/** A call as lists show it. */
export function recentCallOf(board: Board, call: BoardCall, callerOf: CallerOf): RecentCall {
  const serviceId = call.serviceId ?? ('unknown' as ServiceId);
  return {
    callId: call.callId,
    serviceId,
    serviceName: serviceNameOf(board, call.serviceId),
    caller: callerOfCall(call, callerOf),
    receivedAt: call.receivedAt,
    queuedAt: call.firstQueuedAt,
    answeredAt: call.answeredAt,
    endedAt: call.endedAt,
    outcome: call.outcome,
    agentId: call.agentId,
    agentName: agentNameOf(board, call.agentId),
  };
}

/** First reception hands over to one queue; others have nothing to hand over. */
function handOverOf(board: Board, queueId: QueueId | undefined): ScreenPop['handOverTo'] {
  const to = board.definition?.queues.find((queue) => queue.queueId === queueId)?.handOverTo;
  return to && { queueId: to, name: queueNameOf(board, to) };
}

function popOf(board: Board, call: BoardCall, because: string, callerOf: CallerOf): ScreenPop {
  const earlier = call.partyRef === undefined ? [] : (board.callsOfParty.get(call.partyRef) ?? []);
  return {
    callId: call.callId,
    serviceId: call.serviceId ?? ('unknown' as ServiceId),
    serviceName: serviceNameOf(board, call.serviceId),
    queueName: queueNameOf(board, call.queueId),
    caller: callerOfCall(call, callerOf),
    queuedAt: call.queuedAt,
    because,
    ...marksInPop(board, call),
    handOverTo: handOverOf(board, call.queueId),
    recentCalls: earlier
      .filter((callId) => callId !== call.callId)
      .toReversed()
      .slice(0, POP_CALLS)
      .flatMap((callId) => {
        const past = board.calls.get(callId);
        if (!past) return [];
        return [
          {
            callId,
            at: past.receivedAt,
            outcome: past.outcome ?? 'inProgress',
            agentName: agentNameOf(board, past.agentId),
          },
        ];
      }),
  };
}

const deskStages = {
  connecting: 'connecting',
  talking: 'talking',
  held: 'held',
  transferring: 'transferring',
} as const;
const deskStageOf = (stage: BoardCall['stage']): NonNullable<DeskView['call']>['status'] =>
  stage in deskStages ? deskStages[stage as keyof typeof deskStages] : 'connecting';

function offerFor(board: Board, agent: BoardAgent, callerOf: CallerOf): DeskView['offer'] {
  if (agent.status !== 'offered' || agent.offerCallId === undefined) return undefined;
  const call = board.calls.get(agent.offerCallId);
  const offer = call?.offers.find((each) => each.offerId === agent.offerId);
  if (!call || !offer) return undefined;
  return {
    offerId: offer.offerId,
    expiresAt: offer.expiresAt,
    kind: call.kind,
    pop: popOf(board, call, offer.because, callerOf),
  };
}

function ticketFor(board: Board, callId: CallId | undefined): DeskView['ticket'] {
  const ticket = callId === undefined ? undefined : board.tickets.get(callId);
  return ticket && callId !== undefined ? { ...ticket, callId } : undefined;
}

/**
 * One agent's desk, whole.
 *
 * @returns undefined for somebody who is not (or no longer) an agent.
 */
export function deskOf(board: Board, agentId: AgentId, context: ViewContext): DeskView | undefined {
  const agent = board.agents.get(agentId);
  if (!agent) return undefined;
  const { now, callerOf } = context;
  const ended = agent.lastOfferEnd;
  const queueIds = (agent.definition?.queues ?? []).map(({ queueId }) => queueId);
  return {
    seq: board.seq,
    serverAt: now,
    agent: {
      agentId,
      name: agent.definition?.name ?? agentId,
      status: agent.status,
      since: agent.since,
      reason: agent.reason,
      next: agent.next,
      deviceReachable: agent.deviceReachable,
    },
    offer: offerFor(board, agent, callerOf),
    call: callFor(board, agent, callerOf),
    wrapUp: agent.wrapUp && { ...agent.wrapUp },
    ticket: ticketFor(board, agent.callId ?? agent.wrapUp?.callId),
    lastOfferEnd: ended && now - ended.at < TOLD_MS ? ended : undefined,
    queues: queueIds.map((queueId) => glance(board, queueId)),
    myShift: myShiftOf(board, agentId, now),
    dissuasions: dissuasionsTouching(board, new Set(queueIds)),
    messages: [...(context.messagesFor?.(agentId) ?? [])],
  };
}

function callFor(board: Board, agent: BoardAgent, callerOf: CallerOf): DeskView['call'] {
  const call = agent.callId === undefined ? undefined : board.calls.get(agent.callId);
  return (
    call && {
      callId: call.callId,
      kind: call.kind,
      status: deskStageOf(call.stage),
      answeredAt: call.answeredAt,
      ...(call.marks.silent ? { keys: [...call.marks.keys] } : {}),
      pop: popOf(board, call, call.offers[0]?.because ?? 'longestIdle', callerOf),
    }
  );
}

function glance(board: Board, queueId: QueueId): DeskView['queues'][number] {
  const queue = board.queues.get(queueId);
  return {
    queueId,
    name: queueNameOf(board, queueId),
    waiting: queue?.waiting.size ?? 0,
    oldestQueuedAt: queue?.oldestQueuedAt,
  };
}
