/**
 * Sound as a file: RIFF/WAVE, one channel, 16-bit PCM, little endian. What the browser hears is floating point from -1 to 1.
 */

const HEADER_BYTES = 44;
const FULL_SCALE = 32_767;

function writeText(view: DataView, offset: number, text: string): void {
  for (let i = 0; i < text.length; i += 1) view.setUint8(offset + i, text.charCodeAt(i));
}

/** @returns a whole WAV file; what is beyond full scale is cut, not wrapped. */
export function wavOf(samples: Float32Array, sampleRate: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES + samples.length * 2);
  const view = new DataView(bytes.buffer);
  writeText(view, 0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  writeText(view, 8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  writeText(view, 36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, i) =>
    view.setInt16(HEADER_BYTES + i * 2, Math.round(Math.max(-1, Math.min(1, sample)) * FULL_SCALE), true),
  );
  return bytes;
}

/** Several channels as one: their mean. */
export function mono(channels: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const [first] = channels;
  if (!first) return new Float32Array(0);
  const mixed = new Float32Array(first.length);
  for (const channel of channels)
    channel.forEach((sample, i) => (mixed[i] = (mixed[i] ?? 0) + sample / channels.length));
  return mixed;
}

/** Quieter than this at its loudest is a dead microphone, not a voice: -40 dB. */
const HEARD = 0.01;

/** Whether anything can be heard at all. */
export function isSilent(samples: Float32Array): boolean {
  return samples.every((sample) => Math.abs(sample) < HEARD);
}
