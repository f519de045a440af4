import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { peerMessage } from '../drachtio/support/udp-peer.ts';
import type { PeerMessage } from '../drachtio/support/udp-peer.ts';

/** A TCP (or TLS) SIP peer made of a bare socket. */
export class StreamPeer {
  readonly #socket: Socket;
  #text = '';
  #ended = false;
  #wake: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (data: Buffer) => {
      this.#text += data.toString('utf8');
      this.#notify();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#ended = true;
      this.#notify();
    });
  }

  static async open(port: number, secure = false): Promise<StreamPeer> {
    const socket = secure
      ? connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false })
      : connect({ host: '127.0.0.1', port });
    await new Promise<void>((resolve, reject) =>
      socket.once(secure ? 'secureConnect' : 'connect', () => resolve()).once('error', reject),
    );
    return new StreamPeer(socket);
  }

  get localPort(): number {
    return this.#socket.localPort ?? 0;
  }

  send(bytes: string | Buffer): void {
    this.#socket.write(bytes);
  }

  /** The next whole message, blank lines before it skipped. */
  async next(): Promise<PeerMessage> {
    for (;;) {
      this.#text = this.#text.replace(/^(\r\n)+/, '');
      const head = this.#text.indexOf('\r\n\r\n');
      if (head !== -1) {
        const length = Number(/^content-length:\s*(\d+)/im.exec(this.#text.slice(0, head))?.[1] ?? 0);
        if (this.#text.length >= head + 4 + length) return peerMessage(await this.raw(head + 4 + length));
      }
      await this.#more();
    }
  }

  /** Exactly so many characters. */
  async raw(length: number): Promise<string> {
    while (this.#text.length < length) await this.#more();
    const taken = this.#text.slice(0, length);
    this.#text = this.#text.slice(length);
    return taken;
  }

  /** Waits until the server closed the connection. */
  async end(): Promise<void> {
    while (!this.#ended) await this.#more();
  }

  /** Sends what is left and closes in order. */
  finish(): Promise<void> {
    this.#socket.end();
    return this.end();
  }

  close(): void {
    this.#socket.destroy();
  }

  async #more(): Promise<void> {
    await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  #notify(): void {
    this.#wake.splice(0).forEach((resolve) => resolve());
  }
}
