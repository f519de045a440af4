/**
 * The ticket machine.
 *
 * ```
 *            qualify                resolve              close
 * toComplete ───────▶ open ───────────────────▶ resolved ─────▶ closed
 *     │                ▲ ▲                        │ │             │
 *     └── resolve ─────┼─┼────────────────────────┘ │             │
 *      (with subject)  │ └────────── reopen ────────┘             │
 *                      └──────────── reopen ──────────────────────┘
 * ```
 * `merged` is closed for ever: its call is on another ticket.
 */
import type {
  CallId,
  NewTicket,
  Ticket,
  TicketChange,
  TicketEntry,
  TicketId,
  TicketRefusalReason,
} from '@decroche/protocol';
import { isCategory, UNCATEGORISED } from './categories.ts';
import type { Draft } from './consign.ts';
import { changed, line, obstacle, refuse, type Gesture, type Line, type Outcome } from './gesture.ts';
import { priorityOf } from './priority.ts';
import { isUntouched } from './solicitation.ts';

/** A ticket as its draft makes it; nobody's revision yet. */
export function fromDraft(draft: Draft, ticketId: TicketId): Ticket {
  const { callId, partyRef, timeline, ...rest } = draft;
  return {
    ...rest,
    ticketId,
    number: ticketId,
    kind: 'incident',
    category: UNCATEGORISED,
    urgency: 'minor',
    impact: 'user',
    priority: priorityOf('minor', 'user'),
    requester: { name: '', site: '', ...(partyRef === undefined ? {} : { partyRef }) },
    callIds: callId === undefined ? [] : [callId],
    updatedAt: draft.openedAt,
    ...(draft.status === 'closed' ? { closedAt: draft.openedAt } : {}),
    openedBy: 'system',
    timeline: [...timeline],
    childCount: 0,
    revision: 1,
  };
}

/** A ticket made by hand: qualified from the start. */
export function fromHand(asked: NewTicket, ticketId: TicketId, by: Pick<Gesture, 'author' | 'now'>): Ticket {
  const { comment, assignee, ...fields } = asked;
  return {
    ...fields,
    ticketId,
    number: ticketId,
    status: 'open',
    origin: 'manual',
    priority: priorityOf(asked.urgency, asked.impact),
    callIds: [],
    childCount: 0,
    ...(assignee === undefined ? {} : { assignee }),
    openedAt: by.now,
    updatedAt: by.now,
    openedBy: by.author.accountId,
    timeline: [
      line(by, { type: 'opened', origin: 'manual' }),
      ...(assignee === undefined ? [] : [line(by, { type: 'assigned', to: assignee })]),
      ...(comment ? [line(by, { type: 'commented', text: comment })] : []),
    ],
    revision: 1,
  };
}

/** A line the system adds: it moves nobody's revision, and a repeated one changes nothing. */
export function withNote(ticket: Ticket, entry: TicketEntry): Ticket {
  const { change } = entry;
  const repeated =
    change.type === 'callEnded' &&
    ticket.timeline.some(({ change: known }) => known.type === 'callEnded' && known.callId === change.callId);
  return repeated ? ticket : { ...ticket, updatedAt: entry.at, timeline: [...ticket.timeline, entry] };
}

const FIELDS = ['kind', 'subject', 'category', 'urgency', 'impact'] as const;

/** The qualifying fields that really change, as the timeline tells them. */
function differences(ticket: Ticket, change: TicketChange): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const field of FIELDS) {
    const value = change[field];
    if (value !== undefined && value !== ticket[field]) fields[field] = value;
  }
  const requester = change.requester;
  if (requester) {
    if (requester.name !== ticket.requester.name) fields['requester.name'] = requester.name;
    if (requester.site !== ticket.requester.site) fields['requester.site'] = requester.site;
    if (requester.contactId !== ticket.requester.contactId) fields['requester.contactId'] = requester.contactId ?? '';
  }
  return fields;
}

const qualifies = (change: TicketChange): boolean =>
  change.requester !== undefined || FIELDS.some((field) => change[field] !== undefined);

/**
 * The agent's gesture. Naming any qualifying field, even to confirm it, takes a ticket out of "à compléter"; a comment or an
 * assignment alone does not. A change that changes nothing keeps the revision.
 */
export function change(ticket: Ticket, asked: TicketChange, by: Gesture): Outcome {
  const no = obstacle(ticket, by);
  if (no) return refuse(no);
  if (asked.category !== undefined && asked.category !== ticket.category && !isCategory(asked.category)) {
    return refuse('unknownCategory');
  }
  const fields = differences(ticket, asked);
  const confirmed = ticket.status === 'toComplete' && qualifies(asked);
  const moved = asked.assignee !== undefined && asked.assignee !== ticket.assignee;
  const lines: Line[] = [
    ...(confirmed || Object.keys(fields).length > 0 ? [{ type: 'qualified', fields } as const] : []),
    ...(moved ? [{ type: 'assigned', to: asked.assignee || null } as const] : []),
    ...(asked.comment?.trim() ? [{ type: 'commented', text: asked.comment } as const] : []),
  ];
  if (lines.length === 0) return { ticket };
  return changed(withFields(ticket, asked), by, confirmed ? { status: 'open' } : {}, ...lines);
}

