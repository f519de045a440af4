import { expect, test } from 'vitest';
import { shareOfTone, toneSamples } from './tone.ts';

const RATE = 8_000;
const tone = (hz: number, amplitude = 6_000) => toneSamples({ hz, ms: 200, rate: RATE, amplitude });

test('a tone is recognised, and no other is taken for it', () => {
  expect(shareOfTone(tone(1_004), 1_004, RATE)).toBeGreaterThan(0.98);
  for (const hz of [425, 440, 950, 1_400, 2_100]) expect(shareOfTone(tone(hz), 1_004, RATE)).toBeLessThan(0.05);
});

test('half of the sound is half of the share; silence has none', () => {
  const mixed = tone(1_004).map((sample, index) => sample + (tone(440)[index] ?? 0));
  expect(shareOfTone(mixed, 1_004, RATE)).toBeCloseTo(0.5, 1);
  expect(shareOfTone(tone(1_004, 5), 1_004, RATE)).toBe(0);
  expect(shareOfTone([], 1_004, RATE)).toBe(0);
});
