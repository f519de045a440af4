import { z } from 'zod';
import { AgentId, AlertId, CallId, PartyRef, TicketId } from './ids.ts';
import { Ticket, TicketChange, TicketImpact, TicketKind, TicketStatus, TicketUrgency } from './tickets.ts';

/** A ticket as lists show it: without its timeline. */
export const TicketSummary = Ticket.omit({ timeline: true });
export type TicketSummary = z.infer<typeof TicketSummary>;

/** Statuses in a query string, separated by commas: `toComplete,open`. */
export const TicketStatusList = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(TicketStatus).min(1));

/** `GET /api/tickets/export.csv`: narrows the tickets; every condition must hold. */
export const TicketFilter = z.object({
  status: TicketStatusList.optional(),
  /** A login or a support group; `me` = the one who asks. */
  assignee: z.string().min(1).max(120).optional(),
  /** The agent who spoke to the caller; `me` = the one who asks. */
  agentId: z.union([z.literal('me'), AgentId]).optional(),
  partyRef: PartyRef.optional(),
  callId: CallId.optional(),
  /** The ticket that consigns this alert. */
  alertId: AlertId.optional(),
  /** Children of this ticket (T7). */
  parentId: TicketId.optional(),
  /** `due`: callers still to be told that their incident is solved. */
  informing: z.enum(['due', 'done']).optional(),
  /** Words of the number, the subject, the category or the requester; case and accents do not matter. */
  q: z.string().max(120).optional(),
});
export type TicketFilter = z.infer<typeof TicketFilter>;

/** `GET /api/tickets` → {@link TicketPage}, latest first. */
export const TicketQuery = TicketFilter.extend({
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
export type TicketQuery = z.infer<typeof TicketQuery>;

/** A page of tickets. */
export const TicketPage = z.object({ total: z.number().int(), items: z.array(TicketSummary) });
export type TicketPage = z.infer<typeof TicketPage>;

/** Path parameters of one ticket. */
export const TicketPath = z.object({ ticketId: TicketId });
/** Path parameters of the ticket of a call. */
export const TicketOfCallPath = z.object({ callId: CallId });

/** `POST /api/tickets` → 201 {@link Ticket}: one made by hand, open at once (origin `manual`). */
export const NewTicket = z.object({
  kind: TicketKind.default('incident'),
  subject: z.string().trim().min(1).max(200),
  category: z.string().max(80).default('Autre'),
  urgency: TicketUrgency.default('minor'),
  impact: TicketImpact.default('user'),
  requester: z
    .object({
      partyRef: PartyRef.optional(),
      contactId: z.string().max(120).optional(),
      name: z.string().max(120),
      site: z.string().max(120),
    })
    .default({ name: '', site: '' }),
  comment: z.string().max(10_000).optional(),
  assignee: z.string().min(1).max(120).optional(),
});
export type NewTicket = z.infer<typeof NewTicket>;

const seen = {
  /** The revision the person was looking at. */
  revision: z.number().int(),
};

/**
 * `POST /api/tickets/:ticketId/resolve` → {@link Ticket}. The fields of a change may come along, so that "solved at the
 * first contact" is one gesture.
 */
export const TicketResolution = TicketChange.extend({ solution: z.string().trim().min(1).max(10_000) });
export type TicketResolution = z.infer<typeof TicketResolution>;

/** `POST /api/tickets/:ticketId/close` → {@link Ticket}: only one that is resolved. */
export const TicketClosure = z.object(seen);
export type TicketClosure = z.infer<typeof TicketClosure>;

/** `POST /api/tickets/:ticketId/reopen` → {@link Ticket}. */
export const TicketReopening = z.object({ ...seen, reason: z.string().trim().min(1).max(2_000) });
export type TicketReopening = z.infer<typeof TicketReopening>;

/** `POST /api/tickets/:ticketId/assign` → {@link Ticket}; `me` = the one who asks, `null` = nobody. */
export const TicketAssignment = z.object({ ...seen, to: z.string().trim().min(1).max(120).nullable() });
export type TicketAssignment = z.infer<typeof TicketAssignment>;

/**
 * `POST /api/tickets/:ticketId/attach-call` → {@link Ticket}: the call leaves the ticket it was on for this one.
 * A draft left without a call is closed and names this ticket in `mergedInto`; its number is kept.
 */
export const TicketCallAttachment = z.object({ ...seen, callId: CallId });
export type TicketCallAttachment = z.infer<typeof TicketCallAttachment>;

/**
 * `POST /api/tickets/:ticketId/attach-to` → {@link Ticket}: becomes a child of this parent (T7). Solving the parent solves
 * its children, and their callers are to be told.
 */
export const TicketParentAttachment = z.object({ ...seen, parentId: TicketId });
export type TicketParentAttachment = z.infer<typeof TicketParentAttachment>;

/** `POST /api/tickets/:ticketId/detach` → {@link Ticket}: stands on its own again. */
export const TicketParentDetachment = z.object(seen);
export type TicketParentDetachment = z.infer<typeof TicketParentDetachment>;

/** `POST /api/tickets/:ticketId/informed` → {@link Ticket}: its caller has been told of the solution (T1). */
export const TicketInformed = z.object({ ...seen, by: z.enum(['mail', 'call']).default('call') });
export type TicketInformed = z.infer<typeof TicketInformed>;

/** `GET /api/tickets/categories`. */
export const TicketCategories = z.object({ categories: z.array(z.string()) });
export type TicketCategories = z.infer<typeof TicketCategories>;

/** Why a change to a ticket is refused: the `reason` of the problem document. */
export const TicketRefusalReason = z.enum([
  'unknownTicket',
  /** No ticket of this call (yet). */
  'unknownCall',
  /** Someone changed it meanwhile: the problem document carries the ticket as it is now in `present`. */
  'revisionConflict',
  'unknownCategory',
  /** It cannot be resolved before it says what it is about. */
  'subjectMissing',
  'alreadyResolved',
  'alreadyClosed',
  'notResolved',
  'notReopenable',
  /** Merged into another ticket: act on that one. */
  'merged',
  'callAlreadyAttached',
  'unknownParent',
  /** A ticket cannot be its own parent. */
  'ownParent',
  /** One level only: a child has no children, and a parent no parent. */
  'parentIsChild',
  'hasChildren',
  'alreadyChild',
  'notAChild',
  /** Nobody is waiting to be told. */
  'nobodyToInform',
]);
export type TicketRefusalReason = z.infer<typeof TicketRefusalReason>;

/** The problem document (409) of a change made on an old revision. */
export const TicketConflict = z.object({
  status: z.literal(409),
  reason: z.literal('revisionConflict'),
  detail: z.string(),
  errorId: z.string(),
  /** The ticket as it is now. */
  present: Ticket,
});
export type TicketConflict = z.infer<typeof TicketConflict>;
