/** What every gesture on a ticket has in common: who makes it, what forbids it, and the trace it leaves. */
import type { AccountId, Instant, Ticket, TicketEntry, TicketRefusalReason } from '@decroche/protocol';

/** Who makes a change. */
export interface Author {
  readonly accountId: AccountId;
  readonly name: string;
}

/** The ticket after a change, or why it stays as it is. */
export type Outcome =
  | { readonly ticket: Ticket; readonly refused?: undefined }
  | { readonly refused: TicketRefusalReason; readonly ticket?: undefined };

/** One change, as a timeline tells it. */
export type Line = TicketEntry['change'];

/** What every change needs: whose it is, when, and the revision they were looking at. */
export interface Gesture {
  readonly author: Author;
  readonly revision: number;
  readonly now: Instant;
}

/** A refusal as an outcome. */
export const refuse = (refused: TicketRefusalReason): Outcome => ({ refused });

/** A person's line of a timeline. */
export const line = ({ author, now }: Pick<Gesture, 'author' | 'now'>, change: Line): TicketEntry => ({
  at: now,
  actor: author.name,
  accountId: author.accountId,
  change,
});

/** The ticket after someone's change: one revision more. */
export function changed(
  ticket: Ticket,
  by: Gesture,
  next: Partial<Ticket>,
  ...lines: Line[]
): { readonly ticket: Ticket } {
  return {
    ticket: {
      ...ticket,
      ...next,
      updatedAt: by.now,
      revision: ticket.revision + 1,
      timeline: [...ticket.timeline, ...lines.map((change) => line(by, change))],
    },
  };
}

/** The ticket after a change of the system's own: it moves nobody's revision. */
export function noted(ticket: Ticket, at: Instant, next: Partial<Ticket>, ...lines: Line[]): Ticket {
  const entries = lines.map((change): TicketEntry => ({ at, actor: 'system', change }));
  return { ...ticket, ...next, updatedAt: at, timeline: [...ticket.timeline, ...entries] };
}

/** What forbids any gesture on a ticket, whatever it is. */
export function obstacle(ticket: Ticket, by: Gesture): TicketRefusalReason | undefined {
  if (ticket.mergedInto !== undefined) return 'merged';
  return ticket.revision === by.revision ? undefined : 'revisionConflict';
}
