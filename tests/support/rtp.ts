import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** G.711 of this endpoint: its own tables, written apart from the gateway's so that a mistake does not agree with itself. */
export type TestLaw = 'A' | 'mu';

const RATE = 8_000;
const FRAME = 160;
const FRAME_MS = 20;
const WINDOW = 1_600;
/** Packets of the last 200 ms below which nothing is heard. */
const ENOUGH = 4;

/** A-law by the text of ITU-T G.711: sign, 3 bits of segment, 4 bits of step, even bits inverted. */
function toALaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  let value = Math.min(Math.abs(Math.trunc(sample)), 32_635) >> 4;
  let segment = 0;
  if (value >= 16) {
    segment = 1;
    while (value >= 32) {
      value >>= 1;
      segment++;
    }
  }
  return (sign | (segment << 4) | (value & 0x0f)) ^ 0x55;
}

function fromALaw(code: number): number {
  const plain = code ^ 0x55;
  const segment = (plain >> 4) & 7;
  const step = plain & 0x0f;
  const value = segment === 0 ? (step << 4) + 8 : ((step << 4) + 0x108) << (segment - 1);
  return plain & 0x80 ? value : -value;
}

function toMuLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const value = Math.min(Math.abs(Math.trunc(sample)), 32_635) + 0x84;
  const segment = Math.max(0, 31 - Math.clz32(value) - 7);
  return ~(sign | (segment << 4) | ((value >> (segment + 3)) & 0x0f)) & 0xff;
}

function fromMuLaw(code: number): number {
  const plain = ~code & 0xff;
  const value = ((((plain & 0x0f) << 3) + 0x84) << ((plain >> 4) & 7)) - 0x84;
  return plain & 0x80 ? -value : value;
}

/** Share of the power of samples that is at one frequency, 0 to 1 (Goertzel). */
export function toneShare(samples: ArrayLike<number>, hz: number, rate: number = RATE): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / rate);
  let [one, two, total] = [0, 0, 0];
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0;
    const next = sample + coefficient * one - two;
    two = one;
    one = next;
    total += sample * sample;
  }
  if (total < samples.length * 100) return 0;
  return (one * one + two * two - coefficient * one * two) / ((total * samples.length) / 2);
}

/** Mean amplitude. */
function loudness(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += Math.abs(samples[i] ?? 0);
  return samples.length === 0 ? 0 : sum / samples.length;
}

interface Waiter {
  readonly holds: () => boolean;
  readonly done: () => void;
}

/** The sound of one telephone: sends a tone or keys, hears and recognises what comes back. */
export class RtpEndpoint {
  readonly port: number;
  /** Everything heard, in order of arrival. */
  readonly heard: number[] = [];
  /** `performance.now()` of the first packet that was not silence. */
  firstSoundAt: number | undefined;
  packets = 0;
  /** `performance.now()` of each packet, and where its samples begin in `heard`. */
  readonly #arrivals: { readonly at: number; readonly from: number }[] = [];
  readonly #socket: Socket;
  readonly #law: TestLaw;
  readonly #waiters = new Set<Waiter>();
  #remote: { host: string; port: number } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #hz = 0;
  #phase = 0;
  #sequence = 1;
  /** Frames of voice, silence included. */
  #sent = 0;
  #timestamp = 1_000;
  #keys: { code: number; left: number; start: number }[] = [];

  private constructor(socket: Socket, law: TestLaw) {
    this.#socket = socket;
    this.#law = law;
    this.port = socket.address().port;
    socket.on('message', (datagram, from) => {
      if (this.#latching && this.#remote?.port !== from.port) this.#sendTo(from.address, from.port);
      this.#onPacket(datagram);
    });
  }

  /** Opens a socket on a free port of 127.0.0.1. */
  static async open(law: TestLaw = 'A'): Promise<RtpEndpoint> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new RtpEndpoint(socket, law);
  }

