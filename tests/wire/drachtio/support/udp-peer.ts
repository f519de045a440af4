import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';

/** A received SIP message, cut up just enough for assertions. */
export interface PeerMessage {
  readonly startLine: string;
  readonly text: string;
  /** Value of the first header of that name (any case). */
  header(name: string): string;
}

/** A SIP peer made of a bare socket: it sends exactly what it is told to. */
export class UdpPeer {
  readonly #socket: Socket;
  readonly #to: { host: string; port: number };
  readonly #messages: PeerMessage[] = [];
  #wake: (() => void)[] = [];
  readonly port: number;
  /** Everything ever received, for "nothing more came". */
  received = 0;

  private constructor(socket: Socket, to: { host: string; port: number }) {
    this.#socket = socket;
    this.#to = to;
    this.port = socket.address().port;
    socket.on('message', (data) => {
      this.received++;
      this.#messages.push(peerMessage(data.toString('utf8')));
      const wake = this.#wake;
      this.#wake = [];
      for (const resolve of wake) resolve();
    });
  }

  static async open(to: { sipHost: string; sipPort: number }): Promise<UdpPeer> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return new UdpPeer(socket, { host: to.sipHost, port: to.sipPort });
  }

  send(message: string | Buffer): void {
    this.#socket.send(message, this.#to.port, this.#to.host);
  }

  /** The next message whose start line begins so; earlier ones that do not are dropped. */
  async next(start: string): Promise<PeerMessage> {
    for (;;) {
      const index = this.#messages.findIndex((message) => message.startLine.startsWith(start));
      if (index !== -1) return this.#messages.splice(0, index + 1)[index] as PeerMessage;
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }
}

/** Cuts up a SIP message. */
export function peerMessage(text: string): PeerMessage {
  const [head = ''] = text.split('\r\n\r\n');
  const lines = head.split('\r\n');
  return {
    startLine: lines[0] ?? '',
    text,
    header: (name) => {
      const line = lines.find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`));
      return line?.slice(name.length + 1).trim() ?? '';
    },
  };
}
