import type { CallId, Duration, RecordingId } from '@decroche/protocol';
import type { Turn } from '../turn.ts';
import { isOpenAlert } from './alert.ts';

/** A message is on disk: if those on call are asked about this call, the alert says that there is one to be heard. */
export function tellAlertOfMessage(
  turn: Turn,
  message: { readonly callId: CallId; readonly recordingId: RecordingId; readonly durationMs: Duration },
): void {
  for (const alert of turn.state.alerts.values()) {
    if (alert.callId !== message.callId || !isOpenAlert(alert)) continue;
    return turn.emit({ type: 'alert.messageLeft', alertId: alert.alertId, ...message });
  }
}
