import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Options } from './options.ts';

/** What `startMongo` can be told; only the data directory is needed. */
export type MongoOptions = Partial<Options> & Pick<Options, 'directory'>;

/** A running stand-in. */
export interface RunningMongo {
  readonly port: number;
  readonly pid: number;
  /** Connection string for drivers, without a database; transactions work through it. */
  readonly uri: string;
  /** Resolves once the process is gone. */
  readonly exited: Promise<string>;
  /** Ends the process in good order, or at once with `SIGKILL`. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

const flags = (options: MongoOptions): string[] =>
  Object.entries({ replicaSet: 'rs0', ...options }).flatMap(([name, value]) => {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (typeof value === 'boolean') return value ? [flag] : [];
    return value === undefined ? [] : [flag, String(value)];
  });

/** Waits for the ready line; an end before it is an error with what the process has said. */
const ready = async (child: Child): Promise<number> => {
  let said = '';
  const hear = (text: Buffer): void => void (said += text);
  child.stderr.on('data', hear);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`embedded/mongo ended with ${code} before it was ready: ${said.trim()}`);
  });
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [string];
  ended.catch(() => undefined);
  child.stderr.off('data', hear);
  return (JSON.parse(line) as { port: number }).port;
};

/**
 * Starts the stand-in as a process of its own, with `node` of the PATH, and waits until it is ready. The process ends with
 * this one, even when this one is killed.
 * @param onLog receives each line of its log
 */
export const startMongo = async (
  options: MongoOptions,
  onLog: (line: string) => void = () => undefined,
): Promise<RunningMongo> => {
  const args = [MAIN, ...flags({ exitWithParent: true, ...options })];
  // Ctrl-C in the terminal must not reach it: whoever started it stops it, in order.
  const child: Child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  createInterface({ input: child.stderr }).on('line', onLog);
  const port = await ready(child);
  const gone = once(child, 'exit');
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await gone;
  };
  const host = options.host ?? '127.0.0.1';
  const exited = gone.then(([code, signal]) => `ended with ${String(code ?? signal)}`);
  return {
    port,
    pid: child.pid!,
    exited,
    uri: `mongodb://${host}:${port}/?replicaSet=${options.replicaSet ?? 'rs0'}`,
    stop,
  };
};
