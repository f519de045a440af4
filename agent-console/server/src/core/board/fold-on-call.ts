import type { JournalEvent, JournalRecord } from '@decroche/protocol';
import type { AlertEvent } from '../oncall/alert-state.ts';
import { callerAnswered, callerNoLongerWaits, foldAlert } from '../oncall/fold-alert.ts';
import type { Board } from './state.ts';
import type { Touched } from './touched.ts';

/** After these a caller out of hours is no longer waiting for somebody on call. */
const WAITS_NO_MORE: ReadonlySet<string> = new Set(['call.onCallAnswered', 'call.voicemailStarted', 'call.ended']);

/** Takes what a line about a call says of the alert that the call opened. */
export function foldCallOfAlert(board: Board, event: JournalEvent): void {
  if (event.type === 'call.onCallAnswered') callerAnswered(board.onCall, event);
  if (!WAITS_NO_MORE.has(event.type) || !('callId' in event) || event.callId === undefined) return;
  callerNoLongerWaits(board.onCall, event.callId);
}

/** Takes a line about an alert. */
export function foldAlertEvent(board: Board, record: JournalRecord, touched: Touched): void {
  foldAlert(board.onCall, record, record.event as AlertEvent);
  touched.lists.add('alerts');
}

/** Takes a plan, or the state of a way to the public network. */
export function foldLineEvent(board: Board, record: JournalRecord, touched: Touched): void {
  const event = record.event as Extract<JournalEvent, { type: `${'onCallPlan' | 'trunk' | 'line'}.${string}` }>;
  if (event.type === 'onCallPlan.adopted') {
    board.onCall.plan = event.plan;
    touched.lists.add('onCall');
  }
  if (event.type === 'trunk.changed') {
    const { gatewayId, trunkId, up, changedAt: since } = event;
    board.trunks.set(`${gatewayId}/${trunkId}`, { gatewayId, trunkId, up, since });
  }
}
