import {
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { z } from 'zod';
import { Fault } from './fault.ts';
import { seal, unseal } from './sealing.ts';

/*
 * What one program can seal and only another one can open (C9): a program that answers the telephone keeps a caller's number
 * with the public half of a pair, and has nothing that would give it back.
 *
 *   magic and version (8 bytes)   name of the pair (8 bytes)   one-time public key (32 bytes)   sealed value (see sealing.ts)
 *
 * Each envelope has a key of its own: X25519 between a pair made for it and thrown away, and the receiver's (as ECIES does),
 * through HKDF over both public halves.
 */

const MAGIC = Buffer.from('SEALEN\x01\x00', 'latin1');
/** Bytes before the sealed value. */
const HEAD = 48;
/** What precedes the 32 bytes of a key in its DER form (RFC 8410). */
const PUBLIC_DER = Buffer.from('302a300506032b656e032100', 'hex');

/** The half that seals: base64 of the DER form, as `openssl pkey -pubout -outform DER | base64` writes it. */
export const EnvelopeSealKey = z.string().transform((text, issue): KeyObject => {
  const key = readKey(() => createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' }));
  if (key) return key;
  issue.addIssue('a public X25519 key in base64 (DER)');
  return z.NEVER;
});
export type EnvelopeSealKey = KeyObject;

/** The half that opens: base64 of the DER form, as `openssl genpkey -algorithm X25519 -outform DER | base64` writes it. */
export const EnvelopeOpenKey = z.string().transform((text, issue): KeyObject => {
  const key = readKey(() => createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' }));
  if (key) return key;
  issue.addIssue('a private X25519 key in base64 (DER)');
  return z.NEVER;
});
export type EnvelopeOpenKey = KeyObject;

function readKey(read: () => KeyObject): KeyObject | undefined {
  try {
    const key = read();
    return key.asymmetricKeyType === 'x25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** A new pair, each half as the environment writes it. */
export function newEnvelopePair(): { readonly sealKey: string; readonly openKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return {
    sealKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    openKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  };
}

/** The half that seals what this one opens, as the environment writes it. */
export const sealKeyOf = (openKey: EnvelopeOpenKey): string =>
  createPublicKey(openKey).export({ format: 'der', type: 'spki' }).toString('base64');

/**
 * Seals for the holder of the other half.
 *
 * @param context what it is and whose: not kept, told again to open it, so that an envelope put in another's place does not
 * open there.
 */
export function sealFor(key: EnvelopeSealKey, plain: Uint8Array, context: string): Buffer {
  const once = generateKeyPairSync('x25519');
  const oneTime = rawOf(once.publicKey);
  const receiver = rawOf(key);
  const secret = diffieHellman({ privateKey: once.privateKey, publicKey: key });
  return Buffer.concat([MAGIC, nameOf(receiver), oneTime, seal(contentKey(secret, oneTime, receiver), plain, context)]);
}

/**
 * Opens an envelope.
 *
 * @throws Fault `configuration` when it was sealed for another pair; `damaged` when it is none, was altered, or belongs to
 * another context.
 */
export function openWith(key: EnvelopeOpenKey, envelope: Buffer, context: string): Buffer {
  if (envelope.length < HEAD || !envelope.subarray(0, 8).equals(MAGIC))
    throw new Fault('damaged', 'no sealed envelope');
  const receiver = rawOf(createPublicKey(key));
  if (!envelope.subarray(8, 16).equals(nameOf(receiver))) {
    throw new Fault('configuration', 'an envelope was sealed for another key');
  }
  const oneTime = envelope.subarray(16, HEAD);
  try {
    const publicKey = createPublicKey({ key: Buffer.concat([PUBLIC_DER, oneTime]), format: 'der', type: 'spki' });
    const content = contentKey(diffieHellman({ privateKey: key, publicKey }), oneTime, receiver);
    return unseal([content], envelope.subarray(HEAD), context);
  } catch (cause) {
    throw new Fault('damaged', 'an envelope has been altered, or belongs elsewhere', { cause });
  }
}

const rawOf = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' }).subarray(-32);

/** Names a pair without telling more than its public half. */
const nameOf = (receiver: Buffer): Buffer => createHash('sha256').update(receiver).digest().subarray(0, 8);

const contentKey = (secret: Buffer, oneTime: Buffer, receiver: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, Buffer.concat([oneTime, receiver]), 'decroche sealed envelope', 32));
