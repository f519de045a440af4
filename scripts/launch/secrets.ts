import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  EnvelopeOpenKey,
  newEnvelopePair,
  requireKeysOf,
  SealingKey,
  sealingKeys,
  sealKeyOf,
} from '@decroche/platform';

const Sealing = z.string().refine((text) => SealingKey.safeParse(text).success);

/** What the programs share and nobody else may know. */
const Secrets = z.object({
  /** Shared by the gateway and the SIP server it drives. */
  drachtio: z.string().min(16),
  /** Signs the short-lived SIP passwords of browsers. */
  sipCredential: z.string().min(32),
  /** Keys the hash that stands for a caller's number. Losing it parts old calls from their numbers. */
  party: z.string().min(32),
  /** Seals voicemail messages. Losing it loses every message. */
  voicemail: Sealing,
  /** The key before it, for as long as messages are sealed with it. */
  voicemailPrevious: Sealing.optional(),
  /** Opens the sealed numbers of child-protection calls; the half that seals follows from it. Losing it loses every one of them. */
  partyOpen: z.string().refine((text) => EnvelopeOpenKey.safeParse(text).success),
  /** Password of the demonstration accounts; printed at every start that has them. */
  demo: z.string().min(12),
});
export type Secrets = z.infer<typeof Secrets>;

/** Of an installation made when messages or numbers were not sealed yet, or one whose key is being changed: it is given new ones. */
const WithoutKey = Secrets.partial({ voicemail: true, partyOpen: true }).strict();

/**
 * The secrets of this installation: made once, kept in `secrets.json` (mode 600) of the data folder.
 *
 * @throws Error when the file is there but is not what was written, or when messages are sealed with a key that is not in
 * it: a lost key must be noticed, never replaced.
 */
export async function secretsOf(dataDir: string): Promise<Secrets> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'secrets.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return keep(file, await proved(dataDir, made()));
  const kept = Secrets.safeParse(parsed(text));
  if (kept.success) return proved(dataDir, kept.data);
  const keyless = WithoutKey.safeParse(parsed(text));
  if (keyless.success) return keep(file, await proved(dataDir, { ...madeKeys(), ...keyless.data }));
  throw new Error(`${file} is damaged; restore it from a back-up, or delete it to begin with new secrets`);
}

const made = (): Secrets => ({
  drachtio: fresh(),
  sipCredential: fresh(),
  party: fresh(),
  ...madeKeys(),
  demo: readable(),
});

const madeKeys = (): Pick<Secrets, 'voicemail' | 'partyOpen'> => ({
  voicemail: fresh(),
  partyOpen: newEnvelopePair().openKey,
});

/** What the gateway seals numbers with: it can not open them. */
export const partySealKeyOf = ({ partyOpen }: Secrets): string => sealKeyOf(EnvelopeOpenKey.parse(partyOpen));

/** The same secrets, once it is sure that every message there is opens with them. */
async function proved(dataDir: string, secrets: Secrets): Promise<Secrets> {
  const { voicemail, voicemailPrevious } = secrets;
  const previous = voicemailPrevious === undefined ? undefined : SealingKey.parse(voicemailPrevious);
  const keys = sealingKeys(SealingKey.parse(voicemail), previous);
  await requireKeysOf(join(dataDir, 'media', 'voicemail'), keys).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${why}: restore the secrets.json that was there with them, or move them away`, { cause });
  });
  return secrets;
}

/** Written beside and then put in place: a stop in between loses no key. */
async function keep(file: string, secrets: Secrets): Promise<Secrets> {
  await writeFile(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return secrets;
}

/** 60 bits that a person can copy: three groups without look-alike letters. */
function readable(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789x';
  const pick = [...randomBytes(12)].map((byte) => letters[byte % 32]);
  return [pick.slice(0, 4), pick.slice(4, 8), pick.slice(8)].map((group) => group.join('')).join('-');
}

const fresh = (): string => randomBytes(32).toString('base64url');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
