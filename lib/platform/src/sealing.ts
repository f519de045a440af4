import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Fault } from './fault.ts';

/*
 * What only the holder of a key can read: AES-256-GCM under keys that are named, so that they can be changed.
 *
 *   head     what it is and its version (8 bytes)   key id (8 bytes)   salt (16 bytes)                     32 bytes
 *   parts    sealed content, each with a tag of 16 bytes; a value is one part, a file many
 *
 * Whatever is sealed has a key of its own (HKDF of the holder's key and the salt), so nonces need only differ within it, and
 * one key may seal without limit. Every part is bound to the head, and to a context where there is one.
 */

/** Bytes of a head. */
export const HEAD_BYTES = 32;
/** Bytes that a part grows by. */
export const TAG_BYTES = 16;

/** A key of 32 bytes. */
export type SealingKey = Buffer;

/** Reads a key from the environment: 32 bytes in base64, as `openssl rand -base64 32` makes them. */
export const SealingKey = z
  .string()
  .regex(/^[A-Za-z0-9+/_-]{43}=?$/, '32 bytes in base64 (openssl rand -base64 32)')
  .transform((text): SealingKey => Buffer.from(text, 'base64'));

/** Keys held at once, newest first: the first one seals, each of them opens what it has sealed. */
export type SealingKeys = readonly [SealingKey, ...SealingKey[]];

/** The key in use, and the one before it for as long as something is still sealed with it. */
export const sealingKeys = (newest: SealingKey, previous?: SealingKey): SealingKeys =>
  previous === undefined ? [newest] : [newest, previous];

/** A kind of sealed thing: how its head begins, and the words that keep its keys apart from those of other kinds. */
export interface SealedKind {
  /** 8 bytes. */
  readonly magic: Buffer;
  readonly purpose: string;
}

/** One sealed thing: its head and its own key. */
export interface Sealed {
  readonly head: Buffer;
  readonly key: Buffer;
}

/** Begins a sealed thing. */
export function newSealed(kind: SealedKind, key: SealingKey): Sealed {
  return sealedOf(kind, Buffer.concat([kind.magic, keyIdOf(key), randomBytes(16)]), key);
}

/**
 * The sealed thing that a head belongs to.
 *
 * @param name what it is called in a fault.
 * @throws Fault `damaged` when the head is of no such kind, `configuration` when none of the keys sealed it.
 */
export function openSealed(kind: SealedKind, head: Buffer, keys: SealingKeys, name: string): Sealed {
  if (!isHeadOf(kind, head)) throw new Fault('damaged', `${name} is not sealed, or not as it should be`);
  const key = keyOf(head, keys);
  if (key === undefined) throw new Fault('configuration', `${name} was sealed with another key`);
  return sealedOf(kind, head, key);
}

/** Whether these bytes are the head of such a thing. */
export const isHeadOf = ({ magic }: SealedKind, head: Buffer): boolean =>
  head.length === HEAD_BYTES && head.subarray(0, 8).equals(magic);

/** The key that a head names, among those held. */
export const keyOf = (head: Buffer, keys: SealingKeys): SealingKey | undefined =>
  keys.find((key) => head.subarray(8, 16).equals(keyIdOf(key)));

/** What a part is sealed under, besides the key. */
export interface PartSeal {
  /** 12 bytes that no other part of the same thing has. */
  readonly nonce: Buffer;
  /** Told again to open it; not kept. */
  readonly context?: string;
}

/** Seals one part. */
export function sealPart({ head, key }: Sealed, plain: Uint8Array, { nonce, context = '' }: PartSeal): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.concat([head, Buffer.from(context)]));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** The plain content of a part; `undefined` when it is not what was sealed so. */
export function openPart({ head, key }: Sealed, part: Buffer, { nonce, context = '' }: PartSeal): Buffer | undefined {
  if (part.length < TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.concat([head, Buffer.from(context)])).setAuthTag(part.subarray(part.length - TAG_BYTES));
  const plain = decipher.update(part.subarray(0, part.length - TAG_BYTES));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    return undefined;
  }
}

const VALUE: SealedKind = { magic: Buffer.from('SEALVA\x01\x00', 'latin1'), purpose: 'decroche sealed value' };
/** A value has one part under a key of its own. */
const ONLY = Buffer.alloc(12);

/**
 * Seals a value, such as a key of fewer things or a telephone number; 48 bytes longer than it was.
 *
 * @param context what the value is and whose, such as `partyNumber:<ref>`: it is not kept, and must be told again to open
 * it, so that a value moved to another place does not open there.
 */
export function seal(key: SealingKey, plain: Uint8Array, context: string): Buffer {
  const sealed = newSealed(VALUE, key);
  return Buffer.concat([sealed.head, sealPart(sealed, plain, { nonce: ONLY, context })]);
}

/**
 * Opens a value.
 *
 * @throws Fault `configuration` when none of the keys sealed it; `damaged` when it is no sealed value, was altered, or was
 * sealed in another context.
 */
export function unseal(keys: SealingKeys, bytes: Buffer, context: string): Buffer {
  const sealed = openSealed(VALUE, bytes.subarray(0, HEAD_BYTES), keys, 'a value');
  const plain = openPart(sealed, bytes.subarray(HEAD_BYTES), { nonce: ONLY, context });
  if (plain === undefined) throw new Fault('damaged', 'a value has been altered, or belongs elsewhere');
  return plain;
}

/** Names a key without telling it. The words are those of the first things that were sealed. */
const keyIdOf = (key: SealingKey): Buffer =>
  createHmac('sha256', key).update('decroche sealed file: key id').digest().subarray(0, 8);

function sealedOf({ purpose }: SealedKind, head: Buffer, key: SealingKey): Sealed {
  return { head, key: Buffer.from(hkdfSync('sha256', key, head.subarray(16), `${purpose}: content`, 32)) };
}
