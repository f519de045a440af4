import type { DeviceId, ReleaseCause } from '@decroche/protocol';
import { Fault } from '@decroche/platform';
import type { ArrivedInvite, CallerDialog, LegListener, SipRefusal } from '../../app/ports.ts';
import { causeInSip } from '../../core/sip-cause.ts';
import { ALLOW, type Dialogs, reply, sessionTimer, warning } from './dialogs.ts';
import { ageOf, sourceOf } from './source.ts';
import type { Headers, SipRequest, SipResponder } from './srf.ts';

const SENT_WITHIN_MS = 5_000;

/**
 * The dialog of someone who called us.
 *
 * ```
 *   waiting ── answer ──▶ answering ──▶ confirmed ── BYE either way ──▶ ended
 *      └── refuse, CANCEL ─────────────────────────────────────────────▶ ended
 * ```
 */
class InboundDialog implements CallerDialog {
  readonly #dialogs: Dialogs;
  readonly #request: SipRequest;
  readonly #response: SipResponder;
  #state: 'waiting' | 'answering' | 'confirmed' | 'ended' = 'waiting';
  #dialogId: string | undefined;
  #listener: LegListener | undefined;
  #cancelled = false;

  constructor(dialogs: Dialogs, request: SipRequest, response: SipResponder) {
    this.#dialogs = dialogs;
    this.#request = request;
    this.#response = response;
    request.on('cancel', () => this.#onCancel());
  }

  listen(listener: LegListener): void {
    this.#listener = listener;
    if (this.#cancelled) listener.ended({ cause: 'cancelled', sip: 'CANCEL' });
  }

  answer(sdp: string): Promise<void> {
    if (this.#state !== 'waiting') return Promise.reject(new Fault('refused', 'the caller has gone'));
    this.#state = 'answering';
    const headers: Headers = { Allow: ALLOW, Supported: 'timer', ...sessionTimer(this.#request) };
    return new Promise((resolve, reject) => {
      // A connection lost at this moment takes the daemon's word with it.
      const deadline = setTimeout(() => reject(new Fault('timeout', 'the SIP daemon is silent')), SENT_WITHIN_MS);
      this.#response.send(200, { headers, body: sdp }, (error) => {
        clearTimeout(deadline);
        if (error) {
          this.#state = 'ended';
          reject(new Fault('refused', 'the 200 OK did not leave', { cause: error }));
          return;
        }
        this.#confirm(sdp);
        resolve();
      });
    });
  }

  #confirm(sdp: string): void {
    const dialogId = this.#response.stackDialogId ?? '';
    this.#dialogId = dialogId;
    // Asked to end while the 200 was on its way: it is too late for a refusal, and the dialog is up.
    if (this.#state === 'ended') return this.#dialogs.bye(dialogId, 'normal');
    this.#state = 'confirmed';
    this.#dialogs.add(dialogId, {
      side: 'caller',
      listener: this.#listener!,
      localSdp: sdp,
      remoteSdp: this.#request.body ?? '',
      gone: () => (this.#state = 'ended'),
    });
  }

  refuse(refusal: SipRefusal): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'ended';
    const retry: Headers = refusal.retryAfterS === undefined ? {} : { 'Retry-After': String(refusal.retryAfterS) };
    const extra = { ...retry, ...this.#explain(refusal.status), ...warning(refusal.reason) };
    reply(this.#response, refusal.status, { headers: extra });
  }

  /** What RFC 3261 §21.4 wants beside some refusals. */
  #explain(status: number): Headers {
    if (status === 415) return { Accept: 'application/sdp' };
    if (status === 420) return { Unsupported: this.#request.get('Require') ?? '' };
    return {};
  }

  end(cause: ReleaseCause): void {
    const state = this.#state;
    if (state === 'waiting') this.refuse({ status: causeInSip[cause].status, reason: cause });
    this.#state = 'ended';
    if (state === 'confirmed' && this.#dialogId !== undefined) this.#dialogs.bye(this.#dialogId, cause);
  }

  #onCancel(): void {
    if (this.#state === 'confirmed' || this.#state === 'ended') return;
    this.#state = 'ended';
    this.#cancelled = true;
    this.#listener?.ended({ cause: 'cancelled', sip: 'CANCEL' });
  }
}

/** Who checks credentials for an INVITE. */
export interface InviteGuard {
  verify(request: SipRequest): Promise<DeviceId | undefined>;
  challenge(request: SipRequest, response: SipResponder): void;
}

/** Reads an INVITE for the intake. */
export function arrivedInvite(
  dialogs: Dialogs,
  guard: InviteGuard,
  request: SipRequest,
  response: SipResponder,
): ArrivedInvite {
  const now = Date.now();
  const ageMs = ageOf(request, now);
  return {
    dialog: new InboundDialog(dialogs, request, response),
    requestUri: request.uri,
    source: sourceOf(request),
    receivedAt: Math.round(now - ageMs),
    ageMs,
    from: request.get('From') ?? '',
    asserted: request.get('P-Asserted-Identity'),
    privacy: request.get('Privacy'),
    contentType: request.get('Content-Type'),
    sdp: request.body ?? '',
    reachable: /<?sips?:[^\s<>]+/i.test(request.get('Contact') ?? ''),
    requires: (request.get('Require') ?? '').split(',').flatMap((item) => item.trim().toLowerCase() || []),
    authenticate: () => guard.verify(request),
    challenge: () => guard.challenge(request, response),
  };
}
