import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  EngineInput,
  streams,
  type TelephonyCommand,
  type TelephonyEvent,
  type TelephonyEventOf,
} from '@decroche/protocol';
import type { Bus } from '@decroche/platform';
import { connectRedis, deviceCredentialStore, type Redis, redisBus } from '@decroche/platform/redis';
import { freeTcpPort, freeUdpPort } from '../../../embedded/daemon.ts';
import { startDrachtio } from '../../../embedded/drachtio/start.ts';
import { startRedis } from '../../../embedded/redis/start.ts';
import { startRtpengine } from '../../../embedded/rtpengine/start.ts';
import { toneWav } from '../../support/rtp.ts';

/** Tones by which the tests know what is heard. */
export const tones = { music: 440, welcome: 600, caller: 350, agent: 800, other: 1_000 } as const;
export const PARTY_KEY = 'a key for the party references';
/** Seals the messages of the tests. */
export const VOICEMAIL_KEY = randomBytes(32);
const REALM = 'test.decroche';
export const BROWSER_SECRET = 'a secret that the console shares';
export const PHONE = { deviceId: 'phone7', password: 'right' } as const;

const MAIN = fileURLToPath(new URL('../../../sip-gateway/src/main.ts', import.meta.url));

/** The acd's part, played by the test. */
class ScriptedAcd {
  readonly events: TelephonyEvent[] = [];
  readonly #bus: Bus;
  readonly #gatewayId: string;
  #count = 0;
  #taken = new Set<TelephonyEvent>();
  #wakers = new Set<() => void>();

  constructor(bus: Bus, gatewayId: string) {
    this.#bus = bus;
    this.#gatewayId = gatewayId;
    bus.follow(streams.inputs('main'), 'start', (entries) => {
      for (const entry of entries) {
        const input = EngineInput.parse(entry.value);
        if (input.kind === 'telephony') this.events.push(input.event);
      }
      for (const wake of [...this.#wakers]) wake();
    });
  }

  /** The next event of a type that no one has taken yet. */
  async next<T extends TelephonyEvent['type']>(
    type: T,
    fits: (event: TelephonyEventOf<T>) => boolean = () => true,
    withinMs = 5_000,
  ): Promise<TelephonyEventOf<T>> {
    const giveUpAt = performance.now() + withinMs;
    for (;;) {
      const found = this.events.find(
        (event): event is TelephonyEventOf<T> =>
          event.type === type && !this.#taken.has(event) && fits(event as TelephonyEventOf<T>),
      );
      if (found) {
        this.#taken.add(found);
        return found;
      }
      const left = giveUpAt - performance.now();
      if (left <= 0) throw new Error(`no ${type}; last: ${JSON.stringify(this.events.slice(-6))}`);
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          this.#wakers.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, left);
        this.#wakers.add(wake);
      });
    }
  }

  /** Sends commands in order; gives their message ids. */
  async send(...commands: object[]): Promise<string[]> {
    const messages = commands.map((command) => ({
      id: `test-${++this.#count}`,
      domainId: 'main',
      at: Date.now(),
      command: command as TelephonyCommand,
    }));
    await this.resend(...messages);
    return messages.map(({ id }) => id);
  }

  /** Puts messages on the stream as they are. */
  async resend(...messages: unknown[]): Promise<void> {
    await this.#bus.publish(streams.commands(this.#gatewayId), messages);
  }
}

