import { tagOf } from '../sip/grammar.ts';
import { newTag, newUuid } from '../sip/identifiers.ts';
import type { SipMessage } from '../sip/message.ts';
import { writeResponse } from '../sip/serialize.ts';
import type { HeaderLines } from '../sip/serialize.ts';
import type { ServerTransaction } from '../transaction/context.ts';
import { NonInviteServerTransaction } from '../transaction/non-invite-server.ts';
import type { Flow } from '../transport/flow.ts';
import { wireName } from '../transport/flow.ts';
import { deliver } from './agent-context.ts';
import type { AgentContext } from './agent-context.ts';
import { refuse } from './application.ts';
import type { Application, Outcome } from './application.ts';
import { Dialog, endsDialog } from './dialog.ts';
import { InboundRequest } from './inbound-request.ts';
import type { Outbound } from './outbound.ts';
import { awaitedRSeq, nextRSeq } from './reliable-provisional.ts';
import { Repetition } from './repetition.ts';
import { asksForSession, formsDialog, responseHeaders, sentResponse, supports } from './response.ts';
import { startSessionTimer } from './session-refresh.ts';
import { keepSubscription } from './subscription.ts';

const UNKNOWN_TRANSACTION = 'Response not sent due to unknown transaction';

/** A status line the server answers with by itself. */
interface OwnAnswer {
  readonly status: number;
  readonly reason: string;
  readonly headers?: HeaderLines;
}

const UNAVAILABLE: OwnAnswer = { status: 503, reason: 'Service Unavailable' };
const NO_DIALOG: OwnAnswer = { status: 481, reason: 'Call/Transaction Does Not Exist' };

/** Requests received for applications: hands them up, carries their responses, repeats 2xx and reliable provisionals. */
export class Inbound {
  readonly #context: AgentContext;
  readonly #outbound: Outbound;
  readonly #requests = new Map<string, InboundRequest>();
  readonly #byTransaction = new Map<ServerTransaction, InboundRequest>();

  constructor(context: AgentContext, outbound: Outbound) {
    this.#context = context;
    this.#outbound = outbound;
  }

  /** The request behind a transaction id, while it has no final response: what `proxy` takes over. */
  find(transactionId: string, app: Application): InboundRequest | undefined {
    const found = this.#requests.get(transactionId);
    return found?.app === app ? found : undefined;
  }

  /** A new request outside any dialog. */
  offer(transaction: ServerTransaction, source: Flow, app: Application): void {
    const inbound = this.#track(transaction, source, app, undefined);
    if (transaction.request.method === 'INVITE') this.#answerOwn(inbound, { status: 100, reason: 'Trying' });
    inbound.silence = this.#context.wheel.after(this.#context.answerWithinMs, () => this.#neverAnswered(inbound));
    const { address, port } = source.listener;
    app.deliver({
      source: 'network',
      bytes: transaction.request.text.length,
      protocol: wireName(source.transport),
      address: source.remoteAddress,
      port: source.remotePort,
      transactionId: inbound.id,
      dialogId: '',
      receivedOn: { transport: source.transport, address, port },
      text: transaction.request.text,
    });
  }

  /** A request inside a dialog. */
  inDialog(transaction: ServerTransaction, source: Flow, dialog: Dialog): void {
    const request = transaction.request;
    const refusal = this.#refusalInDialog(request, dialog);
    if (refusal) return transaction.respond(refusal.status, writeResponse(request, refusal));
    dialog.remoteCSeq = request.cseq?.number;
    dialog.flow = source;
    const inbound = this.#track(transaction, source, dialog.app, dialog);
    if (request.method === 'INVITE') {
      this.#answerOwn(inbound, { status: 100, reason: 'Trying' });
      dialog.inviteTransactionId = inbound.id;
      dialog.refreshTarget(request);
    }
    if (request.method === 'UPDATE') dialog.refreshTarget(request);
    if (request.method === 'PRACK') this.#acknowledgeProvisional(dialog, request);
    deliver(dialog.app, request, { flow: source, transactionId: inbound.id, dialogId: dialog.id });
  }

  /** ACK of a 2xx: the repetitions end, the application is told under the transaction of its INVITE. */
  acknowledged(request: SipMessage, source: Flow, dialog: Dialog): void {
    const answer = dialog.answer;
    // A repeated ACK of an earlier INVITE must not silence the answer to a later one.
    if (!answer || answer.cseq !== request.cseq?.number) return;
    answer.repetition.stop();
    dialog.answer = undefined;
    deliver(dialog.app, request, { flow: source, transactionId: answer.transactionId, dialogId: dialog.id });
  }