function withFields(ticket: Ticket, asked: TicketChange): Ticket {
  const { kind = ticket.kind, subject = ticket.subject, category = ticket.category } = asked;
  const { urgency = ticket.urgency, impact = ticket.impact } = asked;
  const { contactId: _before, ...known } = ticket.requester;
  const requester = asked.requester ? { ...known, ...asked.requester } : ticket.requester;
  const next = {
    ...ticket,
    kind,
    subject,
    category,
    urgency,
    impact,
    requester,
    priority: priorityOf(urgency, impact),
  };
  return asked.assignee === undefined ? next : withAssignee(next, asked.assignee || null);
}

function withAssignee(ticket: Ticket, to: string | null): Ticket {
  const { assignee: _before, ...rest } = ticket;
  return to === null ? rest : { ...rest, assignee: to };
}

/** Gives the ticket to a person or a group, or back to everybody (`null`). */
export function assign(ticket: Ticket, to: string | null, by: Gesture): Outcome {
  const no = obstacle(ticket, by);
  if (no) return refuse(no);
  if ((ticket.assignee ?? null) === to) return { ticket };
  return changed(withAssignee(ticket, to), by, {}, { type: 'assigned', to });
}

/** An answer was given. The fields of a change may come in the same gesture; without a subject it says nothing to anyone. */
export function resolve(ticket: Ticket, asked: TicketChange & { solution: string }, by: Gesture): Outcome {
  const { solution, ...fields } = asked;
  const qualified = change(ticket, fields, by);
  if (!qualified.ticket) return qualified;
  if (ticket.status === 'resolved') return refuse('alreadyResolved');
  if (ticket.status === 'closed') return refuse('alreadyClosed');
  if (qualified.ticket.subject === '') return refuse('subjectMissing');
  const seen = { ...by, revision: qualified.ticket.revision };
  const done = changed(
    qualified.ticket,
    seen,
    { status: 'resolved', resolvedAt: by.now },
    { type: 'resolved', solution },
  );
  // One gesture, one revision.
  return done.ticket ? { ticket: { ...done.ticket, revision: ticket.revision + 1 } } : done;
}

/** Done with: only after it was resolved. */
export function close(ticket: Ticket, by: Gesture): Outcome {
  const no = obstacle(ticket, by);
  if (no) return refuse(no);
  if (ticket.status === 'closed') return refuse('alreadyClosed');
  if (ticket.status !== 'resolved') return refuse('notResolved');
  return changed(ticket, by, { status: 'closed', closedAt: by.now }, { type: 'closed' });
}

/** The answer was not one, or an abandoned caller is to be rung back. */
export function reopen(ticket: Ticket, reason: string, by: Gesture): Outcome {
  const no = obstacle(ticket, by);
  if (no) return refuse(no);
  if (ticket.status !== 'resolved' && ticket.status !== 'closed') return refuse('notReopenable');
  // Their caller is told again when it is solved again.
  const { resolvedAt: _resolved, closedAt: _closed, informing: _informing, ...rest } = ticket;
  return changed(rest, by, { status: 'open' }, { type: 'reopened', reason });
}

/** Two tickets after a call went from one to the other. */
export type Attachment = { readonly from: Ticket; readonly to: Ticket } | { readonly refused: TicketRefusalReason };

/**
 * Moves a call to another ticket, so that it stays on exactly one. A draft left without a call was only there for it: it is
 * closed as merged and keeps its number. A ticket that stands for more keeps its life: someone has worked on it, it has children,
 * it consigns an alert, or its caller is still to be told of a solution.
 */
export function attachCall(from: Ticket, to: Ticket, callId: CallId, by: Gesture): Attachment {
  const no = obstacle(to, by);
  if (no) return { refused: no };
  if (from.ticketId === to.ticketId) return { refused: 'callAlreadyAttached' };
  const left = from.callIds.filter((id) => id !== callId);
  const ended = from.timeline.filter(({ change }) => change.type === 'callEnded' && change.callId === callId);
  const standsForMore =
    !isUntouched(from) || from.childCount > 0 || from.informing === 'due' || from.alertId !== undefined;
  const emptied = left.length === 0 && !standsForMore;
  const seenFrom = { ...by, revision: from.revision };
  const { parentId: _parent, ...alone } = from;
  const detached = changed(
    emptied ? alone : from,
    seenFrom,
    { callIds: left, ...(emptied ? { status: 'closed', closedAt: by.now, mergedInto: to.ticketId } : {}) },
    { type: 'callDetached', callId, to: to.ticketId },
    ...(emptied ? [{ type: 'merged', into: to.ticketId } as const] : []),
  );
  const bond = { callIds: [...to.callIds, callId], ...(from.childProtection ? { childProtection: true } : {}) };
  const attached = changed(to, by, bond, { type: 'callAttached', callId });
  return { from: detached.ticket, to: { ...attached.ticket, timeline: [...attached.ticket.timeline, ...ended] } };
}
