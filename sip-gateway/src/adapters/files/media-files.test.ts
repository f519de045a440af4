import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mediaFiles } from './media-files.ts';

test('a file is found below the media directory and nowhere else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'decroche-files-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'hello.wav'), 'x');
  const files = await mediaFiles(folder);
  const asked = ['hello.wav', './hello.wav', 'no.wav', '', '../hello.wav', '/etc/passwd', 'voicemail', 'a\0b'];
  expect(await Promise.all(asked.map((file) => files.exists(file)))).toEqual([
    ...[true, true, false, false, false, false, false, false],
  ]);
});

test('ten seconds of silence are made', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'decroche-files-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const files = await mediaFiles(folder);
  expect((await stat(join(folder, files.silence))).size).toBe(44 + 48_000 * 10 * 2);
});
