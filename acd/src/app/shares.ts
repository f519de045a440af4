import type { Logger } from '@decroche/platform';

/** The processes that serve the same domains together. */
export interface Fleet {
  /** Says that this one is alive. @returns how many are, this one included. */
  announce(): Promise<number>;
  /** Leaves in order, so that the others need not wait to find out. */
  leave(): Promise<void>;
}

/** Whether a process may try to lead a domain, asked again each time. */
export interface Permit {
  /**
   * Takes a part of the process's share.
   *
   * @param standDown called when the share has become smaller than what is led: another process has come.
   * @returns false when the share is used up.
   */
  take(standDown: () => void): boolean;
  giveBack(): void;
}

/** How the domains are spread over the processes. */
export interface Shares {
  permit(domainId: string): Permit;
  /** Domains that this process may lead at present. */
  readonly share: number;
  stop(): Promise<void>;
}

/**
 * Spreads domains evenly: each process leads at most its share, the number of domains over the number of processes, rounded
 * up. One that is alone leads them all; when another comes it hands its surplus over one by one, each in order; when one
 * dies the shares of the others grow and they take what has become free.
 */
export async function shareOut(options: {
  readonly domains: number;
  readonly fleet: Fleet;
  readonly everyMs: number;
  readonly logger: Logger;
}): Promise<Shares> {
  const { domains, fleet, logger } = options;
  const held = new Map<string, () => void>();
  let share = 0;
  let stopped = false;
  let timeout: NodeJS.Timeout | undefined;

  const beat = async (): Promise<void> => {
    try {
      const processes = await fleet.announce();
      const before = share;
      share = Math.ceil(domains / Math.max(1, processes));
      if (share !== before) logger.info({ processes, share, held: held.size }, 'share of the domains');
    } catch (err) {
      // Redis is away: leases can not change hands either.
      logger.warn({ err }, 'the other processes can not be counted');
    }
    const surplus = held.size > share ? [...held].at(-1) : undefined;
    if (!stopped && surplus) {
      logger.info({ domainId: surplus[0] }, 'hands the domain over');
      surplus[1]();
    }
  };
  const again = (): void => {
    timeout = setTimeout(() => void beat().then(() => (stopped ? undefined : again())), options.everyMs);
  };
  await beat();
  again();

  return {
    permit: (domainId) => ({
      take(standDown) {
        if (held.size >= share) return false;
        held.set(domainId, standDown);
        return true;
      },
      giveBack: () => void held.delete(domainId),
    }),
    get share() {
      return share;
    },
    async stop() {
      stopped = true;
      clearTimeout(timeout);
      await fleet.leave().catch((err: unknown) => logger.warn({ err }, 'the others were not told'));
    },
  };
}
