/** What carries SIP: lower case names as they stand in URIs and in the control protocol. */
export type TransportName = 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';

/** One listening address. */
export interface Listener {
  readonly transport: TransportName;
  /** Address written into Via, Contact and Record-Route. */
  readonly address: string;
  readonly port: number;
}

/** The way to one peer: a datagram address or an open connection. */
export interface Flow {
  readonly transport: TransportName;
  readonly listener: Listener;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly open: boolean;
  /** Sends one message (binary string). `failed` is called later, at most once, when it surely did not leave. */
  send(text: string, failed?: (reason: string) => void): void;
}

/** What transports hand up. */
export interface TransportEvents {
  /** A whole message, framed. */
  message(text: string, flow: Flow): void;
  /** Bytes refused below SIP: logged and counted, the connection is closed by the transport when it lost its framing. */
  refused(reason: string, flow: Flow): void;
  /** The head of a message whose length cannot be known: answered before its connection is closed. */
  unframed(error: { head: string | undefined; status: number; reason: string }, flow: Flow): void;
}

/** Whether messages arrive or the sender learns it (RFC 3261 §17: no retransmissions). */
export function isReliable(transport: TransportName): boolean {
  return transport !== 'udp';
}

/** `transport` as the control protocol names it: WebSocket shows as `tcp` or `tls`. */
export function wireName(transport: TransportName): string {
  return transport === 'ws' ? 'tcp' : transport === 'wss' ? 'tls' : transport;
}

/** `address:port`, IPv6 in brackets. */
export function hostport(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** URI of a listener for Contact and Record-Route; UDP needs no parameter. */
export function listenerUri(listener: Listener, user = ''): string {
  const parameter = listener.transport === 'udp' ? '' : `;transport=${listener.transport}`;
  return `sip:${user === '' ? '' : `${user}@`}${hostport(listener.address, listener.port)}${parameter}`;
}
