import type { Server } from 'node:http';
import type { DomainId } from '@decroche/protocol';
import type { Bus } from '../bus.ts';
import { startHealth } from '../health.ts';
import { closeServer, httpApp, httpServer, listen, type Route } from '../http/index.ts';
import type { JournalArchive } from '../journal-reader.ts';
import { runProgram, type RunningProgram } from '../lifecycle.ts';
import type { Logger } from '../logger.ts';
import { connectMongo, mongoIsReady, mongoJournalArchive, type Connection } from '../mongo/index.ts';
import { connectRedis, disconnectRedis, redisBus, redisIsReady, sessionStore, type Redis } from '../redis/index.ts';
import type { HttpProgramConfig } from './config.ts';

/** What a program is built on. */
export interface ProgramGround {
  readonly config: HttpProgramConfig;
  readonly domainId: DomainId;
  readonly logger: Logger;
  readonly bus: Bus;
  readonly mongo: Connection;
  /** The acd's journal beyond what the bus keeps. */
  readonly archive: JournalArchive;
}

/** Something that runs until it is stopped. */
export interface Part {
  stop(): Promise<void>;
  /** Settles when it cannot go on: the program then leaves. */
  readonly failed?: Promise<never>;
}

/** What a program adds to the ground. */
export interface ProgramParts {
  readonly routes: readonly Route[];
  /** Stopped in this order, after the door is closed. */
  readonly running: readonly Part[];
}

/** What makes one program different from another. */
export interface HttpProgramOptions {
  readonly name: string;
  /** Where its OpenAPI document is served. */
  readonly documentPath: string;
  readonly readConfig: () => HttpProgramConfig;
  readonly build: (ground: ProgramGround) => Promise<ProgramParts>;
}

/** Runs a program that has stores and an HTTP door: connects, builds, listens, answers for its health, and stops in order. */
export function httpProgram(options: HttpProgramOptions): void {
  runProgram(options.name, (logger) => {
    const config = options.readConfig();
    logger.level = config.LOG_LEVEL;
    return start(options, config, logger);
  });
}

async function start(options: HttpProgramOptions, config: HttpProgramConfig, logger: Logger): Promise<RunningProgram> {
  const [redis, mongo] = await Promise.all([
    connectRedis(config.REDIS_URL),
    connectMongo(config.MONGODB_URI, { appName: options.name }),
  ]);
  const { routes, running } = await options.build({
    ...{ config, logger, mongo, bus: redisBus(redis) },
    domainId: config.DOMAIN_ID,
    archive: mongoJournalArchive(mongo),
  });
  const { app } = httpApp({
    title: `Décroché: ${options.name}`,
    logger,
    sessions: sessionStore(redis),
    routes,
    documentPath: options.documentPath,
    trustedProxies: config.TRUSTED_PROXIES,
  });
  const server = httpServer(app);
  const port = await listen(server, config.HTTP_PORT, config.HOST);
  const health = await startHealth({
    host: config.HOST,
    port: config.HEALTH_PORT,
    checks: { redis: () => redisIsReady(redis), mongo: () => mongoIsReady(mongo) },
  });
  logger.info({ port, healthPort: health.port }, 'listening');
  return {
    ended: Promise.race(running.flatMap(({ failed }) => (failed ? [failed] : []))),
    async stop() {
      await leave({ server, redis, mongo, running });
      await health.close();
    },
  };
}

/** Whatever waits for a store that is away would wait beyond the program's time to leave: its connection goes first. */
async function leave(parts: {
  server: Server;
  redis: Redis;
  mongo: Connection;
  running: readonly Part[];
}): Promise<void> {
  const { server, redis, mongo, running } = parts;
  await closeServer(server);
  if (!redisIsReady(redis)) disconnectRedis(redis);
  if (!(await mongoIsReady(mongo).catch(() => false))) await mongo.close(true).catch(() => undefined);
  for (const part of running) await part.stop();
  await mongo.close();
  disconnectRedis(redis);
}
