import { assertNever, type JournalEvent, type JournalRecord } from '@decroche/protocol';
import { agentOf } from './members.ts';
import type { Board, BoardAgent } from './state.ts';
import type { Touched } from './touched.ts';

type AgentEvent = Extract<JournalEvent, { type: `agent.${string}` }>;

/** Takes a line about an agent. */
export function foldAgentEvent(board: Board, record: JournalRecord, touched: Touched): void {
  const event = record.event as AgentEvent;
  const agent = agentOf(board, event.agentId, record.at);
  touched.agents.add(event.agentId);
  for (const { queueId } of agent.definition?.queues ?? []) touched.queues.add(queueId);
  step(agent, event, record.at);
  if (event.type === 'agent.loggedOut' && agent.definition === undefined && board.definition !== undefined) {
    board.agents.delete(agent.agentId);
  }
}

function step(agent: BoardAgent, event: AgentEvent, at: number): void {
  switch (event.type) {
    case 'agent.loggedIn':
      return become(agent, 'notReady', at);
    case 'agent.loggedOut':
      agent.next = undefined;
      agent.callId = undefined;
      agent.offerId = undefined;
      return become(agent, 'loggedOut', at);
    case 'agent.becameReady':
      // Without a wrap-up this is also how a conversation that goes on with somebody else lets the agent go.
      agent.callId = undefined;
      return become(agent, 'ready', at);
    case 'agent.becameNotReady':
      agent.callId = undefined;
      // A chosen pause that has come true is no longer a choice.
      agent.next = undefined;
      become(agent, 'notReady', at);
      agent.reason = event.reason;
      return;
    case 'agent.nextStateSet':
      agent.next = event.next;
      return;
    case 'agent.wrapUpStarted':
      agent.callId = undefined;
      become(agent, 'wrapUp', at);
      agent.wrapUp = { callId: event.callId, startedAt: at, endsAt: event.endsAt };
      return;
    case 'agent.wrapUpExtended':
      if (agent.wrapUp) agent.wrapUp.endsAt = event.endsAt;
      return;
    case 'agent.wrapUpEnded':
      // What follows (ready, pause, log-out) is told by the next line.
      if (agent.status === 'wrapUp') become(agent, 'ready', at);
      agent.wrapUp = undefined;
      return;
    case 'agent.deviceFound':
      agent.deviceReachable = true;
      return;
    case 'agent.deviceLost':
      agent.deviceReachable = false;
      return;
    default:
      assertNever(event);
  }
}

function become(agent: BoardAgent, status: BoardAgent['status'], at: number): void {
  if (agent.status !== status) agent.since = at;
  agent.status = status;
  agent.reason = undefined;
  if (status !== 'wrapUp') agent.wrapUp = undefined;
}
