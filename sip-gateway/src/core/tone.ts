/** Mean power below which there is silence: 10 steps of 16 bits. */
const SILENCE = 100;

/** Share of the power of samples that is at one frequency, 0 to 1 (Goertzel); 0 in silence. */
export function shareOfTone(samples: ArrayLike<number>, hz: number, rate: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / rate);
  let [last, before, power] = [0, 0, 0];
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0;
    [last, before] = [sample + coefficient * last - before, last];
    power += sample * sample;
  }
  if (power <= samples.length * SILENCE) return 0;
  return (last * last + before * before - coefficient * last * before) / ((power * samples.length) / 2);
}

/** A tone as 16-bit samples. */
export function toneSamples({ hz, ms, rate, amplitude }: ToneShape): Int16Array {
  return Int16Array.from({ length: Math.round((ms * rate) / 1_000) }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / rate)); // prettier-ignore
}

/** How a tone sounds. */
export interface ToneShape {
  readonly hz: number;
  readonly ms: number;
  readonly rate: number;
  readonly amplitude: number;
}
