import type { Refusals } from '../refusals.ts';
import type { Via } from '../sip/grammar.ts';
import { newTag } from '../sip/identifiers.ts';
import { parseMessage, trimToLength } from '../sip/parse.ts';
import type { SipMessage } from '../sip/message.ts';
import { writeResponse } from '../sip/serialize.ts';
import { checkRequest, checkResponse } from '../sip/validate.ts';
import type { Rejection } from '../sip/validate.ts';
import { clientKey, serverKey } from '../transaction/context.ts';
import type { ServerTransaction } from '../transaction/context.ts';
import { InviteServerTransaction } from '../transaction/invite-server.ts';
import { NonInviteServerTransaction } from '../transaction/non-invite-server.ts';
import type { Flow, TransportEvents } from '../transport/flow.ts';
import type { AgentContext } from './agent-context.ts';
import type { Application } from './application.ts';
import type { Inbound } from './inbound.ts';
import { sessionInterval } from './session-timer.ts';

/** Whatever routes requests of calls the server only passes on. */
export interface ProxySide {
  /** Takes a request of a proxied call; false when it is none. */
  inDialog(request: SipMessage, flow: Flow): boolean;
  /** Takes the CANCEL of a proxied INVITE; false when it is none. */
  cancel(invite: ServerTransaction): boolean;
}

interface AgentParts {
  readonly inbound: Inbound;
  readonly proxy: ProxySide;
  readonly refusals: Refusals;
  /** Application whose turn it is for a method, undefined when none asked for it. */
  route(method: string): Application | undefined;
  /** Way back to a datagram peer. */
  replyFlow(flow: Flow, address: string, port: number): Flow;
  readonly count: (message: SipMessage) => void;
}

/** Reads what transports bring, matches it to transactions, dialogs and applications (RFC 3261 §8.2, §12.2.2, §18.1.2). */
export class Agent implements TransportEvents {
  readonly #context: AgentContext;
  readonly #parts: AgentParts;

  constructor(context: AgentContext, parts: AgentParts) {
    this.#context = context;
    this.#parts = parts;
  }

  message(text: string, flow: Flow): void {
    const parsed = parseMessage(text);
    if (!parsed) return this.refused('Not SIP', flow);
    const message = trimToLength(parsed);
    this.#parts.count(message);
    if (message.isRequest) this.#request(message, flow);
    else this.#response(message, flow);
  }

  refused(reason: string, flow: Flow): void {
    this.#parts.refusals.sip({ reason }, flow);
  }

  unframed(error: { head: string | undefined; status: number; reason: string }, flow: Flow): void {
    const request = error.head === undefined ? undefined : parseMessage(error.head);
    if (!request?.isRequest || request.method === 'ACK' || !request.via) return;
    const { status, reason } = error;
    flow.send(writeResponse(request, { status, reason, toTag: newTag() }));
  }

