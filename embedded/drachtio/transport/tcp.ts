import { connect as connectTcp, createServer as createTcpServer, isIPv6 } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import type { Flow, Listener, TransportEvents } from './flow.ts';
import { MAX_MESSAGE, StreamFramer } from './stream-framer.ts';

/** Certificate and key, PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Connections without a byte for this long are closed; RFC 5626 keep-alives come every two minutes at most. */
const IDLE_MS = 10 * 60_000;
const CONNECT_MS = 10_000;
/** How long a connection that lost its framing may take to close. */
const LINGER_MS = 2000;
/** A peer that does not read is cut off once this much waits for it. */
const MAX_QUEUED = 4 * 1024 * 1024;
/** More connections than this are refused at once. */
const MAX_CONNECTIONS = 10_000;

/** SIP over TCP or TLS (RFC 3261 §18): framed by Content-Length, connections reused both ways. */
export class TcpTransport {
  readonly listener: Listener;
  readonly #server: Server;
  readonly #events: TransportEvents;
  readonly #certificate: Certificate | undefined;
  readonly #flows = new Map<string, TcpFlow>();
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, listener: Listener, events: TransportEvents, certificate?: Certificate) {
    this.#server = server;
    this.listener = listener;
    this.#events = events;
    this.#certificate = certificate;
    server.maxConnections = MAX_CONNECTIONS;
    server.on(certificate ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.#adopt(socket, { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 });
    });
    server.on('tlsClientError', (error: Error, socket: Socket) => socket.destroy(error));
  }

  /** Listens; with a certificate it speaks TLS. */
  static async listen(
    at: { host: string; port: number; advertised: string },
    events: TransportEvents,
    certificate?: Certificate,
  ): Promise<TcpTransport> {
    const server: Server = certificate ? createTlsServer(certificate) : createTcpServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at.port, at.host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    const port = (server.address() as AddressInfo).port;
    const listener: Listener = { transport: certificate ? 'tls' : 'tcp', address: at.advertised, port };
    return new TcpTransport(server, listener, events, certificate);
  }

  /** An open connection with that peer, if there is one. */
  existing(address: string, port: number): Flow | undefined {
    return this.#flows.get(`${address} ${port}`);
  }

  /** The connection with that peer, opened when there is none; what is sent before it opens waits. */
  flowTo(address: string, port: number): Flow {
    const known = this.existing(address, port);
    if (known?.open) return known;
    const socket = this.#certificate
      ? // Peers of a stand-in carry self-signed certificates: encrypted, not authenticated.
        connectTls({ host: address, port, rejectUnauthorized: false })
      : connectTcp({ host: address, port, family: isIPv6(address) ? 6 : 4 });
    const timer = setTimeout(() => socket.destroy(new Error('connect timeout')), CONNECT_MS);
    socket.once(this.#certificate ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      flow.connected();
    });
    socket.once('close', () => clearTimeout(timer));
    const flow = this.#adopt(socket, { address, port });
    return flow;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #adopt(socket: Socket, remote: { address: string; port: number }): TcpFlow {
    const address = remote.address.replace(/^::ffff:/, '');
    const key = `${address} ${remote.port}`;
    const flow = new TcpFlow(socket, this.listener, { address, port: remote.port });
    const framer = new StreamFramer();
    this.#flows.set(key, flow);
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on('data', (data) => {
      const framed = framer.push((data as Buffer).toString('latin1'));
      for (const message of framed.messages) this.#events.message(message, flow);
      for (let i = 0; i < framed.pings; i++) flow.send('\r\n');
      if (!framed.error) return;
      this.#events.refused(framed.error.reason, flow);
      if (framed.error.head !== undefined) this.#events.unframed(framed.error, flow);
      // What still comes is thrown away, so that the answer is read and the connection closes in order.
      socket.removeAllListeners('data').resume().end();
      socket.setTimeout(LINGER_MS, () => socket.destroy());
    });
    socket.on('error', (error) => flow.fail(error.message));
    socket.on('close', () => {
      flow.fail('connection closed');
      if (this.#flows.get(key) === flow) this.#flows.delete(key);
      this.#sockets.delete(socket);
    });
    return flow;
  }
}

class TcpFlow implements Flow {
  readonly transport;
  readonly listener: Listener;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly #socket: Socket;
  /** Who to tell when the connection never opens. */
  #waiting: ((reason: string) => void)[] = [];

  constructor(socket: Socket, listener: Listener, remote: { address: string; port: number }) {
    this.#socket = socket;
    this.transport = listener.transport;
    this.listener = listener;
    this.remoteAddress = remote.address;
    this.remotePort = remote.port;
  }

  get open(): boolean {
    return this.#socket.writable;
  }

  send(text: string, failed?: (reason: string) => void): void {
    if (!this.open || this.#socket.writableLength > MAX_QUEUED + MAX_MESSAGE) {
      if (failed) setImmediate(failed, 'connection closed');
      if (this.open) this.#socket.destroy(new Error('the peer does not read'));
      return;
    }
    if (failed && this.#socket.connecting) this.#waiting.push(failed);
    this.#socket.write(text, 'latin1');
  }

  /** The connection is open: what waited has left. */
  connected(): void {
    this.#waiting = [];
  }

  /** The connection is gone: those whose message never left learn it. */
  fail(reason: string): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const failed of waiting) failed(reason);
  }
}
