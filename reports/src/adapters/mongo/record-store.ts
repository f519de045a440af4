import { collectionOf, withMongoFaults, writerTransactions, type Connection } from '@decroche/platform/mongo';
import { CallRecord, JournalRecord } from '@decroche/protocol';
import type { mongo, QueryFilter } from 'mongoose';
import type { CallFact, RecordMark, RecordSelection, RecordStore } from '../../app/ports.ts';
import { GIVEN_UP, type Contact } from '../../core/insights/to-ring-back.ts';
import type { ClassCondition } from '../../core/kpi/call-class.ts';
import type { ServiceCondition } from '../../core/kpi/selection.ts';
import type { KeptRecord } from '../../core/proof/compare.ts';
import type { Scope } from '../../core/telephone-figures.ts';
import { MongoLedger, stateOf } from './ledger.ts';
import type { CallDocument, LedgerDocument, ReportModels } from './models.ts';

const FACT = { _id: 0, serviceId: 1, receivedAt: 1, contribution: 1 } as const;
const CONTACT = {
  ...{ _id: 0, callId: 1, direction: 1, partyRef: 1, receivedAt: 1, answeredAt: 1, outcome: 1, answersCallId: 1 },
  onCall: 1,
} as const;
/** Documents fetched at once where all of them are read. */
const CURSOR_BATCH = 5_000;

/** Call records in MongoDB, one database for one routing domain. */
export async function mongoRecordStore(
  connection: Connection,
  models: ReportModels,
  domainId: string,
): Promise<RecordStore> {
  const { calls, proofs, ledgers } = models;
  const transactions = await writerTransactions(connection, `reports:${domainId}`);
  const fresh: LedgerDocument = { _id: domainId, seq: 0, wrapUps: [] };

  const store: RecordStore = {
    async state() {
      return stateOf((await ledgers.findById(domainId).lean()) ?? fresh);
    },
    transact: (work) =>
      transactions.run(async (session) => {
        const before = await ledgers.findById(domainId, {}, { session }).lean();
        const ledger = new MongoLedger(models, session, before ?? fresh);
        const result = await work(ledger);
        await ledger.flush();
        return result;
      }),
    async *facts(scope) {
      // Our own shape, written by this adapter: read whole at every start, so not parsed again one by one.
      const options = { projection: FACT, batchSize: CURSOR_BATCH };
      const query = (scope ? scopeQuery(scope) : {}) as mongo.Filter<CallDocument>;
      yield* collectionOf(calls).find<CallFact>(query, options);
    },
    async list(selection, { offset, limit }) {
      const found = calls.find(queryOf(selection)).sort({ receivedAt: -1, _id: -1 }).skip(offset).limit(limit);
      return (await found.lean()).map((document) => CallRecord.parse(document));
    },
    count: (selection) => calls.countDocuments(queryOf(selection)).exec(),
    async *each(selection) {
      const cursor = calls
        .find(queryOf(selection))
        .sort({ receivedAt: 1, _id: 1 })
        .lean()
        .cursor({ batchSize: CURSOR_BATCH });
      for await (const document of cursor) yield CallRecord.parse(document);
    },
    async *contacts(among) {
      const parties = among.flatMap(({ partyRef }) => partyRef ?? []);
      const since = among.reduce((first, { receivedAt }) => Math.min(first, receivedAt), Infinity);
      if (parties.length === 0) return;
      const sameCaller = { partyRef: { $in: [...new Set(parties)] }, receivedAt: { $gte: since } };
      const answering = { answersCallId: { $in: among.map(({ callId }) => callId) } };
      for (const query of [sameCaller, answering]) {
        const options = { projection: CONTACT, batchSize: CURSOR_BATCH };
        yield* collectionOf(calls).find<Contact>(query as mongo.Filter<CallDocument>, options);
      }
    },
    async *kept(scope) {
      const options = { projection: { _id: 0 }, batchSize: CURSOR_BATCH };
      yield* collectionOf(calls).find<KeptRecord>(scopeQuery(scope) as mongo.Filter<CallDocument>, options);
    },
    async find(callId) {
      const document = await calls.findById(callId).lean();
      if (!document) return undefined;
      const lines = (await proofs.findById(callId).lean())?.lines ?? [];
      return { record: CallRecord.parse(document), lines: lines.map((line) => JournalRecord.parse(line)) };
    },
    async clear() {
      await ledgers.deleteOne({ _id: domainId });
      await calls.deleteMany({});
      await proofs.deleteMany({});
      await models.onCall.clear();
    },
  };
  return withMongoFaults(store);
}

type Query = QueryFilter<CallDocument>;

function scopeQuery({ from, to, serviceId }: Scope): Query {
  return { receivedAt: { $gte: from, $lt: to }, ...(serviceId === undefined ? {} : { serviceId }) } as Query;
}

const MARKED: Readonly<Record<RecordMark, object>> = {
  givenUp: {
    'contribution.kind': { $in: ['abandoned', 'voicemail', 'overflowed', 'onCall'] },
    outcome: { $in: GIVEN_UP },
    partyRef: { $exists: true },
  },
  dissuasion: { 'dissuasions.0': { $exists: true } },
  announcedWait: { announcedWait: { $exists: true } },
  callback: { 'contribution.kind': { $in: ['callback', 'outbound'] } },
};

function queryOf(selection: RecordSelection): Query {
  const { outcome, agentId, anyOf, mark } = selection;
  return {
    ...scopeQuery(selection),
    ...(mark === undefined ? {} : MARKED[mark]),
    ...(outcome === undefined ? {} : { outcome }),
    ...(agentId === undefined ? {} : { agentId }),
    ...(anyOf ? anyQuery(anyOf.map(serviceQuery)) : {}),
  } as Query;
}

/** One alternative stands beside the other conditions, so that an index serves both. `$and` keeps two on one field apart. */
function anyQuery(queries: object[]): object {
  return queries.length === 1 ? { $and: queries } : { $or: queries };
}

function serviceQuery({ services, condition }: ServiceCondition): object {
  const query = conditionQuery(condition);
  if ('only' in services) return { serviceId: { $in: services.only }, ...query };
  return services.except.length === 0 ? query : { serviceId: { $nin: services.except }, ...query };
}

function conditionQuery({ kinds, wait }: ClassCondition): object {
  const kind = { 'contribution.kind': { $in: kinds } };
  if (!wait) return kind;
  const bounds = { $gte: wait.atLeastMs ?? 0, ...(wait.underMs === undefined ? {} : { $lt: wait.underMs }) };
  return { ...kind, [`contribution.${wait.field}`]: bounds };
}
