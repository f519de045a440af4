import { Problem } from '@decroche/platform/http';
import type { Identity, Ticket, TicketRefusalReason } from '@decroche/protocol';
import type { Answer } from '../../app/answer.ts';
import type { Author } from '../../core/gesture.ts';

/** Who is signed in, as the author of a gesture. */
export const authorOf = ({ accountId, name }: Identity): Author => ({ accountId, name });

const DETAIL: Readonly<Record<TicketRefusalReason, string>> = {
  unknownTicket: 'there is no such ticket',
  unknownCall: 'no ticket carries this call (yet)',
  revisionConflict: 'someone changed the ticket meanwhile; it is in `present` as it is now',
  unknownCategory: 'the category is not one of /api/tickets/categories',
  subjectMissing: 'say what it is about before resolving it',
  alreadyResolved: 'it is resolved already',
  alreadyClosed: 'it is closed already',
  notResolved: 'only a resolved ticket can be closed',
  notReopenable: 'only a resolved or closed ticket can be reopened',
  merged: 'it was merged into another ticket',
  callAlreadyAttached: 'the call is on this ticket already',
  unknownParent: 'there is no such parent ticket',
  ownParent: 'a ticket cannot be its own parent',
  parentIsChild: 'the parent is itself a child of another ticket',
  hasChildren: 'it has children of its own: it cannot become a child',
  alreadyChild: 'it is a child of a ticket already: detach it first',
  notAChild: 'it is a child of no ticket',
  nobodyToInform: 'nobody is waiting to be told of its solution',
};

const STATUS: Partial<Record<TicketRefusalReason, number>> = {
  unknownTicket: 404,
  unknownCall: 404,
  unknownParent: 404,
  unknownCategory: 400,
};

/** @throws Problem 404. */
export function missing(reason: 'unknownTicket' | 'unknownCall'): never {
  throw new Problem(404, 'not found', { reason, detail: DETAIL[reason] });
}

/**
 * The ticket after a gesture.
 *
 * @throws Problem with the reason of the refusal, and the ticket as it is.
 */
export function ticketOr(answer: Answer): Ticket {
  if (answer.ticket) return answer.ticket;
  const { refused: reason, present } = answer;
  throw new Problem(STATUS[reason] ?? 409, 'refused', {
    reason,
    detail: DETAIL[reason],
    ...(present ? { more: { present } } : {}),
  });
}
