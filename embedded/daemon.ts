import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** A running daemon or stand-in, as every `start…` of this folder gives it back. */
export interface RunningDaemon {
  readonly pid: number;
  /** Resolves when the process is gone, whatever the reason, with a few words about how. */
  readonly exited: Promise<string>;
  /** Orderly end; resolves when the process is gone. */
  stop(): Promise<void>;
}

let parentDeathSignal: boolean | undefined;

/**
 * Starts a child that Ctrl-C in the terminal does not reach (own process group: whoever started it stops it, in order)
 * and that the kernel ends when its parent dies without having been able to (util-linux `setpriv`, where present).
 */
export function spawnDaemon(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ChildProcess {
  parentDeathSignal ??= spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true']).status === 0;
  const [file, all] = parentDeathSignal ? ['setpriv', ['--pdeathsig', 'TERM', command, ...args]] : [command, [...args]];
  return spawn(file, all, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: { ...environment } });
}

/** What a started child shows of itself. */
export function runningDaemon(child: ChildProcess): RunningDaemon {
  const exited = new Promise<string>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(howItEnded(child.exitCode, child.signalCode));
    else child.once('exit', (code, signal) => resolve(howItEnded(code, signal)));
  });
  return { pid: child.pid ?? 0, exited, stop: () => stopProcess(child) };
}

const howItEnded = (code: number | null, signal: string | null): string =>
  signal === null ? `exit code ${code}` : `signal ${signal}`;

/** How a daemon is watched while it starts. */
export interface StartWatch {
  /** Asked again and again until it says yes. */
  readonly ready: () => Promise<boolean>;
  readonly log?: ((line: string) => void) | undefined;
  /** How long it may take. Default 10 s. */
  readonly deadlineMs?: number;
}

const PROBE_EVERY_MS = 25;
const LINES_KEPT = 20;

/**
 * Waits until a freshly spawned daemon is ready.
 *
 * @throws Error with its last lines when it ends before, or takes too long (it is then killed).
 */
export async function watchStart(name: string, child: ChildProcess, watch: StartWatch): Promise<void> {
  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      if (lastLines.push(line) > LINES_KEPT) lastLines.shift();
      watch.log?.(line);
    });
  }
  let ended: string | undefined;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended = `ended with ${howItEnded(code, signal)}`));
  const giveUpAt = Date.now() + (watch.deadlineMs ?? 10_000);
  while (!(await watch.ready())) {
    if (ended === undefined && Date.now() > giveUpAt) {
      child.kill('SIGKILL');
      ended = 'is not ready in time';
    }
    if (ended !== undefined) throw new Error(`${name} ${ended}\n${lastLines.join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS));
  }
}

/** Asks a daemon to end, and waits until it has; killed after 5 s. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(killer);
}

/** A TCP port of 127.0.0.1 that nobody holds at this moment. */
export async function freeTcpPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP port');
  return address.port;
}

/** A UDP port of 127.0.0.1 that nobody holds at this moment. */
export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
