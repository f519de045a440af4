import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Fault } from './fault.ts';
import {
  HEAD_BYTES,
  isHeadOf,
  keyOf,
  newSealed,
  openPart,
  openSealed,
  sealPart,
  TAG_BYTES,
  type PartSeal,
  type Sealed,
  type SealedKind,
  type SealingKey,
  type SealingKeys,
} from './sealing.ts';

/*
 * A sealed file, written from front to back (voicemail at rest, C5): behind the head (see sealing.ts) chunks of 4096 bytes
 * and their tags; the last one may be shorter, even empty.
 *
 * The nonce of a chunk is its number, with a mark on the last one (the STREAM construction of Hoang, Reyhanitabar, Rogaway
 * and Vizár, 2015). Chunks can therefore not be altered, swapped, repeated, dropped or brought from another file, and a
 * finished file can not be cut without it being noticed. A writer that was killed leaves a readable beginning, which says
 * that it is one.
 */

const FILE: SealedKind = { magic: Buffer.from('SEALED\x01\x00', 'latin1'), purpose: 'decroche sealed file' };
const CHUNK = 4_096;
const SEALED_CHUNK = CHUNK + TAG_BYTES;

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

function chunkSeal(index: number, last: boolean): PartSeal {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(index, 5, 6);
  nonce[11] = last ? 1 : 0;
  return { nonce };
}

const sealChunk = (sealed: Sealed, plain: Uint8Array, index: number, last: boolean): Buffer =>
  sealPart(sealed, plain, chunkSeal(index, last));

/** The plain content of a chunk; `undefined` when it is not what was sealed there. */
const openChunk = (sealed: Sealed, chunk: Buffer, index: number, last: boolean): Buffer | undefined =>
  openPart(sealed, chunk, chunkSeal(index, last));

/**
 * Begins a sealed file; one that exists is never written over.
 *
 * @throws Fault `conflict` when it exists, `storage` when the disk says no.
 */
export async function createSealedFile(path: string, key: SealingKey): Promise<SealedWriter> {
  const handle = await open(path, 'wx', 0o640).catch((cause: NodeJS.ErrnoException) => {
    throw new Fault(cause.code === 'EEXIST' ? 'conflict' : 'storage', `${path} can not be begun`, { cause });
  });
  const sealed = newSealed(FILE, key);
  let waiting: Buffer = Buffer.alloc(0);
  let index = 0;
  let writing: Promise<void> = handle.appendFile(sealed.head);

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
        full.push(sealChunk(sealed, waiting.subarray(0, CHUNK), index++, false));
        waiting = waiting.subarray(CHUNK);
      }
      return full.length === 0 ? writing : write(Buffer.concat(full));
    },
    async finish() {
      try {
        await write(sealChunk(sealed, waiting, index, true));
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
 * @throws Fault `notFound`; `configuration` when it was sealed with a key that is not held; `damaged` when it is no sealed file, or
 * was cut or altered.
 */
export async function openSealedFile(
  path: string,
  keys: SealingKeys,
  options: { readonly unfinished?: 'refused' | 'allowed' } = {},
): Promise<SealedFile> {
  const handle = await openToRead(path);
  try {
    const sealed = openSealed(FILE, await readAt(handle, 0, HEAD_BYTES), keys, path);
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

interface Extent {
  readonly size: number;
  readonly complete: boolean;
}

/** How much plain content there is, proved by its last chunk. */
async function extentOf(handle: FileHandle, sealed: Sealed): Promise<Extent | undefined> {
  const body = (await handle.stat()).size - HEAD_BYTES;
  const chunks = Math.ceil(body / SEALED_CHUNK);
  if (chunks === 0) return { size: 0, complete: false };
  const last = await readChunk(handle, chunks - 1);
  if (openChunk(sealed, last, chunks - 1, true)) return { size: body - chunks * TAG_BYTES, complete: true };
  // The writer was killed: perhaps in the middle of a chunk, which is then lost.
  const whole = Math.floor(body / SEALED_CHUNK);
  if (whole === 0) return { size: 0, complete: false };
  const lastWhole = whole === chunks ? last : await readChunk(handle, whole - 1);
  return openChunk(sealed, lastWhole, whole - 1, false) && { size: whole * CHUNK, complete: false };
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
      const plain = openChunk(sealed, await readChunk(handle, index), index, complete && start + CHUNK >= size);
      if (plain === undefined) throw new Fault('damaged', `${path} has been altered`);
      yield plain.subarray(Math.max(0, from - start), to - start);
    }
  } finally {
    await handle.close();
  }
}

const readChunk = (handle: FileHandle, index: number): Promise<Buffer> =>
  readAt(handle, HEAD_BYTES + index * SEALED_CHUNK, SEALED_CHUNK);

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

/**
 * Proves at a start that the sealed files below a folder open with the keys held: a key that was lost or replaced is noticed
 * before anything more is sealed with its successor. Files that are damaged or not sealed are not looked at.
 *
 * @throws Fault `configuration`.
 */
export async function requireKeysOf(folder: string, keys: SealingKeys): Promise<void> {
  let foreign = 0;
  let first: string | undefined;
  for await (const path of filesBelow(folder)) {
    const head = await headAt(path);
    if (!isHeadOf(FILE, head) || keyOf(head, keys)) continue;
    foreign += 1;
    first ??= path;
  }
  if (first === undefined) return;
  throw new Fault('configuration', `${foreign} sealed files were sealed with a key that is not held (${first} is one)`);
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

/** How a file begins; nothing when it has gone meanwhile. */
async function headAt(path: string): Promise<Buffer> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  try {
    return handle ? await readAt(handle, 0, HEAD_BYTES) : Buffer.alloc(0);
  } finally {
    await handle?.close();
  }
}
