import type { ReleaseCause } from '@decroche/protocol';
import type { DialogEnd, LegListener, OutboundInvite, SipDialog } from '../../app/ports.ts';
import type { TrunkCredentials } from '../../core/outbound-route.ts';
import { causeOfStatus, reasonHeader } from '../../core/sip-cause.ts';
import { ALLOW, type Dialogs, send } from './dialogs.ts';
import type { ChallengeAnswer, Headers, SipReply, SipRequest, SrfClient } from './srf.ts';

/**
 * The dialog of someone we call.
 *
 * ```
 *   sending ──▶ calling ── 2xx ──▶ confirmed ── BYE either way ──▶ ended
 *      │           ├── failure ──────────────────────────────────▶ ended
 *      └── end ────┴── end: CANCEL ──▶ withdrawn ── 487 ──────────▶ ended
 *                                          └── 2xx all the same: ACK and BYE ──▶ ended
 * ```
 */
export class OutboundDialog implements SipDialog {
  readonly #srf: SrfClient;
  readonly #dialogs: Dialogs;
  readonly #listener: LegListener;
  readonly #localSdp: string;
  readonly #side: OutboundInvite['side'];
  #state: 'sending' | 'calling' | 'withdrawn' | 'confirmed' | 'ended' = 'sending';
  #withdrawnFor: ReleaseCause = 'cancelled';
  #request: SipRequest | undefined;
  #dialogId: string | undefined;

  constructor(srf: SrfClient, dialogs: Dialogs, invite: OutboundInvite, listener: LegListener) {
    this.#srf = srf;
    this.#dialogs = dialogs;
    this.#listener = listener;
    this.#localSdp = invite.sdp;
    this.#side = invite.side;
    const headers = { Allow: ALLOW, Supported: 'timer', ...invite.headers, ...presentation(invite.from) };
    const auth = invite.credentials ? { auth: answerTo(invite.credentials) } : {};
    send(this.#srf, invite.uri, { method: 'INVITE', headers, body: invite.sdp, ...auth }, (error, request) => {
      if (request) this.#onSent(request);
      else this.#onFailure({ cause: 'unavailable', sip: `503 not sent: ${describe(error)}`, status: 503 });
    });
  }

  end(cause: ReleaseCause): void {
    switch (this.#state) {
      case 'sending':
        this.#state = 'withdrawn';
        this.#withdrawnFor = cause;
        return;
      case 'calling':
        this.#state = 'withdrawn';
        this.#withdrawnFor = cause;
        return this.#cancel();
      case 'confirmed':
        this.#state = 'ended';
        return this.#dialogs.bye(this.#dialogId!, cause);
      case 'withdrawn':
      case 'ended':
    }
  }

  transferEnded(outcome: 'done' | 'failed'): void {
    if (this.#dialogId !== undefined) this.#dialogs.tellTransfer(this.#dialogId, outcome);
  }

  #onSent(request: SipRequest): void {
    this.#request = request;
    request.on('response', (response, ack) => this.#onResponse(response, ack));
    if (this.#state === 'withdrawn') this.#cancel();
    else this.#state = 'calling';
  }

  #cancel(): void {
    try {
      this.#request?.cancel({ headers: { Reason: reasonHeader(this.#withdrawnFor) } }, () => undefined);
    } catch {
      // The daemon is away: it cancels the call of a lost application itself, or the phone rings out.
      this.#state = 'ended';
    }
  }

  #onResponse(response: SipReply, ack: () => void): void {
    if (response.status < 200) {
      if (response.has('RSeq')) ack();
      if (response.status > 100 && this.#state === 'calling') this.#listener.rang();
      return;
    }
    if (response.status < 300) return this.#onAnswer(response, ack);
    this.#onFailure({
      cause: causeOfStatus(response.status),
      sip: `${response.status} ${response.reason}`.slice(0, 200),
      status: response.status,
    });
  }

  #onAnswer(response: SipReply, ack: () => void): void {
    ack();
    const dialogId = response.stackDialogId ?? '';
    this.#dialogId = dialogId;
    // The 200 crossed our CANCEL: the phone must not be left believing in a call.
    if (this.#state !== 'calling') return this.#dialogs.bye(dialogId, this.#withdrawnFor);
    this.#state = 'confirmed';
    this.#dialogs.add(dialogId, {
      side: this.#side,
      listener: this.#listener,
      localSdp: this.#localSdp,
      remoteSdp: response.body ?? '',
      gone: () => (this.#state = 'ended'),
    });
    this.#listener.answered(response.body ?? '');
  }

  #onFailure(end: DialogEnd): void {
    const withdrawn = this.#state === 'withdrawn';
    this.#state = 'ended';
    if (!withdrawn) this.#listener.ended(end);
  }
}

/** Once for who we are, once more for a nonce that has aged: whoever asks a third time does not believe us. */
const MOST_ANSWERS = 2;

/** The client by itself answers every challenge that follows a provisional response, so that a wrong password would knock for ever. */
function answerTo({ username, password }: TrunkCredentials): ChallengeAnswer {
  let answered = 0;
  return (_request, _challenge, callback) => {
    if (++answered > MOST_ANSWERS) callback(new Error('the credentials are not believed'));
    else callback(null, username, password);
  };
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 150);

/** Who calls, as the agent's phone shows it: the number, or nobody (RFC 3323 §4.1, RFC 3325 §9.3). */
function presentation(from: OutboundInvite['from']): Headers {
  if (from === 'anonymous') {
    return { From: '"Anonymous" <sip:anonymous@anonymous.invalid>', Privacy: 'id' };
  }
  const user = encodeURIComponent(from.number).replace('%2B', '+').replace('%23', '%23');
  const name = from.displayName?.replace(/["\\\r\n]/g, ' ');
  return { From: `${name === undefined ? '' : `"${name}" `}<sip:${user}@localhost>` };
}