  #response(response: SipMessage, flow: Flow): void {
    const defect = checkResponse(response);
    if (defect !== undefined) return this.refused(defect, flow);
    const key = clientKey(response.via?.branch ?? '', response.cseq?.method ?? '');
    const transaction = this.#context.table.client(key);
    if (transaction) transaction.receive(response, flow);
    else this.refused('Response Without Transaction', flow);
  }

  #request(received: SipMessage, flow: Flow): void {
    const via = received.via;
    if (!via) return this.refused(received.has('via') ? 'Bad Via Header' : 'Missing Via Header', flow);
    const request = received.withReceived(flow.remoteAddress, flow.remotePort);
    const replyFlow = this.#replyFlow(via, flow);
    const isAck = request.method === 'ACK';
    const known = this.#context.table.server(serverKey(request, isAck ? 'INVITE' : request.method));
    if (known && !isAck) return known.receive(request);
    const rejection = checkRequest(request) ?? this.#sessionTooShort(request);
    if (rejection) return this.#reject(request, rejection, flow, replyFlow);
    if (isAck) return this.#ack(request, flow, known);
    if (request.method === 'CANCEL') return this.#cancel(request, flow, replyFlow);
    if (request.toTag !== undefined) return this.#inDialog(request, flow, replyFlow);
    this.#newRequest(request, flow, replyFlow);
  }

  #newRequest(request: SipMessage, flow: Flow, replyFlow: Flow): void {
    const app = this.#parts.route(request.method);
    if (!app) return this.#reject(request, { status: 503, reason: 'Service Unavailable' }, flow, replyFlow);
    this.#parts.inbound.offer(this.#transaction(request, replyFlow), flow, app);
  }

  #inDialog(request: SipMessage, flow: Flow, replyFlow: Flow): void {
    const dialog = this.#context.dialogs.of(request);
    if (dialog) return this.#parts.inbound.inDialog(this.#transaction(request, replyFlow), flow, dialog);
    if (this.#parts.proxy.inDialog(request, flow)) return;
    this.#reject(request, { status: 481, reason: 'Call/Transaction Does Not Exist' }, flow, replyFlow);
  }

  /** The ACK of a failure ends its transaction; that of a 2xx has its own branch and belongs to the dialog. */
  #ack(request: SipMessage, flow: Flow, invite: ServerTransaction | undefined): void {
    if (invite) invite.receive(request);
    const dialog = this.#context.dialogs.of(request);
    if (dialog) this.#parts.inbound.acknowledged(request, flow, dialog);
    else if (!invite) this.#parts.proxy.inDialog(request, flow);
  }

  #cancel(cancel: SipMessage, flow: Flow, replyFlow: Flow): void {
    const invite = this.#context.table.server(serverKey(cancel, 'INVITE'));
    const transaction = this.#transaction(cancel, replyFlow);
    if (!invite || invite.finished) {
      return transaction.respond(
        481,
        writeResponse(cancel, { status: 481, reason: 'Call/Transaction Does Not Exist', toTag: newTag() }),
      );
    }
    transaction.respond(200, writeResponse(cancel, { status: 200, reason: 'OK', toTag: newTag() }));
    if (!this.#parts.proxy.cancel(invite)) this.#parts.inbound.cancelled(cancel, flow, invite);
  }

  #transaction(request: SipMessage, replyFlow: Flow): ServerTransaction {
    return request.method === 'INVITE'
      ? new InviteServerTransaction(this.#context, request, replyFlow)
      : new NonInviteServerTransaction(this.#context, request, replyFlow);
  }

  /** Refuses statefully when there is a transaction to make, so that repetitions cost nothing; ACK gets no answer ever. */
  #reject(request: SipMessage, rejection: Rejection, flow: Flow, replyFlow: Flow): void {
    this.#parts.refusals.sip(request.method === 'ACK' ? { reason: rejection.reason } : rejection, flow);
    if (request.method === 'ACK') return;
    const headers: [string, string][] =
      rejection.status === 422 ? [['Min-SE', String(this.#context.minSessionSeconds)]] : [];
    const text = writeResponse(request, { ...rejection, headers, toTag: newTag() });
    if (request.cseq?.method === request.method) this.#transaction(request, replyFlow).respond(rejection.status, text);
    else replyFlow.send(text);
  }

  #sessionTooShort(request: SipMessage): Rejection | undefined {
    if (request.method !== 'INVITE' && request.method !== 'UPDATE') return undefined;
    const asked = sessionInterval(request);
    const short = asked !== undefined && asked.seconds < this.#context.minSessionSeconds;
    return short && request.names('supported', 'timer')
      ? { status: 422, reason: 'Session Interval Too Small' }
      : undefined;
  }

  /** RFC 3261 §18.2.2 with RFC 3581: back over the connection, or to the source address and the port the Via asks for. */
  #replyFlow(via: Via, flow: Flow): Flow {
    if (flow.transport !== 'udp' || via.rport !== undefined) return flow;
    return this.#parts.replyFlow(flow, flow.remoteAddress, via.port ?? 5060);
  }
}
