import { asGiven, type Connection } from '@decroche/platform/mongo';
import type { CallRecord, JournalRecord } from '@decroche/protocol';
import { Schema, type Model } from 'mongoose';
import type { WrapUp } from '../../core/call-record.ts';
import type { Handling } from '../../core/handling.ts';
import type { Contribution } from '../../core/kpi/contribution.ts';
import type { OnCallState } from '../../core/on-call/on-call-state.ts';
import { onCallModels, type OnCallModels } from './on-call-models.ts';

/** A call as stored: its record and what it contributes to figures. */
export type CallDocument = CallRecord & {
  readonly _id: string;
  readonly handling?: Handling;
  readonly contribution: Contribution;
};
/** The journal lines behind a record: apart, because figures and lists never read them. */
interface ProofDocument {
  readonly _id: string;
  lines: JournalRecord[];
}
/** Place in the journal, wrap-ups under way, and what alerts and lines are judged by. */
export interface LedgerDocument {
  readonly _id: string;
  readonly seq: number;
  readonly position?: string | undefined;
  readonly wrapUps: readonly WrapUp[];
  readonly onCall?: OnCallState;
}

const text = { type: String, required: true } as const;

const callSchema = new Schema<CallDocument>({ _id: text }, asGiven);
// Each ends in the order of the lists, so that a page is read without sorting.
callSchema.index({ receivedAt: -1, _id: -1 });
callSchema.index({ serviceId: 1, receivedAt: -1, _id: -1 });
callSchema.index({ 'contribution.kind': 1, receivedAt: -1, _id: -1 });
// Who called again, and what was rung back.
callSchema.index({ partyRef: 1, receivedAt: -1 });
callSchema.index({ answersCallId: 1 }, { sparse: true });

const proofSchema = new Schema<ProofDocument>({ _id: text }, asGiven);
const ledgerSchema = new Schema<LedgerDocument>({ _id: text }, asGiven);

/** The collections of this program. */
export interface ReportModels {
  readonly calls: Model<CallDocument>;
  readonly proofs: Model<ProofDocument>;
  readonly ledgers: Model<LedgerDocument>;
  readonly onCall: OnCallModels;
}

/** Binds the collections to a connection and waits for their indexes. */
export async function reportModels(connection: Connection): Promise<ReportModels> {
  const models = {
    calls: connection.model<CallDocument>('CallRecord', callSchema, 'report_calls'),
    proofs: connection.model<ProofDocument>('CallProof', proofSchema, 'report_proofs'),
    ledgers: connection.model<LedgerDocument>('ReportLedger', ledgerSchema, 'report_ledger'),
  };
  await Promise.all(Object.values(models).map((model) => model.init()));
  return { ...models, onCall: await onCallModels(connection) };
}
