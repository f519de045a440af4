import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Bus } from '@decroche/platform';
import { connectRedis, redisBus, sessionStore, type Redis } from '@decroche/platform/redis';
import { Identity, type Role } from '@decroche/protocol';
import { spawnDaemon } from '../../embedded/daemon.ts';
import { startMongo } from '../../embedded/mongo/start.ts';
import { startRedis } from '../../embedded/redis/start.ts';
import { ROOT } from '../../scripts/launch/program.ts';

/** A program's log line. */
type LogLine = Readonly<Record<string, unknown>> & { readonly msg?: string };

/** A program under test: the real process. */
export interface ProgramUnderTest {
  readonly baseUrl: string;
  readonly healthUrl: string;
  readonly log: readonly LogLine[];
  /** Resolves with the first line, past or to come, that satisfies the condition; rejects when the program ends before. */
  logged(condition: (line: LogLine) => boolean): Promise<LogLine>;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number | null>;
}

/** Real stores for the programs of one suite: private ones, or those that `REDIS_URL` and `MONGODB_URI` name. */
export interface Ground {
  readonly redis: Redis;
  readonly bus: Bus;
  readonly mongoUri: string;
  /** Kills MongoDB; what it gives back starts it again on the same data and port. `undefined` when it is not ours. */
  killMongo(): Promise<(() => Promise<void>) | undefined>;
  /** Kills Redis for good; false when it is not ours. */
  killRedis(): Promise<boolean>;
  /** Headers of someone signed in. */
  signIn(role: Role, agentId?: string): Promise<Record<string, string>>;
  start(
    entry: string,
    options?: { args?: readonly string[]; environment?: Record<string, string> },
  ): Promise<ProgramUnderTest>;
  close(): Promise<void>;
}

/** Lays the ground: stores started, nothing in them. */
export async function layGround(): Promise<Ground> {
  const directory = await mkdtemp(join(tmpdir(), 'decroche-wire-'));
  const ownRedis = process.env['REDIS_URL'] ? undefined : await startRedis({ dir: join(directory, 'redis') });
  const mongoDirectory = join(directory, 'mongo');
  let ownMongo = process.env['MONGODB_URI'] ? undefined : await startMongo({ directory: mongoDirectory });
  const redisUrl = process.env['REDIS_URL'] ?? ownRedis!.url;
  const mongoUri = databaseUri(process.env['MONGODB_URI'] ?? ownMongo!.uri, `wire_${randomUUID().slice(0, 8)}`);
  const redis = await connectRedis(redisUrl);
  const sessions = sessionStore(redis);
  const running = new Set<ProgramUnderTest>();

  return {
    redis,
    bus: redisBus(redis),
    mongoUri,
    async killMongo() {
      if (!ownMongo) return undefined;
      const { port } = ownMongo;
      await ownMongo.stop('SIGKILL');
      return async () => {
        ownMongo = await startMongo({ directory: mongoDirectory, port });
      };
    },
    async killRedis() {
      await ownRedis?.stop();
      return ownRedis !== undefined;
    },
    async signIn(role, agentId) {
      const identity = Identity.parse({
        ...{ accountId: `account-${role}`, login: role, name: `Camille ${role}`, role, via: 'session' },
        ...(agentId === undefined ? {} : { agentId }),
      });
      return { cookie: `decroche_session=${await sessions.open(identity, 3_600_000)}`, 'x-decroche': '1' };
    },
    async start(entry, { args = [], environment = {} } = {}) {
      const settings = { REDIS_URL: redisUrl, MONGODB_URI: mongoUri, HTTP_PORT: '0', HEALTH_PORT: '0', ...environment };
      const program = await startUnderTest(entry, args, settings);
      running.add(program);
      return program;
    },
    async close() {
      await Promise.all([...running].map((program) => program.stop()));
      redis.disconnect();
      await ownRedis?.stop();
      await ownMongo?.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function databaseUri(uri: string, database: string): string {
  const url = new URL(uri);
  url.pathname = `/${database}`;
  return url.toString();
}

async function startUnderTest(
  entry: string,
  args: readonly string[],
  settings: Record<string, string>,
): Promise<ProgramUnderTest> {
  const command = ['--disable-warning=ExperimentalWarning', join(ROOT, entry), ...args];
  const child = spawnDaemon(process.execPath, command, { PATH: process.env['PATH'], ...settings });
  const gone = once(child, 'exit');
  const log: LogLine[] = [];
  const watchers = new Set<(line: LogLine) => void>();
  let lastWords = '';
  child.stderr?.on('data', (text: Buffer) => (lastWords += text.toString()));
  createInterface({ input: child.stdout! }).on('line', (text) => {
    const line = text.startsWith('{') ? (JSON.parse(text) as LogLine) : { msg: text };
    log.push(line);

    for (const watcher of watchers) watcher(line);
  });

  const logged = async (condition: (line: LogLine) => boolean): Promise<LogLine> => {
    const past = log.find(condition);
    if (past) return past;
    let watcher: (line: LogLine) => void = () => undefined;
    const found = new Promise<LogLine>((resolve) => {
      watcher = (line) => condition(line) && resolve(line);
      watchers.add(watcher);
    });
    const ended = gone.then(([code, signal]) => {
      const tail = log.slice(-5).map((line) => JSON.stringify(line));
      throw new Error(`${entry} ended (${code ?? signal}): ${lastWords}\n${tail.join('\n')}`);
    });
    return Promise.race([found, ended]).finally(() => watchers.delete(watcher));
  };
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await gone;
    }
    return child.exitCode;
  };
  const { port, healthPort } = await logged(({ msg }) => msg === 'listening');
  return {
    baseUrl: `http://127.0.0.1:${String(port)}`,
    healthUrl: `http://127.0.0.1:${String(healthPort)}`,
    log,
    logged,
    kill: () => end('SIGKILL').then(() => undefined),
    stop: () => end('SIGTERM'),
  };
}