/** The gateway as a process, with its real neighbours and a scripted acd. */
export interface GatewayWorld {
  readonly acd: ScriptedAcd;
  readonly bus: Bus;
  readonly redis: Redis;
  readonly sipPort: number;
  readonly wsPort: number;
  readonly mediaDir: string;
  readonly healthPort: number;
  readonly logs: string[];
  readonly gatewayPid: () => number;
  readonly stopGateway: (signal?: NodeJS.Signals) => Promise<void>;
  /** With its settings, or some of them changed; fails with what it said when it does not come up. */
  readonly startGateway: (change?: Readonly<Record<string, string>>) => Promise<void>;
  /** Takes the bus away, keeping its data. */
  readonly stopRedis: () => Promise<void>;
  readonly startRedis: () => Promise<void>;
  readonly restartDrachtio: () => Promise<void>;
  readonly restartRtpengine: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** The definition of the tests: one service. */
export const definition = {
  version: 1,
  publishedAt: 0,
  domainId: 'main',
  profileId: 'test',
  organisation: 'Test',
  timeZone: 'Europe/Paris',
  services: [
    {
      serviceId: 'assistance',
      name: 'Assistance',
      numbers: ['8008', '0800711900'],
      queueId: 'n1',
      calendarId: 'always',
      music: 'music',
      maximumWaitMs: 60_000,
      maximumWaiting: 100,
      serviceLevel: {
        thresholdMs: 15_000,
        pickUpTarget: 0.9,
        abandonTarget: 0.05,
        clause: 'F4',
        clockStartsAt: 'queued',
      },
    },
  ],
  queues: [],
  agents: [],
  calendars: [],
  prompts: [],
  pauseReasons: [],
};

/** Starts everything on free ports; `services` stand beside the first one, which they are made like. */
export async function startWorld(
  environment: Record<string, string> = {},
  services: readonly object[] = [],
): Promise<GatewayWorld> {
  const mediaDir = await mkdtemp(join(tmpdir(), 'decroche-gateway-'));
  for (const [name, ms] of Object.entries({ music: 2_000, welcome: 400, other: 300 })) {
    await writeFile(join(mediaDir, `${name}.wav`), toneWav(tones[name as keyof typeof tones], ms));
  }
  const redisDir = join(mediaDir, 'redis');
  const [firstRedis, firstRtpengine, firstDrachtio, healthPort] = await Promise.all([
    startRedis({ dir: redisDir }),
    freeUdpPort().then((dtmfPort) => startRtpengine({ dtmfPort })),
    startDrachtio({ secret: 'test-secret' }),
    freeTcpPort(),
  ]);
  let redisServer = firstRedis;
  let drachtio = firstDrachtio;
  let rtpengine = firstRtpengine;
  const redis = await connectRedis(redisServer.url);
  const bus = redisBus(redis);
  const [first] = definition.services;
  const all = [...definition.services, ...services.map((service) => ({ ...first, ...service }))];
  await bus.publish(streams.definitions('main'), [{ ...definition, services: all }]);
  await storePhone(redis);
  const acd = new ScriptedAcd(bus, 'gateway1');
  const logs: string[] = [];
  const settings = {
    REDIS_URL: redisServer.url,
    DRACHTIO_HOST: drachtio.host,
    DRACHTIO_PORT: String(drachtio.controlPort),
    DRACHTIO_SECRET: drachtio.secret,
    RTPENGINE_PORT: String(rtpengine.ngPort),
    RTPENGINE_DTMF_PORT: String(rtpengine.dtmfPort),
    MEDIA_DIR: mediaDir,
    PARTY_KEY,
    VOICEMAIL_KEY: VOICEMAIL_KEY.toString('base64'),
    SIP_CREDENTIAL_SECRET: BROWSER_SECRET,
    SIP_DOMAIN: REALM,
    HEALTH_PORT: String(healthPort),
    ...environment,
  };
  const gateway = gatewayProcess(settings, healthPort, logs);
  await gateway.start();
  return {
    acd,
    bus,
    redis,
    sipPort: drachtio.sip.udp!,
    wsPort: drachtio.sip.ws!,
    mediaDir,
    healthPort,
    logs,
    gatewayPid: gateway.pid,
    stopGateway: gateway.stop,
    startGateway: gateway.start,
    stopRedis: () => redisServer.stop(),
    startRedis: async () => void (redisServer = await startRedis({ dir: redisDir, port: redisServer.port })),
    async restartDrachtio() {
      await drachtio.stop();
      const { controlPort, secret, sip } = drachtio;
      const contacts = [`sip:127.0.0.1:${sip.udp};transport=udp,tcp`, `sip:127.0.0.1:${sip.ws};transport=ws`];
      drachtio = await startDrachtio({ controlPort, secret, contacts });
    },
    async restartRtpengine() {
      await rtpengine.stop();
      rtpengine = await startRtpengine({ ngPort: rtpengine.ngPort, dtmfPort: rtpengine.dtmfPort });
    },
    async stop() {
      await gateway.stop();
      redis.disconnect();
      await Promise.all([drachtio.stop(), rtpengine.stop(), redisServer.stop()]);
      await rm(mediaDir, { recursive: true, force: true });
    },
  };
}

function gatewayProcess(settings: Record<string, string>, healthPort: number, logs: string[]) {
  let child: ReturnType<typeof spawn> | undefined;
  return {
    pid: () => child?.pid ?? 0,
    async start(change: Readonly<Record<string, string>> = {}) {
      child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
        env: { PATH: process.env.PATH, ...settings, ...change },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const stream of [child.stdout!, child.stderr!]) {
        stream.on('data', (data) => logs.push(...String(data).split('\n').filter(Boolean)));
      }
      const giveUpAt = Date.now() + 15_000;
      while (!(await isReady(healthPort))) {
        if (Date.now() > giveUpAt || child.exitCode !== null)
          throw new Error(`not ready:\n${logs.slice(-20).join('\n')}`);
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
    async stop(signal: NodeJS.Signals = 'SIGTERM') {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },
  };
}

const isReady = (port: number) =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );

async function storePhone(redis: Redis): Promise<void> {
  const secret = `${PHONE.deviceId}:${REALM}:${PHONE.password}`;
  await deviceCredentialStore(redis).put({
    deviceId: PHONE.deviceId,
    realm: REALM,
    ha1: createHash('md5').update(secret).digest('hex'),
    ha1Sha256: createHash('sha256').update(secret).digest('hex'),
  });
}
