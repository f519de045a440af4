import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import type { Flow, Listener, TransportEvents } from './flow.ts';
import { MAX_MESSAGE } from './stream-framer.ts';
import type { Certificate } from './tcp.ts';

const MAX_QUEUED = 4 * 1024 * 1024;
/** WebSocket pings keep proxies and NATs open and find browsers that went away without a word. */
const PING_MS = 30_000;

/** SIP over WebSocket, secure or not (RFC 7118): one text or binary frame is one message. Servers only: nobody dials a browser. */
export class WsTransport {
  readonly listener: Listener;
  readonly #http: Server;
  readonly #server: WebSocketServer;
  readonly #events: TransportEvents;
  readonly #flows = new Map<string, WsFlow>();
  readonly #heartbeat: NodeJS.Timeout;

  private constructor(http: Server, listener: Listener, events: TransportEvents) {
    this.#http = http;
    this.listener = listener;
    this.#events = events;
    this.#server = new WebSocketServer({
      server: http,
      maxPayload: MAX_MESSAGE,
      perMessageDeflate: false,
      // RFC 7118 §4.1: the client must offer `sip`; another offer gets no sub-protocol and fails in the client.
      handleProtocols: (offered) => (offered.has('sip') ? 'sip' : false),
    });
    this.#server.on('connection', (socket, request) => this.#adopt(socket, request));
    this.#heartbeat = setInterval(() => this.#flows.forEach((flow) => flow.probe()), PING_MS);
    this.#heartbeat.unref();
  }

  /** Listens; with a certificate it is `wss`. */
  static async listen(
    at: { host: string; port: number; advertised: string },
    events: TransportEvents,
    certificate?: Certificate,
  ): Promise<WsTransport> {
    const http = (certificate ? createHttpsServer(certificate) : createHttpServer()) as Server;
    http.on('request', (_request, response) => response.writeHead(426, { upgrade: 'websocket' }).end());
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(at.port, at.host, () => {
        http.off('error', reject);
        resolve();
      });
    });
    const port = (http.address() as AddressInfo).port;
    return new WsTransport(http, { transport: certificate ? 'wss' : 'ws', address: at.advertised, port }, events);
  }

  /** The open WebSocket whose far end is that address and port. */
  existing(address: string, port: number): Flow | undefined {
    return this.#flows.get(`${address} ${port}`);
  }

  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
    await new Promise<void>((resolve) => {
      this.#http.close(() => resolve());
      this.#http.closeAllConnections();
    });
  }

  #adopt(socket: WebSocket, request: IncomingMessage): void {
    const address = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    const port = request.socket.remotePort ?? 0;
    const key = `${address} ${port}`;
    const flow = new WsFlow(socket, this.listener, { address, port });
    this.#flows.set(key, flow);
    socket.on('message', (data: RawData) => this.#receive(data as Buffer, flow));
    socket.on('pong', () => flow.alive());
    // Oversized or invalid frames: `ws` closes the socket itself with 1009 or 1002.
    socket.on('error', (error) => this.#events.refused(`websocket: ${error.message}`, flow));
    socket.on('close', () => {
      if (this.#flows.get(key) === flow) this.#flows.delete(key);
    });
  }

  #receive(data: Buffer, flow: WsFlow): void {
    const text = data.toString('latin1');
    if (text === '\r\n\r\n') flow.send('\r\n');
    else if (text !== '\r\n' && text !== '') this.#events.message(text, flow);
  }
}

class WsFlow implements Flow {
  readonly transport;
  readonly listener: Listener;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly #socket: WebSocket;
  #answered = true;

  constructor(socket: WebSocket, listener: Listener, remote: { address: string; port: number }) {
    this.#socket = socket;
    this.transport = listener.transport;
    this.listener = listener;
    this.remoteAddress = remote.address;
    this.remotePort = remote.port;
  }

  get open(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  send(text: string, failed?: (reason: string) => void): void {
    if (!this.open || this.#socket.bufferedAmount > MAX_QUEUED) {
      if (failed) setImmediate(failed, 'websocket closed');
      if (this.open) this.#socket.terminate();
      return;
    }
    // The bytes are UTF-8 unless the peer wrote otherwise; a text frame is what browsers' stacks expect.
    this.#socket.send(Buffer.from(text, 'latin1'), { binary: false });
  }

  /** Asks whether the far end is there; one that did not answer since the last time is cut off. */
  probe(): void {
    if (!this.#answered) return this.#socket.terminate();
    this.#answered = false;
    this.#socket.ping();
  }

  alive(): void {
    this.#answered = true;
  }
}
