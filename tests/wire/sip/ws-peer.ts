import { WebSocket } from 'ws';
import { peerMessage } from '../drachtio/support/udp-peer.ts';
import type { PeerMessage } from '../drachtio/support/udp-peer.ts';

/** A browser's end of a SIP WebSocket (RFC 7118), spoken by hand. */
export class WsPeer {
  readonly #socket: WebSocket;
  readonly #messages: string[] = [];
  #wake: (() => void)[] = [];
  /** Settles with the close code. */
  readonly closed: Promise<number>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('message', (data: Buffer) => {
      this.#messages.push(data.toString('utf8'));
      this.#wake.splice(0).forEach((resolve) => resolve());
    });
    socket.on('error', () => undefined);
  }

  static async open(port: number, secure = false): Promise<WsPeer> {
    const socket = new WebSocket(`${secure ? 'wss' : 'ws'}://127.0.0.1:${port}/`, 'sip', { rejectUnauthorized: false });
    await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new WsPeer(socket);
  }

  send(data: string | Buffer): void {
    this.#socket.send(data);
  }

  async next(): Promise<PeerMessage> {
    while (this.#messages.length === 0) await new Promise<void>((resolve) => this.#wake.push(resolve));
    return peerMessage(this.#messages.shift() as string);
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.closed;
  }
}
