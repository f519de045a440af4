import { tagOf, uriOf } from '../sip/grammar.ts';
import type { SipMessage } from '../sip/message.ts';
import { parseMessage } from '../sip/parse.ts';
import { writeMessage } from '../sip/serialize.ts';
import type { ClientUser } from '../transaction/context.ts';
import type { Flow, Listener } from '../transport/flow.ts';
import type { NextHop } from '../transport/transports.ts';
import { deliver, deliverMadeUp, inviteTransaction, sendOnce, sendRequest } from './agent-context.ts';
import type { AgentContext } from './agent-context.ts';
import type { Application } from './application.ts';
import { Dialog, dialogIdOf } from './dialog.ts';

/** What the service that keeps outbound INVITEs is told. */
export interface InviteEvents {
  /** A final response has come, or none will: CANCEL means nothing any more. */
  finished(invite: OutboundInvite): void;
  /** The dialog is answered; session timers start here. */
  answered(invite: OutboundInvite, response: SipMessage): void;
  /** A refresh of the server's own came to nothing; 0 stands for no answer. */
  refreshFailed(dialog: Dialog, status: number): void;
  /** Ends a dialog nobody wants: ACK and BYE from the server itself. */
  abandon(dialog: Dialog, reason: string): void;
}

/** Nobody listens to what becomes of a CANCEL: its response says nothing. */
const IGNORED: ClientUser = { onResponse: () => undefined, onFailure: () => undefined };

interface InviteParts {
  readonly id: string;
  readonly app: Application;
  readonly request: SipMessage;
  readonly listener: Listener;
  /** Present on a re-INVITE. */
  readonly dialog: Dialog | undefined;
  /** A refresh of the server's own: the application hears nothing of it. */
  readonly silent?: boolean;
}

/** An INVITE sent for an application (or a re-INVITE): its responses, its CANCEL and its ACK. */
export class OutboundInvite implements ClientUser {
  readonly id: string;
  readonly app: Application;
  readonly request: SipMessage;
  dialog: Dialog | undefined;
  readonly #context: AgentContext;
  readonly #events: InviteEvents;
  readonly #parts: InviteParts;
  #way: Flow | NextHop | undefined;
  #proceeding = false;
  #finished = false;
  #cancel: readonly (readonly [string, string])[] | undefined;
  #ack: { text: string; way: Flow | NextHop } | undefined;
  /** RSeq of the last reliable provisional handed up: its repetitions are not (RFC 3262 §4). */
  #lastRSeq = 0;

  constructor(context: AgentContext, parts: InviteParts, events: InviteEvents) {
    this.#context = context;
    this.#parts = parts;
    this.#events = events;
    this.id = parts.id;
    this.app = parts.app;
    this.request = parts.request;
    this.dialog = parts.dialog;
  }

  get finished(): boolean {
    return this.#finished;
  }

