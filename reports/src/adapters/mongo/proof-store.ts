import { withMongoFaults, asGiven, type Connection } from '@decroche/platform/mongo';
import { DayProof, DayProofSummary } from '@decroche/protocol';
import { Schema } from 'mongoose';
import type { ProofStore } from '../../app/ports.ts';

/** A proof as stored, by its day; apart from the records, so that a rebuild forgets none. */
type ProofDocument = DayProof & { readonly _id: string };

const proofSchema = new Schema<ProofDocument>(
  { _id: { type: String, required: true } },
  { ...asGiven, collection: 'report_day_proofs' },
);

/** Proofs of days in MongoDB. */
export function mongoProofStore(connection: Connection): ProofStore {
  const proofs = connection.model<ProofDocument>('DayProof', proofSchema);
  return withMongoFaults<ProofStore>({
    async keep(proof) {
      await proofs.replaceOne({ _id: proof.day }, proof, { upsert: true });
    },
    async find(day) {
      const document = await proofs.findById(day).lean();
      return document ? DayProof.parse(document) : undefined;
    },
    async list(limit) {
      const found = await proofs.find({}, { findings: 0 }).sort({ _id: -1 }).limit(limit).lean();
      return found.map((document) => DayProofSummary.parse(document));
    },
    async complete(from) {
      const found = await proofs.find({ complete: true, _id: { $gte: from } }, { _id: 1 }).lean();
      return found.map(({ _id: day }) => day);
    },
  });
}
