import { collectionOf } from '@decroche/platform/mongo';
import type { AlertId } from '@decroche/protocol';
import type { ClientSession, Model } from 'mongoose';
import type { OnCallLedger } from '../../app/on-call-ports.ts';
import type { LineSign, MeasuredSpan, Outage } from '../../core/lines/line-state.ts';
import type { AlertRecord } from '../../core/on-call/alert-record.ts';
import type { OnCallModels } from './on-call-models.ts';

/** Keeps writes until the end, the last one of each document. */
export class MongoOnCallLedger implements OnCallLedger {
  readonly #models: OnCallModels;
  readonly #session: ClientSession;
  readonly #known = new Map<AlertId, AlertRecord>();
  readonly #alerts = new Map<AlertId, AlertRecord>();
  readonly #signs = new Map<number, LineSign>();
  readonly #outages = new Map<number, Outage>();
  readonly #measured = new Map<number, MeasuredSpan>();

  constructor(models: OnCallModels, session: ClientSession) {
    this.#models = models;
    this.#session = session;
  }

  async loadAlerts(alertIds: readonly AlertId[]): Promise<void> {
    if (alertIds.length === 0) return;
    const query = { _id: { $in: alertIds } };
    const found = await this.#models.alerts.find(query, {}, { session: this.#session }).lean();
    for (const { _id, ...record } of found) this.#known.set(record.alertId, record);
  }

  alert(alertId: AlertId): AlertRecord | undefined {
    return this.#alerts.get(alertId) ?? this.#known.get(alertId);
  }

  putAlert(record: AlertRecord): void {
    this.#alerts.set(record.alertId, record);
  }

  putSign(sign: LineSign): void {
    this.#signs.set(sign.seq, sign);
  }

  putOutage(outage: Outage): void {
    this.#outages.set(outage.seq, outage);
  }

  putMeasured(span: MeasuredSpan): void {
    this.#measured.set(span.seq, span);
  }

  /** Writes everything; the transaction decides whether it stays. */
  async flush(): Promise<void> {
    const { alerts, signs, outages, measured } = this.#models;
    await this.#write(alerts, this.#alerts);
    await this.#write(signs, this.#signs);
    await this.#write(outages, this.#outages);
    await this.#write(measured, this.#measured);
  }

  async #write<D extends { readonly _id: unknown }>(
    model: Model<D>,
    documents: ReadonlyMap<string | number, object>,
  ): Promise<void> {
    if (documents.size === 0) return;
    const writes = [...documents].map(([_id, replacement]) => ({
      replaceOne: { filter: { _id }, replacement: { ...replacement }, upsert: true },
    }));
    await collectionOf(model).bulkWrite(writes as never, { session: this.#session, ignoreUndefined: true });
  }
}
