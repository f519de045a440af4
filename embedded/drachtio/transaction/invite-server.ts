import type { SipMessage } from '../sip/message.ts';
import type { Timer } from '../timers/timer-wheel.ts';
import type { Flow } from '../transport/flow.ts';
import { isReliable } from '../transport/flow.ts';
import { serverKey } from './context.ts';
import type { ServerTransaction, TransactionContext } from './context.ts';

/**
 * INVITE, server side (RFC 3261 §17.2.1 with RFC 6026's accepted state).
 *
 *     proceeding ─2xx─▶ accepted ─L─▶ terminated
 *         └─300-699─▶ completed ─ACK─▶ confirmed ─I─▶ terminated
 *                        └─H (no ACK)─▶ terminated
 */
export class InviteServerTransaction implements ServerTransaction {
  readonly key: string;
  readonly request: SipMessage;
  readonly flow: Flow;
  readonly #context: TransactionContext;
  #state: 'proceeding' | 'accepted' | 'completed' | 'confirmed' | 'terminated' = 'proceeding';
  #last: string | undefined;
  #retransmit: Timer | undefined;
  #end: Timer | undefined;

  constructor(context: TransactionContext, request: SipMessage, flow: Flow) {
    this.#context = context;
    this.request = request;
    this.flow = flow;
    this.key = serverKey(request);
    context.table.addServer(this);
  }

  get finished(): boolean {
    return this.#state !== 'proceeding';
  }

  respond(status: number, text: string): void {
    if (this.#state !== 'proceeding') return;
    this.flow.send(text);
    if (status < 200) {
      this.#last = text;
      return;
    }
    const { wheel, timers } = this.#context;
    const sixtyFour = 64 * timers.t1;
    if (status < 300) {
      this.#state = 'accepted';
      this.#last = undefined;
      this.#end = wheel.after(sixtyFour, this.#terminate); // L
      return;
    }
    this.#state = 'completed';
    this.#last = text;
    if (!isReliable(this.flow.transport)) this.#scheduleRetransmission(timers.t1); // G
    this.#end = wheel.after(sixtyFour, this.#terminate); // H
  }

  receive(request: SipMessage): void {
    if (request.method !== 'ACK') {
      // A retransmitted INVITE: the last response again; nothing in `accepted`, the dialog repeats its 200 itself.
      if (this.#last !== undefined) this.flow.send(this.#last);
      return;
    }
    if (this.#state !== 'completed') return;
    this.#state = 'confirmed';
    this.#last = undefined;
    this.#retransmit?.cancel();
    this.#end?.cancel();
    const { wheel, timers } = this.#context;
    if (isReliable(this.flow.transport)) this.#terminate();
    else this.#end = wheel.after(timers.t4, this.#terminate); // I
  }

  #scheduleRetransmission(delayMs: number): void {
    this.#retransmit = this.#context.wheel.after(delayMs, () => {
      if (this.#last !== undefined) this.flow.send(this.#last);
      this.#scheduleRetransmission(Math.min(2 * delayMs, this.#context.timers.t2));
    });
  }

  readonly #terminate = (): void => {
    this.#state = 'terminated';
    this.#last = undefined;
    this.#retransmit?.cancel();
    this.#end?.cancel();
    this.#context.table.removeServer(this);
  };
}
