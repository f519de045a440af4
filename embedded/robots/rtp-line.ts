import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { decodeALaw, encodeALaw } from './g711.ts';
import type { Samples } from './speech.ts';

const FRAME_MS = 20;
const FRAME_SAMPLES = 160;
const PCMA = 8;
const TELEPHONE_EVENT = 101;
const KEYS = '0123456789*#';
/** A key is held for five frames; its end is said three times (RFC 4733 §2.5.1.4). */
const KEY_FRAMES = 5;
const KEY_ENDS = 3;
const SILENT_FRAME = encodeALaw(new Int16Array(FRAME_SAMPLES));

/** One end of a telephone conversation: PCMA over RTP (RFC 3550, RFC 3551) on a UDP port of its own. */
export class RtpLine {
  readonly #socket: Socket;
  readonly #address: string;
  readonly #heard: Int16Array[] = [];
  readonly #queue: Uint8Array[] = [];
  /** A key being held: frames of it sent so far. */
  #key: { readonly event: number; sent: number; readonly timestamp: number } | undefined;
  #pressed: number | undefined;
  #remote: { readonly host: string; readonly port: number } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #spoken = (): void => undefined;

  private constructor(socket: Socket, address: string) {
    this.#socket = socket;
    this.#address = address;
    socket.on('message', (packet) => {
      if (packet.length > 12 && (packet.readUInt8(1) & 0x7f) === PCMA)
        this.#heard.push(decodeALaw(packet.subarray(12)));
    });
  }

  /** Opens a line on a free port of an address of this machine. */
  static async open(address: string): Promise<RtpLine> {
    const socket = createSocket('udp4');
    socket.bind(0, address);
    await once(socket, 'listening');
    return new RtpLine(socket, address);
  }

  /** What goes into the SIP message: PCMA, telephone-event, both ways. */
  get sdp(): string {
    const { port } = this.#socket.address();
    return [
      ...['v=0', `o=robot ${port} 1 IN IP4 ${this.#address}`, 's=-', `c=IN IP4 ${this.#address}`, 't=0 0'],
      ...[`m=audio ${port} RTP/AVP 8 101`, 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:101 telephone-event/8000'],
      ...['a=fmtp:101 0-16', 'a=ptime:20', 'a=sendrecv', ''],
    ].join('\r\n');
  }

  /** Everything heard so far. */
  get heard(): Samples {
    const all = new Int16Array(this.#heard.reduce((length, part) => length + part.length, 0));
    let offset = 0;
    for (const part of this.#heard) {
      all.set(part, offset);
      offset += part.length;
    }
    return all;
  }

  /** Begins to send to where the other side's SDP says: what is to be said, silence otherwise. */
  talkTo(sdp: string): void {
    const host = /^c=IN IP4 (\S+)/m.exec(sdp)?.[1];
    const port = /^m=audio (\d+)/m.exec(sdp)?.[1];
    if (host === undefined || port === undefined) throw new Error('the other side’s SDP has no IPv4 audio');
    this.#remote = { host, port: Number(port) };
    if (this.#timer === undefined) this.#send();
  }

  /** Resolves when the last of these samples has been sent. */
  say(samples: Samples): Promise<void> {
    for (let at = 0; at < samples.length; at += FRAME_SAMPLES) {
      const frame = new Int16Array(FRAME_SAMPLES);
      frame.set(samples.subarray(at, at + FRAME_SAMPLES));
      this.#queue.push(encodeALaw(frame));
    }
    return new Promise((resolve) => {
      const before = this.#spoken;
      this.#spoken = () => {
        before();
        resolve();
      };
    });
  }

  /** Presses a key, as telephone-event (RFC 4733). */
  press(key: string): void {
    this.#pressed = KEYS.indexOf(key);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#spoken();
    this.#socket.close();
  }

  /** One frame each 20 ms of the clock, whatever the timers do. */
  #send(): void {
    const ssrc = randomInt(2 ** 32 - 1);
    const startedAt = performance.now();
    let sequence = 0;
    const tick = (): void => {
      const due = Math.floor((performance.now() - startedAt) / FRAME_MS);
      for (; sequence <= due; sequence += 1) this.#sendFrame(sequence, ssrc);
      this.#timer = setTimeout(tick, Math.max(1, startedAt + sequence * FRAME_MS - performance.now()));
    };
    tick();
  }

  #sendFrame(sequence: number, ssrc: number): void {
    if (this.#remote === undefined) return;
    const timestamp = (sequence * FRAME_SAMPLES) >>> 0;
    if (this.#pressed !== undefined) this.#key = { event: this.#pressed, sent: 0, timestamp };
    this.#pressed = undefined;
    const header = Buffer.alloc(12);
    header.writeUInt8(0x80, 0);
    header.writeUInt8(this.#key ? TELEPHONE_EVENT | (this.#key.sent === 0 ? 0x80 : 0) : PCMA, 1);
    header.writeUInt16BE(sequence & 0xffff, 2);
    header.writeUInt32BE(this.#key?.timestamp ?? timestamp, 4);
    header.writeUInt32BE(ssrc, 8);
    const payload = this.#key ? this.#keyFrame(this.#key) : (this.#queue.shift() ?? SILENT_FRAME);
    this.#socket.send(Buffer.concat([header, payload]), this.#remote.port, this.#remote.host);
    if (this.#queue.length === 0) {
      this.#spoken();
      this.#spoken = () => undefined;
    }
  }

  #keyFrame(key: { readonly event: number; sent: number }): Buffer {
    key.sent += 1;
    const ends = key.sent > KEY_FRAMES;
    const payload = Buffer.alloc(4);
    payload.writeUInt8(key.event, 0);
    payload.writeUInt8((ends ? 0x80 : 0) | 10, 1);
    payload.writeUInt16BE(Math.min(key.sent, KEY_FRAMES) * FRAME_SAMPLES, 2);
    if (key.sent >= KEY_FRAMES + KEY_ENDS) this.#key = undefined;
    return payload;
  }
}
