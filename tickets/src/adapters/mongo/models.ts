import { asGiven, type Connection } from '@decroche/platform/mongo';
import type { Ticket, TicketJournalRecord } from '@decroche/protocol';
import { Schema, type Model } from 'mongoose';
import type { PresentCall } from '../../core/consign.ts';

/** A ticket as stored: under its number, with the text that searches look through. */
export type TicketDocument = Ticket & { readonly _id: string; readonly searchText: string };
/** A call that is not over. */
type CallDocument = PresentCall & { readonly _id: string };
/** A line of the tickets' journal not yet told; the id is its ordinal. */
export interface OutboxDocument {
  readonly _id: number;
  readonly record: TicketJournalRecord;
}
/** What every transaction reads and moves: places in the acd's journal and in the inputs, last number of each series, last outbox ordinal. */
export interface LedgerDocument {
  readonly _id: string;
  readonly seq: number;
  readonly position?: string | undefined;
  readonly inputPosition?: string | undefined;
  readonly ordinals: Readonly<Record<string, number>>;
  readonly told: number;
}

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;

const ticketSchema = new Schema<TicketDocument>(
  {
    _id: text,
    status: text,
    callIds: { type: [String], required: true },
    openedAt: number,
    revision: number,
    searchText: { type: String, default: '' },
  },
  asGiven,
);
// One call, one ticket (C7): the store itself refuses a second one. Tickets without a call stay out of the index.
ticketSchema.index({ callIds: 1 }, { unique: true, partialFilterExpression: { 'callIds.0': { $exists: true } } });
// Each ends in the order of the lists, so that a page is read without sorting.
ticketSchema.index({ openedAt: -1, _id: -1 });
ticketSchema.index({ status: 1, openedAt: -1, _id: -1 });
ticketSchema.index({ agentId: 1, openedAt: -1, _id: -1 });
ticketSchema.index({ assignee: 1, openedAt: -1, _id: -1 });
ticketSchema.index({ 'requester.partyRef': 1, openedAt: -1, _id: -1 });
// One alert, one ticket (T7): the store itself refuses a second one.
ticketSchema.index({ alertId: 1 }, { unique: true, sparse: true });
// Few tickets have either: the others stay out.
ticketSchema.index({ parentId: 1 }, { sparse: true });
ticketSchema.index({ informing: 1 }, { sparse: true });

const callSchema = new Schema<CallDocument>({ _id: text }, asGiven);
const outboxSchema = new Schema<OutboxDocument>({ _id: number }, asGiven);
const ledgerSchema = new Schema<LedgerDocument>({ _id: text }, asGiven);

/** The collections of this program. */
export interface TicketModels {
  readonly tickets: Model<TicketDocument>;
  readonly calls: Model<CallDocument>;
  readonly outbox: Model<OutboxDocument>;
  readonly ledgers: Model<LedgerDocument>;
}

/** Binds the collections to a connection and waits for their indexes. */
export async function ticketModels(connection: Connection): Promise<TicketModels> {
  const models = {
    tickets: connection.model<TicketDocument>('Ticket', ticketSchema, 'tickets'),
    calls: connection.model<CallDocument>('TicketCall', callSchema, 'ticket_calls'),
    outbox: connection.model<OutboxDocument>('TicketOutbox', outboxSchema, 'ticket_outbox'),
    ledgers: connection.model<LedgerDocument>('TicketLedger', ledgerSchema, 'ticket_ledger'),
  };
  await Promise.all(Object.values(models).map((model) => model.init()));
  return models;
}
