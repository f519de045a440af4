import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stopProcess } from '../../embedded/daemon.ts';
import { internalPort } from '../../scripts/launch/ports.ts';

/** A scenario file of `tests/support/sipp` and what is filled into its `{{…}}`. */
export interface SippOptions {
  readonly scenario:
    'caller' | 'refused-caller' | 'phone' | 'refusing-phone' | 'silent-phone' | 'register' | (string & {});
  readonly values: Readonly<Record<string, string | number>>;
  /** Whom a caller calls. Phones have none: they wait. */
  readonly target?: { readonly host: string; readonly port: number };
  readonly address?: string;
  readonly port?: number;
  /** Calls to make or take before it ends by itself. Default 1; `forever` = until stopped. */
  readonly calls?: number | 'forever';
  /** Further SIPp arguments: `-r 60`, `-l 1000`, `-t t1` … */
  readonly args?: readonly string[];
}

/** A SIPp at work. */
export interface RunningSipp {
  readonly port: number;
  readonly pid: number;
  /** Folder of its traces, removed when `done` has settled and been read. */
  readonly folder: string;
  /** Resolves when every call went as the scenario says; rejects with SIPp's own words otherwise. */
  readonly done: Promise<void>;
  /** The first caller of the scenario `caller` says BYE now. */
  hangUp(): Promise<void>;
  stop(): Promise<void>;
}

const SCENARIOS = join(fileURLToPath(import.meta.url), '..', 'sipp');

/** Starts SIPp with one of our scenarios on a port of its own. */
export async function startSipp(options: SippOptions): Promise<RunningSipp> {
  const folder = await mkdtemp(join(tmpdir(), 'decroche-sipp-'));
  const scenario = join(folder, 'scenario.xml');
  await writeFile(scenario, await filledIn(options));
  const port = options.port ?? (await internalPort());
  const { calls = 1, target } = options;
  const child = spawn(
    'sipp',
    [
      ...(target ? [`${target.host}:${target.port}`] : []),
      ...['-sf', scenario, '-i', options.address ?? '127.0.0.1', '-p', String(port), '-bind_local'],
      ...['-cp', String(await internalPort()), '-nostdin', '-trace_err', '-error_file', join(folder, 'errors.log')],
      ...(calls === 'forever' ? [] : ['-m', String(calls)]),
      ...(options.args ?? []),
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let words = '';
  child.stderr.on('data', (data: Buffer) => (words += data.toString()));
  const done = ended(child, folder, options.scenario, () => words);
  done.catch(() => undefined);
  return {
    ...{ port, pid: child.pid ?? 0, folder, done },
    hangUp: () => tellToHangUp(child.pid ?? 0, port, options.address ?? '127.0.0.1'),
    stop: async () => {
      await stopProcess(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** SIPp knows its calls by Call-ID, whoever writes: the scenario `caller` takes an INFO as the word to hang up. */
async function tellToHangUp(pid: number, port: number, address: string): Promise<void> {
  const socket = createSocket('udp4');
  const info = [
    `INFO sip:caller@${address}:${port} SIP/2.0`,
    `Via: SIP/2.0/UDP ${address}:9;branch=z9hG4bKhangup`,
    ...['From: <sip:test@localhost>;tag=test', 'To: <sip:caller@localhost>;tag=caller'],
    ...[`Call-ID: 1-${pid}@${address}`, 'CSeq: 1 INFO', 'Content-Length: 0', '', ''],
  ].join('\r\n');
  await new Promise<void>((resolve) => socket.send(info, port, address, () => resolve()));
  socket.close();
}

/** @throws Error when a value the scenario needs is missing. */
async function filledIn({ scenario, values }: SippOptions): Promise<string> {
  const text = await readFile(join(SCENARIOS, `${scenario}.xml`), 'utf8');
  return text.replace(/<!--.*?-->/s, '').replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the scenario ${scenario} wants ${name}`);
    return String(value);
  });
}

/** SIPp's exit codes: 0 every call succeeded, 1 at least one failed, others are faults of SIPp itself. */
async function ended(child: ChildProcess, folder: string, scenario: string, words: () => string): Promise<void> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (code === 0) return;
  const errors = await readFile(join(folder, 'errors.log'), 'utf8').catch(() => '');
  throw new Error(`SIPp ${scenario} ended with ${code ?? signal}\n${words()}\n${errors.slice(0, 4_000)}`);
}
