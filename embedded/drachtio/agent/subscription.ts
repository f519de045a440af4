import { decimal } from '../sip/grammar.ts';
import type { SipMessage } from '../sip/message.ts';
import type { TimerWheel } from '../timers/timer-wheel.ts';
import type { Flow, Listener } from '../transport/flow.ts';
import type { Application } from './application.ts';
import { Dialog } from './dialog.ts';
import type { DialogTable } from './dialog.ts';

/** An hour, as most event packages have it, and time for the last NOTIFY. */
const DEFAULT_SECONDS = 3600;
const GRACE_SECONDS = 64;

interface SubscriptionContext {
  readonly wheel: TimerWheel;
  readonly dialogs: DialogTable;
}

/** The dialog of a SUBSCRIBE of ours, before its answer names the peer (RFC 6665 §4.4.1). */
export function subscriptionDialog(app: Application, request: SipMessage, listener: Listener, flow: Flow): Dialog {
  const dialog = new Dialog(app, {
    role: 'uac',
    callId: request.callId,
    localTag: request.fromTag ?? '',
    remoteTag: undefined,
    local: request.get('from') ?? '',
    remote: request.get('to') ?? '',
    remoteTarget: request.uri,
    routeSet: [],
    localCSeq: request.cseq?.number ?? 1,
    remoteCSeq: undefined,
    listener,
    flow,
  });
  dialog.subscription = true;
  return dialog;
}

/** A 2xx came for a SUBSCRIBE of ours: the peer is known, the time runs. */
export function confirmSubscription(context: SubscriptionContext, dialog: Dialog, response: SipMessage): void {
  dialog.remoteTag = response.toTag;
  dialog.remote = response.get('to') ?? dialog.remote;
  dialog.routeSet = response.list('record-route').reverse();
  dialog.refreshTarget(response);
  keepSubscription(context, dialog, response);
}

/** Lets a subscription live for the time its SUBSCRIBE (or the 2xx) says; renewing it starts anew. */
export function keepSubscription(context: SubscriptionContext, dialog: Dialog, message: SipMessage): void {
  const seconds = decimal(message.get('expires') ?? '', 2 ** 31) ?? DEFAULT_SECONDS;
  // A SUBSCRIBE inside a call shares its dialog, which lives as long as the call does.
  if (!dialog.subscription) return;
  dialog.confirmed = true;
  dialog.lifetime?.cancel();
  dialog.lifetime = context.wheel.after((seconds + GRACE_SECONDS) * 1000, () => context.dialogs.remove(dialog));
}
