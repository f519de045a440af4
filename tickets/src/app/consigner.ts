import type { JournalBatch, Logger } from '@decroche/platform';
import type { Definition, Instant, JournalRecord, Ticket } from '@decroche/protocol';
import { asItEnded, isOfAlert, type AlertEvent, type NameOf } from '../core/alert-ticket.ts';
import { consign, isConsigned, type ConsignedEvent, type Consignment } from '../core/consign.ts';
import { bornChild, mayBeParent, toldOf } from '../core/family.ts';
import { joinedBy, withMessageFound } from '../core/solicitation.ts';
import { withNote } from '../core/ticket.ts';
import { consignAlertLine } from './alert-consigner.ts';
import { numbered } from './numbering.ts';
import type { Ledger, TicketStore } from './ports.ts';
import { changed, keep, opened } from './telling.ts';

/** Time zone before any definition was read: the law of the land the product serves. */
export const FALLBACK_ZONE = 'Europe/Paris';

/** What the consigner works with. */
export interface ConsignerOptions {
  readonly store: TicketStore;
  readonly logger: Logger;
  readonly definition: () => Definition | undefined;
  /** Of those who can be on call. */
  readonly nameOf: NameOf;
  /** Called when something new is to be told. */
  readonly onAnnounced: () => void;
}

type LineOf<E> = JournalRecord & { readonly event: E };

const isConsignedLine = (line: JournalRecord): line is LineOf<ConsignedEvent | AlertEvent> =>
  isConsigned(line.event) || isOfAlert(line.event);

/** What names come from. */
interface Words {
  readonly definition: Definition | undefined;
  readonly timeZone: string;
  readonly nameOf: NameOf;
}

/**
 * Turns batches of the acd's journal into tickets. Tickets, numbers and the place reached are kept in one transaction, so a
 * process killed at any point neither loses a call nor consigns it twice.
 */
export function consigner(options: ConsignerOptions): (batch: JournalBatch) => Promise<void> {
  return async (batch) => {
    // Nothing for tickets: the place may stay behind, these lines are as empty when they are read again.
    if (!batch.lines.some(isConsignedLine)) return;
    const definition = options.definition();
    const words = { definition, timeZone: definition?.timeZone ?? FALLBACK_ZONE, nameOf: options.nameOf };
    const told = await options.store.transact((ledger) => consignBatch(ledger, batch, words));
    const { seq } = batch.place;
    options.logger.info({ lines: batch.lines.length, seq, told }, 'journal consigned');
    if (told > 0) options.onAnnounced();
  };
}

async function consignBatch(ledger: Ledger, batch: JournalBatch, words: Words): Promise<number> {
  const lines = batch.lines.filter((line) => line.seq > ledger.place.seq).filter(isConsignedLine);
  await loadConcerned(ledger, lines);
  let told = 0;
  for (const { event, at } of lines) {
    told += isOfAlert(event)
      ? await consignAlertLine(ledger, event, at, words)
      : await consignCallLine(ledger, event, at, words);
  }
  if (batch.place.seq >= ledger.place.seq) ledger.moveTo(batch.place);
  return told;
}

async function loadConcerned(ledger: Ledger, lines: readonly LineOf<ConsignedEvent | AlertEvent>[]): Promise<void> {
  const events = lines.map(({ event }) => event);
  const callIds = [...new Set(events.flatMap((event) => ('callId' in event ? (event.callId ?? []) : [])))];
  await ledger.load(callIds);
  const placed = events.flatMap((event) => (event.type === 'call.placed' ? (event.answersCallId ?? []) : []));
  const known = callIds.flatMap((callId) => ledger.call(callId)?.answersCallId ?? []);
  await ledger.load([...new Set([...placed, ...known])]);
  await ledger.loadAlerts([...new Set(events.filter(isOfAlert).map(({ alertId }) => alertId))]);
}

/** @returns how many lines there are to tell the others. */
async function consignCallLine(
  ledger: Ledger,
  event: ConsignedEvent,
  at: Instant,
  { definition, timeZone }: Words,
): Promise<number> {
  const { callId } = event;
  const known = ledger.call(callId);
  const ticket = ledger.ticketOfCall(callId);
  const answered = known?.answersCallId === undefined ? undefined : ledger.ticketOfCall(known.answersCallId);
  const serviceId = 'serviceId' in event ? event.serviceId : (known?.serviceId ?? ticket?.serviceId);
  const service = definition?.services.find((each) => each.serviceId === serviceId);
  const serviceName = service?.name;
  const file = { call: known, hasTicket: ticket !== undefined, answersTicket: answered !== undefined, serviceName };
  const { call, consignment } = consign(file, event, at);
  if (call) ledger.putCall(call);
  else ledger.forgetCall(callId);
  if (!consignment) return 0;
  const protectedOne = service?.childProtection ? withoutNews(consignment) : consignment;
  return carryOut(ledger, protectedOne, { ticket, answered, serviceName, timeZone });
}

/** Of a caller to whom nothing is ever sent back (C9): the ticket itself knows it, whatever becomes of the service. */
const withoutNews = (consignment: Consignment): Consignment =>
  'draft' in consignment ? { ...consignment, draft: { ...consignment.draft, childProtection: true } } : consignment;

interface Concerned {
  /** The ticket the call is on. */
  readonly ticket: Ticket | undefined;
  /** The ticket of the call it answers. */
  readonly answered: Ticket | undefined;
  readonly serviceName: string | undefined;
  readonly timeZone: string;
}

async function carryOut(ledger: Ledger, consignment: Consignment, concerned: Concerned): Promise<number> {
  const { ticket, answered, serviceName, timeZone } = concerned;
  switch (consignment.type) {
    case 'note':
      if (ticket) ledger.putTicket(asItEnded(withNote(ticket, consignment.entry), consignment.outcome, serviceName));
      return 0;
    case 'wake':
      return ticket ? changed(ledger, ticket, withMessageFound(ticket, consignment.subject, consignment.at)) : 0;
    case 'join': {
      if (!answered) return 0;
      const { callId, at } = consignment;
      const joined = joinedBy(answered, consignment);
      ledger.putTicket(joined);
      const { ticketId, number } = joined;
      ledger.announce({ type: 'ticket.callAttached', ticketId, number, callId }, at);
      return 1 + (joined.status === answered.status ? 0 : keep(ledger, joined));
    }
    case 'open':
      return opened(ledger, numbered(ledger, consignment.draft, timeZone));
    case 'openChild': {
      const made = numbered(ledger, consignment.draft, timeZone);
      const incident = await ledger.ticket(consignment.incidentId);
      if (!incident || !mayBeParent(incident)) return opened(ledger, made);
      const { child, parent } = bornChild(made, incident);
      const toTell = toldOf(undefined, child, parent);
      if (toTell) ledger.announce(toTell, child.openedAt);
      return opened(ledger, child) + keep(ledger, parent);
    }
  }
}
