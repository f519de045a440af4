import type { AlertId, JournalRecord } from '@decroche/protocol';
import { foldLines } from '../core/lines/line-fold.ts';
import { alertOf, foldAlert } from '../core/on-call/alert-record.ts';
import { planAfter, type OnCallState } from '../core/on-call/on-call-state.ts';
import type { OnCallLedger } from './on-call-ports.ts';

/** The alerts that some lines are about. */
export function alertsOf(lines: readonly JournalRecord[]): AlertId[] {
  return [...new Set(lines.flatMap(({ event }) => alertOf(event) ?? []))];
}

/** What a line made of alerts and lines. */
export interface OnCallStep {
  readonly state: OnCallState;
  /** The line is about an alert whose opening was never read. */
  readonly isOrphan: boolean;
}

/** Folds one line. Its alert is loaded. */
export function foldOnCall(ledger: OnCallLedger, line: JournalRecord, before: OnCallState): OnCallStep {
  const state = planAfter(before, line.event);
  const alertId = alertOf(line.event);
  const known = alertId && ledger.alert(alertId);
  const record = alertId && foldAlert(known, line, state.targets);
  if (record && record !== known) ledger.putAlert(record);
  const step = foldLines(state.lines, line);
  if (step.sign) ledger.putSign(step.sign);
  if (step.outage) ledger.putOutage(step.outage);
  if (step.measured) ledger.putMeasured(step.measured);
  return {
    state: step.state === state.lines ? state : { ...state, lines: step.state },
    isOrphan: alertId !== undefined && record === undefined,
  };
}
