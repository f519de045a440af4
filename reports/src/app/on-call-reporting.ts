import type { Clock } from '@decroche/platform';
import type { LineReport, OnCallReport } from '@decroche/protocol';
import { lineReport, RESTORED_WITHIN_MS } from '../core/lines/line-report.ts';
import type { LineSign } from '../core/lines/line-state.ts';
import type { AlertRecord } from '../core/on-call/alert-record.ts';
import { onCallReport } from '../core/on-call/on-call-report.ts';
import type { Period } from '../core/period.ts';
import type { OnCallStore } from './on-call-ports.ts';

/** What people ask of on-call and of the lines. */
export interface OnCallReporting {
  onCall(period: Period): Promise<OnCallReport>;
  /** The records behind it, with everything they were computed from (K5). */
  alerts(period: Period): AsyncIterable<AlertRecord>;
  lines(period: Period): Promise<LineReport>;
  /** Every sign of the period, evidence or not. */
  signs(period: Period): AsyncIterable<LineSign>;
  now(): number;
}

/** Answers from the records. Costs follow what lies in the period, never the whole history. */
export function onCallReporting({ store, clock }: { store: OnCallStore; clock: Clock }): OnCallReporting {
  return {
    now: () => clock.now(),
    alerts: (period) => store.alerts(period),
    signs: (period) => store.signs(period),
    async onCall(period) {
      const records: AlertRecord[] = [];
      for await (const record of store.alerts(period)) records.push(record);
      return onCallReport(records, clock.now());
    },
    async lines(period) {
      const outages = await store.outages(period);
      const [{ restoredWithinMs = RESTORED_WITHIN_MS }, evidence, measured, counted] = await Promise.all([
        store.state(),
        store.evidence(outages),
        store.measured(period),
        store.probes(period),
      ]);
      const facts = { outages, evidence, measured, ...counted, targetMs: restoredWithinMs };
      return lineReport(period, facts, clock.now());
    },
  };
}
