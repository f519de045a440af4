import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { CallId, RecordingId } from '@decroche/protocol';
import { createSealedFile, Fault, type Logger, openSealedFile, type SealingKeys } from '@decroche/platform';
import type { MessageFile, MessageRef, MessageStore, UnfinishedMessage } from '../../app/ports.ts';
import { keptPart, messageOf, SAMPLE_RATE, wavHeader } from '../../core/voicemail.ts';

/** Where messages are kept. */
export interface SealedMessagesOptions {
  /** The media directory. */
  readonly directory: string;
  /** Each gateway finds its own unfinished messages only: another one's may be being taken. */
  readonly gatewayId: string;
  /** The first one seals. */
  readonly keys: SealingKeys;
  readonly logger: Logger;
}

const BYTES = 2;
const PART = '.part';

interface Kept {
  readonly from: number;
  readonly to: number;
}

/**
 * Voicemail at rest (C5): `voicemail/<recording>.wav.sealed`. While a message is taken its samples are sealed into
 * `voicemail/unfinished/<gateway>/<call>/<recording>.part`; nothing of it is ever on disk in the clear.
 */
export function sealedMessages(options: SealedMessagesOptions): MessageStore {
  const { directory, gatewayId, keys, logger } = options;
  const unfinishedDir = join(directory, 'voicemail', 'unfinished', gatewayId);
  const partOf = ({ callId, recordingId }: MessageRef) => join(unfinishedDir, callId, `${recordingId}${PART}`);

  /** Copies a part of the samples, behind a WAV header, into the file that is kept; it appears whole or not at all. */
  async function keep(message: MessageRef, { from, to }: Kept): Promise<string> {
    const samples = await openSealedFile(partOf(message), keys, { unfinished: 'allowed' });
    const file = join('voicemail', `${message.recordingId}.wav.sealed`);
    const path = join(directory, file);
    await rm(`${path}.new`, { force: true });
    const writer = await createSealedFile(`${path}.new`, keys[0]);
    try {
      await writer.append(wavHeader(to - from, SAMPLE_RATE));
      for await (const bytes of samples.read(from * BYTES, to * BYTES)) await writer.append(bytes as Buffer);
      await writer.finish();
    } catch (err) {
      await writer.abandon();
      throw err;
    }
    await rename(`${path}.new`, path);
    return file;
  }

  async function forget(message: MessageRef): Promise<void> {
    await rm(partOf(message), { force: true });
    // Another message of the same call may still be there.
    await rmdir(dirname(partOf(message))).catch(() => undefined);
  }

  /** What a killed gateway has left of a message. */
  async function recover(message: MessageRef): Promise<{ file?: string; durationMs: number }> {
    try {
      const bytes = await buffer((await openSealedFile(partOf(message), keys, { unfinished: 'allowed' })).read());
      const kept = keptPart(messageOf(new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / BYTES)));
      if (!kept) return { durationMs: 0 };
      return { file: await keep(message, kept), durationMs: millisecondsOf(kept) };
    } catch (err) {
      if (!(err instanceof Fault) || err.code !== 'damaged') throw err;
      // Killed before anything was sealed, or the disk is failing: the remains stay for whoever wants to look.
      logger.error({ err, ...message }, 'an unfinished message can not be read');
      await rename(partOf(message), `${partOf(message)}.damaged`);
      return { durationMs: 0 };
    }
  }

  return {
    async begin(message): Promise<MessageFile> {
      await mkdir(dirname(partOf(message)), { recursive: true, mode: 0o750 });
      const writer = await createSealedFile(partOf(message), keys[0]);
      return {
        append: (samples) => writer.append(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)),
        async complete(kept) {
          await writer.finish();
          return kept && keep(message, kept);
        },
        abandon: () => writer.abandon(),
        forget: () => forget(message),
      };
    },
    async unfinished() {
      const found: UnfinishedMessage[] = [];
      for (const call of await namesIn(unfinishedDir)) {
        for (const name of await namesIn(join(unfinishedDir, call))) {
          const callId = CallId.safeParse(call);
          const recordingId = RecordingId.safeParse(name.slice(0, -PART.length));
          if (!name.endsWith(PART) || !callId.success || !recordingId.success) continue;
          const message = { callId: callId.data, recordingId: recordingId.data };
          found.push({ ...message, recover: () => recover(message), forget: () => forget(message) });
        }
      }
      return found;
    },
  };
}

/** How long a part of a message lasts. */
const millisecondsOf = ({ from, to }: Kept): number => Math.round(((to - from) * 1_000) / SAMPLE_RATE);

async function namesIn(directory: string): Promise<readonly string[]> {
  return readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
}
