import { followJournal, systemClock, watchDefinition, type Logger } from '@decroche/platform';
import { httpProgram, type ProgramGround, type ProgramParts } from '@decroche/platform/http-program';
import type { Definition } from '@decroche/protocol';
import { bullProofQueue, type BullProofQueue } from './adapters/bullmq/proof-queue.ts';
import { insightRoutes } from './adapters/http/insight-routes.ts';
import { proofRoutes } from './adapters/http/proof-routes.ts';
import { reportRoutes } from './adapters/http/routes.ts';
import { waitRoutes } from './adapters/http/wait-routes.ts';
import { onCallRoutes } from './adapters/http/on-call-routes.ts';
import { reportModels } from './adapters/mongo/models.ts';
import { mongoOnCallStore } from './adapters/mongo/on-call-store.ts';
import { mongoProofStore } from './adapters/mongo/proof-store.ts';
import { mongoRecordStore } from './adapters/mongo/record-store.ts';
import { insights } from './app/insights.ts';
import { onCallReporting } from './app/on-call-reporting.ts';
import { places } from './app/places.ts';
import { proveDay } from './app/prover.ts';
import { proving } from './app/proving.ts';
import { recorder } from './app/recorder.ts';
import { reporting } from './app/reporting.ts';
import { ticketLines } from './app/ticket-lines.ts';
import { whyWait } from './app/why-wait.ts';
import { readConfig } from './config.ts';

/** `--rebuild`: forget every record and make all of them again from the journal and its archive. */
const REBUILD = process.argv.includes('--rebuild');

/** Figures are at most this much later than they could be; a storm of calls costs ten transactions a second, not hundreds. */
const REST_MS = 100;

async function build({ config, bus, mongo, archive, logger, domainId }: ProgramGround): Promise<ProgramParts> {
  const queue = await bullProofQueue({ redisUrl: config.REDIS_URL, domainId, logger });
  const models = await reportModels(mongo);
  const store = await mongoRecordStore(mongo, models, domainId);
  if (REBUILD) {
    logger.warn('making every record again from the journal');
    await store.clear();
  }
  const schedule = ({ timeZone }: Definition): Promise<void> => scheduleNights(queue, timeZone, logger);
  const definitions = await watchDefinition({ bus, logger, domainId, onChange: schedule });
  const recording = await recorder({ store, logger });
  const { place } = await store.state();
  const reached = places();
  const journal = { bus, archive, domainId, positionBefore: reached.before };
  const following = followJournal({
    ...{ bus, logger, domainId, archive, restMs: REST_MS },
    after: place,
    async onBatch(batch) {
      await recording.record(batch);
      reached.note(batch.place);
    },
  });
  const shared = { store, recorder: recording, definition: definitions.current, clock: systemClock };
  const report = reporting(shared);
  const { timeZone } = report;
  const tickets = ticketLines(journal);
  const proofs = await proving({
    ...{ logger, queue, timeZone, clock: systemClock, proofs: mongoProofStore(mongo) },
    recordsSince: () => recording.recorded().rollUp.since(),
    proveDay: (day, signal) => proveDay(day, { ...shared, timeZone, journal, tickets }, signal),
  });
  await scheduleNights(queue, timeZone(), logger);
  queue.takeJobs(proofs.prove);
  return {
    routes: [
      ...reportRoutes(report),
      ...waitRoutes(whyWait({ ...shared, journal })),
      ...insightRoutes(insights({ ...shared, timeZone }), report),
      ...proofRoutes(proofs),
      ...onCallRoutes(onCallReporting({ store: mongoOnCallStore(models, domainId), clock: systemClock }), report),
    ],
    running: [queue, following, definitions],
  };
}

async function scheduleNights(queue: BullProofQueue, timeZone: string, logger: Logger): Promise<void> {
  try {
    await queue.schedule(timeZone);
    logger.info({ timeZone }, 'every night is proved');
  } catch (err) {
    logger.error({ err, timeZone }, 'the nightly proof is not on the calendar');
  }
}

httpProgram({ name: 'reports', documentPath: '/api/reports/openapi.json', readConfig, build });
