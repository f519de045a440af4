import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { MessageFile, MessageStore, RecorderPort, RecordedMessage, Recording } from '../../app/ports.ts';
import type { Law } from '../../core/sdp.ts';
import {
  decode,
  emptyMessage,
  emptyTail,
  endOf,
  keptPart,
  type MessageLimits,
  type MessageSoFar,
  mostSamples,
  place,
  readRtp,
  SAMPLE_RATE,
  settle,
  type Tail,
} from '../../core/voicemail.ts';
import { sdpOf } from './media.ts';

const CHECK_EVERY_MS = 200;
const lawOf: Readonly<Record<number, Law>> = { 8: 'A', 0: 'mu' };

/**
 * Takes messages: a socket of ours is the caller's other side, each packet goes where its timestamp says. What no late
 * packet can mend any more is sealed on disk at once, so that a crash loses less than a second of what was said.
 */
export function voicemailRecorder(store: MessageStore): RecorderPort {
  return {
    async open(request) {
      const { callId, recordingId, ...limits } = request;
      const socket = createSocket('udp4');
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
      try {
        return new Sink({ socket, file: await store.begin({ callId, recordingId }), limits });
      } catch (err) {
        socket.close();
        throw err;
      }
    },
  };
}

interface SinkParts {
  readonly socket: Socket;
  readonly file: MessageFile;
  readonly limits: MessageLimits;
}

class Sink implements Recording {
  readonly sdp: string;
  readonly finished: Promise<RecordedMessage>;
  readonly #parts: SinkParts;
  readonly #begunAt = performance.now();
  readonly #timer: NodeJS.Timeout;
  #soundSince: number | undefined;
  #message: MessageSoFar = emptyMessage;
  #tail: Tail = emptyTail;
  #ended = false;
  #settle: (message: RecordedMessage) => void = () => undefined;

  constructor(parts: SinkParts) {
    this.#parts = parts;
    this.sdp = sdpOf(parts.socket.address().port, 'a=sendrecv');
    this.finished = new Promise((resolve) => (this.#settle = resolve));
    parts.socket.on('message', (datagram) => this.#onPacket(datagram));
    this.#timer = setInterval(() => this.#check(), CHECK_EVERY_MS);
  }

  stop(): void {
    void this.#end('asked');
  }

  #onPacket(datagram: Buffer): void {
    const packet = readRtp(datagram);
    const law = packet && lawOf[packet.payloadType];
    if (!packet || !law) return;
    this.#soundSince ??= performance.now();
    const samples = decode(packet.payload, law);
    const placed = place(this.#message, packet, samples, mostSamples(this.#parts.limits));
    this.#message = placed.message;
    if (placed.offset === undefined) return;
    const { tail, settled } = settle(this.#tail, placed.offset, samples);
    this.#tail = tail;
    if (settled.length > 0) this.#parts.file.append(settled).catch(() => this.#end('failure'));
  }

  #check(): void {
    const now = performance.now();
    const age = { elapsedMs: now - this.#begunAt, soundMs: now - (this.#soundSince ?? this.#begunAt) };
    const reason = endOf(this.#message, this.#parts.limits, age);
    if (reason) void this.#end(reason);
  }

  async #end(endedBy: RecordedMessage['endedBy']): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#timer);
    this.#parts.socket.close();
    try {
      await this.#parts.file.append(this.#tail.samples);
      const kept = keptPart(this.#message);
      const file = await this.#parts.file.complete(kept);
      const durationMs = kept ? Math.round(((kept.to - kept.from) * 1_000) / SAMPLE_RATE) : 0;
      const forget = () => this.#parts.file.forget();
      this.#settle({ durationMs, endedBy, forget, ...(file === undefined ? {} : { file }) });
    } catch {
      // The disk failed: what is on it is found at the next start, and the acd is told now.
      await this.#parts.file.abandon().catch(() => undefined);
      this.#settle({ durationMs: 0, endedBy: 'failure' });
    }
  }
}
