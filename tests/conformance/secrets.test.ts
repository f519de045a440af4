import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSealedFile,
  EnvelopeOpenKey,
  EnvelopeSealKey,
  openSealedFile,
  openWith,
  sealFor,
  SealingKey,
  sealingKeys,
} from '@decroche/platform';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { partySealKeyOf, type Secrets, secretsOf } from '../../scripts/launch/secrets.ts';

let folder: string;
let file: string;
let message: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decroche-secrets-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  file = join(folder, 'secrets.json');
  message = join(folder, 'media/voicemail/m.wav.sealed');
});

async function leaveMessage({ voicemail }: Secrets): Promise<void> {
  await mkdir(join(folder, 'media/voicemail'), { recursive: true });
  await (await createSealedFile(message, SealingKey.parse(voicemail))).finish();
}
const write = (secrets: object): Promise<void> => writeFile(file, JSON.stringify(secrets));

test('secrets are made once, and an installation without messages is given new ones', async () => {
  const first = await secretsOf(folder);
  await leaveMessage(first);
  expect(await secretsOf(folder)).toEqual(first);
  await rm(file);
  await rm(message);
  expect((await secretsOf(folder)).voicemail).not.toBe(first.voicemail);
});

test('an installation of before child protection is given its key, and keeps the others', async () => {
  const { partyOpen: _, ...early } = await secretsOf(folder);
  await write(early);
  const { partyOpen, ...others } = await secretsOf(folder);
  expect(others).toEqual(early);
  const [sealKey, openKey] = [
    EnvelopeSealKey.parse(partySealKeyOf({ partyOpen, ...others })),
    EnvelopeOpenKey.parse(partyOpen),
  ];
  expect(String(openWith(openKey, sealFor(sealKey, Buffer.from('119'), 'x'), 'x'))).toBe('119');
});

test('messages whose key is not there any more are said at the start, and no new key takes its place', async () => {
  const first = await secretsOf(folder);
  await leaveMessage(first);
  await rm(file);
  await expect(secretsOf(folder)).rejects.toThrow(/^1 sealed files .*m\.wav\.sealed.*restore the secrets\.json/);
  await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
  const { voicemail: _lost, ...early } = first;
  await write(early);
  await expect(secretsOf(folder)).rejects.toThrow(/restore the secrets\.json/);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(early);
  await write({ ...first, voicemail: 'n'.repeat(43) });
  await expect(secretsOf(folder)).rejects.toThrow(/restore the secrets\.json/);
});

test('a key that is called the previous one is followed by a new one, and still opens what it sealed', async () => {
  const { voicemail, ...others } = await secretsOf(folder);
  await leaveMessage({ voicemail, ...others });
  await write({ ...others, voicemailPrevious: voicemail });
  const changed = await secretsOf(folder);
  expect(changed).toMatchObject({ ...others, voicemailPrevious: voicemail });
  expect(await secretsOf(folder)).toEqual(changed);
  const keys = sealingKeys(SealingKey.parse(changed.voicemail), SealingKey.parse(changed.voicemailPrevious));
  expect(await openSealedFile(message, keys)).toMatchObject({ complete: true });
  expect(changed.voicemail).not.toBe(voicemail);
});
