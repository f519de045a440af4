import { sendOnce } from '../agent/agent-context.ts';
import type { AgentContext } from '../agent/agent-context.ts';
import type { ProxySide } from '../agent/agent.ts';
import type { Application } from '../agent/application.ts';
import { carriedHeaders } from '../agent/compose.ts';
import type { Inbound } from '../agent/inbound.ts';
import { parseUri, uriOf } from '../sip/grammar.ts';
import type { SipUri } from '../sip/grammar.ts';
import { newTag } from '../sip/identifiers.ts';
import type { SipMessage } from '../sip/message.ts';
import { writeResponse } from '../sip/serialize.ts';
import type { ServerTransaction } from '../transaction/context.ts';
import type { Flow, Listener } from '../transport/flow.ts';
import type { Timer } from '../timers/timer-wheel.ts';
import { Branch } from './branch.ts';
import type { ResponseOrigin } from './branch.ts';
import { forwardedRequest, remainingRoutes } from './forward.ts';
import { ProxiedRequest } from './proxied-request.ts';

/** What an application asks of the proxy. */
export interface ProxyOrder {
  readonly transactionId: string;
  readonly remainInDialog: boolean;
  readonly fullResponse: boolean;
  readonly followRedirects: boolean;
  readonly simultaneous: boolean;
  readonly provisionalMs: number | undefined;
  readonly finalMs: number | undefined;
  readonly destinations: readonly string[];
  /** Its headers are added to the forwarded request. */
  readonly template: SipMessage | undefined;
}

/** What the application is told meanwhile. */
export interface ProxyProgress {
  final(response: SipMessage, from: ResponseOrigin): void;
  done(): void;
  refused(reason: string): void;
}

/** A proxied call nobody heard of for this long is forgotten. */
const CALL_LIFETIME_MS = 4 * 3_600_000;
const TOO_MANY_HOPS = 'Rejected with 483 Too Many Hops due to Max-Forwards value of 0';
const NOBODY: ProxyProgress = { final: () => undefined, done: () => undefined, refused: () => undefined };

/** Passes requests on for applications, and later requests of the calls it stayed in by itself (RFC 3261 §16). */
export class Proxy implements ProxySide {
  readonly #context: AgentContext;
  readonly #inbound: Inbound;
  readonly #running = new Map<ServerTransaction, ProxiedRequest>();
  /** Calls whose Record-Route names us, by Call-ID. */
  readonly #calls = new Map<string, Timer>();
  readonly #transaction: (request: SipMessage, flow: Flow) => ServerTransaction;

  /** @param transaction makes the server transaction of a request inside a proxied call. */
  constructor(
    context: AgentContext,
    inbound: Inbound,
    transaction: (request: SipMessage, flow: Flow) => ServerTransaction,
  ) {
    this.#context = context;
    this.#inbound = inbound;
    this.#transaction = transaction;
  }

  /** Carries out an order about a request the application was handed. */
  start(app: Application, order: ProxyOrder, progress: ProxyProgress): void {
    const inbound = this.#inbound.find(order.transactionId, app);
    if (!inbound || inbound.transaction.finished)
      return progress.refused(`Unknown transaction id: ${order.transactionId}`);
    const { request, transaction, source } = inbound;
    if (request.get('max-forwards') === '0') {
      this.#inbound.release(inbound);
      this.#refuseHops(request, transaction);
      return progress.refused(TOO_MANY_HOPS);
    }
    const branchTo = (destination: string): Branch | undefined =>
      this.#branch(destination, { request, order, incoming: source.listener, proxied: () => proxied });
    const branches = order.destinations.map(branchTo).filter((branch) => branch !== undefined);
    if (branches.length === 0) return progress.refused('error proxying request to ');
    this.#inbound.release(inbound);
    if (order.remainInDialog && request.method === 'INVITE') this.#keepCall(request.callId);
    const proxied: ProxiedRequest = new ProxiedRequest(transaction, order.simultaneous, {
      final: (response, from) => (order.fullResponse ? progress.final(response, from) : undefined),
      done: () => {
        this.#running.delete(transaction);
        if (order.fullResponse) progress.done();
      },
      redirected: (response) =>
        order.followRedirects ? targetsOf(response).flatMap((uri) => branchTo(uri) ?? []) : [],
    });
    this.#running.set(transaction, proxied);
    proxied.start(branches);
    if (!order.fullResponse) progress.done();
  }

