/**
 * What the console does later, or again: letters, the clearing of the voicemail box at night, the gaps of on-call by day. One queue for a domain,
 * whichever console server is free takes a job; a killed server's job is taken up again when its lock has run out.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Fault, type Logger } from '@decroche/platform';
import { AlertId, PageId, TicketId } from '@decroche/protocol';
import { Queue, UnrecoverableError, Worker, type Job, type JobsOptions, type RedisOptions } from 'bullmq';
import { z } from 'zod';
import type { Letter } from '../../app/ports.ts';

const QUEUE = 'decroche-console';
const LETTER = 'letter';
const NIGHT = 'night';
const COVERAGE = 'coverage';
/** The night before the proofs of the night; coverage when people begin to read. */
const EVERY_DAY = { [NIGHT]: '10 2 * * *', [COVERAGE]: '0 7 * * *' } as const;

const LetterJob = z.object({
  id: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  informs: TicketId.optional(),
  alert: z.object({ alertId: AlertId, pageId: PageId.optional() }).optional(),
});

/** Twenty attempts, 5 s to half an hour apart: some eight hours for a mail server to come back. */
const ATTEMPTS = 20;
const PAUSE = { firstMs: 5_000, longestMs: 1_800_000 } as const;
/** How long the id of a letter that was sent is remembered, so that the same one is not sent again. */
const REMEMBERED = { age: 30 * 86_400, count: 20_000 } as const;
const letterOptions = {
  attempts: ATTEMPTS,
  backoff: { type: 'custom' },
  removeOnComplete: REMEMBERED,
  removeOnFail: REMEMBERED,
} satisfies JobsOptions;

/** A killed server's job is taken up again after at most the sum of both. */
const LOCK_MS = 20_000;
const LOOK_FOR_KILLED_EVERY_MS = 5_000;
/** A Redis that is away is not waited for longer than this at the end. */
const GOODBYE_MS = 2_000;

/** What the worker does. */
interface ConsoleWork {
  readonly deliver: (letter: Letter) => Promise<void>;
  readonly night: () => Promise<void>;
  /** Says which on-call hours nobody has. */
  readonly coverage: () => Promise<void>;
}

/** The queue, and the worker of this process. */
export interface ConsoleJobs {
  /** Hands letters over; one whose id is known already changes nothing. */
  post(letters: readonly Letter[]): Promise<void>;
  /** Takes jobs from now on. */
  takeJobs(work: ConsoleWork): void;
  /** Has every day's work done at its time in a zone: once, however often and by however many it is asked. */
  schedule(timeZone: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens the queue. */
export async function bullConsoleJobs(options: {
  readonly redisUrl: string;
  readonly domainId: string;
  readonly logger: Logger;
}): Promise<ConsoleJobs> {
  const { redisUrl: url, logger } = options;
  const prefix = `decroche:${options.domainId}`;
  const retryStrategy = (attempt: number): number => Math.min(50 * attempt, 1_000);
  const connection: RedisOptions = { url, maxRetriesPerRequest: null, retryStrategy };
  const queue = new Queue(QUEUE, { prefix, connection });
  // Lost connections show in /readyz; without a listener they would end the process.
  queue.on('error', () => undefined);
  await queue.waitUntilReady();
  let worker: Worker | undefined;
  return {
    async post(letters) {
      if (letters.length === 0) return;
      const jobs = letters.map((letter) => ({
        name: LETTER,
        data: letter,
        opts: { ...letterOptions, jobId: letter.id.replaceAll(':', '_') },
      }));
      await queue.addBulk(jobs).catch(away);
    },
    async schedule(timeZone) {
      for (const [name, pattern] of Object.entries(EVERY_DAY)) {
        const template = { name, data: {}, opts: { attempts: 10, backoff: { type: 'custom' } } };
        await queue.upsertJobScheduler(name, { pattern, tz: timeZone }, template).catch(away);
      }
    },
    takeJobs({ deliver, night, coverage }) {
      const settings = { backoffStrategy: pauseAfter };
      const daily: Readonly<Record<string, () => Promise<void>>> = { [NIGHT]: night, [COVERAGE]: coverage };
      worker = new Worker(QUEUE, (job: Job) => daily[job.name]?.() ?? send(job, deliver), {
        ...{ prefix, connection, settings, concurrency: 2, maxStalledCount: 5 },
        ...{ lockDuration: LOCK_MS, stalledInterval: LOOK_FOR_KILLED_EVERY_MS },
      });
      watch(worker, logger);
    },
    async close() {
      const closed = Promise.all([worker?.close(), queue.close()]);
      closed.catch(() => undefined);
      await Promise.race([closed, wait(GOODBYE_MS)]);
    },
  };
}

/** Pauses double, up to the longest one. */
const pauseAfter = (attempts: number): number => Math.min(PAUSE.firstMs * 2 ** (attempts - 1), PAUSE.longestMs);

/** A letter that is refused for good is not tried again. */
async function send(job: Job, deliver: (letter: Letter) => Promise<void>): Promise<void> {
  try {
    await deliver(LetterJob.parse(job.data));
  } catch (error) {
    if (error instanceof Fault && !error.retryable) throw new UnrecoverableError(error.message);
    throw error;
  }
}

function watch(worker: Worker, logger: Logger): void {
  worker.on('error', (err) => logger.debug({ err }, 'the worker of the console lost its connection'));
  worker.on('stalled', (jobId) => logger.warn({ jobId }, 'a job was cut off: it is taken up again'));
  worker.on('failed', (job, err) =>
    logger.error({ err, jobId: job?.id, attempt: job?.attemptsMade, of: job?.opts.attempts }, 'a job failed'),
  );
}

function away(cause: unknown): never {
  throw new Fault('unavailable', 'the queue does not answer', { cause });
}
