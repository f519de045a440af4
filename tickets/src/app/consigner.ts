import type { JournalBatch, Logger } from '@decroche/platform';
import type { Definition, JournalRecord, Ticket } from '@decroche/protocol';
import { consign, isConsigned, type ConsignedEvent, type Consignment, type Draft } from '../core/consign.ts';
import { bornChild, mayBeParent, toldOf } from '../core/family.ts';
import { joinedBy, withMessageFound } from '../core/solicitation.ts';
import { fromDraft, withNote } from '../core/ticket.ts';
import { takeNumber } from './numbering.ts';
import type { Ledger, TicketStore } from './ports.ts';

/** Time zone before any definition was read: the law of the land the product serves. */
export const FALLBACK_ZONE = 'Europe/Paris';

/** What the consigner works with. */
export interface ConsignerOptions {
  readonly store: TicketStore;
  readonly logger: Logger;
  readonly definition: () => Definition | undefined;
  /** Called when something new is to be told. */
  readonly onAnnounced: () => void;
}

type ConsignedLine = JournalRecord & { readonly event: ConsignedEvent };

const isConsignedLine = (line: JournalRecord): line is ConsignedLine => isConsigned(line.event);

/**
 * Turns batches of the acd's journal into tickets. Tickets, numbers and the place reached are kept in one transaction, so a
 * process killed at any point neither loses a call nor consigns it twice.
 */
export function consigner(options: ConsignerOptions): (batch: JournalBatch) => Promise<void> {
  return async (batch) => {
    // Nothing for tickets: the place may stay behind, these lines are as empty when they are read again.
    if (!batch.lines.some(isConsignedLine)) return;
    const told = await options.store.transact((ledger) => consignBatch(ledger, batch, options.definition()));
    const { seq } = batch.place;
    options.logger.info({ lines: batch.lines.length, seq, told }, 'journal consigned');
    if (told > 0) options.onAnnounced();
  };
}

async function consignBatch(ledger: Ledger, batch: JournalBatch, definition: Definition | undefined): Promise<number> {
  const lines = batch.lines.filter((line) => line.seq > ledger.place.seq).filter(isConsignedLine);
  const callIds = [...new Set(lines.map(({ event }) => event.callId))];
  await ledger.load(callIds);
  const placed = lines.flatMap(({ event }) => (event.type === 'call.placed' ? (event.answersCallId ?? []) : []));
  const known = callIds.flatMap((callId) => ledger.call(callId)?.answersCallId ?? []);
  await ledger.load([...new Set([...placed, ...known])]);
  let told = 0;
  for (const line of lines) told += await consignLine(ledger, line, definition);
  if (batch.place.seq >= ledger.place.seq) ledger.moveTo(batch.place);
  return told;
}

/** @returns how many lines there are to tell the others. */
async function consignLine(
  ledger: Ledger,
  { event, at }: ConsignedLine,
  definition: Definition | undefined,
): Promise<number> {
  const { callId } = event;
  const known = ledger.call(callId);
  const ticket = ledger.ticketOfCall(callId);
  const answered = known?.answersCallId === undefined ? undefined : ledger.ticketOfCall(known.answersCallId);
  const serviceId = 'serviceId' in event ? event.serviceId : (known?.serviceId ?? ticket?.serviceId);
  const serviceName = definition?.services.find((service) => service.serviceId === serviceId)?.name;
  const file = { call: known, hasTicket: ticket !== undefined, answersTicket: answered !== undefined, serviceName };
  const { call, consignment } = consign(file, event, at);
  if (call) ledger.putCall(call);
  else ledger.forgetCall(callId);
  if (!consignment) return 0;
  return carryOut(ledger, consignment, { ticket, answered, timeZone: definition?.timeZone ?? FALLBACK_ZONE });
}

interface Concerned {
  /** The ticket the call is on. */
  readonly ticket: Ticket | undefined;
  /** The ticket of the call it answers. */
  readonly answered: Ticket | undefined;
  readonly timeZone: string;
}

async function carryOut(ledger: Ledger, consignment: Consignment, concerned: Concerned): Promise<number> {
  const { ticket, answered, timeZone } = concerned;
  switch (consignment.type) {
    case 'note':
      if (ticket) ledger.putTicket(withNote(ticket, consignment.entry));
      return 0;
    case 'wake':
      return ticket ? change(ledger, ticket, withMessageFound(ticket, consignment.subject, consignment.at)) : 0;
    case 'join': {
      if (!answered) return 0;
      const { callId, at } = consignment;
      const joined = joinedBy(answered, consignment);
      ledger.putTicket(joined);
      const { ticketId, number } = joined;
      ledger.announce({ type: 'ticket.callAttached', ticketId, number, callId }, at);
      return 1 + (joined.status === answered.status ? 0 : tellChanged(ledger, joined));
    }
    case 'open':
      return open(ledger, numbered(ledger, consignment.draft, timeZone));
    case 'openChild': {
      const made = numbered(ledger, consignment.draft, timeZone);
      const incident = await ledger.ticket(consignment.incidentId);
      if (!incident || !mayBeParent(incident)) return open(ledger, made);
      const { child, parent } = bornChild(made, incident);
      ledger.putTicket(parent);
      const toTell = toldOf(undefined, child, parent);
      if (toTell) ledger.announce(toTell, child.openedAt);
      return open(ledger, child) + tellChanged(ledger, parent);
    }
  }
}

function numbered(ledger: Ledger, draft: Draft, timeZone: string): Ticket {
  return fromDraft(draft, takeNumber(ledger, 'incident', { at: draft.openedAt, timeZone }));
}

function open(ledger: Ledger, ticket: Ticket): number {
  ledger.putTicket(ticket);
  const { ticketId, number, status, agentId, callIds, openedAt } = ticket;
  const [callId] = callIds;
  const whose = { ...(callId === undefined ? {} : { callId }), ...(agentId === undefined ? {} : { agentId }) };
  ledger.announce({ type: 'ticket.opened', ticketId, number, status, ...whose }, openedAt);
  return 1;
}

function change(ledger: Ledger, before: Ticket, after: Ticket): number {
  if (before === after) return 0;
  ledger.putTicket(after);
  return tellChanged(ledger, after);
}

function tellChanged(ledger: Ledger, { ticketId, status, updatedAt }: Ticket): number {
  ledger.announce({ type: 'ticket.changed', ticketId, status }, updatedAt);
  return 1;
}
