import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { internalPort } from '../../scripts/launch/ports.ts';
import { eventually } from '../support/stories.ts';

/** The commands people type, as they are: `npm start`, `npm run demo`, `npm run call` (without the set-up before them). */

const ROOT = join(import.meta.dirname, '../..');
const READY = /Décroché is ready/;
const folders: string[] = [];
const commands: Command[] = [];

interface Command {
  readonly child: ChildProcess;
  said(): string;
  /** Resolves once it has said so; rejects when it ends before. */
  says(words: RegExp): Promise<void>;
  readonly ended: Promise<number | null>;
}

function run(script: string, args: readonly string[], environment: Record<string, string>): Command {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(ROOT, 'scripts', script), ...args],
    {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let words = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (words += data.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const command: Command = {
    ...{ child, ended, said: () => words },
    says: async (wanted) => {
      await eventually(
        () => Promise.resolve(wanted.test(words) || child.exitCode !== null),
        (done) => done,
        60_000,
      );
      if (!wanted.test(words)) throw new Error(`ended without saying ${String(wanted)}:\n${words}`);
    },
  };
  commands.push(command);
  return command;
}

async function fresh(): Promise<Record<string, string>> {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'decroche-command-'));
  folders.push(DATA_DIR);
  const [http, https, sip] = [await internalPort(), await internalPort(), await internalPort()];
  return {
    DATA_DIR,
    HTTP_PORT: String(http),
    HTTPS_PORT: String(https),
    SIP_PORT: String(sip),
    PUBLIC_ADDRESS: '127.0.0.1',
  };
}

/** Processes whose command line or environment names a folder, but for this one. */
function processesOf(folder: string): readonly string[] {
  const text = (pid: string, file: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
      return '';
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .filter((pid) => text(pid, 'environ').includes(folder) || text(pid, 'cmdline').includes(folder))
    .map((pid) => text(pid, 'cmdline').replaceAll('\0', ' '));
}

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail')
    console.log(commands.map((command) => command.said().slice(-4_000)).join('\n━━\n'));
  for (const { child, ended } of commands.splice(0)) {
    child.kill('SIGINT');
    await ended;
  }
});
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

test('start, refuse a second start, stop cleanly, start again with the same data', async () => {
  const environment = await fresh();
  const first = run('start.ts', [], environment);
  await first.says(READY);
  const password = /password\s+(\S+)/.exec(first.said())?.[1] ?? '';
  const signIn = async (): Promise<number> => {
    const response = await fetch(`http://127.0.0.1:${environment['HTTP_PORT']}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-decroche': '1' },
      body: JSON.stringify({ login: 'admin', password }),
    });
    return response.status;
  };
  expect(await signIn()).toBe(200);
  expect((await stat(join(environment['DATA_DIR'] ?? '', 'secrets.json'))).mode & 0o777).toBe(0o600);

  const second = run('start.ts', [], environment);
  expect(await second.ended).toBe(1);
  expect(second.said()).toMatch(/already running/);

  const since = performance.now();
  first.child.kill('SIGINT');
  expect(await first.ended).toBe(0);
  expect(performance.now() - since).toBeLessThan(10_000);
  expect(processesOf(environment['DATA_DIR'] ?? '-')).toEqual([]);

  const again = run('start.ts', [], environment);
  await again.says(READY);
  expect(again.said()).not.toMatch(/First start/);
  expect(await signIn()).toBe(200);
});

test('a port already taken is named, with its holder and the setting that changes it', async () => {
  const environment = await fresh();
  const holder = createServer().listen(Number(environment['SIP_PORT']), '127.0.0.1');
  await once(holder, 'listening');
  const command = run('start.ts', [], environment);
  expect(await command.ended).toBe(1);
  expect(command.said()).toMatch(new RegExp(`Port ${environment['SIP_PORT']}/tcp .*process ${process.pid}.*SIP_PORT=`));
  holder.close();
});

test('a setting that makes no sense is named, and nothing starts', async () => {
  const environment: Record<string, string> = { ...(await fresh()), HTTP_PORT: 'eighty' };
  const command = run('start.ts', [], environment);
  expect(await command.ended).toBe(1);
  expect(command.said()).toMatch(/HTTP_PORT/);
  expect(processesOf(environment['DATA_DIR'] ?? '-')).toEqual([]);
});

test('when the launcher itself is killed nothing is left behind', async () => {
  const environment = await fresh();
  const command = run('start.ts', [], environment);
  await command.says(READY);
  command.child.kill('SIGKILL');
  await command.ended;
  await eventually(
    () => Promise.resolve(processesOf(environment['DATA_DIR'] ?? '-')),
    (left) => left.length === 0,
    12_000,
  );
});

test('the demo lives: robots call, robots answer; and one call from the terminal is answered and saved', async () => {
  const environment = await fresh();
  const demo = run('start.ts', ['--demo', '--pace', '600', '--agents', '2'], environment);
  await demo.says(READY);
  await demo.says(/a caller is in/);
  await demo.says(/a robot agent answered/);

  const wav = join(environment['DATA_DIR'] ?? '', 'heard.wav');
  const call = run('call.ts', ['8008', '--for', '4', '--say', 'Bonjour.', '--save', wav], environment);
  expect(await call.ended).toBe(0);
  expect(call.said()).toMatch(/200 OK: answered/);
  expect((await stat(wav)).size).toBeGreaterThan(2 * 8_000 * 2);
});

test('a call that is refused says why and ends with 1; no number ends with 2', async () => {
  const environment = await fresh();
  const start = run('start.ts', [], environment);
  await start.says(READY);
  const refused = run('call.ts', ['999999'], environment);
  expect(await refused.ended).toBe(1);
  expect(refused.said()).toMatch(/refused: 404/);
  expect(await run('call.ts', [], environment).ended).toBe(2);
});
