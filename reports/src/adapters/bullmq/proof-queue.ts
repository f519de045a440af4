/**
 * The proofs' work in BullMQ: one queue for a domain, whichever instance is free takes a job. A job survives its worker: a killed
 * one is taken up again when its lock has run out, a failed one after a pause that doubles.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Fault, type Logger } from '@decroche/platform';
import { CivilDate } from '@decroche/protocol';
import { Queue, Worker, type JobsOptions, type RedisOptions } from 'bullmq';
import { z } from 'zod';
import type { ProofQueue } from '../../app/ports.ts';

const QUEUE = 'decroche-reports';
const NIGHTLY = 'nightly-proof';
/** Half past two, when nobody calls; in the night of the change to summer time, half past three. */
const EVERY_NIGHT = '30 2 * * *';

/** No day: whatever the night has to prove. */
const JobData = z.object({ day: CivilDate.optional() });
type JobData = z.infer<typeof JobData>;

/** Ten attempts, 5 s to 43 min apart: an hour and a half for a store to come back. */
const KEPT = { age: 90 * 86_400, count: 200 };
const jobOptions = {
  attempts: 10,
  backoff: { type: 'exponential', delay: 5_000 },
  removeOnComplete: KEPT,
  removeOnFail: KEPT,
} satisfies JobsOptions;

/** A killed worker's job is taken up again after at most the sum of both. */
const LOCK_MS = 10_000;
const LOOK_FOR_KILLED_EVERY_MS = 5_000;

/** A Redis that is away is not waited for longer than this at the end: the job in hand is then taken up like a killed one's. */
const GOODBYE_MS = 2_000;

/** What a queue needs. */
export interface ProofQueueOptions {
  readonly redisUrl: string;
  readonly domainId: string;
  readonly logger: Logger;
}

/** Does a job; `signal` tells it to stop. */
export type ProofWork = (day: CivilDate | undefined, signal: AbortSignal | undefined) => Promise<void>;

/** The queue, and the worker of this process. */
export interface BullProofQueue extends ProofQueue {
  /** Has every night proved at its time in a zone: once, however often and by however many it is asked. */
  schedule(timeZone: string): Promise<void>;
  /** Takes jobs from now on, one at a time. */
  takeJobs(work: ProofWork): void;
  /** Puts the job in hand back and leaves. */
  stop(): Promise<void>;
}

/** Opens the queue. */
export async function bullProofQueue({ redisUrl: url, domainId, logger }: ProofQueueOptions): Promise<BullProofQueue> {
  const prefix = `decroche:${domainId}`;
  const retryStrategy = (attempt: number): number => Math.min(50 * attempt, 1_000);
  const connection: RedisOptions = { url, maxRetriesPerRequest: null, retryStrategy };
  const queue = new Queue<JobData>(QUEUE, { prefix, connection });
  // Lost connections show in /readyz; without a listener they would end the process.
  queue.on('error', () => undefined);
  await queue.waitUntilReady();
  let worker: Worker<JobData> | undefined;
  return {
    async order(day) {
      // One job of a day waits at most. One that is at work already may have read what has changed since: another follows it.
      const once = { deduplication: { id: day, keepLastIfActive: true } };
      const { id } = await queue.add('day', { day }, { ...jobOptions, ...once }).catch(away);
      return { jobId: id! };
    },
    async schedule(timeZone) {
      const template = { name: 'night', data: {}, opts: jobOptions };
      await queue.upsertJobScheduler(NIGHTLY, { pattern: EVERY_NIGHT, tz: timeZone }, template).catch(away);
    },
    takeJobs(work) {
      worker = new Worker<JobData>(QUEUE, (job, _token, signal) => work(JobData.parse(job.data).day, signal), {
        ...{ prefix, connection, concurrency: 1, maxStalledCount: 5 },
        ...{ lockDuration: LOCK_MS, stalledInterval: LOOK_FOR_KILLED_EVERY_MS },
      });
      watch(worker, logger);
    },
    async stop() {
      worker?.cancelAllJobs();
      const closed = Promise.all([worker?.close(), queue.close()]);
      closed.catch(() => undefined);
      await Promise.race([closed, wait(GOODBYE_MS)]);
    },
  };
}

function watch(worker: Worker<JobData>, logger: Logger): void {
  worker.on('error', (err) => logger.debug({ err }, 'the worker of the proofs lost its connection'));
  worker.on('stalled', (jobId) => logger.warn({ jobId }, 'a proof was cut off: it is taken up again'));
  worker.on('failed', (job, err) =>
    logger.error({ err, jobId: job?.id, attempt: job?.attemptsMade, of: job?.opts.attempts }, 'a proof failed'),
  );
}

function away(cause: unknown): never {
  throw new Fault('unavailable', 'the queue does not answer', { cause });
}
