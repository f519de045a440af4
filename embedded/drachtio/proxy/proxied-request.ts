import type { SipMessage } from '../sip/message.ts';
import type { ServerTransaction } from '../transaction/context.ts';
import type { Branch, ResponseOrigin } from './branch.ts';
import { returnedResponse } from './forward.ts';

/** What becomes of a proxied request, told to whoever ordered it. */
interface ProxiedEvents {
  /** A final response of one branch. */
  final(response: SipMessage, from: ResponseOrigin): void;
  /** The request is answered for good. */
  done(answered: SipMessage): void;
  /** Targets of a 3xx, when redirects are followed; an empty list lets the 3xx pass. */
  redirected(response: SipMessage): readonly Branch[];
}

/**
 * A request being proxied: its branches in turn or all at once, the best answer sent back (RFC 3261 §16.7).
 *
 *     trying branches ─2xx─▶ answered (the others are cancelled)
 *          └─every branch failed─▶ best failure sent back
 */
export class ProxiedRequest {
  readonly transaction: ServerTransaction;
  readonly #events: ProxiedEvents;
  readonly #simultaneous: boolean;
  #waiting: Branch[] = [];
  readonly #running = new Set<Branch>();
  #best: SipMessage | undefined;
  #cancelled = false;
  #done = false;

  constructor(transaction: ServerTransaction, simultaneous: boolean, events: ProxiedEvents) {
    this.transaction = transaction;
    this.#simultaneous = simultaneous;
    this.#events = events;
  }

  start(branches: readonly Branch[]): void {
    this.#waiting = [...branches];
    this.#next();
  }

  /** The caller gave up: nothing new is tried, what rings is cancelled; their 487 is the answer. */
  cancel(): void {
    this.#cancelled = true;
    this.#waiting = [];
    for (const branch of this.#running) branch.cancel();
  }

  provisional(response: SipMessage): void {
    if (!this.#done) this.transaction.respond(response.status, returnedResponse(response));
  }

  success(branch: Branch, response: SipMessage, from: ResponseOrigin): void {
    this.#running.delete(branch);
    const text = returnedResponse(response);
    // A repeated 2xx, or one of another branch, passes below the transaction (RFC 6026 §7.2).
    if (this.#done) return this.transaction.flow.send(text);
    this.transaction.respond(response.status, text);
    this.#events.final(response, from);
    this.#waiting = [];
    for (const other of this.#running) other.cancel();
    this.#finish(response);
  }

  failure(branch: Branch, response: SipMessage, from: ResponseOrigin): void {
    this.#running.delete(branch);
    if (this.#done) return;
    this.#events.final(response, from);
    const redirected = response.status < 400 && !this.#cancelled ? this.#events.redirected(response) : [];
    this.#waiting.unshift(...redirected);
    if (redirected.length === 0) this.#best = better(this.#best, response);
    if (response.status >= 600) {
      this.#waiting = [];
      for (const other of this.#running) other.cancel();
    }
    this.#next();
  }

  #next(): void {
    const batch = this.#simultaneous
      ? this.#waiting.splice(0)
      : this.#running.size === 0
        ? this.#waiting.splice(0, 1)
        : [];
    for (const branch of batch) {
      this.#running.add(branch);
      branch.send();
    }
    if (this.#running.size > 0 || this.#waiting.length > 0 || !this.#best) return;
    this.transaction.respond(this.#best.status, returnedResponse(this.#best));
    this.#finish(this.#best);
  }

  #finish(answer: SipMessage): void {
    this.#done = true;
    this.#events.done(answer);
  }
}

/** RFC 3261 §16.7 step 6: a 6xx above all, else the lowest class, the first of its kind. */
function better(best: SipMessage | undefined, other: SipMessage): SipMessage {
  if (!best) return other;
  if (best.status >= 600) return best;
  if (other.status >= 600) return other;
  return Math.floor(other.status / 100) < Math.floor(best.status / 100) ? other : best;
}
