import { createSocket, type Socket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Fault } from '@decroche/platform';
import { decode, encode, type NgMessage } from './ng-codec.ts';

/** Where rtpengine listens, and how patient to be with it. */
export interface NgClientOptions {
  readonly host: string;
  readonly port: number;
  /** An unanswered command is sent again, same cookie: rtpengine answers a repeat without doing it twice. Default 250 ms. */
  readonly resendMs?: number;
  /** Then the command has failed. Default 3 s. */
  readonly deadlineMs?: number;
}

interface Pending {
  readonly sentAt: number;
  readonly datagram: Buffer;
  readonly command: string;
  readonly giveUpAt: number;
  resendAt: number;
  resolve(answer: NgMessage): void;
  reject(fault: Fault): void;
}

/** The single door to rtpengine: one command, one answer (the `ng` protocol: cookie, space, bencode, over UDP). */
export class NgClient {
  readonly #options: Required<NgClientOptions>;
  readonly #socket: Socket;
  readonly #pending = new Map<string, Pending>();
  readonly #prefix = randomBytes(4).toString('hex');
  #count = 0;
  #sweeper: NodeJS.Timeout | undefined;

  private constructor(socket: Socket, options: NgClientOptions) {
    this.#socket = socket;
    this.#options = { resendMs: 250, deadlineMs: 3_000, ...options };
    socket.on('message', (datagram) => this.#onAnswer(datagram));
    // A refused datagram (rtpengine is away) shows here; the deadline of each command tells its sender.
    socket.on('error', () => undefined);
  }

  /** Opens the door; nothing is sent yet. */
  static async open(options: NgClientOptions): Promise<NgClient> {
    const socket = createSocket('udp4');
    socket.connect(options.port, options.host);
    await once(socket, 'connect');
    socket.setRecvBufferSize(1 << 20);
    return new NgClient(socket, options);
  }

  /**
   * Carries out one command.
   *
   * @throws Fault `timeout` without an answer in time, `refused` when rtpengine says no (its words are the message).
   */
  send(command: string, parameters: NgMessage = {}): Promise<NgMessage> {
    const cookie = `${this.#prefix}${(++this.#count).toString(36)}`;
    const datagram = Buffer.from(`${cookie} ${encode({ command, ...parameters })}`);
    const now = performance.now();
    return new Promise((resolve, reject) => {
      this.#pending.set(cookie, {
        datagram,
        command,
        sentAt: now,
        giveUpAt: now + this.#options.deadlineMs,
        resendAt: now + this.#options.resendMs,
        resolve,
        reject,
      });
      this.#socket.send(datagram);
      this.#sweeper ??= setInterval(() => this.#sweep(), this.#options.resendMs / 2);
    });
  }

  /** Age of the oldest unanswered command. */
  get lagMs(): number {
    const oldest = this.#pending.values().next().value;
    return oldest === undefined ? 0 : performance.now() - oldest.sentAt;
  }

  close(): void {
    clearInterval(this.#sweeper);
    for (const pending of this.#pending.values()) pending.reject(new Fault('unavailable', 'the door is closed'));
    this.#pending.clear();
    this.#socket.close();
  }

  #onAnswer(datagram: Buffer): void {
    const space = datagram.indexOf(0x20);
    const cookie = datagram.toString('latin1', 0, Math.max(space, 0));
    const pending = this.#pending.get(cookie);
    if (!pending) return; // the answer to a repeat
    this.#pending.delete(cookie);
    const answer = decode(datagram, space + 1);
    if (answer === undefined) pending.reject(new Fault('invalidAnswer', `rtpengine answered ${pending.command} oddly`));
    else if (answer['result'] === 'error') pending.reject(refusal(pending.command, answer));
    else pending.resolve(answer);
  }

  /** One timer for all commands under way, none when there are none. */
  #sweep(): void {
    const now = performance.now();
    for (const [cookie, pending] of this.#pending) {
      if (now >= pending.giveUpAt) {
        this.#pending.delete(cookie);
        pending.reject(new Fault('timeout', `rtpengine does not answer ${pending.command}`));
      } else if (now >= pending.resendAt) {
        pending.resendAt = now + this.#options.resendMs;
        this.#socket.send(pending.datagram);
      }
    }
    if (this.#pending.size > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }
}

function refusal(command: string, answer: NgMessage): Fault {
  const reason = String(answer['error-reason'] ?? 'no reason given');
  return new Fault('refused', `rtpengine refused ${command}: ${reason}`, { retryable: false });
}
