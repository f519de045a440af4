import { mkdir } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { freeTcpPort, runningDaemon, spawnDaemon, watchStart, type RunningDaemon } from '../daemon.ts';

/** How a private Redis is wanted. */
export interface RedisOptions {
  /** Where its data lives; created when missing. */
  readonly dir: string;
  /** Append-only file, synced every second: what was acknowledged survives a crash but for the last second. Default true. */
  readonly aof?: boolean;
  /** Default: a free one. */
  readonly port?: number;
  /** Receives each line the daemon prints. */
  readonly log?: (line: string) => void;
}

/** A running private Redis; its data is on disk when `stop` resolves. */
export interface RunningRedis extends RunningDaemon {
  readonly url: string;
  readonly port: number;
}

/**
 * Starts Debian's redis-server for this project alone: own port on 127.0.0.1, own folder, nothing read from /etc.
 *
 * @throws Error when it does not answer within 10 s, with what it printed.
 */
export async function startRedis(options: RedisOptions): Promise<RunningRedis> {
  await mkdir(options.dir, { recursive: true });
  const port = options.port ?? (await freeTcpPort());
  const aof = options.aof ?? true;
  const child = spawnDaemon('redis-server', [
    ...['--bind', '127.0.0.1', '--port', String(port), '--dir', options.dir, '--daemonize', 'no'],
    ...['--appendonly', aof ? 'yes' : 'no', '--appendfsync', 'everysec', '--save', ''],
    ...['--loglevel', 'warning'],
  ]);
  await watchStart('redis-server', child, { ready: () => answersPing(port), log: options.log });
  return { ...runningDaemon(child), url: `redis://127.0.0.1:${port}`, port };
}

/** While the append-only file is being loaded the answer is `-LOADING`: not ready. */
function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => settle(data.toString().startsWith('+PONG')));
    socket.once('error', () => settle(false));
    socket.setTimeout(500, () => settle(false));
  });
}
