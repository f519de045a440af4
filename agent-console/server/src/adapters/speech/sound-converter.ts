import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@decroche/platform';
import { soundLimits, type SoundRefusalReason } from '@decroche/protocol';
import type { ConvertedSound } from '../../app/ports.ts';
import { FORMAT, tool, type SoundFolder } from './sound-folder.ts';

/** Below this share of full scale nobody hears anything: a microphone that was off. */
const SILENT_BELOW = 0.004;
/** Read a little beyond the longest sound, to know that it is too long; never all of a file that unpacks to hours. */
const READ_SECONDS = soundLimits.longestMs / 1000 + 1;

/** What a file is, by its first bytes: its name and content type are only what somebody says. */
function typeOf(bytes: Buffer): string | SoundRefusalReason {
  const starts = (text: string, at = 0): boolean => bytes.toString('latin1', at, at + text.length) === text;
  if (starts('RIFF') && starts('WAVE', 8)) return 'wav';
  if (starts('fLaC')) return 'flac';
  if (starts('OggS')) return bytes.subarray(0, 96).includes('vorbis') ? 'vorbis' : 'formatNotReadable';
  if (starts('ID3') || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2)) return 'mp3';
  // WebM and MP4: sound, but not of a kind that sox reads.
  if (starts('\u001aE\u00df\u00a3') || starts('ftyp', 4)) return 'formatNotReadable';
  return 'notSound';
}

const isRefusal = (type: string): type is SoundRefusalReason => type === 'notSound' || type === 'formatNotReadable';

/** Makes sounds of the media directory out of files that people send. */
export function soundConverter(folder: SoundFolder): (bytes: Buffer) => Promise<ConvertedSound> {
  let readable: Promise<ReadonlySet<string>> | undefined;
  return async (bytes) => {
    const type = typeOf(bytes);
    if (isRefusal(type)) return { refused: type };
    if (!(await (readable ??= readableTypes())).has(type)) return { refused: 'formatNotReadable' };
    const place = await mkdtemp(join(tmpdir(), 'decroche-sound-'));
    try {
      const given = join(place, `${randomUUID()}.in`);
      await writeFile(given, bytes);
      const source = ['-t', type, given];
      const refused = await listen(source);
      if (refused) return { refused };
      const name = `recorded-${createHash('sha256').update(bytes).digest('hex').slice(0, 24)}`;
      // Even loudness, whoever recorded it.
      return await folder.make(name, async (path) => {
        await tool('sox', [...source, ...FORMAT, path, 'gain', '-n', '-4']);
      });
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  };
}

/** Listens to a file once, to its end or a little beyond what is allowed. */
async function listen(source: readonly string[]): Promise<SoundRefusalReason | undefined> {
  const heard = await tool('sox', [...source, '-n', 'trim', '0', String(READ_SECONDS), 'stat']).catch(unreadable);
  if (!heard) return 'notSound';
  const seconds = figure(heard.stderr, 'Length (seconds)');
  const loudest = Math.max(figure(heard.stderr, 'Maximum amplitude'), -figure(heard.stderr, 'Minimum amplitude'));
  if (!(seconds > 0)) return 'notSound';
  if (seconds * 1000 < soundLimits.shortestMs) return 'tooShort';
  if (seconds * 1000 > soundLimits.longestMs) return 'tooLong';
  return loudest < SILENT_BELOW ? 'silent' : undefined;
}

/** `Length (seconds):     1.500000` */
function figure(report: string, label: string): number {
  const line = report.split('\n').find((each) => each.startsWith(label));
  return Number(line?.slice(line.indexOf(':') + 1).trim() ?? Number.NaN);
}

function unreadable(error: unknown): undefined {
  if (error instanceof Fault && error.code === 'configuration') throw error;
  return undefined;
}

/** What the installed sox reads: MP3 needs a package of its own. */
async function readableTypes(): Promise<ReadonlySet<string>> {
  const { stdout } = await tool('sox', ['--help']);
  const line = stdout.split('\n').find((each) => each.startsWith('AUDIO FILE FORMATS:'));
  return new Set(line?.split(' ') ?? []);
}
