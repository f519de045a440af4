import { withMongoFaults, writerTransactions, type Connection } from '@decroche/platform/mongo';
import { TicketJournalRecord, TicketSummary, type TicketFilter } from '@decroche/protocol';
import type { QueryFilter } from 'mongoose';
import type { TicketStore } from '../../app/ports.ts';
import { literally, searchWords } from '../../core/search.ts';
import { MongoLedger, ticketOf } from './ledger.ts';
import { ticketModels, type LedgerDocument, type TicketDocument } from './models.ts';

const LATEST_FIRST = { openedAt: -1, _id: -1 } as const;
const WITHOUT_TIMELINE = { timeline: 0, searchText: 0 } as const;

/** Tickets in MongoDB, one database for one routing domain. */
export async function mongoTicketStore(connection: Connection, domainId: string): Promise<TicketStore> {
  const models = await ticketModels(connection);
  const { tickets, outbox, ledgers } = models;
  const transactions = await writerTransactions(connection, `tickets:${domainId}`);
  const fresh: LedgerDocument = { _id: domainId, seq: 0, ordinals: {}, told: 0 };

  const store: TicketStore = {
    async place() {
      const { seq, position } = (await ledgers.findById(domainId).lean()) ?? fresh;
      return { seq, position };
    },
    async inputPosition() {
      return (await ledgers.findById(domainId).lean())?.inputPosition;
    },
    transact: (work) =>
      transactions.run(async (session) => {
        const before = await ledgers.findById(domainId, {}, { session }).lean();
        const ledger = new MongoLedger(models, session, before ?? fresh);
        const result = await work(ledger);
        await ledger.flush();
        return result;
      }),
    async find(ticketId) {
      const document = await tickets.findById(ticketId).lean();
      return document ? ticketOf(document) : undefined;
    },
    async findByCall(callId) {
      const document = await tickets.findOne({ callIds: callId }).lean();
      return document ? ticketOf(document) : undefined;
    },
    async list(filter, { offset, limit }) {
      const query = queryOf(filter);
      const [total, documents] = await Promise.all([
        tickets.countDocuments(query),
        tickets.find(query, WITHOUT_TIMELINE).sort(LATEST_FIRST).skip(offset).limit(limit).lean(),
      ]);
      return { total, items: documents.map((document) => TicketSummary.parse(document)) };
    },
    async *each(filter) {
      const cursor = tickets.find(queryOf(filter), WITHOUT_TIMELINE).sort(LATEST_FIRST).lean().cursor();
      for await (const document of cursor) yield TicketSummary.parse(document);
    },
    async untold(limit) {
      const documents = await outbox.find({}).sort({ _id: 1 }).limit(limit).lean();
      return documents.map(({ _id, record }) => ({ ordinal: _id, record: TicketJournalRecord.parse(record) }));
    },
    async told(upTo) {
      await outbox.deleteMany({ _id: { $lte: upTo } });
    },
  };
  return withMongoFaults(store);
}

function queryOf(filter: TicketFilter): QueryFilter<TicketDocument> {
  const { status, assignee, agentId, partyRef, callId, alertId, parentId, informing, q } = filter;
  const words = q === undefined ? [] : searchWords(q);
  const query: Record<string, unknown> = {
    ...(status ? { status: { $in: status } } : {}),
    ...(assignee === undefined ? {} : { assignee }),
    ...(agentId === undefined ? {} : { agentId }),
    ...(partyRef === undefined ? {} : { 'requester.partyRef': partyRef }),
    ...(callId === undefined ? {} : { callIds: callId }),
    ...(alertId === undefined ? {} : { alertId }),
    ...(parentId === undefined ? {} : { parentId }),
    ...(informing === undefined ? {} : { informing }),
    ...(words.length > 0 ? { $and: words.map((word) => ({ searchText: { $regex: literally(word) } })) } : {}),
  };
  return query as QueryFilter<TicketDocument>;
}
