/**
 * What an agent is writing in a ticket, beside what the server has of it. The server's copy may change under the
 * agent's hands (another person, the system); what is being typed always wins on the screen, and the agent is told.
 */
import type { Ticket, TicketChange } from '@decroche/protocol';

/** What the form edits. The comment or solution is apart: it is sent by a gesture, never by itself. */
export interface TicketFields {
  readonly kind: Ticket['kind'];
  readonly subject: string;
  readonly category: string;
  readonly urgency: Ticket['urgency'];
  readonly impact: Ticket['impact'];
  readonly requesterName: string;
  readonly requesterSite: string;
}

/** Some of the fields. */
export type TicketEdits = Partial<TicketFields>;

/** A ticket being written. */
export interface TicketDraft {
  /** The server's copy; absent until the system has opened the ticket. */
  readonly base?: Ticket;
  /** Typed and not yet on the server. */
  readonly edits: TicketEdits;
  /** On their way; come back into `edits` when the way fails. */
  readonly inFlight: TicketEdits;
  /**
   * Filled in for the agent (the caller's directory entry) where the ticket says nothing. It travels with the agent's first
   * change or gesture and never by itself: a ticket nobody touched stays "à compléter".
   */
  readonly suggested: TicketEdits;
  readonly text: string;
  /** Fields someone else changed while the agent was typing in them. */
  readonly overruled: readonly (keyof TicketFields)[];
}

/** Before the ticket is there. */
export const emptyDraft: TicketDraft = { edits: {}, inFlight: {}, suggested: {}, text: '', overruled: [] };

function fieldsOf(ticket: Ticket): TicketFields {
  const { kind, subject, category, urgency, impact, requester } = ticket;
  return { kind, subject, category, urgency, impact, requesterName: requester.name, requesterSite: requester.site };
}

/** What the form shows: the server's copy under what is being typed. */
export function shownFields(draft: TicketDraft): TicketFields | undefined {
  return draft.base && { ...fieldsOf(draft.base), ...unanswered(draft), ...draft.inFlight, ...draft.edits };
}

/** The suggestions for fields of which the ticket says nothing. */
function unanswered({ base, suggested }: TicketDraft): TicketEdits {
  if (!base) return {};
  const fields = fieldsOf(base);
  return Object.fromEntries(
    Object.entries(suggested).filter(([field]) => fields[field as keyof TicketFields] === ''),
  ) as TicketEdits;
}

/** Fills in what the ticket does not say. */
export function suggest(draft: TicketDraft, suggested: TicketEdits): TicketDraft {
  return { ...draft, suggested };
}

/** Whether something typed is not on the server yet. */
export function hasEdits(draft: TicketDraft): boolean {
  return Object.keys(draft.edits).length > 0;
}

/** The change to send, on the revision the agent sees; absent when there is nothing to send. */
export function changeOf(draft: TicketDraft): TicketChange | undefined {
  return hasEdits(draft) ? gestureOf(draft) : undefined;
}

/** What goes with a gesture (resolve, comment): what was typed, and what was filled in for the agent. */
export function gestureOf(draft: TicketDraft): TicketChange | undefined {
  const { base } = draft;
  if (!base) return undefined;
  const edits: TicketEdits = { ...unanswered(draft), ...draft.edits };
  const { requesterName, requesterSite, ...rest } = edits;
  const requester =
    requesterName === undefined && requesterSite === undefined
      ? undefined
      : {
          ...(base.requester.contactId !== undefined && { contactId: base.requester.contactId }),
          name: requesterName ?? base.requester.name,
          site: requesterSite ?? base.requester.site,
        };
  return { revision: base.revision, ...rest, ...(requester && { requester }) };
}

/** Typing. A field set back to what the server has is no edit. */
export function edited(draft: TicketDraft, change: TicketEdits): TicketDraft {
  const edits = { ...draft.edits, ...change };
  const below = draft.base && { ...fieldsOf(draft.base), ...unanswered(draft), ...draft.inFlight };
  const kept = Object.entries(edits).filter(([field, value]) => value !== below?.[field as keyof TicketFields]);
  return { ...draft, edits: Object.fromEntries(kept) as TicketEdits };
}

/** The edits have left for the server. */
export function sent(draft: TicketDraft): TicketDraft {
  return { ...draft, inFlight: { ...draft.inFlight, ...draft.edits }, edits: {} };
}

/** They did not arrive: nothing typed is lost. */
export function notSent(draft: TicketDraft): TicketDraft {
  return { ...draft, edits: { ...draft.inFlight, ...draft.edits }, inFlight: {} };
}

/** The server has them; this is the ticket now. */
export function saved(draft: TicketDraft, ticket: Ticket): TicketDraft {
  return { ...draft, base: newer(draft.base, ticket), inFlight: {}, overruled: [] };
}

/** The server's copy has changed by itself or by another hand. */
export function refreshed(draft: TicketDraft, ticket: Ticket): TicketDraft {
  const base = newer(draft.base, ticket);
  if (!draft.base || base === draft.base) return { ...draft, base };
  const was = fieldsOf(draft.base);
  const is = fieldsOf(base);
  const mine: TicketEdits = { ...draft.inFlight, ...draft.edits };
  const overruled = (Object.keys(mine) as (keyof TicketFields)[]).filter(
    (field) => was[field] !== is[field] && is[field] !== mine[field],
  );
  return { ...draft, base, overruled: [...new Set([...draft.overruled, ...overruled])] };
}

function newer(one: Ticket | undefined, other: Ticket): Ticket {
  return one && one.ticketId === other.ticketId && one.revision >= other.revision ? one : other;
}
