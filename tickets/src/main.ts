import { followJournal, runProgram, startHealth, systemClock, watchDefinition, type Logger } from '@decroche/platform';
import { closeServer, httpApp, httpServer, listen } from '@decroche/platform/http';
import { connectMongo, mongoIsReady, mongoJournalArchive } from '@decroche/platform/mongo';
import { connectRedis, redisBus, redisIsReady, sessionStore } from '@decroche/platform/redis';
import { ticketRoutes } from './adapters/http/routes.ts';
import { mongoTicketStore } from './adapters/mongo/ticket-store.ts';
import { announcer } from './app/announcer.ts';
import { consigner } from './app/consigner.ts';
import { desk } from './app/desk.ts';
import { readConfig, type Config } from './config.ts';

/** A ticket appears at most this much later than it could; a storm of calls costs few transactions. */
const REST_MS = 20;

async function start(config: Config, logger: Logger) {
  const domainId = config.DOMAIN_ID;
  const [redis, mongo] = await Promise.all([
    connectRedis(config.REDIS_URL),
    connectMongo(config.MONGODB_URI, { appName: 'tickets' }),
  ]);
  const bus = redisBus(redis);
  const store = await mongoTicketStore(mongo, domainId);
  const definitions = await watchDefinition({ bus, logger, domainId });
  const definition = definitions.current;
  const telling = announcer({ store, bus, logger, domainId });
  const onAnnounced = telling.wake;
  const following = followJournal({
    bus,
    logger,
    domainId,
    archive: mongoJournalArchive(mongo),
    after: await store.place(),
    restMs: REST_MS,
    onBatch: consigner({ store, logger, definition, onAnnounced }),
  });
  const { app } = httpApp({
    title: 'Décroché: tickets',
    logger,
    sessions: sessionStore(redis),
    routes: ticketRoutes({ store, desk: desk({ store, clock: systemClock, definition, onAnnounced }) }),
    documentPath: '/api/tickets/openapi.json',
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
    ended: Promise.race([following.failed, telling.failed, definitions.failed]),
    async stop() {
      await closeServer(server);
      await following.stop();
      await telling.stop();
      await definitions.stop();
      await health.close();
      await mongo.close();
      redis.disconnect();
    },
  };
}

runProgram('tickets', (logger) => {
  const config = readConfig();
  logger.level = config.LOG_LEVEL;
  return start(config, logger);
});
