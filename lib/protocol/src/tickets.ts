import { z } from 'zod';
import { AccountId, AgentId, AlertId, CallId, PartyRef, ServiceId, TicketId } from './ids.ts';
import { Instant } from './time.ts';

/** T1: what the solicitation is. */
export const TicketKind = z.enum(['incident', 'request', 'assistance']);
export type TicketKind = z.infer<typeof TicketKind>;
export const TicketUrgency = z.enum(['critical', 'major', 'minor']);
export type TicketUrgency = z.infer<typeof TicketUrgency>;
export const TicketImpact = z.enum(['enterprise', 'site', 'user']);
export type TicketImpact = z.infer<typeof TicketImpact>;
export const TicketPriority = z.enum(['P1', 'P2', 'P3']);
export type TicketPriority = z.infer<typeof TicketPriority>;

/**
 * `toComplete` ("à compléter"): opened by the system, nobody has qualified it yet. `open`: qualified, being worked on.
 * `resolved`: an answer was given. `closed`: done with.
 */
export const TicketStatus = z.enum(['toComplete', 'open', 'resolved', 'closed']);
export type TicketStatus = z.infer<typeof TicketStatus>;

/** How the solicitation came. `voicemail`, `abandoned`, `closed`: created by the system, nobody spoke to the caller. */
export const TicketOrigin = z.enum([
  'telephone',
  'voicemail',
  'abandoned',
  'closed',
  'manual',
  /** "Press 1": a child of the incident, without an agent (C4). */
  'dissuasion',
  /** The caller asked to be rung back. */
  'callback',
  /** Monitoring, or a person, alerted those on call. */
  'alert',
]);
export type TicketOrigin = z.infer<typeof TicketOrigin>;

/** A line of a ticket's timeline. */
export const TicketEntry = z.object({
  at: Instant,
  /** The person's name as it was then, or `system`. */
  actor: z.string(),
  /** Who they are; absent for the system. */
  accountId: AccountId.optional(),
  change: z.discriminatedUnion('type', [
    z.object({ type: z.literal('opened'), origin: TicketOrigin, callId: CallId.optional() }),
    z.object({ type: z.literal('callAttached'), callId: CallId }),
    /** The call went to another ticket. */
    z.object({ type: z.literal('callDetached'), callId: CallId, to: TicketId }),
    /** A draft whose only call went to another ticket: done with, its number is kept. */
    z.object({ type: z.literal('merged'), into: TicketId }),
    /** What changed, field → new value. */
    z.object({ type: z.literal('qualified'), fields: z.record(z.string(), z.string()) }),
    /** `null`: given back to everybody. */
    z.object({ type: z.literal('assigned'), to: z.string().nullable() }),
    z.object({ type: z.literal('commented'), text: z.string() }),
    z.object({ type: z.literal('resolved'), solution: z.string() }),
    z.object({ type: z.literal('closed') }),
    z.object({ type: z.literal('reopened'), reason: z.string() }),
    /** This ticket is a child of that one (T7). */
    z.object({ type: z.literal('attachedTo'), parentId: TicketId }),
    z.object({ type: z.literal('detachedFrom'), parentId: TicketId }),
    /** The parent was solved, and this one with it. */
    z.object({ type: z.literal('solvedWithParent'), parentId: TicketId }),
    /** What became of its alert: who was paged, who took it, when it was closed. */
    z.object({
      type: z.literal('alertMoved'),
      alertId: AlertId,
      what: z.enum(['opened', 'accepted', 'exhausted', 'onSite', 'remote', 'closed']),
      who: z.string().optional(),
    }),
    z.object({ type: z.literal('callerInformed'), by: z.enum(['mail', 'call']) }),
    z.object({ type: z.literal('callEnded'), callId: CallId, outcome: z.string(), durationMs: z.number().int() }),
  ]),
});
export type TicketEntry = z.infer<typeof TicketEntry>;

