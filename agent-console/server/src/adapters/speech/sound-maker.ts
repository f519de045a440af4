import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdir, open, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Fault } from '@decroche/platform';
import type { Sound, SoundMaker } from '../../app/ports.ts';
import { musicCommand } from './music.ts';

const run = promisify(execFile);

/** French voice, words per minute and pitch; part of the file's name, so that another voice makes other files. */
const VOICE = ['-v', 'fr', '-s', '150', '-p', '45'] as const;
/** What every sound of the media directory is (media.md): paced well by the media server. */
const FORMAT = ['-r', '48000', '-c', '1', '-b', '16'] as const;
const WAV_HEADER_BYTES = 44;
const BYTES_PER_MS = 96;
/** Shell of the recipe of a sound: a new recipe gives a new name. */
const RECIPE = 'v1';

/** Sounds by espeak-ng and sox, below `<mediaDir>/prompts`. */
export function espeakSoundMaker(mediaDir: string): SoundMaker {
  const making = new Map<string, Promise<Sound>>();

  const durationOf = async (file: string): Promise<number> => {
    const { size } = await stat(join(mediaDir, file));
    return Math.round((size - WAV_HEADER_BYTES) / BYTES_PER_MS);
  };
  /** Written beside and moved into place: a name that exists is a whole file. */
  const make = (name: string, produce: (path: string) => Promise<void>): Promise<Sound> => {
    const file = `prompts/${name}.wav`;
    const already = making.get(file);
    if (already) return already;
    const work = (async (): Promise<Sound> => {
      if (!(await exists(join(mediaDir, file)))) {
        await mkdir(join(mediaDir, 'prompts'), { recursive: true });
        const unfinished = join(mediaDir, 'prompts', `.${name}.${process.pid}.wav`);
        try {
          await produce(unfinished);
          await rename(unfinished, join(mediaDir, file));
        } finally {
          await unlink(unfinished).catch(() => undefined);
        }
      }
      return { file, durationMs: await durationOf(file) };
    })().finally(() => making.delete(file));
    making.set(file, work);
    return work;
  };

  return {
    has: (file) => exists(join(mediaDir, file)),
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
    music: () => make(`music-${RECIPE}`, (path) => tool('sox', musicCommand(FORMAT, path))),
    beep: () =>
      make(`beep-${RECIPE}`, (path) =>
        tool('sox', [
          '-n',
          ...FORMAT,
          path,
          'synth',
          '0.4',
          'sine',
          '1000',
          'fade',
          'q',
          '0.01',
          '0.4',
          '0.02',
          'gain',
          '-12',
        ]),
      ),
  };
}

const digest = (...parts: string[]): string =>
  createHash('sha256')
    .update([RECIPE, ...parts].join('\n'))
    .digest('hex')
    .slice(0, 24);

async function exists(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => undefined);
  await file?.close();
  return file !== undefined;
}

async function tool(name: 'espeak-ng' | 'sox', args: readonly string[]): Promise<void> {
  try {
    await run(name, [...args], { timeout: 60_000 });
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Fault(
      missing ? 'configuration' : 'unavailable',
      missing ? `${name} is not installed: prompts can not be made (apt install ${name})` : `${name} failed`,
      { cause, retryable: false },
    );
  }
}
