import { asGiven, type Connection } from '@decroche/platform/mongo';
import { Schema, type Model } from 'mongoose';
import type { LineSign, MeasuredSpan, Outage } from '../../core/lines/line-state.ts';
import type { AlertRecord } from '../../core/on-call/alert-record.ts';

/** An alert as stored, under its id. */
type AlertDocument = AlertRecord & { readonly _id: string };
/** What is stored of the lines, each under the journal line it began with. */
type SeqDocument<T> = T & { readonly _id: number };

const alertSchema = new Schema<AlertDocument>({ _id: { type: String, required: true } }, asGiven);
alertSchema.index({ openedAt: 1, _id: 1 });

const bySeq = { _id: { type: Number, required: true } } as const;
const signSchema = new Schema<SeqDocument<LineSign>>(bySeq, asGiven);
signSchema.index({ at: 1, _id: 1 });
signSchema.index({ kind: 1, ok: 1, at: 1 });
// Few signs are evidence of an outage: the others stay out.
signSchema.index({ outageSeq: 1 }, { sparse: true });
// Stretches follow each other: by their ends they are found from any instant on, in order. One that is not over has none.
const outageSchema = new Schema<SeqDocument<Outage>>(bySeq, asGiven);
outageSchema.index({ toAt: 1 });
const measuredSchema = new Schema<SeqDocument<MeasuredSpan>>(bySeq, asGiven);
measuredSchema.index({ toAt: 1 });

/** The collections of alerts and lines. */
export interface OnCallModels {
  readonly alerts: Model<AlertDocument>;
  readonly signs: Model<SeqDocument<LineSign>>;
  readonly outages: Model<SeqDocument<Outage>>;
  readonly measured: Model<SeqDocument<MeasuredSpan>>;
  /** Forgets everything. */
  clear(): Promise<void>;
}

/** Binds the collections to a connection and waits for their indexes. */
export async function onCallModels(connection: Connection): Promise<OnCallModels> {
  const models = {
    alerts: connection.model<AlertDocument>('AlertRecord', alertSchema, 'report_alerts'),
    signs: connection.model<SeqDocument<LineSign>>('LineSign', signSchema, 'report_line_signs'),
    outages: connection.model<SeqDocument<Outage>>('Outage', outageSchema, 'report_outages'),
    measured: connection.model<SeqDocument<MeasuredSpan>>('MeasuredSpan', measuredSchema, 'report_measured'),
  };
  await Promise.all(Object.values(models).map((model) => model.init()));
  return {
    ...models,
    async clear() {
      const { alerts, signs, outages, measured } = models;
      await alerts.deleteMany({});
      await signs.deleteMany({});
      await outages.deleteMany({});
      await measured.deleteMany({});
    },
  };
}
