/** Gestures on a major incident and its children (T7): two tickets or many, one transaction. */
import type { Instant, Ticket, TicketId } from '@decroche/protocol';
import { attachTo, detach, oneChildLess, solvedWith, toldOf } from '../core/family.ts';
import type { Gesture } from '../core/gesture.ts';
import type { Answer } from './answer.ts';
import type { Ledger } from './ports.ts';
import { keep } from './telling.ts';

/** Solves whoever is still open among the children of a solved ticket, and tells for whom there is someone to inform. */
export async function solveChildren(ledger: Ledger, parent: Ticket, now: Instant): Promise<void> {
  for (const child of await ledger.children(parent.ticketId)) {
    const solved = solvedWith(child, parent, now);
    if (solved === child) continue;
    keep(ledger, solved);
    tell(ledger, { before: child, child: solved, parent });
  }
}

function tell(ledger: Ledger, { before, child, parent }: { before: Ticket; child: Ticket; parent: Ticket }): void {
  const told = toldOf(before, child, parent);
  if (told) ledger.announce(told, child.updatedAt);
}

/** Makes a ticket a child of another. */
export async function attachToParent(
  ledger: Ledger,
  { ticketId, parentId }: { readonly ticketId: TicketId; readonly parentId: TicketId },
  by: Gesture,
): Promise<Answer> {
  const present = await ledger.ticket(ticketId);
  if (!present) return { refused: 'unknownTicket', present };
  const incident = await ledger.ticket(parentId);
  if (!incident) return { refused: 'unknownParent', present };
  const bond = attachTo(present, incident, by);
  if (bond.refused !== undefined) return { refused: bond.refused, present };
  keep(ledger, bond.parent);
  keep(ledger, bond.child);
  tell(ledger, { before: present, child: bond.child, parent: bond.parent });
  return { ticket: bond.child };
}

/** Lets a child stand on its own again. */
export async function leaveParent(ledger: Ledger, ticketId: TicketId, by: Gesture): Promise<Answer> {
  const present = await ledger.ticket(ticketId);
  if (!present) return { refused: 'unknownTicket', present };
  const parent = present.parentId === undefined ? undefined : await ledger.ticket(present.parentId);
  const bond = detach(present, parent, by);
  if ('refused' in bond && bond.refused !== undefined) return { refused: bond.refused, present };
  if ('parent' in bond) keep(ledger, bond.parent);
  keep(ledger, bond.child);
  return { ticket: bond.child };
}

/** A child that was merged away no longer counts. */
export async function loseChild(ledger: Ledger, { parentId }: Ticket, now: Instant): Promise<void> {
  const parent = parentId === undefined ? undefined : await ledger.ticket(parentId);
  if (parent) keep(ledger, oneChildLess(parent, now));
}
