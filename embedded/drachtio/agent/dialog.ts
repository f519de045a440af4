import { parseUri, uriOf } from '../sip/grammar.ts';
import { newBranch } from '../sip/identifiers.ts';
import { parseMessage } from '../sip/parse.ts';
import type { SipMessage } from '../sip/message.ts';
import { writeMessage } from '../sip/serialize.ts';
import type { Timer } from '../timers/timer-wheel.ts';
import type { Flow, Listener } from '../transport/flow.ts';
import { isReliable } from '../transport/flow.ts';
import type { Application } from './application.ts';
import { viaFor } from './compose.ts';
import type { Repetition } from './repetition.ts';
import type { SessionTimer } from './session-timer.ts';

/** The id applications know a dialog by: stable from its first message to its BYE. */
export function dialogIdOf(callId: string, fromTag: string): string {
  return `${callId};from-tag=${fromTag}`;
}

/** A 2xx waiting for its ACK. */
interface PendingAnswer {
  readonly repetition: Repetition;
  /** The ACK is handed up under the transaction of its INVITE … */
  readonly transactionId: string;
  /** … whose number it bears. */
  readonly cseq: number;
  /** Whether the INVITE made the dialog. */
  readonly initial: boolean;
}

/** What makes a dialog besides its application. */
interface DialogParts {
  readonly role: 'uas' | 'uac';
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string | undefined;
  /** Value of From (or To) naming us in requests we send, tag included. */
  readonly local: string;
  readonly remote: string;
  readonly remoteTarget: string;
  readonly routeSet: readonly string[];
  readonly localCSeq: number;
  readonly remoteCSeq: number | undefined;
  readonly listener: Listener;
  readonly flow: Flow;
}

/**
 * A SIP dialog (RFC 3261 §12), owned by the application that made it.
 *
 *     early ─2xx─▶ confirmed (un-ACKed while `answer` repeats) ─BYE or owner gone─▶ removed
 */
export class Dialog {
  readonly id: string;
  readonly app: Application;
  readonly role: 'uas' | 'uac';
  readonly callId: string;
  readonly localTag: string;
  remoteTag: string | undefined;
  readonly local: string;
  remote: string;
  remoteTarget: string;
  routeSet: readonly string[];
  localCSeq: number;
  remoteCSeq: number | undefined;
  /** Where requests leave from; moves when the peer changes transport. */
  listener: Listener;
  /** The way the dialog came in or went out; connections are reused, datagram peers behind NAT are reached by it. */
  flow: Flow;
  confirmed = false;
  /** Our 2xx being repeated until its ACK comes, with the transaction it answers. */
  answer: PendingAnswer | undefined;
  /** Transaction id of the last INVITE received: the ACK is handed up under it. */
  inviteTransactionId = '';
  sessionTimer: SessionTimer | undefined;
  /** Made by SUBSCRIBE (RFC 6665): ends with its last NOTIFY, or when nobody renews it. */
  subscription = false;
  /** Removes a subscription nobody renewed. */
  lifetime: Timer | undefined;
  /** Our last session description, repeated by session refreshes. */
  localSdp = '';
  /** Methods the peer takes, from its last Allow. */
  remoteAllows = '';

  constructor(app: Application, parts: DialogParts) {
    this.app = app;
    this.id = dialogIdOf(parts.callId, parts.role === 'uas' ? (parts.remoteTag ?? '') : parts.localTag);
    this.role = parts.role;
    this.callId = parts.callId;
    this.localTag = parts.localTag;
    this.remoteTag = parts.remoteTag;
    this.local = parts.local;
    this.remote = parts.remote;
    this.remoteTarget = parts.remoteTarget;
    this.routeSet = parts.routeSet;
    this.localCSeq = parts.localCSeq;
    this.remoteCSeq = parts.remoteCSeq;
    this.listener = parts.listener;
    this.flow = parts.flow;
  }

  /** Takes the peer's current address and abilities from a target refresh (RFC 3261 §12.2). */
  refreshTarget(message: SipMessage): void {
    const contact = message.get('contact');
    if (contact) this.remoteTarget = uriOf(contact);
    const allow = message.get('allow');
    if (allow !== undefined) this.remoteAllows = allow.toUpperCase();
  }

  /** Stops every timer; the dialog must also leave its table. */
  stop(): void {
    this.answer?.repetition.stop();
    this.answer = undefined;
    this.sessionTimer?.stop();
    this.sessionTimer = undefined;
    this.lifetime?.cancel();
    this.lifetime = undefined;
  }

