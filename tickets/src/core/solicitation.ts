/** A ticket the system keeps as its solicitation goes on: rung back, or with a message found later. */
import type { AgentId, CallId, Instant, Ticket, TicketEntry } from '@decroche/protocol';
import { noted } from './gesture.ts';

/** Nobody has touched it: what the system closed, the system may open again. */
export function isUntouched(ticket: Ticket): boolean {
  return ticket.status === 'toComplete' || (ticket.openedBy === 'system' && ticket.revision === 1);
}

/** Open again for someone's gesture, when only the system had closed it. */
export function taken(ticket: Ticket): Ticket {
  if (ticket.status !== 'closed' || !isUntouched(ticket) || ticket.mergedInto !== undefined) return ticket;
  const { closedAt: _closed, ...rest } = ticket;
  return { ...rest, status: 'toComplete' };
}

/** The ticket with the call that rings its caller back: the one who speaks to them completes it. */
export function joinedBy(
  ticket: Ticket,
  call: { readonly callId: CallId; readonly at: Instant; readonly agentId?: AgentId; readonly entry?: TicketEntry },
): Ticket {
  const { callId, at, agentId, entry } = call;
  const now = agentId === undefined ? ticket : { ...taken(ticket), agentId: ticket.agentId ?? agentId };
  const joined = noted(now, at, { callIds: [...now.callIds, callId] }, { type: 'callAttached', callId });
  return entry ? { ...joined, timeline: [...joined.timeline, entry] } : joined;
}

/** A message was found whole after the call had ended: it is to be heard. */
export function withMessageFound(ticket: Ticket, subject: string, at: Instant): Ticket {
  const open = taken(ticket);
  // A caller's alert keeps their ticket open meanwhile.
  const isOpen = ticket.alertId !== undefined && ticket.status === 'toComplete';
  return open === ticket && !isOpen ? ticket : { ...open, subject, origin: 'voicemail', updatedAt: at };
}
