import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { Fault } from './fault.ts';

/*
 * A file that only the holder of a key can read, written from front to back (voicemail at rest, C5).
 *
 *   header   "SEALED"  version (1)  0   key id (8 bytes)   nonce base (16 bytes)                        32 bytes
 *   chunks   4096 bytes sealed by AES-256-GCM + tag of 16 bytes; the last one may be shorter, even empty
 *
 * Each file has a key of its own (HKDF of the key and the nonce base), so the nonce of a chunk is simply its number, with
 * a mark on the last one (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). Chunks can therefore
 * not be altered, swapped, repeated, dropped or brought from another file, and a finished file can not be cut without it
 * being noticed. A writer that was killed leaves a readable beginning, which says that it is one.
 */

const MAGIC = Buffer.from('SEALED\x01\x00', 'latin1');
const HEADER = 32;
const CHUNK = 4_096;
const TAG = 16;
const SEALED_CHUNK = CHUNK + TAG;

/** A key of 32 bytes. */
export type SealingKey = Buffer;

/** Reads a key from the environment: 32 bytes in base64, as `openssl rand -base64 32` makes them. */
export const SealingKey = z
  .string()
  .regex(/^[A-Za-z0-9+/_-]{43}=?$/, '32 bytes in base64 (openssl rand -base64 32)')
  .transform((text): SealingKey => Buffer.from(text, 'base64'));

/** A sealed file being written. What was appended and fills a chunk survives the writer's death. */
export interface SealedWriter {
  append(bytes: Uint8Array): Promise<void>;
  /** Seals what is left, marks the end and waits for the disk. */
  finish(): Promise<void>;
  /** Leaves the file as it is, unfinished. */
  abandon(): Promise<void>;
}

/** A sealed file to be read. */
export interface SealedFile {
  /** Bytes of plain content. */
  readonly size: number;
  /** False when its writer was stopped before the end. */
  readonly complete: boolean;
  /**
   * The plain bytes from `from` up to, not including, `to`. The stream fails with Fault `damaged` at a chunk that is not
   * what was written; no byte of such a chunk is given.
   */
  read(from?: number, to?: number): Readable;
}

interface Sealed {
  readonly key: Buffer;
  readonly header: Buffer;
}

const keyIdOf = (key: SealingKey): Buffer =>
  createHmac('sha256', key).update('decroche sealed file: key id').digest().subarray(0, 8);

function ofHeader(header: Buffer, key: SealingKey): Sealed {
  const derived = hkdfSync('sha256', key, header.subarray(16, HEADER), 'decroche sealed file: content', 32);
  return { key: Buffer.from(derived), header };
}

function nonceOf(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(index, 5, 6);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

function seal({ key, header }: Sealed, plain: Uint8Array, index: number, last: boolean): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(index, last)).setAAD(header);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** The plain content of a chunk; `undefined` when it is not what was sealed there. */
function unseal({ key, header }: Sealed, sealed: Buffer, index: number, last: boolean): Buffer | undefined {
  if (sealed.length < TAG) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(index, last), { authTagLength: TAG }).setAAD(header);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  const plain = decipher.update(sealed.subarray(0, sealed.length - TAG));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    return undefined;
  }
}

/**
 * Begins a sealed file; one that exists is never written over.
 *
 * @throws Fault `conflict` when it exists, `storage` when the disk says no.
 */
