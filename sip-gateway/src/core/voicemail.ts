import { assertNever } from '@decroche/protocol';
import type { Law } from './sdp.ts';

/** Samples a second of G.711. */
export const SAMPLE_RATE = 8_000;

/** One RTP packet, as far as a recorder reads it (RFC 3550 §5.1). */
export interface RtpPacket {
  readonly payloadType: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Uint8Array;
}

/** Reads a datagram as RTP; `undefined` when it is not (RTCP shares no port here, but strangers may knock). */
export function readRtp(datagram: Uint8Array): RtpPacket | undefined {
  if (datagram.length < 12 || (datagram[0]! & 0xc0) !== 0x80) return undefined;
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  const extended = (datagram[0]! & 0x10) !== 0;
  const sources = datagram[0]! & 0x0f;
  let start = 12 + sources * 4;
  if (extended) {
    if (datagram.length < start + 4) return undefined;
    start += 4 + view.getUint16(start + 2) * 4;
  }
  const padding = (datagram[0]! & 0x20) !== 0 ? datagram[datagram.length - 1]! : 0;
  if (start > datagram.length - padding) return undefined;
  return {
    payloadType: datagram[1]! & 0x7f,
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    payload: datagram.subarray(start, datagram.length - padding),
  };
}

/** Turns G.711 into linear 16-bit samples (ITU-T G.711). */
export function decode(payload: Uint8Array, law: Law): Int16Array {
  const table = law === 'A' ? ALAW : law === 'mu' ? MULAW : assertNever(law);
  return Int16Array.from(payload, (byte) => table[byte]!);
}

