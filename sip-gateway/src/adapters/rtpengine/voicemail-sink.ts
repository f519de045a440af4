import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RecorderPort, RecordedMessage, Recording } from '../../app/ports.ts';
import type { Law } from '../../core/sdp.ts';
import {
  decode,
  emptyMessage,
  endOf,
  keptPart,
  type MessageLimits,
  type MessageSoFar,
  place,
  readRtp,
  SAMPLE_RATE,
  wavHeader,
} from '../../core/voicemail.ts';
import { sdpOf } from './media.ts';

const HEADER = 44;
const CHECK_EVERY_MS = 200;
const lawOf: Readonly<Record<number, Law>> = { 8: 'A', 0: 'mu' };

/**
 * Takes messages: a socket of ours is the caller's other side, each packet is written to disk where its timestamp says,
 * so that a crash loses nothing that was said. The finished file has the silence cut off both ends.
 */
export function voicemailRecorder(options: { readonly directory: string }): RecorderPort {
  return {
    async open(request) {
      const file = join('voicemail', `${request.recordingId}.wav`);
      const path = join(options.directory, file);
      await mkdir(dirname(path), { recursive: true });
      const handle = await open(`${path}.part`, 'w+');
      const socket = createSocket('udp4');
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
      return new Sink({ socket, handle, path, file, limits: request });
    },
  };
}

interface SinkParts {
  readonly socket: Socket;
  readonly handle: FileHandle;
  readonly path: string;
  readonly file: string;
  readonly limits: MessageLimits;
}

class Sink implements Recording {
  readonly sdp: string;
  readonly finished: Promise<RecordedMessage>;
  readonly #parts: SinkParts;
  readonly #startedAt = performance.now();
  readonly #timer: NodeJS.Timeout;
  #message: MessageSoFar = emptyMessage;
  #writing: Promise<unknown> = Promise.resolve();
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
    const samples = decode(packet.payload, law);
    const placed = place(this.#message, packet, samples);
    this.#message = placed.message;
    if (placed.offset === undefined) return;
    const bytes = Buffer.from(samples.buffer);
    const at = HEADER + placed.offset * 2;
    this.#writing = this.#writing.then(() => this.#parts.handle.write(bytes, 0, bytes.length, at));
    this.#writing.catch(() => this.#end('failure'));
  }

  #check(): void {
    const reason = endOf(this.#message, this.#parts.limits, performance.now() - this.#startedAt);
    if (reason) void this.#end(reason);
  }

  async #end(endedBy: RecordedMessage['endedBy']): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#timer);
    this.#parts.socket.close();
    try {
      await this.#writing;
      const kept = keptPart(this.#message);
      if (kept) await this.#keep(kept);
      await this.#discardPart();
      const durationMs = kept ? Math.round(((kept.to - kept.from) * 1_000) / SAMPLE_RATE) : 0;
      this.#settle({ durationMs, endedBy, ...(kept ? { file: this.#parts.file } : {}) });
    } catch {
      // The disk failed: what is on it stays beside as `.part`, and the acd is told.
      this.#settle({ durationMs: 0, endedBy: 'failure' });
    }
  }

  async #keep(kept: { readonly from: number; readonly to: number }): Promise<void> {
    const size = (kept.to - kept.from) * 2;
    const bytes = Buffer.alloc(HEADER + size);
    bytes.set(wavHeader(kept.to - kept.from, SAMPLE_RATE));
    await this.#parts.handle.read(bytes, HEADER, size, HEADER + kept.from * 2);
    const trimmed = await open(`${this.#parts.path}.trimmed`, 'w');
    await trimmed.writeFile(bytes);
    await trimmed.sync();
    await trimmed.close();
    await rename(`${this.#parts.path}.trimmed`, this.#parts.path);
  }

  async #discardPart(): Promise<void> {
    await this.#parts.handle.close();
    await rm(`${this.#parts.path}.part`, { force: true });
  }
}
