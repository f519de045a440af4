import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from './program.ts';

const ProfileFile = z.object({
  services: z.array(z.object({ numbers: z.array(z.string()).min(1), childProtection: z.boolean().optional() })).min(1),
  demo: z.object({ accounts: z.array(z.object({ login: z.string(), role: z.string() })) }),
});

/** What the launcher says and does about an organisation before any program runs. */
export interface ProfileGlance {
  /** Logins of the accounts it brings to try with, the administrator last. */
  readonly logins: readonly string[];
  /** The first number of each service. */
  readonly numbers: readonly string[];
  /** Those of them where callers speak of a child (C9). */
  readonly helplines: readonly string[];
}

/** @throws Error when there is no such profile. */
export async function profileGlance(profile: string): Promise<ProfileGlance> {
  const file = join(process.env['PROFILES_DIR'] ?? join(ROOT, 'profiles'), `${profile}.json`);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Error(`there is no profile ${profile} (${file})`, { cause });
  });
  const { services, demo } = ProfileFile.parse(JSON.parse(text));
  return {
    logins: demo.accounts.map(({ login }) => login),
    numbers: services.flatMap(({ numbers }) => numbers.slice(0, 1)),
    helplines: services.flatMap(({ numbers, childProtection }) => (childProtection ? numbers.slice(0, 1) : [])),
  };
}
