import { randomBytes } from 'node:crypto';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Bus } from '@decroche/platform';
import { connectRedis, redisBus, type Redis } from '@decroche/platform/redis';
import {
  EngineInput,
  streams,
  type Definition,
  type DomainId,
  type JournalEvent,
  type JournalRecord,
  type Reply,
} from '@decroche/protocol';
import { spawnDaemon } from '../../../embedded/daemon.ts';
import { startMongo, type RunningMongo } from '../../../embedded/mongo/start.ts';
import { startRedis, type RunningRedis } from '../../../embedded/redis/start.ts';

const MAIN = fileURLToPath(new URL('../../../agent-console/server/src/main.ts', import.meta.url));
export const DOMAIN = 'main' as DomainId;
export const DEMO_PASSWORD = 'decroche-demo';
export const VOICEMAIL_KEY = randomBytes(32);
export const PARTY_KEY = 'a key for these tests';

/** A line of the console's log. */
type LogLine = Readonly<Record<string, unknown>>;

/** The console's server, running as a process of its own. */
export interface ConsoleProcess {
  readonly base: string;
  readonly httpsBase: string | undefined;
  readonly healthPort: number;
  readonly output: string[];
  readonly log: LogLine[];
  /** The line that bears this errorId, as soon as it is written. */
  logged(errorId: unknown): Promise<LogLine>;
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/** What the tests run against: real Redis, the MongoDB stand-in, the console as a process, an acd that does as it is told. */
export interface Ground {
  readonly folder: string;
  readonly mediaDir: string;
  readonly redis: Redis;
  redisServer: RunningRedis;
  readonly bus: Bus;
  readonly acd: ScriptedAcd;
  readonly environment: Readonly<Record<string, string>>;
  console: ConsoleProcess;
  restart(signal?: NodeJS.Signals, more?: Readonly<Record<string, string>>): Promise<void>;
  stop(): Promise<void>;
}

/** @param options.withoutAcd nobody stands where the acd stands: the test brings a real one. */
export async function startGround(
  more: Readonly<Record<string, string>> = {},
  options: { readonly withoutAcd?: boolean } = {},
): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'decroche-console-'));
  const mediaDir = join(folder, 'media');
  const clientDir = join(folder, 'dist');
  await mkdir(join(clientDir, 'assets'), { recursive: true });
  await mkdir(mediaDir, { recursive: true });
  await writeFile(join(clientDir, 'index.html'), '<!doctype html><title>the page</title>');
  await writeFile(join(clientDir, 'assets', 'app-1234.js'), 'export {};');
  const [redisServer, mongo]: [RunningRedis, RunningMongo] = await Promise.all([
    startRedis({ dir: join(folder, 'redis') }),
    startMongo({ directory: join(folder, 'mongo') }),
  ]);
  const redis = await connectRedis(redisServer.url);
  const environment = {
    LOG_LEVEL: 'debug',
    HTTP_PORT: '0',
    HEALTH_PORT: '0',
    REDIS_URL: redisServer.url,
    MONGODB_URI: mongo.uri.replace('/?', '/console?'),
    MEDIA_DIR: mediaDir,
    TLS_DIR: join(folder, 'tls'),
    CLIENT_DIR: clientDir,
    MAIL_DIR: join(folder, 'mail'),
    SIP_CREDENTIAL_SECRET: 'a secret for these tests',
    PARTY_KEY,
    VOICEMAIL_KEY: VOICEMAIL_KEY.toString('base64'),
    DEMO: 'true',
    // Nobody listens there: what is not part of a test is away.
    TICKETS_URL: 'http://127.0.0.1:9',
    REPORTS_URL: 'http://127.0.0.1:9',
    SIP_WS_URL: 'ws://127.0.0.1:9',
    ...more,
  };
  const bus = redisBus(redis);
  const acd = new ScriptedAcd(bus);
  if (options.withoutAcd) await acd.stop();
  const ground: Ground = {
    folder,
    mediaDir,
    redis,
    redisServer,
    bus,
    acd,
    environment,
    console: await startConsole(environment),
    async restart(signal = 'SIGTERM', change = {}) {
      await ground.console.kill(signal);
      ground.console = await startConsole({ ...environment, ...change });
    },
    async stop() {
      await acd.stop();
      await ground.console.kill();
      redis.disconnect();
      await Promise.all([mongo.stop(), ground.redisServer.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
  return ground;
}

/** Starts the console's server and waits until it says where it is. */
export async function startConsole(environment: Readonly<Record<string, string>>): Promise<ConsoleProcess> {
  const child = spawnConsole(environment);
  const output: string[] = [];
  const log: LogLine[] = [];
  let found: (urls: readonly string[]) => void = () => undefined;
  let lost: (error: Error) => void = () => undefined;
  const where = new Promise<readonly string[]>((resolve, reject) => {
    found = resolve;
    lost = reject;
  });
  createInterface({ input: child.stdout! }).on('line', (line) => {
    output.push(line);
    if (!line.startsWith('{')) return;
    const entry = JSON.parse(line) as LogLine;
    log.push(entry);
    if (Array.isArray(entry['urls'])) found(entry['urls'] as string[]);
  });
  child.stderr!.on('data', (data: Buffer) => output.push(data.toString()));
  child.once('exit', (code) => lost(new Error(`the console ended with ${code}:\n${output.join('\n')}`)));
  const urls = await where;
  return {
    base: urls[0]!.replace('localhost', '127.0.0.1'),
    httpsBase: urls[1]?.replace('0.0.0.0', '127.0.0.1'),
    healthPort: 0,
    output,
    log,
    logged: async (errorId) => {
      const line = await eventually(
        () => log.find((each) => each['errorId'] === errorId),
        (found) => found !== undefined,
      );
      return line!;
    },
    kill: (signal = 'SIGTERM') => end(child, signal),
  };
}

/** Starts the process alone, for those that are not meant to come up. */
export function spawnConsole(environment: Readonly<Record<string, string>>): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  return spawnDaemon(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], { PATH, HOME, ...environment });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

type Request = Extract<EngineInput, { kind: 'request' }>;

/** Stands where the acd stands on the bus: adopts definitions, answers requests as told, writes the journal as told. */
class ScriptedAcd {
  readonly requests: Request[] = [];
  readonly definitions: Definition[] = [];
  /** What a request is answered; `undefined` = nothing. */
  answer: (request: Request) => Reply | undefined = () => ({ result: 'accepted' });
  readonly #bus: Bus;
  readonly #following: ReturnType<Bus['follow']>;
  #seq = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(bus: Bus) {
    this.#bus = bus;
    this.#following = bus.follow(streams.inputs(DOMAIN), 'start', async (entries) => {
      for (const { value } of entries) await this.#take(EngineInput.parse(value));
    });
  }

  async #take(input: EngineInput): Promise<void> {
    if (input.kind === 'definition') {
      if (this.definitions.some((known) => known.version === input.definition.version)) return;
      this.definitions.push(input.definition);
      await this.tell({ type: 'definition.adopted', definition: input.definition });
    }
    if (input.kind !== 'request') return;
    this.requests.push(input);
    const reply = this.answer(input);
    if (!reply) return;
    const message = { id: `reply-${input.id}`, domainId: DOMAIN, at: Date.now(), to: input.id, reply };
    await this.#bus.publish(input.replyTo, [message]);
  }

  /** Writes lines into the journal, in order. */
  tell(...events: readonly unknown[]): Promise<void> {
    const at = Date.now();
    const records: JournalRecord[] = events.map((event) => ({
      seq: (this.#seq += 1),
      domainId: DOMAIN,
      at,
      cause: 'test',
      definitionVersion: 1,
      event: event as JournalEvent,
      hash: '',
    }));
    this.#work = this.#work.then(() => this.#bus.publish(streams.journal(DOMAIN), records));
    return this.#work;
  }

  stop(): Promise<void> {
    return this.#following.stop();
  }
}

