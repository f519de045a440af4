import type { SipMessage } from '../sip/message.ts';
import type { Timer } from '../timers/timer-wheel.ts';
import type { Flow } from '../transport/flow.ts';
import { isReliable } from '../transport/flow.ts';
import { clientKey } from './context.ts';
import type { ClientTransaction, ClientUser, TransactionContext } from './context.ts';

/**
 * Any request but INVITE and ACK, client side (RFC 3261 §17.1.2).
 *
 *     trying ─1xx─▶ proceeding ─200-699─▶ completed ─K─▶ terminated
 *        └──────────────┴─F or no way─▶ terminated, the user is told 408 or 503
 */
export class NonInviteClientTransaction implements ClientTransaction {
  readonly key: string;
  readonly #context: TransactionContext;
  readonly #request: SipMessage;
  readonly #flow: Flow;
  readonly #user: ClientUser;
  #state: 'trying' | 'proceeding' | 'completed' | 'terminated' = 'trying';
  #retransmit: Timer | undefined;
  #end: Timer | undefined;

  constructor(context: TransactionContext, request: SipMessage, flow: Flow, user: ClientUser) {
    this.#context = context;
    this.#request = request;
    this.#flow = flow;
    this.#user = user;
    this.key = clientKey(request.via?.branch ?? '', request.method);
    context.table.addClient(this);
    const { wheel, timers } = context;
    flow.send(request.text, (reason) => this.#fail(503, reason));
    if (!isReliable(flow.transport)) this.#scheduleRetransmission(timers.t1); // E
    this.#end = wheel.after(64 * timers.t1, () => this.#fail(408, 'no answer')); // F
  }

  receive(response: SipMessage, flow: Flow): void {
    if (this.#state !== 'trying' && this.#state !== 'proceeding') return;
    if (response.status < 200) {
      this.#state = 'proceeding';
      this.#user.onResponse(response, flow);
      return;
    }
    this.#retransmit?.cancel();
    this.#end?.cancel();
    this.#state = 'completed';
    const { wheel, timers } = this.#context;
    if (isReliable(this.#flow.transport)) this.#terminate();
    else this.#end = wheel.after(timers.t4, this.#terminate); // K
    this.#user.onResponse(response, flow);
  }

  #scheduleRetransmission(delayMs: number): void {
    const { wheel, timers } = this.#context;
    this.#retransmit = wheel.after(delayMs, () => {
      this.#flow.send(this.#request.text);
      this.#scheduleRetransmission(this.#state === 'proceeding' ? timers.t2 : Math.min(2 * delayMs, timers.t2));
    });
  }

  #fail(status: 408 | 503, reason: string): void {
    if (this.#state !== 'trying' && this.#state !== 'proceeding') return;
    this.#terminate();
    this.#user.onFailure(status, reason);
  }

  readonly #terminate = (): void => {
    this.#state = 'terminated';
    this.#retransmit?.cancel();
    this.#end?.cancel();
    this.#context.table.removeClient(this);
  };
}
