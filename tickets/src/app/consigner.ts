import type { JournalBatch, Logger } from '@decroche/platform';
import type { Definition, JournalRecord } from '@decroche/protocol';
import { consign, isConsigned, type ConsignedEvent } from '../core/consign.ts';
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
    const opened = await options.store.transact((ledger) => consignBatch(ledger, batch, options.definition()));
    const { seq } = batch.place;
    options.logger.info({ lines: batch.lines.length, seq, opened }, 'journal consigned');
    if (opened > 0) options.onAnnounced();
  };
}

async function consignBatch(ledger: Ledger, batch: JournalBatch, definition: Definition | undefined): Promise<number> {
  const lines = batch.lines.filter((line) => line.seq > ledger.place.seq).filter(isConsignedLine);
  await ledger.load([...new Set(lines.map(({ event }) => event.callId))]);
  let opened = 0;
  for (const line of lines) opened += consignLine(ledger, line, definition);
  if (batch.place.seq >= ledger.place.seq) ledger.moveTo(batch.place);
  return opened;
}

function consignLine(ledger: Ledger, line: ConsignedLine, definition: Definition | undefined): number {
  const { event, at } = line;
  const { callId } = event;
  const known = ledger.call(callId);
  const ticket = ledger.ticketOfCall(callId);
  const serviceId = event.type === 'call.arrived' ? event.serviceId : known?.serviceId;
  const serviceName = definition?.services.find((service) => service.serviceId === serviceId)?.name;
  const { call, consignment } = consign({ call: known, hasTicket: ticket !== undefined, serviceName }, event, at);
  if (call) ledger.putCall(call);
  else ledger.forgetCall(callId);
  if (!consignment) return 0;
  if (consignment.type === 'note') {
    if (ticket) ledger.putTicket(withNote(ticket, consignment.entry));
    return 0;
  }
  const { draft } = consignment;
  const timeZone = definition?.timeZone ?? FALLBACK_ZONE;
  const ticketId = takeNumber(ledger, 'incident', { at: draft.openedAt, timeZone });
  const made = fromDraft(draft, ticketId);
  ledger.putTicket(made);
  const { number, status, agentId } = made;
  const toldAgent = agentId === undefined ? {} : { agentId };
  ledger.announce({ type: 'ticket.opened', ticketId, number, callId, status, ...toldAgent }, made.openedAt);
  return 1;
}
