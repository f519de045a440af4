/** G.711 A-law (ITU-T G.711): one byte for each sample. */

const SILENCE = 0xd5;

/** A-law of 16-bit linear samples. */
export function encodeALaw(samples: Int16Array): Buffer {
  const bytes = Buffer.alloc(samples.length, SILENCE);
  samples.forEach((sample, index) => (bytes[index] = compress(sample)));
  return bytes;
}

/** 16-bit linear samples of A-law. */
export function decodeALaw(bytes: Uint8Array): Int16Array {
  return Int16Array.from(bytes, expand);
}

/** The sign bit is 1 for positive samples; even bits are inverted on the line (0x55). */
function compress(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  const magnitude = Math.min(sample >= 0 ? sample : -sample - 1, 32_767) >> 4;
  const exponent = magnitude < 16 ? 0 : 28 - Math.clz32(magnitude);
  const mantissa = (magnitude >> Math.max(0, exponent - 1)) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}

function expand(byte: number): number {
  const bits = byte ^ 0x55;
  const exponent = (bits >> 4) & 0x07;
  const mantissa = bits & 0x0f;
  const magnitude = exponent === 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (exponent - 1);
  return bits & 0x80 ? magnitude : -magnitude;
}