  /** The description with which this telephone offers or answers. */
  sdp(direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive' = 'sendrecv', version = 1): string {
    const voice = this.#law === 'A' ? [8, 'PCMA'] : [0, 'PCMU'];
    return [
      'v=0',
      `o=test 1 ${version} IN IP4 127.0.0.1`,
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=audio ${this.port} RTP/AVP ${voice[0]} 101`,
      `a=rtpmap:${voice[0]} ${voice[1]}/8000`,
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-16',
      `a=${direction}`,
      '',
    ].join('\r\n');
  }

  /** Sends to where the other side's description says, beginning with silence. */
  connect(sdp: string): void {
    const host = /^c=IN IP4 (\S+)/m.exec(sdp)?.[1] ?? '127.0.0.1';
    this.#sendTo(host, Number(/^m=audio (\d+)/m.exec(sdp)?.[1]));
  }

  /** Sends to wherever the latest packet comes from, call after call: for a telephone whose SIP somebody else speaks (SIPp). */
  latch(): void {
    this.#latching = true;
  }

  /** Sends a tone from now on; 0 for silence. */
  sing(hz: number): void {
    this.#hz = hz;
  }

  /** Settles once this much more sound has left: somebody speaks for so long. */
  said(ms: number): Promise<void> {
    const until = this.#sent + ms / FRAME_MS;
    return this.#until(
      () => this.#sent >= until,
      ms + 5_000,
      () => `nothing leaves this telephone any more, ${this.describe()}`,
    );
  }

  /** Sends no packet any more, as a telephone without current. */
  die(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Presses one key (RFC 4733). */
  press(digit: string): void {
    this.#keys.push({ code: '0123456789*#ABCD'.indexOf(digit), left: 8, start: 0 });
  }

  /** Settles once a tone is what is heard. */
  hears(hz: number, withinMs = 5_000): Promise<void> {
    return this.#until(
      () => this.share(hz) > 0.6,
      withinMs,
      () => `no tone of ${hz} Hz, ${this.describe()}`,
    );
  }

  /** Settles once a tone is not heard any more, or nothing is. */
  hearsNo(hz: number, withinMs = 5_000): Promise<void> {
    return this.#until(
      () => this.share(hz) < 0.1,
      withinMs,
      () => `still ${hz} Hz, ${this.describe()}`,
    );
  }

  /** Share of a tone in the last 200 ms; 0 when hardly any sound has come for that long: one stray packet is no tone. */
  share(hz: number): number {
    const earlier = this.#arrivals.at(-ENOUGH)?.at ?? -1_000;
    if (performance.now() - earlier > 200) return 0;
    return toneShare(this.heard.slice(-WINDOW), hz);
  }

  /**
   * `performance.now()` at which a tone began and ended, by its packets: the last one still sounds for 20 ms. The tone
   * must be far from every other one.
   */
  spanOf(hz: number): { from: number; to: number } {
    const times = this.#arrivals
      .filter(({ from }) => toneShare(this.heard.slice(from, from + FRAME), hz) > 0.5)
      .map(({ at }) => at);
    return { from: times[0] ?? Number.NaN, to: (times.at(-1) ?? Number.NaN) + FRAME_MS };
  }

  /** What is heard, for a message. */
  describe(): string {
    const tones = [300, 350, 440, 500, 600, 700, 800, 900, 1_000].map((hz) => `${hz}:${this.share(hz).toFixed(2)}`);
    return `${this.packets} packets, loudness ${loudness(this.heard.slice(-WINDOW)).toFixed(0)}, ${tones.join(' ')}`;
  }

  close(): void {
    this.die();
    this.#socket.close();
  }

  #sendTo(host: string, port: number): void {
    this.#remote = { host, port };
    this.#timer ??= setInterval(() => this.#sendFrame(), 20);
  }

  #latching = false;
  #lastAt = -1_000;

  #until(holds: () => boolean, withinMs: number, otherwise: () => string): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { holds, done: () => finish(resolve) };
      const look = setInterval(() => holds() && waiter.done(), 50);
      const deadline = setTimeout(() => finish(() => reject(new Error(otherwise()))), withinMs);
      const finish = (then: () => void) => {
        this.#waiters.delete(waiter);
        clearTimeout(deadline);
        clearInterval(look);
        then();
      };
      this.#waiters.add(waiter);
    });
  }

  #onPacket(datagram: Buffer): void {
    const type = (datagram[1] ?? 0) & 0x7f;
    if (type !== 0 && type !== 8) return;
    this.packets++;
    this.#lastAt = performance.now();
    const decode = type === 8 ? fromALaw : fromMuLaw;
    const samples = [...datagram.subarray(12)].map(decode);
    this.#arrivals.push({ at: this.#lastAt, from: this.heard.length });
    this.heard.push(...samples);
    if (this.firstSoundAt === undefined && loudness(samples) > 200) this.firstSoundAt = performance.now();
    for (const waiter of [...this.#waiters]) if (waiter.holds()) waiter.done();
  }

  #sendFrame(): void {
    const key = this.#keys[0];
    if (key) this.#sendKey(key);
    else this.#sendVoice();
    this.#timestamp = (this.#timestamp + FRAME) >>> 0;
  }

  #sendVoice(): void {
    this.#sent++;
    const encode = this.#law === 'A' ? toALaw : toMuLaw;
    const payload = Buffer.alloc(FRAME);
    for (let i = 0; i < FRAME; i++) {
      payload[i] = encode(this.#hz === 0 ? 0 : 8_000 * Math.sin(this.#phase));
      this.#phase += (2 * Math.PI * this.#hz) / RATE;
    }
    this.#send(this.#law === 'A' ? 8 : 0, this.#timestamp, payload);
  }

  /** Five packets of a growing key, then three of its end. */
  #sendKey(key: { code: number; left: number; start: number }): void {
    if (key.left === 8) key.start = this.#timestamp;
    key.left--;
    const duration = Math.min(8 - key.left, 5) * FRAME;
    const end = key.left < 3 ? 0x80 : 0;
    this.#send(101, key.start, Buffer.from([key.code, end | 10, duration >> 8, duration & 0xff]));
    if (key.left === 0) this.#keys.shift();
  }

  #send(type: number, timestamp: number, payload: Buffer): void {
    if (!this.#remote) return;
    const header = Buffer.alloc(12);
    header.writeUInt8(0x80, 0);
    header.writeUInt8(type, 1);
    header.writeUInt16BE(this.#sequence++ & 0xffff, 2);
    header.writeUInt32BE(timestamp, 4);
    header.writeUInt32BE(0x0dec0c4e + this.port, 8);
    this.#socket.send(Buffer.concat([header, payload]), this.#remote.port, this.#remote.host);
  }
}

/** The bytes of a mono 16-bit WAV with a tone. */
export function toneWav(hz: number, ms: number, rate = 48_000): Buffer {
  const count = Math.round((ms * rate) / 1_000);
  const bytes = Buffer.alloc(44 + count * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + count * 2, 4);
  bytes.write('WAVEfmt ', 8);
  [16, 0x1_0001, rate, rate * 2, 0x10_0002].forEach((value, index) => bytes.writeUInt32LE(value, 16 + index * 4));
  bytes.write('data', 36);
  bytes.writeUInt32LE(count * 2, 40);
  for (let i = 0; i < count; i++)
    bytes.writeInt16LE(Math.round(8_000 * Math.sin((2 * Math.PI * hz * i) / rate)), 44 + i * 2);
  return bytes;
}

/** The samples of such a file. */
export function samplesOf(wav: Buffer): Int16Array {
  return new Int16Array(wav.buffer.slice(wav.byteOffset + 44, wav.byteOffset + wav.length - (wav.length % 2)));
}
