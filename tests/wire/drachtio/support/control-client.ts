import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Target } from './target.ts';

/** A message of the server: its header fields, and the SIP text when it carries one. */
export interface ControlMessage {
  readonly fields: readonly string[];
  readonly sip: string;
}

/** A control connection spoken by hand, byte for byte. */
export class ControlClient {
  readonly #socket: Socket;
  #buffer = Buffer.alloc(0);
  readonly #messages: ControlMessage[] = [];
  #wake: (() => void)[] = [];
  #closed = false;
  #number = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (data: Buffer) => this.#receive(data));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#closed = true;
      this.#notify();
    });
  }

  static async open(target: Target): Promise<ControlClient> {
    const socket = connect({ host: target.host, port: target.controlPort });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new ControlClient(socket);
  }

  /** Opens and authenticates, and asks for the verbs. */
  static async ready(target: Target, ...verbs: string[]): Promise<ControlClient> {
    const client = await ControlClient.open(target);
    await client.ask(`authenticate|${target.secret}|`);
    for (const verb of verbs) await client.ask(`route|${verb}`);
    return client;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Raw bytes, no framing. */
  write(bytes: string | Buffer): void {
    this.#socket.write(bytes);
  }

  /** Frames and sends a message under a new id, which is returned. */
  send(text: string): string {
    const id = `m${++this.#number}`;
    const body = `${id}|${text}`;
    this.write(`${Buffer.byteLength(body)}#${body}`);
    return id;
  }

  /** Sends and waits for the one response: its fields after the request's id. */
  async ask(text: string): Promise<{ status: readonly string[]; sip: string }> {
    const id = this.send(text);
    const answer = await this.next(({ fields }) => fields[1] === 'response' && fields[2] === id);
    return { status: answer.fields.slice(3), sip: answer.sip };
  }

  /** Takes out the first message that fits, waiting for it. */
  async next(fits: (message: ControlMessage) => boolean): Promise<ControlMessage> {
    for (;;) {
      const index = this.#messages.findIndex(fits);
      if (index !== -1) return this.#messages.splice(index, 1)[0] as ControlMessage;
      if (this.#closed) throw new Error('the server closed the control connection');
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** The next SIP request or response whose start line begins so. */
  sip(start: string): Promise<ControlMessage> {
    return this.next(({ fields, sip }) => fields[1] === 'sip' && sip.startsWith(start));
  }

  /** Waits until the server closed the connection. */
  async end(): Promise<void> {
    while (!this.#closed) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  /** Sends what is left and closes in order. */
  finish(): Promise<void> {
    this.#socket.end();
    return this.end();
  }

  close(): Promise<void> {
    this.#socket.destroy();
    return this.end();
  }

  #receive(data: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, data]);
    for (;;) {
      const hash = this.#buffer.indexOf('#');
      if (hash === -1) break;
      const length = Number(this.#buffer.toString('latin1', 0, hash));
      if (this.#buffer.length < hash + 1 + length) break;
      const frame = this.#buffer.toString('utf8', hash + 1, hash + 1 + length);
      this.#buffer = this.#buffer.subarray(hash + 1 + length);
      const end = frame.indexOf('\r\n');
      const head = end === -1 ? frame : frame.slice(0, end);
      this.#messages.push({ fields: head.split('|'), sip: end === -1 ? '' : frame.slice(end + 2) });
    }
    this.#notify();
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const resolve of wake) resolve();
  }
}