/** An HTTP answer, its body read as JSON where it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** A client of the HTTP door: a page with its cookie and header, or a robot with its token. */
export class Client {
  readonly #base: () => string;
  readonly headers: Record<string, string>;

  constructor(base: () => string, headers: Record<string, string> = { 'x-decroche': '1' }) {
    this.#base = base;
    this.headers = headers;
  }

  send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    if (body === undefined) return this.sendRaw(method, path, undefined, headers);
    const isText = typeof body === 'string';
    const raw = { body: isText ? body : JSON.stringify(body), type: isText ? 'text/csv' : 'application/json' };
    return this.sendRaw(method, path, raw, headers);
  }

  async sendRaw(
    method: string,
    path: string,
    content?: { readonly body: string | Uint8Array; readonly type: string },
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(this.#base() + path, {
      method,
      redirect: 'manual',
      headers: { ...this.headers, ...(content ? { 'content-type': content.type } : {}), ...headers },
      ...(content ? { body: content.body as string } : {}),
    });
    const text = await response.text();
    const json = (response.headers.get('content-type') ?? '').includes('json');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: json ? (JSON.parse(text) as Record<string, unknown>) : {},
    };
  }

  get = (path: string, headers?: Record<string, string>): Promise<Answer> => this.send('GET', path, undefined, headers);
  post = (path: string, body?: unknown): Promise<Answer> => this.send('POST', path, body);
  put = (path: string, body?: unknown): Promise<Answer> => this.send('PUT', path, body);
  delete = (path: string): Promise<Answer> => this.send('DELETE', path);
}

