import { sendRequest } from '../agent/agent-context.ts';
import type { AgentContext } from '../agent/agent-context.ts';
import type { SipMessage } from '../sip/message.ts';
import { parseMessage } from '../sip/parse.ts';
import { newTag } from '../sip/identifiers.ts';
import { writeMessage, writeResponse } from '../sip/serialize.ts';
import type { Timer } from '../timers/timer-wheel.ts';
import type { ClientUser } from '../transaction/context.ts';
import type { Flow } from '../transport/flow.ts';
import { wireName } from '../transport/flow.ts';
import type { NextHop } from '../transport/transports.ts';

/** Where a response came from, as told to the application. */
export interface ResponseOrigin {
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
}

const MADE_UP: ResponseOrigin = { protocol: 'udp', address: '', port: 0 };
/** Timer C of RFC 3261 §16.6 step 11: a ringing branch is not waited for longer. */
const TIMER_C_MS = 185_000;

/** What a branch tells its proxy. */
interface BranchEvents {
  provisional(response: SipMessage): void;
  /** 2xx; repeated when the peer repeats it. */
  success(response: SipMessage, from: ResponseOrigin): void;
  /** The one failure of the branch: received, or made up when nothing came. */
  failure(response: SipMessage, from: ResponseOrigin): void;
}

interface BranchParts {
  readonly request: SipMessage;
  readonly way: Flow | NextHop;
  /** How long to wait for any response, in ms. */
  readonly provisionalMs: number | undefined;
  /** How long to wait for the final one, in ms. */
  readonly finalMs: number | undefined;
}

/** One copy of a proxied request, on its way to one destination. */
export class Branch implements ClientUser {
  readonly #context: AgentContext;
  readonly #parts: BranchParts;
  readonly #events: BranchEvents;
  #proceeding = false;
  #cancelled = false;
  #ended = false;
  #provisionalTimer: Timer | undefined;
  #finalTimer: Timer | undefined;

  constructor(context: AgentContext, parts: BranchParts, events: BranchEvents) {
    this.#context = context;
    this.#parts = parts;
    this.#events = events;
  }

  get ended(): boolean {
    return this.#ended;
  }

  send(): void {
    const { request, way, provisionalMs, finalMs } = this.#parts;
    const { wheel } = this.#context;
    if (provisionalMs !== undefined) this.#provisionalTimer = wheel.after(provisionalMs, () => this.#timeOut());
    const last = finalMs ?? (request.method === 'INVITE' ? TIMER_C_MS : undefined);
    if (last !== undefined) this.#finalTimer = wheel.after(last, () => this.#timeOut());
    sendRequest(this.#context, request, way, this);
  }

  /** Stops the branch: CANCEL once it has given a sign of life (RFC 3261 §9.1). */
  cancel(): void {
    if (this.#cancelled || this.#ended || this.#parts.request.method !== 'INVITE') return;
    this.#cancelled = true;
    if (this.#proceeding) this.#sendCancel();
  }

  onResponse(response: SipMessage, flow: Flow): void {
    this.#provisionalTimer?.cancel();
    const from = { protocol: wireName(flow.transport), address: flow.remoteAddress, port: flow.remotePort };
    if (response.status < 200) {
      if (!this.#proceeding && this.#cancelled) this.#sendCancel();
      this.#proceeding = true;
      if (response.status > 100 && !this.#ended) this.#events.provisional(response);
      return;
    }
    this.#finalTimer?.cancel();
    if (response.status < 300) {
      this.#ended = true;
      this.#events.success(response, from);
    } else this.#fail(response, from);
  }

  onFailure(status: 408 | 503): void {
    this.#fail(this.#madeUp(status), MADE_UP);
  }

  #timeOut(): void {
    this.cancel();
    this.#fail(this.#madeUp(408), MADE_UP);
  }

  #fail(response: SipMessage, from: ResponseOrigin): void {
    this.#provisionalTimer?.cancel();
    this.#finalTimer?.cancel();
    if (this.#ended) return;
    this.#ended = true;
    this.#events.failure(response, from);
  }

  #madeUp(status: 408 | 503): SipMessage {
    const reason = status === 408 ? 'Request Timeout' : 'Service Unavailable';
    return parseMessage(writeResponse(this.#parts.request, { status, reason, toTag: newTag() })) as SipMessage;
  }

  #sendCancel(): void {
    const { request, way } = this.#parts;
    const headers: [string, string][] = [['Via', request.get('via') ?? '']];
    for (const route of request.list('route')) headers.push(['Route', route]);
    headers.push(['Max-Forwards', '70']);
    for (const key of ['From', 'To', 'Call-ID']) headers.push([key, request.get(key.toLowerCase()) ?? '']);
    headers.push(['CSeq', `${request.cseq?.number ?? 1} CANCEL`]);
    const cancel = parseMessage(writeMessage(`CANCEL ${request.uri} SIP/2.0`, headers)) as SipMessage;
    sendRequest(this.#context, cancel, way, { onResponse: () => undefined, onFailure: () => undefined });
  }
}
