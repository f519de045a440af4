import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Fault } from '@decroche/platform';
import type { RecordingFiles } from '../../app/ports.ts';

const isGone = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Messages below the media directory. */
export function recordingFiles(mediaDir: string): RecordingFiles {
  return {
    async digestOf(file) {
      const hash = createHash('sha256');
      try {
        await pipeline(createReadStream(join(mediaDir, file)), hash);
        return hash.digest('hex');
      } catch (cause) {
        if (isGone(cause)) return undefined;
        throw new Fault('storage', 'a recording can not be read', { cause });
      }
    },
    async remove(file) {
      try {
        await rm(join(mediaDir, file), { force: true });
      } catch (cause) {
        throw new Fault('storage', 'a recording can not be deleted', { cause });
      }
    },
  };
}