  /** CANCEL of an INVITE: 200 and 487 are the server's, the application only learns of it (RFC 3261 §9.2). */
  cancelled(cancel: SipMessage, source: Flow, invite: ServerTransaction): void {
    const inbound = this.#byTransaction.get(invite);
    if (!inbound) return;
    const dialogId = inbound.dialog?.id ?? '';
    this.#finish(inbound, { status: 487, reason: 'Request Terminated' });
    if (inbound.app.open) deliver(inbound.app, cancel, { flow: source, transactionId: inbound.id, dialogId });
  }

  /** A response of an application. */
  respond(app: Application, transactionId: string, message: SipMessage): Outcome {
    const inbound = this.find(transactionId, app);
    if (!inbound || inbound.transaction.finished) return refuse(UNKNOWN_TRANSACTION);
    inbound.silence?.cancel();
    const { status } = message;
    const invite = inbound.request.method === 'INVITE';
    const reliable = invite && status > 100 && status < 200 && message.names('require', '100rel');
    if (reliable && !supports(inbound.request, '100rel')) {
      return refuse('Remote endpoint does not support 100rel');
    }
    this.#enterDialog(inbound, message);
    const headers = responseHeaders(inbound, message, reliable ? nextRSeq(inbound) : undefined);
    const body = message.body;
    const reason = message.reason;
    const toTag = status === 100 ? undefined : this.#toTag(inbound, message);
    const text = writeResponse(inbound.request, {
      status,
      reason,
      headers,
      body,
      ...(toTag !== undefined && { toTag }),
    });
    inbound.transaction.respond(status, text);
    if (reliable) this.#repeatProvisional(inbound, text);
    const dialogId = this.#echoedDialogId(inbound, status);
    if (status >= 200) this.#onFinal(inbound, message, text);
    return sentResponse(inbound, text, dialogId);
  }

  /** The application is gone: what it left unanswered is refused, so that callers hear it at once. */
  applicationGone(app: Application): void {
    for (const inbound of [...this.#requests.values()]) {
      if (inbound.app === app) this.#finish(inbound, inbound.formsDialog ? UNAVAILABLE : NO_DIALOG);
    }
    for (const dialog of this.#context.dialogs.ownedBy(app)) this.#context.dialogs.remove(dialog);
  }

  /** Takes a request out of the application's hands: a proxy answers it from now on. */
  release(inbound: InboundRequest): void {
    inbound.stop();
    this.#requests.delete(inbound.id);
    this.#byTransaction.delete(inbound.transaction);
    if (inbound.formsDialog && inbound.dialog && !inbound.dialog.confirmed)
      this.#context.dialogs.remove(inbound.dialog);
  }

  #track(transaction: ServerTransaction, source: Flow, app: Application, dialog: Dialog | undefined): InboundRequest {
    const inbound = new InboundRequest(newUuid(), app, { transaction, source, dialog });
    this.#requests.set(inbound.id, inbound);
    this.#byTransaction.set(transaction, inbound);
    return inbound;
  }

  #refusalInDialog(request: SipMessage, dialog: Dialog): OwnAnswer | undefined {
    const number = request.cseq?.number ?? 0;
    if (dialog.remoteCSeq !== undefined && number < dialog.remoteCSeq) {
      return { status: 500, reason: 'CSeq Out Of Order', headers: [['Retry-After', '1']] };
    }
    // As the real server does; RFC 3261 §15.1.2 would let this BYE through.
    if (request.method === 'BYE' && (!dialog.confirmed || dialog.answer?.initial === true)) {
      return NO_DIALOG;
    }
    const invite = this.#requests.get(dialog.inviteTransactionId);
    if (request.method === 'PRACK' && (!invite || awaitedRSeq(invite, request) === undefined)) {
      return { status: 481, reason: 'No Such Reliable Provisional' };
    }
    if (!dialog.app.open) return NO_DIALOG;
    return undefined;
  }

