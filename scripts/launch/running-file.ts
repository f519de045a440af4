import { readFile, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ProductAddresses } from './options.ts';

const RunningFile = z.looseObject({
  pid: z.number().int(),
  sipHost: z.string().optional(),
  sipPort: z.number().int().optional(),
});
type RunningFile = z.infer<typeof RunningFile>;

const fileOf = (dataDir: string): string => join(dataDir, 'running.json');

/** What a product running on this data folder wrote about itself; absent when none runs. */
export async function whoRuns(dataDir: string): Promise<RunningFile | undefined> {
  const text = await readFile(fileOf(dataDir), 'utf8').catch(() => '');
  const parsed = RunningFile.safeParse(text === '' ? undefined : JSON.parse(text));
  return parsed.success && isLauncher(parsed.data.pid) ? parsed.data : undefined;
}

/** Tells others on this machine (`npm run call`, a Prometheus) where everything is. */
export async function tellWhoRuns(dataDir: string, addresses: Partial<ProductAddresses>): Promise<void> {
  await writeFile(fileOf(dataDir), `${JSON.stringify({ pid: process.pid, ...addresses }, null, 2)}\n`);
}

export const forgetWhoRuns = (dataDir: string): Promise<void> => rm(fileOf(dataDir), { force: true });

/** The process may be gone and its number given to another one. */
function isLauncher(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('scripts/start.ts');
  } catch {
    return false;
  }
}
