import type { SipMessage } from '../sip/message.ts';
import type { Flow } from '../transport/flow.ts';
import { isReliable } from '../transport/flow.ts';
import { serverKey } from './context.ts';
import type { ServerTransaction, TransactionContext } from './context.ts';

/**
 * Any request but INVITE and ACK, server side (RFC 3261 §17.2.2).
 *
 *     trying ─1xx─▶ proceeding ─200-699─▶ completed ─J─▶ terminated
 */
export class NonInviteServerTransaction implements ServerTransaction {
  readonly key: string;
  readonly request: SipMessage;
  readonly flow: Flow;
  readonly #context: TransactionContext;
  #last: string | undefined;
  #finished = false;

  constructor(context: TransactionContext, request: SipMessage, flow: Flow) {
    this.#context = context;
    this.request = request;
    this.flow = flow;
    this.key = serverKey(request);
    context.table.addServer(this);
  }

  get finished(): boolean {
    return this.#finished;
  }

  respond(status: number, text: string): void {
    if (this.#finished) return;
    this.#last = text;
    this.flow.send(text);
    if (status < 200) return;
    this.#finished = true;
    const { wheel, timers } = this.#context;
    if (isReliable(this.flow.transport)) this.forget();
    else wheel.after(64 * timers.t1, () => this.forget()); // J
  }

  receive(_again: SipMessage): void {
    if (this.#last !== undefined) this.flow.send(this.#last);
  }

  /** Drops the transaction unanswered: nobody will answer it any more. */
  forget(): void {
    this.#finished = true;
    this.#context.table.removeServer(this);
  }
}
