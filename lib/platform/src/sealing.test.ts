import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { seal, SealingKey, sealingKeys, unseal } from './sealing.ts';

const KEY = randomBytes(32);
const NUMBER = Buffer.from('+33612345678');
const CONTEXT = 'partyNumber:p1';

test.each([0, 1, 12, 5_000])('a value of %i bytes comes back', (length) => {
  const plain = randomBytes(length);
  expect(unseal([KEY], seal(KEY, plain, CONTEXT), CONTEXT)).toEqual(plain);
});

test('the same value is never sealed twice alike, and is not there in the clear', () => {
  const [one, other] = [seal(KEY, NUMBER, CONTEXT), seal(KEY, NUMBER, CONTEXT)];
  expect(one.equals(other)).toBe(false);
  expect(one.includes(NUMBER)).toBe(false);
  expect(one).toHaveLength(NUMBER.length + 48);
});

test('the key before the last still opens what it sealed; without it, that is said', () => {
  const old = seal(KEY, NUMBER, CONTEXT);
  const newer = randomBytes(32);
  expect(unseal(sealingKeys(newer, KEY), old, CONTEXT)).toEqual(NUMBER);
  expect(() => unseal(sealingKeys(newer), old, CONTEXT)).toThrow(expect.objectContaining({ code: 'configuration' }));
});

describe('does not open:', () => {
  const turned = (at: number) => (bytes: Buffer) => (bytes.writeUInt8(bytes.at(at)! ^ 1, (at + bytes.length) % bytes.length), bytes); // prettier-ignore

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['a bit turned in the content', turned(32)],
    ['a bit turned in the tag', turned(-1)],
    ['a bit turned in the salt', turned(20)],
    ['another kind', turned(4)],
    ['cut', (bytes) => bytes.subarray(0, -1)],
    ['cut to its head', (bytes) => bytes.subarray(0, 32)],
    ['nothing at all', () => Buffer.alloc(0)],
  ])('%s', (_name, alter) => {
    const altered = alter(seal(KEY, NUMBER, CONTEXT));
    expect(() => unseal([KEY], altered, CONTEXT)).toThrow(expect.objectContaining({ code: 'damaged' }));
  });

  test('a value that was moved to where another belongs', () => {
    const moved = seal(KEY, NUMBER, 'partyNumber:p2');
    expect(() => unseal([KEY], moved, CONTEXT)).toThrow(expect.objectContaining({ code: 'damaged' }));
  });
});

test.each([
  [KEY.toString('base64'), true],
  [KEY.toString('base64url'), true],
  ['', false],
  ['short', false],
  [randomBytes(31).toString('base64'), false],
  [randomBytes(33).toString('base64'), false],
  [`${KEY.toString('base64')} `, false],
])('as a key %s: %s', (text, good) => {
  const read = SealingKey.safeParse(text);
  expect(read.success && read.data.equals(KEY)).toBe(good);
});
