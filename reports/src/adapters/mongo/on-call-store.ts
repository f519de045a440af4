import { collectionOf, withMongoFaults } from '@decroche/platform/mongo';
import type { Model, mongo } from 'mongoose';
import type { OnCallStore } from '../../app/on-call-ports.ts';
import type { LineSign, Outage } from '../../core/lines/line-state.ts';
import type { AlertRecord } from '../../core/on-call/alert-record.ts';
import { noOnCallYet } from '../../core/on-call/on-call-state.ts';
import type { Period } from '../../core/period.ts';
import type { ReportModels } from './models.ts';

const BARE = { projection: { _id: 0 }, batchSize: 5_000 } as const;
const during = ({ from, to }: Period): object => ({ $gte: from, $lt: to });

/** Records of alerts and lines in MongoDB: our own shapes, written by this adapter, so they are not parsed again. */
export function mongoOnCallStore(models: ReportModels, domainId: string): OnCallStore {
  const { alerts, signs, outages, measured } = models.onCall;
  return withMongoFaults<OnCallStore>({
    state: async () => (await models.ledgers.findById(domainId).lean())?.onCall ?? noOnCallYet,
    async *alerts(period) {
      const query = { openedAt: during(period) } as mongo.Filter<AlertRecord & { _id: string }>;
      yield* collectionOf(alerts).find<AlertRecord>(query, BARE).sort({ openedAt: 1, _id: 1 });
    },
    async outages(period) {
      const over = await touching(outages, period);
      const running = await collectionOf(outages).findOne<Outage>({ toAt: { $exists: false } } as never, BARE);
      return running && running.fromAt < period.to ? [...over, running] : over;
    },
    measured: (period) => touching(measured, period),
    async evidence(of) {
      const query = { outageSeq: { $in: of.map(({ seq }) => seq) } } as mongo.Filter<LineSign & { _id: number }>;
      return of.length === 0 ? [] : collectionOf(signs).find<LineSign>(query, BARE).sort({ _id: 1 }).toArray();
    },
    async *signs(period) {
      const query = { at: during(period) } as mongo.Filter<LineSign & { _id: number }>;
      yield* collectionOf(signs).find<LineSign>(query, BARE).sort({ at: 1, _id: 1 });
    },
    async probes(period) {
      const probe = { kind: 'probe', at: during(period) };
      const [ok, failed] = await Promise.all(
        [true, false].map((good) => signs.countDocuments({ ...probe, ok: good } as never).exec()),
      );
      return { probes: ok! + failed!, failed: failed! };
    },
  });
}

/** Stretches that are over and touch a period: they follow each other, so the first that begins after it is the last one read. */
async function touching<T extends { readonly _id: number; readonly fromAt: number }>(
  model: Model<T>,
  { from, to }: Period,
): Promise<readonly T[]> {
  const found: T[] = [];
  const cursor = collectionOf(model)
    .find<T>({ toAt: { $gt: from } } as never, { projection: { _id: 0 }, batchSize: 500 })
    .sort({ toAt: 1 });
  for await (const stretch of cursor) {
    if (stretch.fromAt >= to) break;
    found.push(stretch);
  }
  return found;
}
