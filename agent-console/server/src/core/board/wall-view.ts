import type { BoardView } from '@decroche/protocol';
import { openAlertsOf } from '../oncall/alert-state.ts';
import { alertGlance } from '../oncall/alert-views.ts';
import { callbacksOnWall } from './callback-view.ts';
import { publishedDissuasions } from './dissuasion-view.ts';
import { agentNameOf, callerName, queueNameOf, serviceNameOf } from './names.ts';
import { isLate, nextReinforcementOf, shiftNowOf, shiftsOf } from './shift-view.ts';
import type { Board, BoardAgent, BoardCall, BoardQueue } from './state.ts';
import type { CallerOf, ViewContext } from './views.ts';

/** How long a defect stays on the wall. */
const ALARM_MS = 15 * 60_000;

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
    queues: [...board.queues.values()].map((queue) => queueViewOf(board, queue, context)),
    agents: agents.map((agent) => agentViewOf(board, agent, context)),
    elsewhere: elsewhereOf(board),
    shifts: shiftsOf(board, now),
    openAlerts: openAlertsOf(board.onCall).map((alert) => alertGlance(board.onCall, alert)),
    trunks: [...board.trunks.values()],
    dissuasions: publishedDissuasions(board),
    callbacks: callbacksOnWall(board, callerOf),
    alarms: defectsOf(board, now),
  };
}

/** Defects of ours: a caller waited while somebody was free, or a deadline met a bug. */
const defectsOf = (board: Board, now: number): BoardView['alarms'] =>
  board.alarms
    .filter((alarm) => now - alarm.at < ALARM_MS)
    .map(({ id, at, event }) => ({
      id,
      at,
      severity: 'critical' as const,
      text:
        event.type === 'timer.setAside'
          ? `Une échéance n’a pas pu être traitée et a été écartée : ${event.timer}.`
          : `Un appel attend dans « ${queueNameOf(board, event.queueId)} » alors que ${agentNameOf(board, event.agentId)} est libre.`,
    }));

function queueViewOf(board: Board, queue: BoardQueue, context: ViewContext): BoardView['queues'][number] {
  const { queueId } = queue;
  const nextReinforcement = nextReinforcementOf(board, context.now, queueId);
  const here = [...board.agents.values()].filter((agent) =>
    agent.definition?.queues.some((each) => each.queueId === queueId),
  );
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
        return call ? [waitingViewOf(board, call, context.callerOf)] : [];
      }),
    alarms: [...board.queueAlarms.values()]
      .filter(({ event }) => event.queueId === queueId)
      .map(({ at, event: { alarmId, kind, value, threshold } }) => ({ alarmId, kind, since: at, value, threshold })),
    ...(nextReinforcement ? { nextReinforcement } : {}),
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
    ...(caller.sealed ? { sealed: true } : {}),
    name: callerName(caller),
    queuedAt: call.queuedAt ?? call.receivedAt,
    status: call.offers.length > 0 ? 'offered' : 'queued',
    offeredTo: call.offers.map((offer) => agentNameOf(board, offer.agentId)).join(', ') || undefined,
    kind: call.kind,
    priority: call.priority,
    needs: [...call.needs],
    tier: call.tier,
    preferred: call.preferred && {
      ...call.preferred,
      name: agentNameOf(board, call.preferred.agentId) ?? call.preferred.agentId,
    },
  };
}

function agentViewOf(board: Board, agent: BoardAgent, { now, callerOf }: ViewContext): BoardView['agents'][number] {
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
    queueIds: (agent.definition?.queues ?? []).map(({ queueId }) => queueId),
    callId: agent.callId,
    withCaller: caller && (callerName(caller) ?? caller.number),
    shift: shiftNowOf(board, agent.agentId, now),
    late: isLate(board, agent, now),
  };
}

const elsewhereStages = {
  welcome: 'welcome',
  menu: 'menu',
  dissuasion: 'dissuasion',
  callbackDialogue: 'callbackDialogue',
  voicemail: 'voicemail',
  closedMessage: 'closedMessage',
  onCall: 'onCall',
} as const;

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
