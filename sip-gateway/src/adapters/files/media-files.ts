import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import type { FilePort } from '../../app/ports.ts';
import { toneSamples } from '../../core/tone.ts';
import { wavHeader } from '../../core/voicemail.ts';

/** How long an answer about a file is believed. */
const BELIEVED_MS = 5_000;
const SILENCE = 'silence.wav';
/** The media server paces 48 kHz files evenly, and no other rate (media.md). */
const RATE = 48_000;
const SILENCE_SECONDS = 10;
const RINGING = 'ringing.wav';
/** As it sounds in France (ITU-T E.180, supplement 2): 440 Hz for 1.5 s, then 3.5 s of silence. */
const RINGING_TONE = { hz: 440, soundS: 1.5, cycleS: 5, amplitude: 6_000 } as const;

const PROBE = 'line-probe.wav';
/** The milliwatt test tone of telephony: no ringing or busy tone is near it, and no key. A whole number of waves, so that it repeats without a seam. */
const PROBE_TONE = { hz: 1_004, ms: 1_000, rate: RATE, amplitude: 8_000 } as const;

/** Whether a name stays below the media directory. */
function isBelow(file: string): boolean {
  const path = normalize(file);
  return file !== '' && !path.startsWith('..') && !path.startsWith(sep) && !file.includes('\0');
}

/** The media directory; makes its file of silence. */
export async function mediaFiles(directory: string): Promise<FilePort> {
  await mkdir(join(directory, 'voicemail'), { recursive: true });
  const samples = RATE * SILENCE_SECONDS;
  await writeFile(join(directory, SILENCE), Buffer.concat([wavHeader(samples, RATE), Buffer.alloc(samples * 2)]));
  await writeFile(join(directory, RINGING), ringingTone());
  await writeFile(join(directory, PROBE), wavOf(toneSamples(PROBE_TONE)));
  const seenAt = new Map<string, number>();
  return {
    silence: SILENCE,
    ringing: RINGING,
    probeTone: { file: PROBE, hz: PROBE_TONE.hz },
    async exists(file) {
      if (!isBelow(file)) return false;
      const now = performance.now();
      if (now - (seenAt.get(file) ?? -BELIEVED_MS) < BELIEVED_MS) return true;
      const found = await stat(join(directory, file)).then(
        (status) => status.isFile(),
        () => false,
      );
      if (found) seenAt.set(file, now);
      return found;
    },
  };
}

function ringingTone(): Buffer {
  const { hz, soundS, cycleS, amplitude } = RINGING_TONE;
  const samples = new Int16Array(RATE * cycleS);
  samples.set(toneSamples({ hz, ms: soundS * 1_000, rate: RATE, amplitude }));
  return wavOf(samples);
}

const wavOf = (samples: Int16Array): Buffer =>
  Buffer.concat([wavHeader(samples.length, RATE), Buffer.from(samples.buffer)]);
