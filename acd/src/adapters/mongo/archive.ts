import { Fault } from '@decroche/platform';
import type { Connection } from '@decroche/platform/mongo';
import { JournalRecord, type DomainId } from '@decroche/protocol';
import { Schema, type Model } from 'mongoose';
import type { Archive } from '../../app/ports.ts';
import { CHAIN_START, endAfter } from '../../app/hash-chain.ts';

/** One archived line. `line` is its exact text, for the hash; the fields beside it are for finding it. */
interface ArchivedLine {
  readonly _id: string;
  readonly domainId: string;
  readonly seq: number;
  readonly at: Date;
  readonly type: string;
  readonly callId?: string;
  readonly line: string;
}

const COLLECTION = 'acd_journal';

const archivedLine = new Schema<ArchivedLine>(
  {
    _id: String,
    domainId: { type: String, required: true },
    seq: { type: Number, required: true },
    at: { type: Date, required: true },
    type: { type: String, required: true },
    callId: String,
    line: { type: String, required: true },
  },
  { collection: COLLECTION, versionKey: false },
);
archivedLine.index({ domainId: 1, seq: 1 }, { unique: true });
archivedLine.index({ callId: 1, seq: 1 });

const DUPLICATE_KEY = 11_000;

/** The journal's archive in MongoDB: one document a line, never changed. */
export async function mongoArchive(connection: Connection, domainId: DomainId): Promise<Archive> {
  // One model a connection, whatever the number of domains.
  const lines = (connection.models['AcdJournalLine'] ??
    connection.model('AcdJournalLine', archivedLine)) as Model<ArchivedLine>;
  await lines.init();
  return {
    async last() {
      const last = await lines.findOne({ domainId }).sort({ seq: -1 }).lean<ArchivedLine>().catch(unavailable);
      if (!last) return { seq: 0, chain: CHAIN_START };
      return { seq: last.seq, chain: endAfter(JournalRecord.parse(JSON.parse(last.line))) };
    },
    async add(records) {
      const documents = records.map((record) => ({
        ...{ _id: `${domainId}:${record.seq}`, domainId, seq: record.seq, at: new Date(record.at) },
        ...{ type: record.event.type, line: JSON.stringify(record) },
        ...('callId' in record.event ? { callId: record.event.callId } : {}),
      }));
      // Past mongoose: its documents and validation cost ten times the encoding, and the engine waits meanwhile.
      await connection
        .collection<ArchivedLine>(COLLECTION)
        .insertMany(documents, { ordered: false })
        .catch((error: unknown) => {
          if ((error as { code?: unknown }).code !== DUPLICATE_KEY) unavailable(error);
        });
    },
  };
}

function unavailable(cause: unknown): never {
  throw new Fault('unavailable', 'the archive did not answer', { cause });
}