  /** A request inside the dialog (§12.2.1.1), complete but for what `extra` adds. */
  request(method: string, parts: DialogRequest): SipMessage {
    const { uri, routes } = this.#route();
    const number = parts.cseq ?? ++this.localCSeq;
    const headers: [string, string][] = [['Via', viaFor(this.listener, newBranch())]];
    for (const route of routes) headers.push(['Route', route]);
    headers.push(['Max-Forwards', '70'], ['From', this.local], ['To', this.remote]);
    headers.push(['Call-ID', this.callId], ['CSeq', `${number} ${method}`], ...(parts.headers ?? []));
    const text = writeMessage(`${method} ${uri} SIP/2.0`, headers, parts.body);
    return parseMessage(text) as SipMessage;
  }

  /** Next hop of requests inside the dialog: the first route, or the peer itself. */
  get nextHopUri(): string {
    const first = this.routeSet[0];
    return first === undefined ? this.remoteTarget : uriOf(first);
  }

  /** The flow requests should take without asking the name service; undefined when the next hop has to be looked up. */
  get preferredFlow(): Flow | undefined {
    if (this.routeSet.length > 0) return undefined;
    if (isReliable(this.flow.transport)) return this.flow.open ? this.flow : undefined;
    return this.#behindNat() ? this.flow : undefined;
  }

  /** Private Contact, public source: a NAT lies between, and only the source address leads back through it. */
  #behindNat(): boolean {
    const target = parseUri(this.remoteTarget);
    if (!target || target.host === this.flow.remoteAddress) return false;
    return isPrivate(target.host) && !isPrivate(this.flow.remoteAddress);
  }

  /** Request-URI and Route headers, for loose and strict routers (§12.2.1.1). */
  #route(): { uri: string; routes: readonly string[] } {
    const first = this.routeSet[0];
    if (first === undefined) return { uri: this.remoteTarget, routes: [] };
    if (parseUri(uriOf(first))?.looseRouting) return { uri: this.remoteTarget, routes: this.routeSet };
    return { uri: uriOf(first), routes: [...this.routeSet.slice(1), `<${this.remoteTarget}>`] };
  }
}

/** What goes into a request of a dialog. */
interface DialogRequest {
  readonly headers?: readonly [string, string][];
  readonly body?: string;
  /** Given for ACK, which repeats the number of its INVITE; otherwise the next one. */
  readonly cseq?: number;
}

/** Dialogs alive, by id. */
export class DialogTable {
  readonly #dialogs = new Map<string, Dialog>();

  get size(): number {
    return this.#dialogs.size;
  }

  get(id: string): Dialog | undefined {
    return this.#dialogs.get(id);
  }

  add(dialog: Dialog): void {
    this.#dialogs.set(dialog.id, dialog);
  }

  remove(dialog: Dialog): void {
    dialog.stop();
    if (this.#dialogs.get(dialog.id) === dialog) this.#dialogs.delete(dialog.id);
  }

  /** The dialog a received request belongs to (§12.2.2): the peer's tag is in From, ours in To. */
  of(request: SipMessage): Dialog | undefined {
    const fromTag = request.fromTag ?? '';
    const toTag = request.toTag ?? '';
    const asServer = this.#dialogs.get(dialogIdOf(request.callId, fromTag));
    if (asServer?.role === 'uas' && asServer.localTag === toTag) return asServer;
    const asClient = this.#dialogs.get(dialogIdOf(request.callId, toTag));
    if (asClient?.role !== 'uac') return undefined;
    return asClient.remoteTag === fromTag || !asClient.confirmed ? asClient : undefined;
  }

  /** Every dialog of an application, for when its connection is gone. */
  ownedBy(app: Application): Dialog[] {
    return [...this.#dialogs.values()].filter((dialog) => dialog.app === app);
  }
}

/** Whether the final response of a request ends its dialog: BYE, or the last NOTIFY of a subscription. */
export function endsDialog(request: SipMessage, dialog: Dialog): boolean {
  if (request.method === 'BYE') return true;
  if (request.method !== 'NOTIFY' || !dialog.subscription) return false;
  return (request.get('subscription-state') ?? '').toLowerCase().startsWith('terminated');
}

function isPrivate(address: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|127\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(
    address,
  );
}
