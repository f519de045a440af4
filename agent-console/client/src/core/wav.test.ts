import { describe, expect, it } from 'vitest';
import { isSilent, mono, wavOf } from './wav.ts';

describe('a sound as a file', () => {
  it('is a RIFF/WAVE header and 16-bit samples, cut at full scale', () => {
    const bytes = wavOf(new Float32Array([0, 1, -1, 4, -0.5]), 48_000);
    const view = new DataView(bytes.buffer);
    expect(new TextDecoder('latin1').decode(bytes.slice(0, 16))).toBe('RIFF\x2e\0\0\0WAVEfmt ');
    expect({
      size: view.getUint32(4, true),
      format: view.getUint16(20, true),
      channels: view.getUint16(22, true),
      rate: view.getUint32(24, true),
      bits: view.getUint16(34, true),
      data: view.getUint32(40, true),
    }).toEqual({ size: 46, format: 1, channels: 1, rate: 48_000, bits: 16, data: 10 });
    expect([0, 1, 2, 3, 4].map((i) => view.getInt16(44 + i * 2, true))).toEqual([0, 32_767, -32_767, 32_767, -16_383]);
  });

  it('of two channels is their mean', () => {
    expect([...mono([new Float32Array([1, 0]), new Float32Array([0, -1])])]).toEqual([0.5, -0.5]);
    expect(mono([])).toHaveLength(0);
  });

  it('is silent when nothing in it can be heard', () => {
    expect(isSilent(new Float32Array(100))).toBe(true);
    expect(isSilent(new Float32Array([0, 0.02]))).toBe(false);
  });
});
