import type { SipMessage } from '../sip/message.ts';
import type { TimerWheel } from '../timers/timer-wheel.ts';
import type { Dialog } from './dialog.ts';
import { SessionTimer, sessionInterval } from './session-timer.ts';

/** Who carries out what a session timer decides. */
interface Refresher {
  refresh(dialog: Dialog): void;
  terminate(dialog: Dialog, reason: string): void;
}

/**
 * Starts or restarts the session timer of a dialog from the 2xx that agreed on it (RFC 4028 §7.2, §9).
 * A 2xx without Session-Expires means there is none.
 *
 * @param agreed the 2xx, and our role in that exchange.
 */
export function startSessionTimer(
  context: { readonly wheel: TimerWheel },
  refresher: Refresher,
  dialog: Dialog,
  agreed: { response: SipMessage; role: 'uac' | 'uas' },
): void {
  dialog.sessionTimer?.stop();
  dialog.sessionTimer = undefined;
  const interval = sessionInterval(agreed.response);
  if (!interval) return;
  dialog.sessionTimer = new SessionTimer(context.wheel, {
    seconds: interval.seconds,
    weRefresh: (interval.refresher ?? 'uac') === agreed.role,
    refresh: () => refresher.refresh(dialog),
    expired: () => refresher.terminate(dialog, 'Session timer expired'),
  });
}