/** One solicitation of one beneficiary (T7), consigned in writing (C7). */
export const Ticket = z.object({
  ticketId: TicketId,
  /**
   * What people say and write: `INC-2026-00812`, `DEM-…`, `ASS-…`. Given at creation in the sequence of the kind it was opened
   * as and of the year, without a hole, and kept for life, whatever becomes of its kind (docs/adr/0006). Equal to `ticketId`.
   */
  number: z.string(),
  status: TicketStatus,
  kind: TicketKind,
  origin: TicketOrigin,
  subject: z.string(),
  category: z.string(),
  urgency: TicketUrgency,
  impact: TicketImpact,
  priority: TicketPriority,
  serviceId: ServiceId.optional(),
  requester: z.object({
    partyRef: PartyRef.optional(),
    contactId: z.string().optional(),
    name: z.string(),
    site: z.string(),
  }),
  assignee: z.string().optional(),
  agentId: AgentId.optional(),
  callIds: z.array(CallId),
  /** The alert it consigns. */
  alertId: AlertId.optional(),
  openedAt: Instant,
  updatedAt: Instant,
  resolvedAt: Instant.optional(),
  closedAt: Instant.optional(),
  /** The ticket its call went to: this one is closed and needs no one. */
  mergedInto: TicketId.optional(),
  /** The major incident it belongs to (T7). */
  parentId: TicketId.optional(),
  /** Solicitations attached to it, when it is a major incident. */
  childCount: z.number().int().default(0),
  /** The caller is to be told of the solution (`due`), or has been. */
  informing: z.enum(['due', 'done']).optional(),
  /** Its caller came through a service of child protection: nobody is ever told anything (C9). */
  childProtection: z.boolean().optional(),
  openedBy: z.union([AccountId, z.literal('system')]),
  timeline: z.array(TicketEntry),
  /**
   * Grows with each change made by someone; a change names the one it saw, so that two people do not overwrite each other.
   * A line the system adds to the timeline does not move it: the end of the call never refuses what its agent is typing.
   */
  revision: z.number().int(),
});
export type Ticket = z.infer<typeof Ticket>;

/** What an agent's gesture may change. */
export const TicketChange = z.object({
  revision: z.number().int(),
  kind: TicketKind.optional(),
  subject: z.string().trim().max(200).optional(),
  category: z.string().max(80).optional(),
  urgency: TicketUrgency.optional(),
  impact: TicketImpact.optional(),
  requester: z
    .object({ contactId: z.string().optional(), name: z.string().max(120), site: z.string().max(120) })
    .optional(),
  comment: z.string().max(10_000).optional(),
  assignee: z.string().max(120).optional(),
});
export type TicketChange = z.infer<typeof TicketChange>;

/** What tickets tell the others. */
export const TicketJournalEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ticket.opened'),
    ticketId: TicketId,
    number: z.string(),
    callId: CallId.optional(),
    agentId: AgentId.optional(),
    /** The alert it consigns. */
    alertId: AlertId.optional(),
    status: TicketStatus,
  }),
  /** The ticket of a call has become that of an alert as well. */
  z.object({ type: z.literal('ticket.alertAttached'), ticketId: TicketId, number: z.string(), alertId: AlertId }),
  z.object({ type: z.literal('ticket.callAttached'), ticketId: TicketId, number: z.string(), callId: CallId }),
  z.object({ type: z.literal('ticket.changed'), ticketId: TicketId, status: TicketStatus }),
  /** The caller of a child ticket is to be told that the incident is solved. */
  z.object({
    type: z.literal('ticket.callerToInform'),
    ticketId: TicketId,
    parentId: TicketId,
    partyRef: PartyRef.optional(),
    contactId: z.string().optional(),
    subject: z.string(),
    solution: z.string(),
  }),
]);
export type TicketJournalEvent = z.infer<typeof TicketJournalEvent>;
/** One line of the tickets' journal; `id` ends in its ordinal, a repeated one changes nothing. */
export const TicketJournalRecord = z.object({ id: z.string(), at: Instant, event: TicketJournalEvent });
export type TicketJournalRecord = z.infer<typeof TicketJournalRecord>;

/** What other programs tell tickets, on `streams.ticketInputs`: a repeated id changes nothing. */
export const TicketInput = z.object({
  id: z.string(),
  at: Instant,
  event: z.discriminatedUnion('type', [
    z.object({ type: z.literal('caller.informed'), ticketId: TicketId, by: z.enum(['mail', 'call']) }),
  ]),
});
export type TicketInput = z.infer<typeof TicketInput>;
