import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { soundLimits } from '@decroche/protocol';
import { afterEach, expect, test } from 'vitest';
import { freeTcpPort, freeUdpPort, stopProcess } from '../../embedded/daemon.ts';
import { within } from '../support/engine-door.ts';

/** What of `docker/` can be tried without Docker: its form, its settings, and the daemons that are installed here. */

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const started: ReturnType<typeof spawn>[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const child of started.splice(0)) await stopProcess(child);
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'decroche-docker-'));
  folders.push(folder);
  return folder;
}

/** Runs a daemon until it prints something. */
function says(command: string, args: readonly string[], words: RegExp): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  let said = '';
  const heard = new Promise<void>((resolve, reject) => {
    const listen = (text: Buffer): void => {
      said += text.toString();
      if (words.test(said)) resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}: ${said}`)));
  });
  return within(10_000, heard, () => `${command} said only: ${said}`);
}

test('the compose file keeps the rules of dclint', async () => {
  await run(join(ROOT, 'node_modules/.bin/dclint'), ['-c', 'docker/.dclintrc.json', 'docker/compose.yaml'], {
    cwd: ROOT,
  });
});

test('the compose file, the example of its environment and what the programs read agree', async () => {
  await run(process.execPath, ['scripts/env-example.ts', '--check'], { cwd: ROOT });
});

test('redis-server takes its configuration', async () => {
  const port = String(await freeTcpPort());
  const args = [join(ROOT, 'docker/redis/redis.conf'), '--bind', '127.0.0.1', '--port', port, '--dir', await scratch()];
  await says('redis-server', args, /Ready to accept connections/);
});

test('rtpengine takes its configuration', async () => {
  const file = join(await scratch(), 'rtpengine.conf');
  const text = await readFile(join(ROOT, 'docker/rtpengine/rtpengine.conf'), 'utf8');
  await writeFile(
    file,
    text.replace(/:2223$/m, `:${await freeUdpPort()}`).replace(/:2224$/m, `:${await freeUdpPort()}`),
  );
  const args = [`--config-file=${file}`, '--interface=127.0.0.1', '--foreground', '--log-stderr', '--log-level=7'];
  await says('rtpengine', args, /Startup complete/);
});

test('the proxy lets through the largest sound that the console takes', async () => {
  const text = await readFile(join(ROOT, 'docker/proxy/nginx.conf'), 'utf8');
  const mebibytes = Number(/client_max_body_size (\d+)m;/.exec(text)?.[1]);
  expect(mebibytes * 2 ** 20).toBeGreaterThan(soundLimits.bytes);
});

test('every path a Dockerfile copies exists', async () => {
  const text = await readFile(join(ROOT, 'docker/Dockerfile'), 'utf8');
  const sources = [...text.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, line = '']) =>
    line.split(' ').slice(0, -1),
  );
  expect(sources.length).toBeGreaterThan(10);
  for (const source of sources) await run('test', ['-e', join(ROOT, source)]);
});
