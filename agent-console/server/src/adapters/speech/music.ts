/** A slow progression that returns to where it began: A minor 7, F, C, G, as frequencies in hertz. */
const CHORDS = [
  [110, 220, 261.63, 329.63, 392],
  [87.31, 174.61, 261.63, 349.23, 440],
  [130.81, 196, 261.63, 329.63, 493.88],
  [98, 196, 246.94, 293.66, 392],
] as const;
/** Length of one chord in seconds; the loop is a whole number of chords. */
const CHORD_S = 6;
/** Each chord swells and dies to silence, so that the end of the loop meets its beginning without a click. */
const FADE_S = 2.4;

/** The arguments with which sox makes the hold music: soft chords, about −20 dB on average, 24 s. */
export function musicCommand(format: readonly string[], path: string): string[] {
  const chord = (notes: readonly number[]): string => {
    const tones = notes.flatMap((note) => ['sine', note.toFixed(2)]).join(' ');
    return `|sox -n -r 48000 -c ${notes.length} -p synth ${CHORD_S} ${tones} remix - fade h ${FADE_S} ${CHORD_S} ${FADE_S} tremolo 0.5 15`;
  };
  return [...CHORDS.map(chord), ...format, path, 'lowpass', '1200', 'norm', '-9'];
}
