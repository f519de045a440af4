import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from './program.ts';

const WithAccounts = z.object({
  demo: z.object({ accounts: z.array(z.object({ login: z.string(), role: z.string() })) }),
});

/** Logins of the accounts a profile brings to try with, the administrator last. */
export async function demoAccounts(profile: string): Promise<readonly string[]> {
  const text = await readFile(join(ROOT, 'profiles', `${profile}.json`), 'utf8');
  return WithAccounts.parse(JSON.parse(text)).demo.accounts.map(({ login }) => login);
}
