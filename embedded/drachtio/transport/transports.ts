import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Flow, Listener, TransportEvents, TransportName } from './flow.ts';
import { hostport } from './flow.ts';
import type { SipUri } from '../sip/grammar.ts';
import { TcpTransport } from './tcp.ts';
import type { Certificate } from './tcp.ts';
import { UdpTransport } from './udp.ts';
import { WsTransport } from './ws.ts';

/** One address to listen on, over one or several transports. */
export interface Contact {
  readonly host: string;
  readonly port: number;
  readonly transports: readonly TransportName[];
  /** Address written into SIP instead of `host`, for a wildcard or a forwarded address. */
  readonly advertised: string;
}

/** Where a request goes: a listener of ours to send from, and the peer. */
export interface NextHop {
  readonly listener: Listener;
  readonly host: string;
  readonly port: number;
}

type Transport = UdpTransport | TcpTransport | WsTransport;

const DEFAULT_PORTS: Readonly<Record<TransportName, number>> = { udp: 5060, tcp: 5060, tls: 5061, ws: 80, wss: 443 };
/** When `udp` and `tcp` share a port chosen by the system, TCP's may be taken: so many tries. */
const BIND_TRIES = 20;

/** Every transport of the server: finds the way to a peer, and knows which addresses are its own. */
export class Transports {
  readonly #transports: Transport[] = [];
  readonly #own = new Set<string>();
  readonly #byListener = new Map<Listener, Transport>();

  /** Listens on every contact, in order. */
  static async listen(
    contacts: readonly Contact[],
    events: TransportEvents,
    certificate: Certificate | undefined,
  ): Promise<Transports> {
    const all = new Transports();
    try {
      for (const contact of contacts) await all.#open(contact, events, certificate);
    } catch (error) {
      await all.close();
      throw error;
    }
    return all;
  }

  get listeners(): readonly Listener[] {
    return this.#transports.map((transport) => transport.listener);
  }

  /** The listener and address a SIP URI asks for (RFC 3263 without NAPTR and SRV), undefined without such a transport. */
  nextHop(uri: SipUri): NextHop | undefined {
    const transport = (uri.transport ?? (uri.scheme === 'sips' ? 'tls' : undefined)) as TransportName | undefined;
    const listener =
      transport === undefined
        ? (this.#listenerFor('udp') ?? this.listeners[0])
        : this.#listenerFor(uri.scheme === 'sips' && transport === 'tcp' ? 'tls' : transport);
    if (!listener) return undefined;
    return { listener, host: uri.maddr ?? uri.host, port: uri.port ?? DEFAULT_PORTS[listener.transport] };
  }

  /** Whether the address is one the server itself listens on. */
  isOwn(host: string, port: number | undefined): boolean {
    return this.#own.has(hostport(host, port ?? 5060));
  }

  /**
   * The flow to a peer; a promise only when a name has to be looked up. Undefined when there is no way:
   * a WebSocket that is gone, a name that does not resolve.
   */
  flowTo(hop: NextHop): Flow | undefined | Promise<Flow | undefined> {
    if (isIP(hop.host)) return this.#flow(hop, hop.host);
    return lookup(hop.host).then(
      ({ address }) => this.#flow(hop, address),
      () => undefined,
    );
  }

  /** The way back to a datagram peer, from the listener its request came in by. */
  datagramFlow(listener: Listener, address: string, port: number): Flow | undefined {
    const transport = this.#byListener.get(listener);
    return transport instanceof UdpTransport ? transport.flowTo(address, port) : undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.#transports.map((transport) => transport.close()));
  }

  #flow(hop: NextHop, address: string): Flow | undefined {
    const transport = this.#byListener.get(hop.listener);
    if (transport instanceof WsTransport) return this.#websocket(hop, address);
    return transport?.flowTo(address, hop.port);
  }

  /** `ws` and `wss` are one to whoever addresses a browser by the far end of its connection. */
  #websocket(hop: NextHop, address: string): Flow | undefined {
    for (const transport of this.#transports) {
      const flow = transport instanceof WsTransport ? transport.existing(address, hop.port) : undefined;
      if (flow) return flow;
    }
    return undefined;
  }

  #listenerFor(transport: TransportName): Listener | undefined {
    const exact = this.#transports.find((one) => one.listener.transport === transport);
    const either = transport === 'ws' || transport === 'wss';
    return (exact ?? (either ? this.#transports.find((one) => one instanceof WsTransport) : undefined))?.listener;
  }

  async #open(contact: Contact, events: TransportEvents, certificate: Certificate | undefined): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const opened: Transport[] = [];
      try {
        let port = contact.port;
        for (const name of contact.transports) {
          const at = { host: contact.host, port, advertised: contact.advertised };
          const transport = await listenOn(name, at, events, certificate);
          opened.push(transport);
          port = transport.listener.port;
        }
        opened.forEach((transport) => this.#register(transport, contact.host));
        return;
      } catch (error) {
        await Promise.all(opened.map((transport) => transport.close()));
        if (contact.port !== 0 || attempt === BIND_TRIES) throw error;
      }
    }
  }

  #register(transport: Transport, host: string): void {
    const { address, port } = transport.listener;
    this.#transports.push(transport);
    this.#byListener.set(transport.listener, transport);
    const everywhere = host === '0.0.0.0' || host === '::';
    const local = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    for (const own of everywhere ? [address, ...local.map((one) => one.address)] : [address, host]) {
      this.#own.add(hostport(own, port));
    }
  }
}

function listenOn(
  name: TransportName,
  at: { host: string; port: number; advertised: string },
  events: TransportEvents,
  certificate: Certificate | undefined,
): Promise<Transport> {
  const secure = name === 'tls' || name === 'wss';
  if (secure && !certificate) throw new Error(`${name} needs a certificate and a key`);
  if (name === 'udp') return UdpTransport.listen(at, events);
  if (name === 'tcp' || name === 'tls') return TcpTransport.listen(at, events, secure ? certificate : undefined);
  return WsTransport.listen(at, events, secure ? certificate : undefined);
}
