import { followJournal, runProgram, startHealth, systemClock, watchDefinition, type Logger } from '@decroche/platform';
import { closeServer, httpApp, httpServer, listen } from '@decroche/platform/http';
import { connectMongo, mongoIsReady, mongoJournalArchive } from '@decroche/platform/mongo';
import { connectRedis, redisBus, redisIsReady, sessionStore } from '@decroche/platform/redis';
import { reportRoutes } from './adapters/http/routes.ts';
import { mongoRecordStore } from './adapters/mongo/record-store.ts';
import { recorder } from './app/recorder.ts';
import { reporting } from './app/reporting.ts';
import { readConfig, type Config } from './config.ts';

/** `--rebuild`: forget every record and make all of them again from the journal and its archive. */
const REBUILD = process.argv.includes('--rebuild');

/** Figures are at most this much later than they could be; a storm of calls costs ten transactions a second, not hundreds. */
const REST_MS = 100;

async function start(config: Config, logger: Logger) {
  const domainId = config.DOMAIN_ID;
  const [redis, mongo] = await Promise.all([
    connectRedis(config.REDIS_URL),
    connectMongo(config.MONGODB_URI, { appName: 'reports' }),
  ]);
  const bus = redisBus(redis);
  const store = await mongoRecordStore(mongo, domainId);
  if (REBUILD) {
    logger.warn('making every record again from the journal');
    await store.clear();
  }
  const definitions = await watchDefinition({ bus, logger, domainId });
  const recording = await recorder({ store, logger });
  const { place } = await store.state();
  const following = followJournal({
    bus,
    logger,
    domainId,
    archive: mongoJournalArchive(mongo),
    after: place,
    restMs: REST_MS,
    onBatch: recording.record,
  });
  const definition = definitions.current;
  const { app } = httpApp({
    title: 'Décroché: reports',
    logger,
    sessions: sessionStore(redis),
    routes: reportRoutes(reporting({ store, recorder: recording, definition, clock: systemClock })),
    documentPath: '/api/reports/openapi.json',
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
    ended: Promise.race([following.failed, definitions.failed]),
    async stop() {
      await closeServer(server);
      await following.stop();
      await definitions.stop();
      await health.close();
      await mongo.close();
      redis.disconnect();
    },
  };
}

runProgram('reports', (logger) => {
  const config = readConfig();
  logger.level = config.LOG_LEVEL;
  return start(config, logger);
});
