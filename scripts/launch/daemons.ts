import { join } from 'node:path';
import type { RunningDaemon } from '../../embedded/daemon.ts';
import { startDrachtio } from '../../embedded/drachtio/start.ts';
import { startMongo } from '../../embedded/mongo/start.ts';
import { startRedis } from '../../embedded/redis/start.ts';
import { startRtpengine } from '../../embedded/rtpengine/start.ts';
import type { DaemonAddresses, ProductOptions } from './options.ts';
import { internalPort } from './ports.ts';

/** What redis-server says at every start and stop, whatever its log level, and its advice for big installations. */
const REDIS_BANNER =
  /^\d+:[CMS] .{20,26} # (oO0|Redis |Configuration loaded|Server init|User requested|WARNING Memory over)|signal-handler/;

/** Starts a part and keeps it running. */
export type Keep = (name: string, start: () => Promise<RunningDaemon>) => Promise<void>;

/**
 * Starts privately, side by side, each daemon for which no real one is named.
 *
 * @throws what the first one that could not start threw, once all have settled.
 */
export async function startDaemons(options: ProductOptions, secret: string, keep: Keep): Promise<DaemonAddresses> {
  const { real = {} } = options;
  const at = await addressesOf(options, secret);
  const log = (name: string) => (text: string) => {
    if (!REDIS_BANNER.test(text) && !text.startsWith('{"ready":true')) options.line(name, text);
  };
  const dir = (name: string): string => join(options.dataDir, name);
  const starts: Readonly<Record<'redis' | 'mongo' | 'rtpengine' | 'drachtio', () => Promise<RunningDaemon>>> = {
    redis: () => startRedis({ dir: dir('redis'), port: portOf(at.redisUrl), log: log('redis') }),
    mongo: () => startMongo({ directory: dir('mongo'), port: portOf(at.mongoUri) }, log('mongo')),
    rtpengine: () => {
      const { port: ngPort, dtmfPort } = at.rtpengine;
      return startRtpengine({ rtpInterface: options.addresses.join(';'), ngPort, dtmfPort, log: log('rtpengine') });
    },
    drachtio: () => startSipServer(options, at, log('drachtio')),
  };
  const given = { redis: real.redisUrl, mongo: real.mongoUri, rtpengine: real.rtpengine, drachtio: real.drachtio };
  const names = (Object.keys(starts) as (keyof typeof starts)[]).filter((name) => given[name] === undefined);
  const settled = await Promise.allSettled(names.map((name) => keep(name, starts[name])));
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return at;
}

async function addressesOf({ real = {}, ports = {} }: ProductOptions, secret: string): Promise<DaemonAddresses> {
  const local = '127.0.0.1';
  return {
    redisUrl: real.redisUrl ?? `redis://${local}:${await internalPort()}`,
    mongoUri: real.mongoUri ?? `mongodb://${local}:${await internalPort()}/decroche?replicaSet=rs0`,
    drachtio: real.drachtio ?? { host: local, port: await internalPort(), secret },
    rtpengine: real.rtpengine ?? { host: local, port: await internalPort(), dtmfPort: await internalPort() },
    sipPort: real.drachtio?.sipPort ?? ports.sip ?? (await internalPort()),
    sipWsUrl: real.drachtio?.wsUrl ?? `ws://${local}:${await internalPort()}`,
  };
}

async function startSipServer(
  { addresses }: ProductOptions,
  at: DaemonAddresses,
  onLog: (line: string) => void,
): Promise<RunningDaemon> {
  const contacts = [
    ...addresses.map((address) => `sip:${address}:${at.sipPort};transport=udp,tcp`),
    `sip:127.0.0.1:${portOf(at.sipWsUrl)};transport=ws`,
  ];
  const { port: controlPort, secret } = at.drachtio;
  const started = await startDrachtio({ controlPort, secret, contacts, onLog });
  return { ...started, exited: started.exited.then((code) => `exit code ${code}`) };
}

const portOf = (url: string): number => Number(new URL(url).port);
