/** What a transaction has to tell the others. Each gives back how many lines that is. */
import type { Ticket } from '@decroche/protocol';
import type { Ledger } from './ports.ts';

/** Keeps a new ticket and tells of it. */
export function opened(ledger: Ledger, ticket: Ticket): number {
  ledger.putTicket(ticket);
  const { ticketId, number, status, agentId, alertId, callIds, openedAt } = ticket;
  const [callId] = callIds;
  const whose = {
    ...(callId === undefined ? {} : { callId }),
    ...(agentId === undefined ? {} : { agentId }),
    ...(alertId === undefined ? {} : { alertId }),
  };
  ledger.announce({ type: 'ticket.opened', ticketId, number, status, ...whose }, openedAt);
  return 1;
}

/** Keeps a ticket and tells that it is not what it was. */
export function keep(ledger: Ledger, ticket: Ticket): number {
  ledger.putTicket(ticket);
  const { ticketId, status, updatedAt } = ticket;
  ledger.announce({ type: 'ticket.changed', ticketId, status }, updatedAt);
  return 1;
}

/** The same for a ticket that may have changed. */
export const changed = (ledger: Ledger, before: Ticket, after: Ticket): number =>
  before === after ? 0 : keep(ledger, after);
