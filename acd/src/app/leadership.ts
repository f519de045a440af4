import { Fault, type Logger } from '@decroche/platform';
import type { Engine } from './engine.ts';
import type { Lease } from './ports.ts';
import type { Permit } from './shares.ts';

/** How the domain is held. */
export interface LeadershipOptions {
  readonly lease: Lease;
  readonly logger: Logger;
  /** How often a held lease is renewed; a third of its length. */
  readonly renewEveryMs: number;
  /** How often a standby tries to take it. */
  readonly retryEveryMs: number;
  /** Whether this process may lead one more domain; default: always. */
  readonly permit?: Permit;
  /** Starts the engine of an epoch. */
  readonly start: (epoch: number) => Promise<Engine>;
}

/** A process that leads or stands by. */
export interface Leadership {
  readonly leading: boolean;
  /** Rejects when an engine ends by a defect, not by losing the lease. */
  readonly failed: Promise<never>;
  /** Stops the engine, then gives the lease back: a successor starts at once. */
  stop(): Promise<void>;
}

/** Leads the domain whenever the lease can be had; stands by otherwise. Fenced off, it stands by again. */
export function lead(options: LeadershipOptions): Leadership {
  const { lease, logger, permit } = options;
  const abort = new AbortController();
  let engine: Engine | undefined;

  const pause = (ms: number): Promise<void> => pauseUnless(abort.signal, ms);

  /** Until the reign is over: one renewal more would take a lease back that has been given away. */
  const renewing = async (reignOver: AbortSignal): Promise<'lost' | 'stopped'> => {
    while (!abort.signal.aborted) {
      await pause(options.renewEveryMs);
      if (abort.signal.aborted || reignOver.aborted) break;
      const kept = await lease.renew().catch((error: unknown) => {
        // Redis is away: nobody else can take the lease either, and the journal is fenced by epoch.
        logger.warn({ err: error }, 'the lease could not be renewed');
        return true;
      });
      if (!kept) return 'lost';
    }
    return 'stopped';
  };

  const reign = async (epoch: number, handedOver: Promise<'handedOver'>): Promise<void> => {
    logger.info({ epoch }, 'holds the domain');
    engine = await options.start(epoch);
    const over = new AbortController();
    try {
      const end = await Promise.race([renewing(over.signal), engine.failed, handedOver]);
      if (end === 'lost') logger.error({ epoch }, 'another engine holds the domain');
    } catch (error) {
      if (!(error instanceof Fault) || (error.code !== 'fenced' && error.code !== 'conflict')) throw error;
      logger.error({ err: error, epoch }, 'can not write any more: standing by');
    } finally {
      over.abort();
      const ended = engine;
      engine = undefined;
      await ended.stop().catch((err: unknown) => logger.warn({ err }, 'the engine stopped uncleanly'));
    }
  };

  /** Its share allows it: tries once, and leads for as long as it can. @returns whether it led. */
  const attempt = async (): Promise<boolean> => {
    const handedOver = Promise.withResolvers<'handedOver'>();
    if (permit && !permit.take(() => handedOver.resolve('handedOver'))) return false;
    try {
      const epoch = await lease.acquire().catch((error: unknown) => {
        logger.warn({ err: error }, 'the lease can not be asked for');
        return undefined;
      });
      if (epoch === undefined) return false;
      await reign(epoch, handedOver.promise);
      // Given back for a successor; a lease that somebody else has is left alone.
      if (!abort.signal.aborted) await release();
      return true;
    } finally {
      permit?.giveBack();
    }
  };
  const release = (): Promise<void> =>
    lease.release().catch((err: unknown) => logger.warn({ err }, 'the lease was not given back'));

  const run = async (): Promise<void> => {
    while (!abort.signal.aborted) {
      if (!(await attempt())) await pause(options.retryEveryMs);
    }
  };
  const done = run();
  const failed = new Promise<never>((_, reject) => done.catch(reject));
  failed.catch(() => undefined);

  return {
    get leading() {
      return engine !== undefined;
    },
    failed,
    async stop() {
      abort.abort();
      await done.catch(() => undefined);
      await release();
    },
  };
}

/** Waits, or less when it is called off. */
function pauseUnless(signal: AbortSignal, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timeout);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timeout = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
