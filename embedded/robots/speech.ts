import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';

/** Samples of telephone speech: 8 kHz, mono, 16 bits. */
export type Samples = Int16Array;

const SAMPLES_PER_SECOND = 8_000;

/** How a robot sounds. */
export interface Voice {
  /** espeak-ng variant: `m1`…`m7`, `f1`…`f5`. */
  readonly variant: string;
  /** Words a minute. */
  readonly speed: number;
}

/**
 * Says a sentence in French with espeak-ng, brought to the telephone's 8 kHz by sox.
 *
 * @throws Error when one of them is missing or fails.
 */
export async function speak(sentence: string, voice: Voice): Promise<Samples> {
  const wav = await output('espeak-ng', ['-v', `fr+${voice.variant}`, '-s', String(voice.speed), '--stdout', sentence]);
  const raw = await output(
    'sox',
    [
      '-t',
      'wav',
      '-',
      '-t',
      'raw',
      '-r',
      String(SAMPLES_PER_SECOND),
      '-e',
      'signed',
      '-b',
      '16',
      '-c',
      '1',
      '-',
      'gain',
      '-n',
      '-6',
    ],
    wav,
  );
  return new Int16Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + (raw.length & ~1)));
}

function output(command: string, args: readonly string[], input?: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const parts: Buffer[] = [];
    let words = '';
    child.stdout.on('data', (data: Buffer) => parts.push(data));
    child.stderr.on('data', (data: Buffer) => (words += data.toString()));
    child.stdin.on('error', reject);
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(Buffer.concat(parts)) : reject(new Error(`${command} failed: ${words}`)),
    );
    child.stdin.end(input);
  });
}

/** Writes samples as a WAV file (RIFF, PCM). */
export async function writeWav(file: string, samples: Samples): Promise<void> {
  const header = Buffer.alloc(44);
  const bytes = samples.length * 2;
  header.write('RIFF', 0, 'ascii');
  header.writeUInt32LE(36 + bytes, 4);
  header.write('WAVEfmt ', 8, 'ascii');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLES_PER_SECOND, 24);
  header.writeUInt32LE(SAMPLES_PER_SECOND * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'ascii');
  header.writeUInt32LE(bytes, 40);
  await writeFile(file, Buffer.concat([header, Buffer.from(samples.buffer, samples.byteOffset, bytes)]));
}