export async function createSealedFile(path: string, key: SealingKey): Promise<SealedWriter> {
  const handle = await open(path, 'wx', 0o640).catch((cause: NodeJS.ErrnoException) => {
    throw new Fault(cause.code === 'EEXIST' ? 'conflict' : 'storage', `${path} can not be begun`, { cause });
  });
  const header = Buffer.concat([MAGIC, keyIdOf(key), randomBytes(HEADER - 16)]);
  const sealed = ofHeader(header, key);
  let waiting: Buffer = Buffer.alloc(0);
  let index = 0;
  let writing: Promise<void> = handle.appendFile(header);

  /** One write after the other, in the order of the calls; after a failure nothing more is written. */
  const write = (bytes: Buffer): Promise<void> => (writing = writing.then(() => handle.appendFile(bytes)));

  await writing.catch(async (cause: unknown) => {
    await handle.close();
    throw new Fault('storage', `${path} can not be written`, { cause });
  });
  return {
    append(bytes) {
      waiting = Buffer.concat([waiting, bytes]);
      const full: Buffer[] = [];
      // A full chunk stays back until more comes: it may be the last one.
      while (waiting.length > CHUNK) {
        full.push(seal(sealed, waiting.subarray(0, CHUNK), index++, false));
        waiting = waiting.subarray(CHUNK);
      }
      return full.length === 0 ? writing : write(Buffer.concat(full));
    },
    async finish() {
      try {
        await write(seal(sealed, waiting, index, true));
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
    async abandon() {
      await writing.catch(() => undefined);
      await handle.close();
    },
  };
}

/**
 * Opens a sealed file, whole or, when `unfinished` allows it, the beginning that a killed writer left.
 *
 * @throws Fault `notFound`; `configuration` when it was sealed with another key; `damaged` when it is no sealed file, or
 * was cut or altered.
 */
export async function openSealedFile(
  path: string,
  key: SealingKey,
  options: { readonly unfinished?: 'refused' | 'allowed' } = {},
): Promise<SealedFile> {
  const handle = await openToRead(path);
  try {
    const sealed = ofHeader(await readHeader(handle, path, key), key);
    const extent = await extentOf(handle, sealed);
    if (extent === undefined || (!extent.complete && options.unfinished !== 'allowed')) {
      throw new Fault('damaged', `${path} has been cut or altered`);
    }
    const { size } = extent;
    return {
      ...extent,
      read: (from = 0, to = size) =>
        Readable.from(readPlain(path, sealed, { ...extent, from: Math.max(0, from), to: Math.min(to, size) }), {
          objectMode: false,
        }),
    };
  } finally {
    await handle.close();
  }
}

async function openToRead(path: string): Promise<FileHandle> {
  return open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw new Fault(cause.code === 'ENOENT' ? 'notFound' : 'storage', `${path} can not be opened`, { cause });
  });
}

async function readHeader(handle: FileHandle, path: string, key: SealingKey): Promise<Buffer> {
  const header = await readAt(handle, 0, HEADER);
  if (header.length < HEADER || !header.subarray(0, 8).equals(MAGIC)) {
    throw new Fault('damaged', `${path} is no sealed file`);
  }
  if (!header.subarray(8, 16).equals(keyIdOf(key))) {
    throw new Fault('configuration', `${path} was sealed with another key`);
  }
  return header;
}

interface Extent {
  readonly size: number;
  readonly complete: boolean;
}

/** How much plain content there is, proved by its last chunk. */
async function extentOf(handle: FileHandle, sealed: Sealed): Promise<Extent | undefined> {
  const body = (await handle.stat()).size - HEADER;
  const chunks = Math.ceil(body / SEALED_CHUNK);
  if (chunks === 0) return { size: 0, complete: false };
  const last = await readChunk(handle, chunks - 1);
  if (unseal(sealed, last, chunks - 1, true)) return { size: body - chunks * TAG, complete: true };
  // The writer was killed: perhaps in the middle of a chunk, which is then lost.
  const whole = Math.floor(body / SEALED_CHUNK);
  if (whole === 0) return { size: 0, complete: false };
  const lastWhole = whole === chunks ? last : await readChunk(handle, whole - 1);
  return unseal(sealed, lastWhole, whole - 1, false) && { size: whole * CHUNK, complete: false };
}

async function* readPlain(
  path: string,
  sealed: Sealed,
  { from, to, size, complete }: Extent & { readonly from: number; readonly to: number },
): AsyncGenerator<Buffer> {
  const handle = await openToRead(path);
  try {
    for (let index = Math.floor(from / CHUNK); index * CHUNK < to; index++) {
      const start = index * CHUNK;
      const plain = unseal(sealed, await readChunk(handle, index), index, complete && start + CHUNK >= size);
      if (plain === undefined) throw new Fault('damaged', `${path} has been altered`);
      yield plain.subarray(Math.max(0, from - start), to - start);
    }
  } finally {
    await handle.close();
  }
}

const readChunk = (handle: FileHandle, index: number): Promise<Buffer> =>
  readAt(handle, HEADER + index * SEALED_CHUNK, SEALED_CHUNK);

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let got = 0;
  while (got < length) {
    const { bytesRead } = await handle.read(buffer, got, length - got, position + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return buffer.subarray(0, got);
}
