import type { RunningDaemon } from '../../embedded/daemon.ts';

/** Something the launcher keeps alive. */
export interface KeptRunning {
  readonly name: string;
  /** Of the present process; 0 between two. */
  pid(): number;
  /** How many times it was started again. */
  restarts(): number;
  /** Resolves when a later start than the given count is ready: after a crash, `up(restarts() + 1)`. */
  up(restarts: number): Promise<void>;
  stop(): Promise<void>;
}

/** What the launcher says about a process. */
export type Say = (name: string, severity: 'info' | 'warning' | 'error', text: string) => void;

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** A process that lived this long starts again without the pause its earlier crashes had earned. */
const SETTLED_AFTER_MS = 30_000;

/**
 * Starts a process and starts it again whenever it ends by itself, after a pause that doubles from 0.1 s to 10 s.
 *
 * @throws whatever the first start throws: a product that has never worked is not restarted for ever.
 */
export async function keepRunning(name: string, start: () => Promise<RunningDaemon>, say: Say): Promise<KeptRunning> {
  let running: RunningDaemon | undefined = await start();
  let startedAt = Date.now();
  let restarts = 0;
  let pauseMs = FIRST_PAUSE_MS;
  let stopping: Promise<void> | undefined;
  let wakeUp = (): void => undefined;
  const waiting = new Set<{ restarts: number; resolve: () => void }>();

  async function pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseMs);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }

  async function watch(): Promise<void> {
    while (stopping === undefined) {
      const how = await running?.exited;
      if (stopping !== undefined) return;
      if (how !== undefined) {
        if (Date.now() - startedAt > SETTLED_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
        say(name, 'error', `ENDED UNEXPECTEDLY (${how}); starting again in ${pauseMs / 1000} s`);
      }
      running = undefined;
      await pause();
      if (stopping !== undefined) return;
      startedAt = Date.now();
      running = await start().catch((error: unknown) => {
        say(name, 'error', `could not start again: ${error instanceof Error ? error.message : String(error)}`);
        return undefined;
      });
      if (running === undefined) continue;
      restarts += 1;
      say(name, 'warning', `running again (restart ${restarts})`);
      for (const waiter of [...waiting].filter((one) => one.restarts <= restarts)) {
        waiting.delete(waiter);
        waiter.resolve();
      }
    }
  }
  const watched = watch();

  return {
    name,
    pid: () => running?.pid ?? 0,
    restarts: () => restarts,
    up: (wanted) =>
      restarts >= wanted ? Promise.resolve() : new Promise((resolve) => waiting.add({ restarts: wanted, resolve })),
    stop: () => {
      stopping ??= (async () => {
        wakeUp();
        await running?.stop();
        await watched;
        await running?.stop();
      })();
      return stopping;
    },
  };
}
