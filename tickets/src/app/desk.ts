import type { Clock } from '@decroche/platform';
import type {
  CallId,
  Definition,
  NewTicket,
  Ticket,
  TicketChange,
  TicketId,
  TicketResolution,
} from '@decroche/protocol';
import { isCategory } from '../core/categories.ts';
import { informed } from '../core/family.ts';
import { assign, attachCall, change, close, fromHand, reopen, resolve } from '../core/ticket.ts';
import type { Author, Gesture, Outcome } from '../core/gesture.ts';
import { FALLBACK_ZONE } from './consigner.ts';
import { attachToParent, leaveParent, loseChild, solveChildren } from './families.ts';
import { takeNumber } from './numbering.ts';
import type { Answer } from './answer.ts';
import type { Ledger, TicketStore } from './ports.ts';
import { keep } from './telling.ts';

/** What people do to tickets. Each gesture is one transaction. */
export interface Desk {
  open(asked: NewTicket, author: Author): Promise<Answer>;
  change(ticketId: TicketId, asked: TicketChange, author: Author): Promise<Answer>;
  resolve(ticketId: TicketId, asked: TicketResolution, author: Author): Promise<Answer>;
  close(ticketId: TicketId, revision: number, author: Author): Promise<Answer>;
  reopen(ticketId: TicketId, asked: { revision: number; reason: string }, author: Author): Promise<Answer>;
  assign(ticketId: TicketId, asked: { revision: number; to: string | null }, author: Author): Promise<Answer>;
  attachCall(ticketId: TicketId, asked: { revision: number; callId: CallId }, author: Author): Promise<Answer>;
  /** Makes it a child of a major incident (T7). */
  attachTo(ticketId: TicketId, asked: { revision: number; parentId: TicketId }, author: Author): Promise<Answer>;
  detach(ticketId: TicketId, revision: number, author: Author): Promise<Answer>;
  /** Its caller has been told of the solution. */
  informed(ticketId: TicketId, asked: { revision: number; by: 'mail' | 'call' }, author: Author): Promise<Answer>;
}

/** What the desk works with. */
export interface DeskOptions {
  readonly store: TicketStore;
  readonly clock: Clock;
  readonly definition: () => Definition | undefined;
  readonly onAnnounced: () => void;
}

type Step = (ticket: Ticket, by: Gesture) => Outcome;

/** Makes the desk over a store. */
export function desk({ store, clock, definition, onAnnounced }: DeskOptions): Desk {
  const transact = async (work: (ledger: Ledger) => Promise<Answer>): Promise<Answer> => {
    const answer = await store.transact(work);
    if (answer.ticket) onAnnounced();
    return answer;
  };
  const gesture = (ticketId: TicketId, revision: number, author: Author, step: Step): Promise<Answer> =>
    transact(async (ledger) => {
      const present = await ledger.ticket(ticketId);
      if (!present) return { refused: 'unknownTicket', present };
      const outcome = step(present, { author, revision, now: clock.now() });
      if (!outcome.ticket) return { refused: outcome.refused, present };
      if (outcome.ticket !== present) keep(ledger, outcome.ticket);
      return { ticket: outcome.ticket };
    });

  return {
    open: (asked, author) =>
      transact(async (ledger) => {
        // Before a number is taken: a refusal must not leave a hole.
        if (!isCategory(asked.category)) return { refused: 'unknownCategory', present: undefined };
        const now = clock.now();
        const timeZone = definition()?.timeZone ?? FALLBACK_ZONE;
        const ticketId = takeNumber(ledger, asked.kind, { at: now, timeZone });
        const ticket = fromHand(asked, ticketId, { author, now });
        ledger.putTicket(ticket);
        ledger.announce({ type: 'ticket.opened', ticketId, number: ticket.number, status: ticket.status }, now);
        return { ticket };
      }),
    change: (ticketId, asked, author) =>
      gesture(ticketId, asked.revision, author, (ticket, by) => change(ticket, asked, by)),
    resolve: (ticketId, asked, author) =>
      transact(async (ledger) => {
        const present = await ledger.ticket(ticketId);
        if (!present) return { refused: 'unknownTicket', present };
        const now = clock.now();
        const { ticket, refused } = resolve(present, asked, { author, revision: asked.revision, now });
        if (!ticket) return { refused, present };
        keep(ledger, ticket);
        if (ticket.childCount > 0) await solveChildren(ledger, ticket, now);
        return { ticket };
      }),
    attachTo: (ticketId, { revision, parentId }, author) =>
      transact((ledger) => attachToParent(ledger, { ticketId, parentId }, { author, revision, now: clock.now() })),
    detach: (ticketId, revision, author) =>
      transact((ledger) => leaveParent(ledger, ticketId, { author, revision, now: clock.now() })),
    informed: (ticketId, { revision, by: means }, author) =>
      gesture(ticketId, revision, author, (ticket, by) => informed(ticket, means, by)),
    close: (ticketId, revision, author) => gesture(ticketId, revision, author, close),
    reopen: (ticketId, { revision, reason }, author) =>
      gesture(ticketId, revision, author, (ticket, by) => reopen(ticket, reason, by)),
    assign: (ticketId, { revision, to }, author) =>
      gesture(ticketId, revision, author, (ticket, by) => assign(ticket, to, by)),
    attachCall: (ticketId, { revision, callId }, author) =>
      transact(async (ledger) => {
        const to = await ledger.ticket(ticketId);
        if (!to) return { refused: 'unknownTicket', present: undefined };
        await ledger.load([callId]);
        const from = ledger.ticketOfCall(callId);
        if (!from) return { refused: 'unknownCall', present: undefined };
        const moved = attachCall(from, to, callId, { author, revision, now: clock.now() });
        if ('refused' in moved) return { refused: moved.refused, present: to };
        keep(ledger, moved.from);
        ledger.putTicket(moved.to);
        const { number, updatedAt } = moved.to;
        ledger.announce({ type: 'ticket.callAttached', ticketId, number, callId }, updatedAt);
        // Last: the parent of the one may be the other.
        if (from.parentId !== moved.from.parentId) await loseChild(ledger, from, clock.now());
        return { ticket: (await ledger.ticket(ticketId)) ?? moved.to };
      }),
  };
}
