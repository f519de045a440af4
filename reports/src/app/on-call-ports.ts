import type { AlertId } from '@decroche/protocol';
import type { LineSign, MeasuredSpan, Outage } from '../core/lines/line-state.ts';
import type { AlertRecord } from '../core/on-call/alert-record.ts';
import type { OnCallState } from '../core/on-call/on-call-state.ts';
import type { Period } from '../core/period.ts';

/** The part of one transaction that is about alerts and lines. */
export interface OnCallLedger {
  loadAlerts(alertIds: readonly AlertId[]): Promise<void>;
  /** Of a loaded alert. */
  alert(alertId: AlertId): AlertRecord | undefined;
  putAlert(record: AlertRecord): void;
  putSign(sign: LineSign): void;
  putOutage(outage: Outage): void;
  putMeasured(span: MeasuredSpan): void;
}

/** Records of alerts and of the lines. Faults: `unavailable`, `storage`. */
export interface OnCallStore {
  state(): Promise<OnCallState>;
  /** Alerts opened in a period, earliest first. */
  alerts(period: Period): AsyncIterable<AlertRecord>;
  /** What touches a period, in order. */
  outages(period: Period): Promise<readonly Outage[]>;
  measured(period: Period): Promise<readonly MeasuredSpan[]>;
  /** Evidence of outages, in the order of the journal. */
  evidence(outages: readonly Outage[]): Promise<readonly LineSign[]>;
  /** Every sign of a period, earliest first, read little by little. */
  signs(period: Period): AsyncIterable<LineSign>;
  probes(period: Period): Promise<{ readonly probes: number; readonly failed: number }>;
}
