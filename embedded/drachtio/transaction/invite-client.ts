import type { SipMessage } from '../sip/message.ts';
import { writeMessage } from '../sip/serialize.ts';
import type { HeaderLines } from '../sip/serialize.ts';
import type { Timer } from '../timers/timer-wheel.ts';
import type { Flow } from '../transport/flow.ts';
import { isReliable } from '../transport/flow.ts';
import { clientKey } from './context.ts';
import type { ClientTransaction, ClientUser, TransactionContext } from './context.ts';

/** RFC 3261 §17.1.1.2: at least 32 s over UDP. */
const TIMER_D_MS = 32_000;

/**
 * INVITE, client side (RFC 3261 §17.1.1 with RFC 6026's accepted state).
 *
 *     calling ─1xx─▶ proceeding ─2xx─▶ accepted ─M─▶ terminated
 *        │               └─300-699─▶ completed (ACK) ─D─▶ terminated
 *        └─B or no way─▶ terminated, the user is told 408 or 503
 */
export class InviteClientTransaction implements ClientTransaction {
  readonly key: string;
  readonly #context: TransactionContext;
  readonly #request: SipMessage;
  readonly #flow: Flow;
  readonly #user: ClientUser;
  #state: 'calling' | 'proceeding' | 'accepted' | 'completed' | 'terminated' = 'calling';
  #ack: string | undefined;
  #retransmit: Timer | undefined;
  #end: Timer | undefined;

  constructor(context: TransactionContext, request: SipMessage, flow: Flow, user: ClientUser) {
    this.#context = context;
    this.#request = request;
    this.#flow = flow;
    this.#user = user;
    this.key = clientKey(request.via?.branch ?? '', 'INVITE');
    context.table.addClient(this);
    const { wheel, timers } = context;
    flow.send(request.text, (reason) => this.#fail(503, reason));
    if (!isReliable(flow.transport)) this.#scheduleRetransmission(timers.t1); // A
    this.#end = wheel.after(64 * timers.t1, () => this.#fail(408, 'no answer')); // B
  }

  receive(response: SipMessage, flow: Flow): void {
    switch (this.#state) {
      case 'calling':
      case 'proceeding':
        this.#firstResponses(response);
        this.#user.onResponse(response, flow);
        return;
      case 'accepted':
        if (response.status >= 200 && response.status < 300) this.#user.onResponse(response, flow);
        return;
      case 'completed':
        if (response.status >= 300 && this.#ack !== undefined) this.#flow.send(this.#ack);
        return;
      default:
    }
  }

  /** A CANCEL was sent: a peer that never answers it is given up after 64·T1 (§9.1). */
  giveUpIfSilent(): void {
    if (this.#state !== 'proceeding') return;
    this.#end?.cancel();
    this.#end = this.#context.wheel.after(64 * this.#context.timers.t1, () => this.#fail(408, 'no answer to CANCEL'));
  }

  #firstResponses(response: SipMessage): void {
    const { wheel, timers } = this.#context;
    this.#retransmit?.cancel();
    if (response.status < 200) {
      if (this.#state === 'calling') this.#end?.cancel();
      this.#state = 'proceeding';
      return;
    }
    this.#end?.cancel();
    if (response.status < 300) {
      this.#state = 'accepted';
      this.#end = wheel.after(64 * timers.t1, this.#terminate); // M
      return;
    }
    this.#state = 'completed';
    this.#ack = failureAck(this.#request, response);
    this.#flow.send(this.#ack);
    if (isReliable(this.#flow.transport)) this.#terminate();
    else this.#end = wheel.after(TIMER_D_MS, this.#terminate); // D
  }

  #scheduleRetransmission(delayMs: number): void {
    this.#retransmit = this.#context.wheel.after(delayMs, () => {
      this.#flow.send(this.#request.text);
      this.#scheduleRetransmission(2 * delayMs);
    });
  }

  #fail(status: 408 | 503, reason: string): void {
    if (this.#state !== 'calling' && this.#state !== 'proceeding') return;
    this.#terminate();
    this.#user.onFailure(status, reason);
  }

  readonly #terminate = (): void => {
    this.#state = 'terminated';
    this.#ack = undefined;
    this.#retransmit?.cancel();
    this.#end?.cancel();
    this.#context.table.removeClient(this);
  };
}

/** ACK of a final response that is no 2xx: same branch and Request-URI as the INVITE (§17.1.1.3). */
function failureAck(invite: SipMessage, response: SipMessage): string {
  const headers: [string, string][] = [['Via', invite.get('via') ?? '']];
  for (const header of invite.headers) if (header.key === 'route') headers.push(['Route', header.value]);
  headers.push(
    ['Max-Forwards', '70'],
    ['From', invite.get('from') ?? ''],
    ['To', response.get('to') ?? ''],
    ['Call-ID', invite.callId],
    ['CSeq', `${invite.cseq?.number ?? 1} ACK`],
  );
  return writeMessage(`ACK ${invite.uri} SIP/2.0`, headers as HeaderLines);
}