  send(way: Flow | NextHop): void {
    this.#way = way;
    sendRequest(this.#context, this.request, way, this);
  }

  /** Asks the peer to stop; waits for its first provisional when there was none (RFC 3261 §9.1). */
  cancel(headers: readonly (readonly [string, string])[]): void {
    this.#cancel = headers;
    if (this.#proceeding) this.#sendCancel();
  }

  /** Sends the ACK of the 2xx, and keeps it for its repetitions. */
  acknowledge(ack: SipMessage, way: Flow | NextHop): void {
    this.#ack = { text: ack.text, way };
    sendOnce(this.#context, ack.text, way);
  }

  onResponse(response: SipMessage, flow: Flow): void {
    if (response.status < 200) this.#provisional(response, flow);
    else if (response.status < 300) this.#success(response, flow);
    else this.#failure(response, flow);
  }

  onFailure(status: 408 | 503, _reason: string): void {
    if (this.#finished) return;
    this.#finish();
    this.#dropEarlyDialog();
    if (this.#refreshFailed(status)) return;
    deliverMadeUp(this.app, this.request, { status, transactionId: this.id, dialogId: this.#dialogId });
  }

  #provisional(response: SipMessage, flow: Flow): void {
    if (!this.#proceeding) {
      this.#proceeding = true;
      if (this.#cancel) this.#sendCancel();
    }
    if (response.status === 100) return;
    const rseq = Number(response.get('rseq') ?? 0);
    if (rseq > 0 && response.names('require', '100rel')) {
      if (rseq <= this.#lastRSeq && this.dialog?.remoteTag === response.toTag) return;
      this.#lastRSeq = rseq;
    }
    if (response.toTag !== undefined && !this.dialog?.confirmed) this.#early(response, flow);
    this.#deliver(response, flow);
  }

  #success(response: SipMessage, flow: Flow): void {
    if (this.#finished) {
      if (response.toTag !== this.dialog?.remoteTag) this.#endFork(response, flow);
      else if (this.#ack) sendOnce(this.#context, this.#ack.text, this.#ack.way);
      return;
    }
    this.#finish();
    this.#early(response, flow);
    const dialog = this.dialog as Dialog;
    dialog.confirmed = true;
    dialog.refreshTarget(response);
    dialog.localSdp = this.request.body || dialog.localSdp;
    this.#events.answered(this, response);
    if (this.app.open) this.#deliver(response, flow);
    else this.#events.abandon(dialog, 'application gone');
  }

  #failure(response: SipMessage, flow: Flow): void {
    if (this.#finished) return;
    this.#finish();
    this.#dropEarlyDialog();
    if (!this.#refreshFailed(response.status)) this.#deliver(response, flow);
  }

  /** Makes the dialog at the first response that names a tag, or moves an early one to the branch that answered. */
  #early(response: SipMessage, flow: Flow): void {
    const to = response.get('to') ?? '';
    if (!this.dialog) {
      this.dialog = this.#newDialog(response, flow);
      this.#context.dialogs.add(this.dialog);
      return;
    }
    if (this.dialog.confirmed) return;
    this.dialog.remoteTag = tagOf(to);
    this.dialog.remote = to;
    this.dialog.flow = flow;
    this.dialog.routeSet = response.list('record-route').reverse();
    this.dialog.refreshTarget(response);
  }

  #newDialog(response: SipMessage, flow: Flow): Dialog {
    const request = this.request;
    const contact = response.get('contact');
    const dialog = new Dialog(this.app, {
      role: 'uac',
      callId: request.callId,
      localTag: request.fromTag ?? '',
      remoteTag: response.toTag,
      local: request.get('from') ?? '',
      remote: response.get('to') ?? '',
      remoteTarget: contact ? uriOf(contact) : request.uri,
      routeSet: response.list('record-route').reverse(),
      localCSeq: request.cseq?.number ?? 1,
      remoteCSeq: undefined,
      listener: this.#parts.listener,
      flow,
    });
    dialog.refreshTarget(response);
    return dialog;
  }

  /** Another branch of a fork answered too: acknowledged and ended at once (RFC 3261 §13.2.2.4). */
  #endFork(response: SipMessage, flow: Flow): void {
    this.#events.abandon(this.#newDialog(response, flow), 'forked');
  }

  #sendCancel(): void {
    const invite = this.request;
    const headers: [string, string][] = [['Via', invite.get('via') ?? '']];
    for (const route of invite.list('route')) headers.push(['Route', route]);
    headers.push(['Max-Forwards', '70'], ['From', invite.get('from') ?? ''], ['To', invite.get('to') ?? '']);
    headers.push(
      ['Call-ID', invite.callId],
      ['CSeq', `${invite.cseq?.number ?? 1} CANCEL`],
      ...(this.#cancel ?? []).map(([n, v]) => [n, v] as [string, string]),
    );
    const text = writeMessage(`CANCEL ${invite.uri} SIP/2.0`, headers);
    if (this.#finished || !this.#way) return;
    sendRequest(this.#context, parseMessage(text) as SipMessage, this.#way, IGNORED);
    inviteTransaction(this.#context, invite)?.giveUpIfSilent();
  }

  #refreshFailed(status: number): boolean {
    if (this.#parts.silent !== true || !this.dialog) return false;
    this.#events.refreshFailed(this.dialog, status);
    return true;
  }

  #dropEarlyDialog(): void {
    if (this.dialog && !this.dialog.confirmed) this.#context.dialogs.remove(this.dialog);
  }

  #finish(): void {
    this.#finished = true;
    this.#events.finished(this);
  }

  #deliver(response: SipMessage, flow: Flow): void {
    if (this.#parts.silent === true) return;
    deliver(this.app, response, { flow, transactionId: this.id, dialogId: this.#dialogId });
  }

  get #dialogId(): string {
    return this.dialog?.id ?? dialogIdOf(this.request.callId, this.request.fromTag ?? '');
  }
}
