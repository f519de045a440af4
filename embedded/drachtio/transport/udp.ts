import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Flow, Listener, TransportEvents } from './flow.ts';

/** Datagrams larger than this cannot be sent over IPv4. */
const MAX_DATAGRAM = 65_507;
const SOCKET_BUFFER = 4 * 1024 * 1024;
/** Flows remembered so that a busy peer costs one object; forgotten wholesale when the table is full. */
const MAX_FLOWS = 20_000;

/** SIP over UDP (RFC 3261 §18): one datagram is one message. */
export class UdpTransport {
  readonly listener: Listener;
  readonly #socket: Socket;
  readonly #flows = new Map<string, Flow>();

  private constructor(socket: Socket, listener: Listener, events: TransportEvents) {
    this.#socket = socket;
    this.listener = listener;
    socket.on('message', (data, peer) => {
      const flow = this.flowTo(peer.address, peer.port);
      if (data.length <= 4 && isKeepAlive(data)) return;
      events.message(data.toString('latin1'), flow);
    });
    socket.on('error', (error) => events.refused(`socket: ${error.message}`, this.flowTo('0.0.0.0', 0)));
  }

  /** Binds; port 0 takes a free one. Rejects with the error of the system when the address is taken. */
  static async listen(
    at: { host: string; port: number; advertised: string },
    events: TransportEvents,
  ): Promise<UdpTransport> {
    const socket = createSocket({
      type: isIPv6(at.host) ? 'udp6' : 'udp4',
      recvBufferSize: SOCKET_BUFFER,
      sendBufferSize: SOCKET_BUFFER,
      // Addresses are literal by the time they get here: no name service in the sending path.
      lookup: (host, _options, callback) => callback(null, host, isIPv6(host) ? 6 : 4),
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(at.port, at.host, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    return new UdpTransport(socket, { transport: 'udp', address: at.advertised, port: socket.address().port }, events);
  }

  /** The way to a datagram address. */
  flowTo(address: string, port: number): Flow {
    const key = `${address} ${port}`;
    const known = this.#flows.get(key);
    if (known) return known;
    if (this.#flows.size >= MAX_FLOWS) this.#flows.clear();
    const flow = new UdpFlow(this.#socket, this.listener, { address, port });
    this.#flows.set(key, flow);
    return flow;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }
}

class UdpFlow implements Flow {
  readonly transport = 'udp';
  readonly open = true;
  readonly listener: Listener;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly #socket: Socket;

  constructor(socket: Socket, listener: Listener, remote: { address: string; port: number }) {
    this.#socket = socket;
    this.listener = listener;
    this.remoteAddress = remote.address;
    this.remotePort = remote.port;
  }

  send(text: string, failed?: (reason: string) => void): void {
    if (text.length > MAX_DATAGRAM || this.remotePort === 0) {
      if (failed) setImmediate(failed, 'message does not fit a datagram');
      return;
    }
    this.#socket.send(Buffer.from(text, 'latin1'), this.remotePort, this.remoteAddress, (error) => {
      if (error && failed) failed(error.message);
    });
  }
}

/** CRLF, double CRLF or a zero byte: NAT keep-alives (RFC 5626 §3.5.1), answered by nobody over UDP. */
function isKeepAlive(data: Buffer): boolean {
  return data.every((byte) => byte === 0x0d || byte === 0x0a || byte === 0);
}
