import { expect, test } from 'vitest';
import { decodeALaw, encodeALaw } from './g711.ts';

test('what goes through A-law comes back within its quantisation step', () => {
  for (let sample = -32_768; sample < 32_768; sample += 7) {
    const [back = 0] = decodeALaw(encodeALaw(Int16Array.of(sample)));
    expect(Math.abs(back - sample)).toBeLessThanOrEqual(Math.max(16, Math.abs(sample) / 31));
  }
});

test('silence is the byte of the recommendation', () => {
  expect(encodeALaw(new Int16Array(2))).toEqual(Buffer.from([0xd5, 0xd5]));
});

test('known values of G.711, table 1a', () => {
  // The loudest and the second step of each sign, with the even bits inverted.
  expect([...encodeALaw(Int16Array.of(32_767, -32_768, 16, -17))]).toEqual([0xaa, 0x2a, 0xd4, 0x54]);
});
