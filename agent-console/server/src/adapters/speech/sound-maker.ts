import { createHash } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import type { SoundMaker } from '../../app/ports.ts';
import { musicCommand } from './music.ts';
import { soundConverter } from './sound-converter.ts';
import { FORMAT, soundFolder, tool } from './sound-folder.ts';

/** French voice, words per minute and pitch; part of the file's name, so that another voice makes other files. */
const VOICE = ['-v', 'fr', '-s', '150', '-p', '45'] as const;
/** Shell of the recipe of a sound: a new recipe gives a new name. */
const RECIPE = 'v1';

/** Sounds by espeak-ng and sox, below `<mediaDir>/prompts`. */
export function espeakSoundMaker(mediaDir: string): SoundMaker {
  const folder = soundFolder(mediaDir);
  const { make } = folder;
  return {
    has: folder.has,
    durationOf: folder.durationOf,
    convert: soundConverter(folder),
    speak: (text) =>
      make(`speech-${digest(VOICE.join(' '), text)}`, async (path) => {
        const raw = `${path}.espeak.wav`;
        try {
          await tool('espeak-ng', [...VOICE, '-w', raw, '--', text]);
          // Telephone band, even loudness, a breath at both ends.
          await tool('sox', [raw, ...FORMAT, path, 'highpass', '200', 'norm', '-4', 'pad', '0.15', '0.35']);
        } finally {
          await unlink(raw).catch(() => undefined);
        }
      }),
    music: () =>
      make(`music-${RECIPE}`, async (path) => {
        await tool('sox', musicCommand(FORMAT, path));
      }),
    beep: () =>
      make(`beep-${RECIPE}`, async (path) => {
        const tone = ['synth', '0.4', 'sine', '1000', 'fade', 'q', '0.01', '0.4', '0.02', 'gain', '-12'];
        await tool('sox', ['-n', ...FORMAT, path, ...tone]);
      }),
  };
}

const digest = (...parts: string[]): string =>
  createHash('sha256')
    .update([RECIPE, ...parts].join('\n'))
    .digest('hex')
    .slice(0, 24);
