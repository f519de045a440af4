import { runProgram, startHealth, systemClock } from '@decroche/platform';
import { connectMongo } from '@decroche/platform/mongo';
import { connectRedis, redisBus, redisIsReady } from '@decroche/platform/redis';
import { mongoArchive } from './adapters/mongo/archive.ts';
import { redisJournal } from './adapters/redis/journal.ts';
import { redisLease } from './adapters/redis/lease.ts';
import { systemAlarm } from './app/alarm-clock.ts';
import { keepArchiving } from './app/archiver.ts';
import { startEngine } from './app/engine.ts';
import { lead } from './app/leadership.ts';
import { readConfig } from './config.ts';

/** How long a line may stay out of the archive. */
const ARCHIVE_EVERY_MS = 2_000;

const config = readConfig();

runProgram(
  'acd',
  async (logger) => {
    const domainId = config.DOMAIN_ID;
    const redis = await connectRedis(config.REDIS_URL);
    const bus = redisBus(redis);
    const journal = redisJournal(redis, domainId);
    const leadership = lead({
      lease: redisLease(redis, { domainId, holder: config.INSTANCE_ID, leaseMs: config.LEASE_MS }),
      logger,
      renewEveryMs: config.LEASE_MS / 3,
      retryEveryMs: 250,
      start: (epoch) =>
        startEngine({
          ...{ domainId, epoch, bus, journal, logger, clock: systemClock, alarm: systemAlarm(systemClock) },
          snapshotEvery: config.SNAPSHOT_EVERY,
        }),
    });
    const mongo = config.MONGODB_URI === undefined ? undefined : await connectMongo(config.MONGODB_URI);
    const archiving =
      mongo &&
      keepArchiving({
        ...{ journal, logger, keep: config.JOURNAL_KEEP, everyMs: ARCHIVE_EVERY_MS },
        archive: await mongoArchive(mongo, domainId),
        wanted: () => leadership.leading,
      });
    const health = await startHealth({
      host: config.HEALTH_HOST,
      port: config.HEALTH_PORT,
      checks: { redis: () => redisIsReady(redis), leading: () => leadership.leading },
    });
    logger.info({ domainId, health: health.port }, 'stands by for the domain');
    return {
      ended: leadership.failed,
      async stop() {
        await archiving?.stop();
        await leadership.stop();
        await health.close();
        await mongo?.close();
        redis.disconnect();
      },
    };
  },
  config.LOG_LEVEL,
);
