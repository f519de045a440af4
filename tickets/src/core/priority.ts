import type { TicketImpact, TicketPriority, TicketUrgency } from '@decroche/protocol';

/** Requirement T2, row by row. */
const PRIORITY: Readonly<Record<TicketUrgency, Readonly<Record<TicketImpact, TicketPriority>>>> = {
  critical: { enterprise: 'P1', site: 'P1', user: 'P1' },
  major: { enterprise: 'P1', site: 'P2', user: 'P2' },
  minor: { enterprise: 'P2', site: 'P3', user: 'P3' },
};

/** How soon a ticket is to be served: urgency × impact (T2). It is computed, never chosen. */
export function priorityOf(urgency: TicketUrgency, impact: TicketImpact): TicketPriority {
  return PRIORITY[urgency][impact];
}
