import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './program.ts';

const CLIENT = 'agent-console/client';
/** What the built client depends on besides its own folder. */
const SOURCES = [CLIENT, 'lib/protocol', 'package-lock.json'];

/**
 * Builds the browser's part when anything it is made from changed since the last build.
 *
 * @throws Error with what the build printed.
 * @returns whether it was built.
 */
export async function buildClient(say: (text: string) => void): Promise<boolean> {
  const stampFile = join(ROOT, CLIENT, 'dist', '.built-from');
  const stamp = await fingerprint();
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === stamp) return false;
  say('building the client (its sources changed)');
  const build = spawn(process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build'], {
    cwd: join(ROOT, CLIENT),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [build.stdout, build.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  const [code] = (await once(build, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the client could not be built:\n${output}`);
  await mkdir(join(ROOT, CLIENT, 'dist'), { recursive: true });
  await writeFile(stampFile, stamp);
  return true;
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of await filesBelow(source)) hash.update(file).update(await readFile(join(ROOT, file)));
  }
  return hash.digest('hex');
}

/** Files below a folder in a fixed order; a file stands for itself. */
async function filesBelow(path: string): Promise<readonly string[]> {
  const entries = await readdir(join(ROOT, path), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (entries === undefined) return [path];
  const kept = entries
    .filter(({ name }) => name !== 'node_modules' && name !== 'dist')
    .map(({ name }) => join(path, name));
  return (await Promise.all(kept.sort().map(filesBelow))).flat();
}
