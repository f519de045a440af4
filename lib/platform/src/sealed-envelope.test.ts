import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { EnvelopeOpenKey, EnvelopeSealKey, newEnvelopePair, openWith, sealFor, sealKeyOf } from './sealed-envelope.ts';

const pair = newEnvelopePair();
const sealKey = EnvelopeSealKey.parse(pair.sealKey);
const openKey = EnvelopeOpenKey.parse(pair.openKey);
const NUMBER = Buffer.from('+33698765432');
const CONTEXT = 'partyNumber:s1';

test('whoever holds the other half reads it, in its context', () => {
  expect(String(openWith(openKey, sealFor(sealKey, NUMBER, CONTEXT), CONTEXT))).toBe('+33698765432');
  expect(openWith(openKey, sealFor(sealKey, Buffer.alloc(0), CONTEXT), CONTEXT)).toEqual(Buffer.alloc(0));
});

test('two envelopes of one number have nothing in common, and neither shows it', () => {
  const [one, two] = [sealFor(sealKey, NUMBER, CONTEXT), sealFor(sealKey, NUMBER, CONTEXT)];
  expect(one.subarray(16).equals(two.subarray(16))).toBe(false);
  for (const text of [one.toString('latin1'), one.toString('base64')]) expect(text).not.toContain('98765');
});

test('the half that seals opens nothing: it is no key that opens', () => {
  expect(EnvelopeOpenKey.safeParse(pair.sealKey).success).toBe(false);
  expect(EnvelopeSealKey.safeParse(pair.openKey).success).toBe(false);
  expect(sealKeyOf(openKey)).toBe(pair.sealKey);
});

test('keys of another kind, or no keys, are told apart', () => {
  const ed = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  for (const text of ['', 'x', 'A'.repeat(60), ed]) expect(EnvelopeSealKey.safeParse(text).success).toBe(false);
});

describe('is refused:', () => {
  const sealed = sealFor(sealKey, NUMBER, CONTEXT);
  const turned = (at: number) => {
    const copy = Buffer.from(sealed);
    copy.writeUInt8(copy[at]! ^ 1, at);
    return copy;
  };
  test.each<[string, () => unknown, string]>([
    ['another context', () => openWith(openKey, sealed, 'partyNumber:s2'), 'damaged'],
    ['another pair', () => openWith(EnvelopeOpenKey.parse(newEnvelopePair().openKey), sealed, CONTEXT), 'configuration'],
    ['a bit of the magic', () => openWith(openKey, turned(0), CONTEXT), 'damaged'],
    ['a bit of the one-time key', () => openWith(openKey, turned(20), CONTEXT), 'damaged'],
    ['a bit of the content', () => openWith(openKey, turned(sealed.length - 20), CONTEXT), 'damaged'],
    ['a bit of the tag', () => openWith(openKey, turned(sealed.length - 1), CONTEXT), 'damaged'],
    ['an envelope cut short', () => openWith(openKey, sealed.subarray(0, -1), CONTEXT), 'damaged'],
    ['only a head', () => openWith(openKey, sealed.subarray(0, 48), CONTEXT), 'damaged'],
    ['nothing', () => openWith(openKey, Buffer.alloc(0), CONTEXT), 'damaged'],
    ['a one-time key of nothing', () => openWith(openKey, Buffer.concat([sealed.subarray(0, 16), Buffer.alloc(32), sealed.subarray(48)]), CONTEXT), 'damaged'],
  ])('%s', (_name, open, code) => {
    expect(open).toThrow(expect.objectContaining({ code }) as Error);
  }); // prettier-ignore
});
