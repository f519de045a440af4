/**
 * Major incidents (T7): every solicitation about one event is a child of one parent; one level, no more.
 *
 * ```
 * child open ── parent solved ──▶ resolved, caller to inform ── told ──▶ resolved, informed
 * ```
 * Parent and child both change; the child carries the bond (`parentId`), the parent counts (`childCount`).
 */
import type { Instant, Ticket, TicketJournalEvent, TicketRefusalReason } from '@decroche/protocol';
import { changed, noted, obstacle, refuse, type Gesture, type Line, type Outcome } from './gesture.ts';

/** Child and parent after a gesture, or why not. */
export type Bond =
  | { readonly child: Ticket; readonly parent: Ticket; readonly refused?: undefined }
  | { readonly refused: TicketRefusalReason };

/** Whether a ticket may have children. */
export function mayBeParent(ticket: Ticket): boolean {
  return ticket.mergedInto === undefined && ticket.parentId === undefined;
}

/** Makes a ticket a child of another. Of a parent that is solved already it is solved at once. */
export function attachTo(child: Ticket, parent: Ticket, by: Gesture): Bond {
  const no = obstacle(child, by) ?? barrier(child, parent);
  if (no) return { refused: no };
  const { ticket } = changed(child, by, { parentId: parent.ticketId }, bondLine(parent));
  return bonded(ticket, parent, by.now);
}

const bondLine = ({ ticketId }: Ticket): Line => ({ type: 'attachedTo', parentId: ticketId });

function barrier(child: Ticket, parent: Ticket): TicketRefusalReason | undefined {
  if (child.ticketId === parent.ticketId) return 'ownParent';
  if (child.parentId !== undefined) return 'alreadyChild';
  if (child.childCount > 0) return 'hasChildren';
  if (parent.parentId !== undefined) return 'parentIsChild';
  return parent.mergedInto === undefined ? undefined : 'merged';
}

function bonded(child: Ticket, parent: Ticket, at: Instant): { readonly child: Ticket; readonly parent: Ticket } {
  const counted = { ...parent, childCount: parent.childCount + 1, updatedAt: at };
  return { child: solutionOf(parent) === undefined ? child : solvedWith(child, parent, at), parent: counted };
}

/** The same by the system, when the caller has pressed the key (C4): open, nobody's to work on, child of the incident. */
export function bornChild(draft: Ticket, parent: Ticket): { readonly child: Ticket; readonly parent: Ticket } {
  const { openedAt: at } = draft;
  const bond = { status: 'open', category: parent.category, parentId: parent.ticketId } as const;
  return bonded(noted(draft, at, bond, bondLine(parent)), parent, at);
}

/** A child stands on its own again; nobody owes its caller the parent's solution any more. */
export function detach(child: Ticket, parent: Ticket | undefined, by: Gesture): Bond | { readonly child: Ticket } {
  const no = obstacle(child, by);
  if (no) return { refused: no };
  const { parentId, informing, ...rest } = child;
  if (parentId === undefined) return { refused: 'notAChild' };
  const kept = informing === 'done' ? { ...rest, informing } : rest;
  const { ticket } = changed(kept, by, {}, { type: 'detachedFrom', parentId });
  return parent ? { child: ticket, parent: oneChildLess(parent, by.now) } : { child: ticket };
}

/** The parent of a child that has left it. */
export const oneChildLess = (parent: Ticket, at: Instant): Ticket => ({
  ...parent,
  childCount: Math.max(0, parent.childCount - 1),
  updatedAt: at,
});

/** The solution of a ticket that is solved; `undefined` while it is not. */
function solutionOf({ status, timeline }: Ticket): string | undefined {
  if (status !== 'resolved' && status !== 'closed') return undefined;
  const last = timeline.findLast(({ change }) => change.type === 'resolved')?.change;
  return last?.type === 'resolved' ? last.solution : undefined;
}

/**
 * The child solved with its parent; one that was solved or closed before stays as it is. Whoever can be told is to be told, once;
 * a caller of child protection never (C9).
 */
export function solvedWith(child: Ticket, parent: Ticket, at: Instant): Ticket {
  if (child.status === 'resolved' || child.status === 'closed') return child;
  const { partyRef, contactId } = child.requester;
  const reachable = !child.childProtection && (partyRef !== undefined || contactId !== undefined);
  const next = { status: 'resolved', resolvedAt: at } as const;
  const due = reachable ? ({ informing: 'due' } as const) : {};
  return noted(child, at, { ...next, ...due }, { type: 'solvedWithParent', parentId: parent.ticketId });
}

/** What the others are told of a child whose caller has come to be informed; `undefined` when nobody has. */
export function toldOf(before: Ticket | undefined, child: Ticket, parent: Ticket): TicketJournalEvent | undefined {
  if (child.informing !== 'due' || before?.informing === 'due') return undefined;
  const { partyRef, contactId } = child.requester;
  return {
    ...{ type: 'ticket.callerToInform', ticketId: child.ticketId, parentId: parent.ticketId },
    ...(partyRef === undefined ? {} : { partyRef }),
    ...(contactId === undefined ? {} : { contactId }),
    ...{ subject: parent.subject, solution: solutionOf(parent) ?? '' },
  };
}

/** Someone has told the caller. */
export function informed(ticket: Ticket, means: 'mail' | 'call', by: Gesture): Outcome {
  const no = obstacle(ticket, by);
  if (no) return refuse(no);
  if (ticket.informing !== 'due') return refuse('nobodyToInform');
  return changed(ticket, by, { informing: 'done' }, { type: 'callerInformed', by: means });
}

/** The same told by another program; told again it changes nothing. */
export function informedBySystem(ticket: Ticket, means: 'mail' | 'call', at: Instant): Ticket {
  return ticket.informing === 'due'
    ? noted(ticket, at, { informing: 'done' }, { type: 'callerInformed', by: means })
    : ticket;
}
