/** What an agent does, as journal lines tell it. One line is enough to know: nothing of what came before matters. */
import type { AgentId, AgentStatus, CallId, Instant, JournalEvent } from '@decroche/protocol';

/** What an agent does, and since when. */
export interface AgentAt {
  readonly status: AgentStatus;
  readonly since: Instant;
  /** Of a pause. */
  readonly reason?: string;
  /** Offered, joined to, talking with, or writing up. */
  readonly callId?: CallId;
}

type Doing = Omit<AgentAt, 'since'>;

/** Whose status a line tells, and which; `undefined` for lines that tell none. */
export function agentAfter(event: JournalEvent): { readonly agentId: AgentId; readonly doing: Doing } | undefined {
  const doing = doingOf(event);
  return doing && 'agentId' in event && event.agentId !== undefined ? { agentId: event.agentId, doing } : undefined;
}

function doingOf(event: JournalEvent): Doing | undefined {
  switch (event.type) {
    case 'agent.loggedIn':
      return { status: 'notReady', reason: 'loggedIn' };
    case 'agent.loggedOut':
      return { status: 'loggedOut' };
    case 'agent.becameReady':
      return { status: 'ready' };
    case 'agent.becameNotReady':
      return { status: 'notReady', reason: event.reason };
    case 'agent.wrapUpStarted':
      return { status: 'wrapUp', callId: event.callId };
    case 'offer.made':
      return { status: 'offered', callId: event.callId };
    case 'offer.accepted':
      return { status: 'connecting', callId: event.callId };
    case 'call.answered':
    case 'call.transferred':
      return { status: 'talking', callId: event.callId };
    default:
      return undefined;
  }
}