  /** Makes the dialog when a response to INVITE or SUBSCRIBE calls for one (RFC 3261 §12.1.1). */
  #enterDialog(inbound: InboundRequest, response: SipMessage): void {
    const { request, source } = inbound;
    if (inbound.dialog || response.status <= 100 || response.status >= 300) return;
    const forms = request.method === 'INVITE' || (request.method === 'SUBSCRIBE' && response.status >= 200);
    if (!forms) return;
    const localTag = this.#toTag(inbound, response);
    const dialog = new Dialog(inbound.app, {
      role: 'uas',
      callId: request.callId,
      localTag,
      remoteTag: request.fromTag,
      local: `${request.get('to') ?? ''};tag=${localTag}`,
      remote: request.get('from') ?? '',
      remoteTarget: '',
      routeSet: request.list('record-route'),
      localCSeq: 0,
      remoteCSeq: request.cseq?.number,
      listener: source.listener,
      flow: source,
    });
    dialog.refreshTarget(request);
    dialog.inviteTransactionId = inbound.id;
    dialog.subscription = request.method === 'SUBSCRIBE';
    inbound.dialog = dialog;
    this.#context.dialogs.add(dialog);
  }

  #toTag(inbound: InboundRequest, response: SipMessage): string {
    if (inbound.toTag === '') {
      inbound.toTag = inbound.request.toTag ?? tagOf(response.get('to') ?? '') ?? newTag();
    }
    return inbound.toTag;
  }

  #onFinal(inbound: InboundRequest, message: SipMessage, text: string): void {
    const { dialog, request } = inbound;
    const success = message.status < 300;
    this.#forget(inbound);
    if (!dialog) return;
    if (request.method === 'INVITE') {
      if (success) this.#answered(inbound, dialog, message, text);
      else if (inbound.formsDialog) this.#context.dialogs.remove(dialog);
      return;
    }
    if (request.method === 'UPDATE' && success) this.#startTimer(inbound, dialog, message);
    if (request.method === 'SUBSCRIBE' && success) keepSubscription(this.#context, dialog, request);
    if (endsDialog(request, dialog)) this.#context.dialogs.remove(dialog);
  }

  #answered(inbound: InboundRequest, dialog: Dialog, message: SipMessage, text: string): void {
    dialog.confirmed = true;
    dialog.localSdp = message.body || dialog.localSdp;
    dialog.answer?.repetition.stop();
    const repetition = new Repetition(this.#context.wheel, this.#context.timers, {
      capMs: this.#context.timers.t2,
      send: () => inbound.transaction.flow.send(text),
      expired: () => this.#outbound.terminate(dialog, 'ACK timeout'),
    });
    const cseq = inbound.request.cseq?.number ?? 0;
    dialog.answer = { repetition, transactionId: inbound.id, cseq, initial: inbound.formsDialog };
    this.#startTimer(inbound, dialog, message);
  }

  /** The timer the 2xx agreed on: what the application wrote, or what the server added for it. */
  #startTimer(inbound: InboundRequest, dialog: Dialog, message: SipMessage): void {
    const agreed = message.has('session-expires')
      ? message
      : asksForSession(inbound.request)
        ? inbound.request
        : message;
    startSessionTimer(this.#context, this.#outbound, dialog, { response: agreed, role: 'uas' });
  }

  #repeatProvisional(inbound: InboundRequest, text: string): void {
    const repetition = new Repetition(this.#context.wheel, this.#context.timers, {
      capMs: Number.MAX_SAFE_INTEGER,
      send: () => inbound.transaction.flow.send(text),
      expired: () => this.#finish(inbound, { status: 504, reason: 'PRACK Timeout' }),
    });
    inbound.reliable.set(inbound.lastRSeq, repetition);
  }

  /** Ends the repetitions a PRACK acknowledges; {@link #refusalInDialog} made sure that there are any. */
  #acknowledgeProvisional(dialog: Dialog, prack: SipMessage): void {
    const inbound = this.#requests.get(dialog.inviteTransactionId);
    const rseq = inbound && awaitedRSeq(inbound, prack);
    if (rseq === undefined) return;
    inbound?.reliable.get(rseq)?.stop();
    inbound?.reliable.delete(rseq);
  }

  #echoedDialogId(inbound: InboundRequest, status: number): string {
    const forming = formsDialog(inbound.request.method) && status < 300;
    return forming ? (inbound.dialog?.id ?? '') : '';
  }

  /** No answer from the application in time: an INVITE is refused, anything else is left to the sender's own timer (RFC 4320). */
  #neverAnswered(inbound: InboundRequest): void {
    if (inbound.request.method === 'INVITE')
      return this.#finish(inbound, { status: 480, reason: 'Temporarily Unavailable' });
    this.#forget(inbound);
    if (inbound.transaction instanceof NonInviteServerTransaction) inbound.transaction.forget();
  }

  #finish(inbound: InboundRequest, answer: OwnAnswer): void {
    this.#answerOwn(inbound, answer);
    this.#forget(inbound);
    if (inbound.formsDialog && inbound.dialog && !inbound.dialog.confirmed)
      this.#context.dialogs.remove(inbound.dialog);
  }

  #answerOwn(inbound: InboundRequest, answer: OwnAnswer): void {
    const { request, transaction } = inbound;
    if (answer.status > 100 && inbound.toTag === '') inbound.toTag = request.toTag ?? newTag();
    const toTag = answer.status > 100 ? { toTag: inbound.toTag } : {};
    transaction.respond(answer.status, writeResponse(request, { ...answer, ...toTag }));
  }

  #forget(inbound: InboundRequest): void {
    inbound.stop();
    this.#requests.delete(inbound.id);
    this.#byTransaction.delete(inbound.transaction);
  }
}