const ALAW = Int16Array.from({ length: 256 }, (_, code) => {
  const byte = code ^ 0x55;
  const exponent = (byte >> 4) & 7;
  const mantissa = ((byte & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return byte & 0x80 ? magnitude : -magnitude;
});

const MULAW = Int16Array.from({ length: 256 }, (_, code) => {
  const byte = ~code & 0xff;
  const magnitude = ((((byte & 0x0f) << 3) + 0x84) << ((byte >> 4) & 7)) - 0x84;
  return byte & 0x80 ? -magnitude : magnitude;
});

/** What a message in progress knows of itself. */
export interface MessageSoFar {
  /** RTP timestamp of the sample at offset 0, for the present source. */
  readonly origin?: { readonly ssrc: number; readonly timestamp: number; readonly offset: number };
  /** Samples placed so far, gaps included. */
  readonly length: number;
  /** Offset after the last sample that was loud enough to be speech; 0 when nothing was said. */
  readonly spokenUntil: number;
  /** Offset of the first speech. */
  readonly spokenFrom?: number;
}

/** A message that has just begun. */
export const emptyMessage: MessageSoFar = { length: 0, spokenUntil: 0 };

/** Mean amplitude of a packet above which someone speaks; about −41 dB of full scale. */
const SPEECH_LEVEL = 300;
/** A jump this far ahead is a new clock of the sender, not a gap: 10 s. */
const LONGEST_GAP = SAMPLE_RATE * 10;

/**
 * Where samples belong in the message, and what is known afterwards; `undefined` offset: drop them, they are too late or end
 * beyond the samples a message may have.
 */
export function place(
  message: MessageSoFar,
  packet: Pick<RtpPacket, 'ssrc' | 'timestamp'>,
  samples: Int16Array,
  most = Infinity,
): { readonly message: MessageSoFar; readonly offset?: number } {
  const found = offsetOf(message, packet);
  if (found === undefined) return { message };
  const at = found.offset;
  const end = at + samples.length;
  if (end > most) return { message };
  const speaks = loudness(samples) > SPEECH_LEVEL;
  const spokenFrom = message.spokenFrom ?? (speaks ? at : undefined);
  return {
    offset: at,
    message: {
      origin: found.origin,
      length: Math.max(message.length, end),
      spokenUntil: speaks ? Math.max(message.spokenUntil, end) : message.spokenUntil,
      ...(spokenFrom === undefined ? {} : { spokenFrom }),
    },
  };
}

/** The end of a message, as far as a late packet may still mend it. */
export interface Tail {
  /** Offset of its first sample in the message. */
  readonly from: number;
  readonly samples: Int16Array;
}

/** The tail of a message that has just begun. */
export const emptyTail: Tail = { from: 0, samples: new Int16Array(0) };

/** How late a packet may come: 0.4 s. What is older is settled, and can be written down for good. */
const PATIENCE = (SAMPLE_RATE * 2) / 5;

/** Puts samples where they belong; what no packet brought is silence. Yields what is settled now, which follows what was before. */
export function settle(tail: Tail, offset: number, samples: Int16Array): { tail: Tail; settled: Int16Array } {
  const late = Math.max(0, tail.from - offset);
  const at = Math.max(0, offset - tail.from);
  const put = samples.subarray(Math.min(late, samples.length));
  const joined = new Int16Array(Math.max(tail.samples.length, at + put.length));
  joined.set(tail.samples);
  joined.set(put, at);
  const settled = joined.subarray(0, Math.max(0, joined.length - PATIENCE));
  return { tail: { from: tail.from + settled.length, samples: joined.subarray(settled.length) }, settled };
}

/** A message known only by its samples: found again after a crash. */
export function messageOf(samples: Int16Array): MessageSoFar {
  let message = emptyMessage;
  for (let at = 0; at < samples.length; at += FRAME) {
    message = place(message, { ssrc: 0, timestamp: at }, samples.subarray(at, at + FRAME)).message;
  }
  return message;
}

/** Samples of 20 ms, as telephones send them. */
const FRAME = SAMPLE_RATE / 50;

/** By the sender's clock while it is steady; a new source or a leap goes on where the message stands. */
function offsetOf(message: MessageSoFar, packet: Pick<RtpPacket, 'ssrc' | 'timestamp'>) {
  const restarted = { offset: message.length, origin: { ...packet, offset: message.length } };
  const known = message.origin;
  if (known?.ssrc !== packet.ssrc) return restarted;
  const distance = (packet.timestamp - known.timestamp) | 0;
  const offset = known.offset + distance;
  if (offset < 0) return undefined;
  return offset < message.length + LONGEST_GAP ? { offset, origin: known } : restarted;
}

function loudness(samples: Int16Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (const sample of samples) sum += Math.abs(sample);
  return sum / samples.length;
}

/** When a message is over although the caller is still there. */
export interface MessageLimits {
  readonly maximumMs: number;
  /** Silence after speech that ends it. */
  readonly silenceMs: number;
}

/** What a sender whose clock runs a little fast may be ahead of ours: 1 s. */
const AHEAD = SAMPLE_RATE;

/**
 * Samples a message may have. Our clock ends it in time, but where a packet belongs is the sender's word: timestamps that
 * leap would fill the disk with silence long before.
 */
export const mostSamples = ({ maximumMs }: Pick<MessageLimits, 'maximumMs'>): number =>
  (maximumMs * SAMPLE_RATE) / 1_000 + AHEAD;

/** How long a message has lasted, by our clock: a caller may send no sound at all. */
export interface MessageAge {
  /** Since it was begun. */
  readonly elapsedMs: number;
  /** Since the sample at offset 0 came; as long as none came, since it was begun. */
  readonly soundMs: number;
}

/** Whoever has said nothing yet is given this many times the silence that ends a message: they look for their words. */
const TO_BEGIN = 2;

/** Whether the message ends by itself now. Pauses shorter than the silence that ends it belong to it. */
export function endOf(
  message: MessageSoFar,
  limits: MessageLimits,
  { elapsedMs, soundMs }: MessageAge,
): 'maximumLength' | 'silence' | undefined {
  if (elapsedMs >= limits.maximumMs) return 'maximumLength';
  const patienceMs = message.spokenFrom === undefined ? limits.silenceMs * TO_BEGIN : limits.silenceMs;
  const quietMs = soundMs - (message.spokenUntil * 1_000) / SAMPLE_RATE;
  return quietMs >= patienceMs ? 'silence' : undefined;
}

/** Silence kept before and after speech, so that words are not cut: 0.3 s. */
const MARGIN = (SAMPLE_RATE * 3) / 10;

/** The part of the message that is kept: what was said, without the silence around it; `undefined` when nothing was. */
export function keptPart(message: MessageSoFar): { readonly from: number; readonly to: number } | undefined {
  if (message.spokenFrom === undefined || message.spokenUntil - message.spokenFrom < SAMPLE_RATE / 5) return undefined;
  return {
    from: Math.max(0, message.spokenFrom - MARGIN),
    to: Math.min(message.length, message.spokenUntil + MARGIN),
  };
}

/** The 44 bytes before the samples of a mono 16-bit WAV. */
export function wavHeader(samples: number, rate: number): Uint8Array {
  const header = new Uint8Array(44);
  const view = new DataView(header.buffer);
  const text = (at: number, value: string) => [...value].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, 36 + samples * 2, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples * 2, true);
  return header;
}
