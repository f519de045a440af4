import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { runningDaemon, watchStart } from '../daemon.ts';
import type { RunningDaemon } from '../daemon.ts';
import type { Options } from './options.ts';

/** What `startMongo` can be told; only the data directory is needed. */
export type MongoOptions = Partial<Options> & Pick<Options, 'directory'>;

/** A running stand-in. */
export interface RunningMongo extends RunningDaemon {
  readonly port: number;
  /** Connection string for drivers, without a database; transactions work through it. */
  readonly uri: string;
  /** Ends the process in good order, or at once with `SIGKILL`. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

const flags = (options: MongoOptions): string[] =>
  Object.entries(options).flatMap(([name, value]) => {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (typeof value === 'boolean') return value ? [flag] : [];
    return value === undefined ? [] : [flag, String(value)];
  });

/**
 * Starts the stand-in as a process of its own, with `node` of the PATH, and waits until it is ready. It ends with this
 * process even when this one is killed: its standard input closes then.
 * @param onLog receives each line that it prints
 * @throws Error with what it printed, when it ends before it is ready
 */
export const startMongo = async (options: MongoOptions, onLog?: (line: string) => void): Promise<RunningMongo> => {
  const args = [MAIN, ...flags({ exitWithParent: true, ...options })];
  const child = spawn('node', args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let port: number | undefined;
  createInterface({ input: child.stdout }).once('line', (line) => ({ port } = JSON.parse(line) as { port: number }));
  await watchStart('embedded/mongo', child, { ready: () => Promise.resolve(port !== undefined), log: onLog });
  const daemon = runningDaemon(child);
  const stop = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> => {
    if (signal === 'SIGTERM') return daemon.stop();
    child.kill(signal);
    await daemon.exited;
  };
  const uri = `mongodb://${options.host ?? '127.0.0.1'}:${port}/?replicaSet=${options.replicaSet ?? 'rs0'}`;
  return { ...daemon, port: port!, uri, stop };
};