/** Sends a file as it is. */
export const sendBytes = (client: Client, path: string, bytes: Uint8Array, type: string): Promise<Answer> =>
  client.sendRaw('POST', path, { body: bytes, type });

/** Signs in and keeps the cookie. */
export async function signIn(ground: Ground, login: string, password = DEMO_PASSWORD): Promise<Client> {
  const nobody = new Client(() => ground.console.base);
  const answer = await nobody.post('/api/session', { login, password });
  if (answer.status !== 200) throw new Error(`sign-in of ${login}: ${answer.status} ${answer.text}`);
  const cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!;
  return new Client(() => ground.console.base, { 'x-decroche': '1', cookie });
}

/** Asks until the answer is as wanted; the present state of something that changes by itself. */
export async function eventually<T>(ask: () => Promise<T> | T, wanted: (value: T) => boolean): Promise<T> {
  const giveUpAt = Date.now() + 10_000;
  for (;;) {
    const value = await ask();
    if (wanted(value)) return value;
    if (Date.now() > giveUpAt) throw new Error(`not in time: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The first lines of a call: arrived, welcomed, queued. */
export function arrival(callId: string, partyRef?: string): unknown[] {
  const receivedAt = Date.now();
  return [
    {
      type: 'call.arrived',
      callId,
      legId: `${callId}-a`,
      gatewayId: 'gw',
      serviceId: 'assistance',
      dialled: '8008',
      receivedAt,
      ...(partyRef === undefined ? {} : { partyRef }),
    },
    { type: 'call.welcomed', callId },
    { type: 'call.queued', callId, queueId: 'assistance', queuedAt: receivedAt + 1, priority: 0 },
  ];
}

/** A ring at an agent. */
export const offer = (callId: string, agentId: string, n = 1) => {
  const base = { offerId: `${callId}-o${n}`, callId, agentId };
  return {
    made: {
      type: 'offer.made',
      ...base,
      legId: `${callId}-b${n}`,
      queueId: 'assistance',
      expiresAt: Date.now() + 15_000,
      because: 'longestIdle',
    },
    accepted: { type: 'offer.accepted', ...base },
    answered: { type: 'call.answered', ...base, answeredAt: Date.now() },
    expired: { type: 'offer.expired', ...base },
  };
};

export const ended = (callId: string, by = 'caller') => ({
  type: 'call.ended',
  callId,
  outcome: 'answered',
  cause: 'normal',
  by,
  endedAt: Date.now(),
});
