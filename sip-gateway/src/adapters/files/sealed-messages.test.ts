import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallId, RecordingId } from '@decroche/protocol';
import { createLogger } from '@decroche/platform';
import { expect, onTestFinished, test } from 'vitest';
import { sealedMessages } from './sealed-messages.ts';

/** Files below a folder that this process holds open. */
async function heldOpen(folder: string): Promise<readonly string[]> {
  const held = (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''));
  return (await Promise.all(held)).filter((path) => path.startsWith(folder));
}

async function begun() {
  const directory = await mkdtemp(join(tmpdir(), 'decroche-messages-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const logger = createLogger({ name: 'test', level: 'silent' });
  const messages = sealedMessages({ directory, gatewayId: 'g', keys: [randomBytes(32)], logger });
  const file = await messages.begin({ callId: 'call' as CallId, recordingId: 'recording' as RecordingId });
  return { directory, file, part: join(directory, 'voicemail/unfinished/g/call/recording.part') };
}

test('a message that is abandoned is let go, and stays for the next start', async () => {
  const { directory, file, part } = await begun();
  await file.append(new Int16Array(10_000));
  expect(await heldOpen(directory)).toEqual([part]);
  await file.abandon();
  expect(await heldOpen(directory)).toEqual([]);
  expect(await readdir(join(directory, 'voicemail/unfinished/g/call'))).toEqual(['recording.part']);
});

test('a message that the disk gives back altered is not kept, and nothing of it stays open', async () => {
  const { directory, file, part } = await begun();
  await file.append(new Int16Array(10_000).fill(2_000));
  const handle = await open(part, 'r+');
  await handle.write(Buffer.alloc(16, 0xff), 0, 16, 4_200);
  await handle.close();
  await expect(file.complete({ from: 0, to: 10_000 })).rejects.toMatchObject({ code: 'damaged' });
  await file.abandon();
  expect(await heldOpen(directory)).toEqual([]);
});
