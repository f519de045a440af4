import type { SipMessage } from '../sip/message.ts';
import type { TimerWheel } from '../timers/timer-wheel.ts';
import type { Flow } from '../transport/flow.ts';

/** Base intervals of RFC 3261 §17.1.1.1, in ms. */
export interface SipTimers {
  /** Estimate of a round trip. Default 500. */
  readonly t1: number;
  /** Longest pause between retransmissions of a non-INVITE request or an INVITE response. Default 4,000. */
  readonly t2: number;
  /** Longest life of a message in the network. Default 5,000. */
  readonly t4: number;
}

/** A transaction the server side of which is ours. */
export interface ServerTransaction {
  readonly key: string;
  readonly request: SipMessage;
  /** The way responses take. */
  readonly flow: Flow;
  /** Whether a final response has been sent. */
  readonly finished: boolean;
  respond(status: number, text: string): void;
  /** The same request again, absorbed here; or the ACK of a failure. */
  receive(request: SipMessage): void;
}

/** A transaction the client side of which is ours. */
export interface ClientTransaction {
  readonly key: string;
  receive(response: SipMessage, flow: Flow): void;
}

/** Who uses a client transaction. */
export interface ClientUser {
  /** A response of this transaction; retransmitted finals are absorbed below, except 2xx to INVITE. */
  onResponse(response: SipMessage, flow: Flow): void;
  /** No answer came in time (408), or the message could not be sent (503). RFC 3261 §8.1.3.1. */
  onFailure(status: 408 | 503, reason: string): void;
}

/** Everything the transactions of one server share. */
export interface TransactionContext {
  readonly wheel: TimerWheel;
  readonly timers: SipTimers;
  readonly table: TransactionTable;
}

/** Transactions alive, by the keys of RFC 3261 §17.1.3 and §17.2.3. */
export class TransactionTable {
  readonly #servers = new Map<string, ServerTransaction>();
  readonly #clients = new Map<string, ClientTransaction>();

  get size(): number {
    return this.#servers.size + this.#clients.size;
  }

  server(key: string): ServerTransaction | undefined {
    return this.#servers.get(key);
  }

  client(key: string): ClientTransaction | undefined {
    return this.#clients.get(key);
  }

  addServer(transaction: ServerTransaction): void {
    this.#servers.set(transaction.key, transaction);
  }

  addClient(transaction: ClientTransaction): void {
    this.#clients.set(transaction.key, transaction);
  }

  removeServer(transaction: ServerTransaction): void {
    if (this.#servers.get(transaction.key) === transaction) this.#servers.delete(transaction.key);
  }

  removeClient(transaction: ClientTransaction): void {
    if (this.#clients.get(transaction.key) === transaction) this.#clients.delete(transaction.key);
  }
}

/** Starts the branches of peers that make them unique (RFC 3261 §8.1.1.7). */
const COOKIE = 'z9hG4bK';

/** Key of the server transaction of a request; ACK and CANCEL find their INVITE with `method` set to `INVITE`. */
export function serverKey(request: SipMessage, method = request.method): string {
  const via = request.via;
  const branch = via?.branch ?? '';
  // The cookie alone distinguishes nothing (RFC 4475 §3.2.1).
  if (branch.length > COOKIE.length && branch.startsWith(COOKIE))
    return `${branch} ${via?.sentBy.toLowerCase() ?? ''} ${method}`;
  // RFC 2543 peers: no unique branch, so the whole identity of the request (§17.2.3).
  const { callId, fromTag = '', cseq } = request;
  return `2543 ${callId} ${fromTag} ${cseq?.number ?? ''} ${via?.sentBy ?? ''} ${branch} ${method}`;
}

/** Key of a client transaction: our own branch and the method (§17.1.3). */
export function clientKey(branch: string, method: string): string {
  return `${branch} ${method}`;
}
