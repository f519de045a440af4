import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import type { FilePort } from '../../app/ports.ts';
import { wavHeader } from '../../core/voicemail.ts';

/** How long an answer about a file is believed. */
const BELIEVED_MS = 5_000;
const SILENCE = 'silence.wav';
/** The media server paces 48 kHz files evenly, and no other rate (media.md). */
const RATE = 48_000;
const SILENCE_SECONDS = 10;

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
  const seenAt = new Map<string, number>();
  return {
    silence: SILENCE,
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
