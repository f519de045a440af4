import {
  type AgentId,
  type BoardView,
  type CallId,
  type CallerView,
  type DeskView,
  type Instant,
  type PartyRef,
  type QueueId,
  type RecentCall,
  type ScreenPop,
  type ServiceId,
} from '@decroche/protocol';
import type { Board, BoardAgent, BoardCall, BoardQueue } from './state.ts';

/** Who is behind a reference, as far as it is known at this moment. */
export type CallerOf = (partyRef: PartyRef | undefined) => CallerView;

/** What a view needs besides the board. */
export interface ViewContext {
  readonly now: Instant;
  readonly callerOf: CallerOf;
}

/** How long an agent is told why an offer went away. */
const TOLD_MS = 8_000;
/** Past calls shown in a screen pop. */
const POP_CALLS = 5;
/** How long a defect stays on the wall. */
const ALARM_MS = 15 * 60_000;

const serviceNameOf = (board: Board, serviceId: ServiceId | undefined): string =>
  board.definition?.services.find((service) => service.serviceId === serviceId)?.name ?? serviceId ?? '';
const queueNameOf = (board: Board, queueId: QueueId | undefined): string =>
  board.definition?.queues.find((queue) => queue.queueId === queueId)?.name ?? queueId ?? '';
const agentNameOf = (board: Board, agentId: AgentId | undefined): string | undefined =>
  agentId === undefined ? undefined : (board.agents.get(agentId)?.definition?.name ?? agentId);

/** The one line that says who a caller is: a single known name, or nothing. */
function callerName(caller: CallerView): string | undefined {
  const known = caller.candidates.filter((candidate) => candidate.because === 'number');
  return known.length === 1 ? known[0]?.contact.name : undefined;
}

/** A call as lists show it. */
export function recentCallOf(board: Board, call: BoardCall, callerOf: CallerOf): RecentCall {
  const serviceId = call.serviceId ?? ('unknown' as ServiceId);
  return {
    callId: call.callId,
    serviceId,
    serviceName: serviceNameOf(board, call.serviceId),
    caller: callerOf(call.partyRef),
    receivedAt: call.receivedAt,
    queuedAt: call.queuedAt,
    answeredAt: call.answeredAt,
    endedAt: call.endedAt,
    outcome: call.outcome,
    agentId: call.agentId,
    agentName: agentNameOf(board, call.agentId),
  };
}

