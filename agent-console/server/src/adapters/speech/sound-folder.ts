import { execFile } from 'node:child_process';
import { mkdir, open, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Fault } from '@decroche/platform';
import type { Sound } from '../../app/ports.ts';

const run = promisify(execFile);

/** What every sound of the media directory is (media.md): paced well by the media server. */
export const FORMAT = ['-r', '48000', '-c', '1', '-b', '16'] as const;
const WAV_HEADER_BYTES = 44;
const BYTES_PER_MS = 96;

/** Sounds below `<mediaDir>/prompts`, named by what they are made of: one that is there is not made again. */
export interface SoundFolder {
  make(name: string, produce: (path: string) => Promise<void>): Promise<Sound>;
  has(file: string): Promise<boolean>;
  durationOf(file: string): Promise<number>;
}

/** Opens the folder. */
export function soundFolder(mediaDir: string): SoundFolder {
  const making = new Map<string, Promise<Sound>>();
  const has = (file: string): Promise<boolean> => exists(join(mediaDir, file));
  const durationOf = async (file: string): Promise<number> => {
    const { size } = await stat(join(mediaDir, file));
    return Math.round((size - WAV_HEADER_BYTES) / BYTES_PER_MS);
  };
  /** Written beside and moved into place: a name that exists is a whole file. */
  const write = async (name: string, file: string, produce: (path: string) => Promise<void>): Promise<Sound> => {
    if (!(await has(file))) {
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
  };
  return {
    has,
    durationOf,
    make(name, produce) {
      const file = `prompts/${name}.wav`;
      const already = making.get(file);
      if (already) return already;
      const work = write(name, file, produce).finally(() => making.delete(file));
      making.set(file, work);
      return work;
    },
  };
}

async function exists(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => undefined);
  await file?.close();
  return file !== undefined;
}

/** What a tool printed. */
interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a tool of the machine. Its exit status alone says whether it took the file.
 *
 * @throws Fault `configuration` when it is not installed, `unavailable` when it failed.
 */
export async function tool(name: 'espeak-ng' | 'sox', args: readonly string[]): Promise<Output> {
  try {
    return await run(name, [...args], { timeout: 60_000 });
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Fault(
      missing ? 'configuration' : 'unavailable',
      missing ? `${name} is not installed: prompts can not be made (apt install ${name})` : `${name} failed`,
      { cause, retryable: false },
    );
  }
}
