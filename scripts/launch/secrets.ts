import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SealingKey } from '@decroche/platform';

/** What the programs share and nobody else may know. */
const Secrets = z.object({
  /** Shared by the gateway and the SIP server it drives. */
  drachtio: z.string().min(16),
  /** Signs the short-lived SIP passwords of browsers. */
  sipCredential: z.string().min(32),
  /** Keys the hash that stands for a caller's number. Losing it parts old calls from their numbers. */
  party: z.string().min(32),
  /** Seals voicemail messages. Losing it loses every message. */
  voicemail: z.string().refine((text) => SealingKey.safeParse(text).success),
  /** Password of the demonstration accounts; printed at every start that has them. */
  demo: z.string().min(12),
});
export type Secrets = z.infer<typeof Secrets>;

/** Of an installation made when messages were not sealed yet: it has none that a new key could lose. */
const EarlySecrets = Secrets.omit({ voicemail: true }).strict();

/**
 * The secrets of this installation: made once, kept in `secrets.json` (mode 600) of the data folder.
 *
 * @throws Error when the file is there but is not what was written: a lost key must be noticed, never replaced.
 */
export async function secretsOf(dataDir: string): Promise<Secrets> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'secrets.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) {
    const kept = Secrets.safeParse(parsed(text));
    if (kept.success) return kept.data;
    const early = EarlySecrets.safeParse(parsed(text));
    if (early.success) return keep(file, { ...early.data, voicemail: fresh() });
    throw new Error(`${file} is damaged; restore it from a back-up, or delete it to begin with new secrets`);
  }
  return keep(file, {
    drachtio: fresh(),
    sipCredential: fresh(),
    party: fresh(),
    voicemail: fresh(),
    demo: readable(),
  });
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
