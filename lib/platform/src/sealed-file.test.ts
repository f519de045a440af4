import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createSealedFile, openSealedFile, requireKeysOf } from './sealed-file.ts';
import { sealingKeys } from './sealing.ts';

const KEY = randomBytes(32);
/** `said long ago`, under a key of 32 sevens. */
const SEALED_IN_2026 = 'U0VBTEVEAQCXhpMVaz75o537zWSlwExMMcz7s91xAfLocC47iub2dIFaLwAYdloF5JV6MtGaSbdE+H5Dqw==';
let path: string;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'decroche-sealed-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  path = join(folder, 'message.sealed');
});

async function sealed(plain: Uint8Array, finished = true): Promise<void> {
  const writer = await createSealedFile(path, KEY);
  for (let at = 0; at < plain.length; at += 1_000) await writer.append(plain.subarray(at, at + 1_000));
  await (finished ? writer.finish() : writer.abandon());
}

test.each([0, 1, 4_095, 4_096, 4_097, 8_192, 20_000])('%i bytes come back, whole and in part', async (length) => {
  const plain = randomBytes(length);
  await sealed(plain);
  const file = await openSealedFile(path, [KEY]);
  expect(file).toMatchObject({ size: length, complete: true });
  expect(await buffer(file.read())).toEqual(plain);
  for (const [from, to] of [[0, 1], [4_000, 4_200], [4_096, 8_192], [length - 3, length], [10, 9_999_999]] as const) {
    expect(await buffer(file.read(from, to))).toEqual(plain.subarray(Math.max(0, from), Math.max(0, to)));
  } // prettier-ignore
});

test('nothing of the content is on disk in the clear', async () => {
  await sealed(Buffer.alloc(10_000, 'secret'));
  expect((await readFile(path)).includes('secret')).toBe(false);
});

test('a writer that was killed leaves a readable beginning, which is not taken for the whole', async () => {
  const plain = randomBytes(10_000);
  await sealed(plain, false);
  await appendFile(path, randomBytes(100));
  await expect(openSealedFile(path, [KEY])).rejects.toMatchObject({ code: 'damaged' });
  const file = await openSealedFile(path, [KEY], { unfinished: 'allowed' });
  expect(file).toMatchObject({ size: 8_192, complete: false });
  expect(await buffer(file.read())).toEqual(plain.subarray(0, 8_192));
});

test('a beginning without any whole chunk is empty', async () => {
  await sealed(randomBytes(50), false);
  const file = await openSealedFile(path, [KEY], { unfinished: 'allowed' });
  expect(file).toMatchObject({ size: 0, complete: false });
  expect(await buffer(file.read())).toEqual(Buffer.alloc(0));
});

describe('is noticed:', () => {
  const chunk = (index: number): number => 32 + index * 4_112;
  const altered = async (alter: (bytes: Buffer) => Buffer): Promise<void> =>
    writeFile(path, alter(await readFile(path)));
  const read = async (): Promise<Buffer> => buffer((await openSealedFile(path, [KEY])).read());

  beforeEach(() => sealed(randomBytes(20_000)));

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['a bit turned in the middle', (b) => (b.writeUInt8(b[6_000]! ^ 1, 6_000), b)],
    ['a bit turned in the nonce base', (b) => (b.writeUInt8(b[20]! ^ 1, 20), b)],
    ['two chunks swapped', (b) => Buffer.concat([b.subarray(0, chunk(1)), b.subarray(chunk(2), chunk(3)), b.subarray(chunk(1), chunk(2)), b.subarray(chunk(3))])],
    ['a chunk taken out', (b) => Buffer.concat([b.subarray(0, chunk(1)), b.subarray(chunk(2))])],
    ['a chunk repeated', (b) => Buffer.concat([b.subarray(0, chunk(2)), b.subarray(chunk(1))])],
    ['the last chunk gone', (b) => b.subarray(0, chunk(4))],
    ['a cut in the middle of a chunk', (b) => b.subarray(0, chunk(2) + 7)],
    ['something added', (b) => Buffer.concat([b, randomBytes(30)])],
    ['only a header', (b) => b.subarray(0, 32)],
    ['no header', (b) => b.subarray(0, 31)],
    ['another file', () => Buffer.from('RIFF....WAVEfmt this is no sealed file at all')],
  ])('%s', async (_name, alter) => {
    await altered(alter);
    await expect(read()).rejects.toMatchObject({ code: 'damaged' });
  }); // prettier-ignore

  test('a chunk of another file', async () => {
    const foreign = await readFile(path);
    await rm(path);
    await sealed(randomBytes(20_000));
    await altered((bytes) => Buffer.concat([bytes.subarray(0, chunk(1)), foreign.subarray(chunk(1))]));
    await expect(read()).rejects.toMatchObject({ code: 'damaged' });
  });

  test('a finished file cut to an unfinished one', async () => {
    await truncate(path, chunk(4));
    expect(await openSealedFile(path, [KEY], { unfinished: 'allowed' })).toMatchObject({ complete: false });
    await expect(openSealedFile(path, [KEY])).rejects.toMatchObject({ code: 'damaged' });
  });
});

test('another key, a missing file and a second writer are told apart', async () => {
  await expect(openSealedFile(path, [KEY])).rejects.toMatchObject({ code: 'notFound' });
  await sealed(randomBytes(5));
  await expect(openSealedFile(path, [randomBytes(32)])).rejects.toMatchObject({ code: 'configuration' });
  await expect(createSealedFile(path, KEY)).rejects.toMatchObject({ code: 'conflict' });
  await expect(createSealedFile(`${path}/x`, KEY)).rejects.toMatchObject({ code: 'storage' });
});

test('after a change of keys what the one before has sealed is read, and both say which key it was', async () => {
  const newer = randomBytes(32);
  await sealed(Buffer.from('an old message'));
  const file = await openSealedFile(path, sealingKeys(newer, KEY));
  expect(String(await buffer(file.read()))).toBe('an old message');
  await expect(openSealedFile(path, sealingKeys(newer))).rejects.toMatchObject({ code: 'configuration' });
});

test('a file of the first day is still read', async () => {
  await writeFile(path, Buffer.from(SEALED_IN_2026, 'base64'));
  const file = await openSealedFile(path, [Buffer.alloc(32, 7)]);
  expect(file.complete).toBe(true);
  expect(String(await buffer(file.read()))).toBe('said long ago');
});

test('what lies sealed below a folder asks for its keys at a start', async () => {
  await requireKeysOf(`${dirname(path)}/not there`, [KEY]);
  await sealed(randomBytes(5), false);
  const deep = join(dirname(path), 'unfinished', 'call');
  await mkdir(deep, { recursive: true });
  await rename(path, join(deep, 'message.part'));
  await writeFile(join(dirname(path), 'cut'), 'SEALED');
  await writeFile(join(dirname(path), 'early.wav'), Buffer.alloc(1_000));
  await requireKeysOf(dirname(path), [KEY]);
  await requireKeysOf(dirname(path), [randomBytes(32), KEY]);
  await expect(requireKeysOf(dirname(path), [randomBytes(32)])).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringMatching(/^1 sealed files .*message\.part/) as string,
  });
});