function popOf(board: Board, call: BoardCall, because: string, callerOf: CallerOf): ScreenPop {
  const earlier = call.partyRef === undefined ? [] : (board.callsOfParty.get(call.partyRef) ?? []);
  return {
    callId: call.callId,
    serviceId: call.serviceId ?? ('unknown' as ServiceId),
    serviceName: serviceNameOf(board, call.serviceId),
    queueName: queueNameOf(board, call.queueId),
    caller: callerOf(call.partyRef),
    queuedAt: call.queuedAt,
    because,
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
  const offer = call?.offer;
  if (!call || offer?.offerId !== agent.offerId || offer === undefined) return undefined;
  return { offerId: offer.offerId, expiresAt: offer.expiresAt, pop: popOf(board, call, offer.because, callerOf) };
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
  const call = agent.callId === undefined ? undefined : board.calls.get(agent.callId);
  const ended = agent.lastOfferEnd;
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
    call: call && {
      callId: call.callId,
      status: deskStageOf(call.stage),
      answeredAt: call.answeredAt,
      pop: popOf(board, call, call.offer?.because ?? 'longestIdle', callerOf),
    },
    wrapUp: agent.wrapUp && { ...agent.wrapUp },
    ticket: ticketFor(board, agent.callId ?? agent.wrapUp?.callId),
    lastOfferEnd: ended && now - ended.at < TOLD_MS ? ended : undefined,
    queues: (agent.definition?.queues ?? []).map((queueId) => glance(board, queueId)),
  };
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

/** The supervisor's wall, whole. */
export function boardViewOf(board: Board, context: ViewContext): BoardView {
  const { now, callerOf } = context;
  const definition = board.definition;
  const order = new Map(definition?.agents.map((agent, index) => [agent.agentId, index]));
  const agents = [...board.agents.values()].sort(
    (a, b) => (order.get(a.agentId) ?? Infinity) - (order.get(b.agentId) ?? Infinity),
  );
  return {
    seq: board.seq,
    serverAt: now,
    organisation: definition?.organisation ?? '',
    queues: [...board.queues.values()].map((queue) => queueViewOf(board, queue, callerOf)),
    agents: agents.map((agent) => agentViewOf(board, agent, callerOf)),
    elsewhere: elsewhereOf(board),
    alarms: board.alarms
      .filter((alarm) => now - alarm.at < ALARM_MS)
      .map(({ id, at, event }) => ({
        id,
        at,
        severity: 'critical' as const,
        text: `Un appel attend dans « ${queueNameOf(board, event.queueId)} » alors que ${agentNameOf(board, event.agentId)} est libre.`,
      })),
  };
}

function queueViewOf(board: Board, queue: BoardQueue, callerOf: CallerOf): BoardView['queues'][number] {
  const { queueId } = queue;
  const here = [...board.agents.values()].filter((agent) => agent.definition?.queues.includes(queueId));
  const thresholds = (board.definition?.services ?? [])
    .filter((service) => service.queueId === queueId)
    .map((service) => service.serviceLevel.thresholdMs);
  return {
    queueId,
    name: queueNameOf(board, queueId),
    // Several services may share a queue: the most demanding promise colours the clocks.
    thresholdMs: thresholds.length > 0 ? Math.min(...thresholds) : 15_000,
    agentsReady: here.filter((agent) => agent.status === 'ready').length,
    agentsLoggedIn: here.filter((agent) => agent.status !== 'loggedOut').length,
    talking: here.filter((agent) => agent.status === 'talking').length,
    waiting: [...queue.waiting]
      .sort(([, a], [, b]) => a - b)
      .flatMap(([callId]) => {
        const call = board.calls.get(callId);
        return call ? [waitingViewOf(board, call, callerOf)] : [];
      }),
  };
}

function waitingViewOf(
  board: Board,
  call: BoardCall,
  callerOf: CallerOf,
): BoardView['queues'][number]['waiting'][number] {
  const caller = callerOf(call.partyRef);
  return {
    callId: call.callId,
    serviceName: serviceNameOf(board, call.serviceId),
    number: caller.number,
    name: callerName(caller),
    queuedAt: call.queuedAt ?? call.receivedAt,
    status: call.offer ? 'offered' : 'queued',
    offeredTo: agentNameOf(board, call.offer?.agentId),
  };
}

function agentViewOf(board: Board, agent: BoardAgent, callerOf: CallerOf): BoardView['agents'][number] {
  const call = agent.callId === undefined ? undefined : board.calls.get(agent.callId);
  const caller = call && callerOf(call.partyRef);
  return {
    agentId: agent.agentId,
    name: agent.definition?.name ?? agent.agentId,
    status: agent.status,
    since: agent.since,
    reason: agent.reason,
    next: agent.next,
    deviceReachable: agent.deviceReachable,
    queueIds: [...(agent.definition?.queues ?? [])],
    callId: agent.callId,
    withCaller: caller && (callerName(caller) ?? caller.number),
  };
}

const elsewhereStages = { welcome: 'welcome', voicemail: 'voicemail', closedMessage: 'closedMessage' } as const;

function elsewhereOf(board: Board): BoardView['elsewhere'] {
  const present: BoardView['elsewhere'] = [];
  for (const callId of board.present) {
    const call = board.calls.get(callId);
    if (!call || !(call.stage in elsewhereStages)) continue;
    present.push({
      callId,
      serviceName: serviceNameOf(board, call.serviceId),
      where: elsewhereStages[call.stage as keyof typeof elsewhereStages],
      since: call.stageSince,
    });
  }
  return present;
}