  cancel(invite: ServerTransaction): boolean {
    const proxied = this.#running.get(invite);
    proxied?.cancel();
    return proxied !== undefined;
  }

  inDialog(request: SipMessage, flow: Flow): boolean {
    if (!this.#calls.has(request.callId)) return false;
    this.#keepCall(request.callId);
    const routes = remainingRoutes(request, this.#isOwn);
    const target = parseUri(routes[0] === undefined ? request.uri : uriOf(routes[0]));
    const hop = target && !this.#isOwn(target) ? this.#context.transports.nextHop(target) : undefined;
    if (!hop) return false;
    const { listener } = hop;
    if (request.method === 'ACK') {
      if (request.get('max-forwards') === '0') return true;
      sendOnce(
        this.#context,
        forwardedRequest(request, { uri: request.uri, listener, recordRoute: [], routes, added: [] }).text,
        hop,
      );
      return true;
    }
    const transaction = this.#transaction(request, flow);
    if (request.get('max-forwards') === '0') {
      this.#refuseHops(request, transaction);
      return true;
    }
    this.#passOn(request, transaction, { routes, hop });
    return true;
  }

  /** Sends a request of a proxied call to its one next hop; BYE ends our part in the call. */
  #passOn(
    request: SipMessage,
    transaction: ServerTransaction,
    to: { routes: string[]; hop: ConstructorParameters<typeof Branch>[1]['way'] & { listener: Listener } },
  ): void {
    const proxied: ProxiedRequest = new ProxiedRequest(transaction, false, {
      ...NOBODY,
      final: () => undefined,
      done: () => {
        this.#running.delete(transaction);
        if (request.method === 'BYE') this.#forgetCall(request.callId);
      },
      redirected: () => [],
    });
    const { listener } = to.hop;
    const forwarded = forwardedRequest(request, {
      uri: request.uri,
      listener,
      recordRoute: [],
      routes: to.routes,
      added: [],
    });
    const branch: Branch = this.#newBranch(() => proxied, {
      request: forwarded,
      way: to.hop,
      provisionalMs: undefined,
      finalMs: undefined,
    });
    this.#running.set(transaction, proxied);
    proxied.start([branch]);
  }

  #branch(
    destination: string,
    parts: { request: SipMessage; order: ProxyOrder; incoming: Listener; proxied: () => ProxiedRequest },
  ): Branch | undefined {
    const { request, order, incoming, proxied } = parts;
    const uri = parseUri(destination);
    const hop = uri && !this.#isOwn(uri) ? this.#context.transports.nextHop(uri) : undefined;
    if (!hop) return undefined;
    const { listener } = hop;
    const recordRoute = !order.remainInDialog ? [] : listener === incoming ? [listener] : [listener, incoming];
    const forwarded = forwardedRequest(request, {
      uri: destination,
      listener,
      recordRoute,
      routes: remainingRoutes(request, this.#isOwn),
      added: order.template ? carriedHeaders(order.template, listener) : [],
    });
    const { provisionalMs, finalMs } = order;
    return this.#newBranch(proxied, { request: forwarded, way: hop, provisionalMs, finalMs });
  }

  #newBranch(proxied: () => ProxiedRequest, parts: ConstructorParameters<typeof Branch>[1]): Branch {
    const branch: Branch = new Branch(this.#context, parts, {
      provisional: (response) => proxied().provisional(response),
      success: (response, from) => proxied().success(branch, response, from),
      failure: (response, from) => proxied().failure(branch, response, from),
    });
    return branch;
  }

  #refuseHops(request: SipMessage, transaction: ServerTransaction): void {
    transaction.respond(483, writeResponse(request, { status: 483, reason: 'Too Many Hops', toTag: newTag() }));
  }

  #keepCall(callId: string): void {
    this.#calls.get(callId)?.cancel();
    this.#calls.set(
      callId,
      this.#context.wheel.after(CALL_LIFETIME_MS, () => this.#calls.delete(callId)),
    );
  }

  #forgetCall(callId: string): void {
    this.#calls.get(callId)?.cancel();
    this.#calls.delete(callId);
  }

  readonly #isOwn = (uri: SipUri): boolean => this.#context.transports.isOwn(uri.host, uri.port);
}

function targetsOf(response: SipMessage): string[] {
  return response.list('contact').map(uriOf);
}
