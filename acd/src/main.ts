import { runProgram, startHealth, systemClock, type Logger } from '@decroche/platform';
import { connectMongo, type Connection } from '@decroche/platform/mongo';
import { connectRedis, redisBus, redisIsReady, type Redis } from '@decroche/platform/redis';
import type { DomainId } from '@decroche/protocol';
import { mongoArchive } from './adapters/mongo/archive.ts';
import { redisFleet } from './adapters/redis/fleet.ts';
import { redisJournal } from './adapters/redis/journal.ts';
import { redisLease } from './adapters/redis/lease.ts';
import { systemAlarm } from './app/alarm-clock.ts';
import { keepArchiving } from './app/archiver.ts';
import { startEngine } from './app/engine.ts';
import { lead } from './app/leadership.ts';
import { shareOut, type Permit } from './app/shares.ts';
import { readConfig } from './config.ts';

/** How long a line may stay out of the archive. */
const ARCHIVE_EVERY_MS = 2_000;
const RETRY_EVERY_MS = 250;

const config = readConfig();
const { INSTANCE_ID: holder, LEASE_MS: leaseMs } = config;

/** One domain in this process: led when its lease can be had and the process's share allows it. */
async function serve(
  domainId: DomainId,
  { redis, mongo, logger, permit }: { redis: Redis; mongo: Connection | undefined; logger: Logger; permit: Permit },
) {
  const bus = redisBus(redis);
  const journal = redisJournal(redis, domainId);
  const leadership = lead({
    ...{ lease: redisLease(redis, { domainId, holder, leaseMs }), logger, permit },
    ...{ renewEveryMs: leaseMs / 3, retryEveryMs: RETRY_EVERY_MS },
    start: (epoch) =>
      startEngine({
        ...{ domainId, epoch, bus, journal, logger, clock: systemClock, alarm: systemAlarm(systemClock) },
        snapshotEvery: config.SNAPSHOT_EVERY,
      }),
  });
  const archiving =
    mongo &&
    keepArchiving({
      ...{ domainId, journal, logger, keep: config.JOURNAL_KEEP, everyMs: ARCHIVE_EVERY_MS },
      archive: await mongoArchive(mongo, domainId),
      wanted: () => leadership.leading,
    });
  return {
    leadership,
    async stop(): Promise<void> {
      await archiving?.stop();
      await leadership.stop();
    },
  };
}

runProgram(
  'acd',
  async (logger) => {
    const domainIds = config.DOMAINS ?? [config.DOMAIN_ID];
    const redis = await connectRedis(config.REDIS_URL);
    const mongo = config.MONGODB_URI === undefined ? undefined : await connectMongo(config.MONGODB_URI);
    const fleet = redisFleet(redis, { domainIds, holder, leaseMs });
    const shares = await shareOut({ domains: domainIds.length, fleet, everyMs: leaseMs / 3, logger });
    const served = await Promise.all(
      domainIds.map((domainId) =>
        serve(domainId, { redis, mongo, logger: logger.child({ domainId }), permit: shares.permit(domainId) }),
      ),
    );
    const health = await startHealth({
      host: config.HEALTH_HOST,
      port: config.HEALTH_PORT,
      checks: {
        redis: () => redisIsReady(redis),
        leading: () => served.some(({ leadership }) => leadership.leading),
      },
    });
    logger.info({ domainIds, health: health.port }, 'stands by for the domain');
    return {
      ended: Promise.race(served.map(({ leadership }) => leadership.failed)),
      async stop() {
        await shares.stop();
        await Promise.all(served.map((each) => each.stop()));
        await health.close();
        await mongo?.close();
        redis.disconnect();
      },
    };
  },
  config.LOG_LEVEL,
);
