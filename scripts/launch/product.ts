import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningDaemon } from '../../embedded/daemon.ts';
import { startDaemons } from './daemons.ts';
import { keepRunning, type KeptRunning } from './keep-running.ts';
import { PROGRAMS, type ProductAddresses, type ProductOptions } from './options.ts';
import { programPlans } from './plans.ts';
import { startProgram } from './program.ts';
import { secretsOf } from './secrets.ts';

/** The whole product, running. */
export interface RunningProduct {
  readonly addresses: ProductAddresses;
  /** In the order of their start; whoever adds one has it stopped with the others. */
  readonly parts: KeptRunning[];
  /** @throws Error for a part that was not started. */
  part(name: string): KeptRunning;
  /** Ends everything, last started first. */
  stop(): Promise<void>;
}

/**
 * Starts the daemons, then the programs, and waits until each says it is ready. Whatever ends by itself later is
 * started again.
 *
 * @throws whatever the first start of a part throws; the parts already started are stopped before.
 */
export async function startProduct(options: ProductOptions): Promise<RunningProduct> {
  const { dataDir, line, say } = options;
  const mediaDir = join(dataDir, 'media');
  await mkdir(mediaDir, { recursive: true });
  const secrets = await secretsOf(dataDir);
  const parts: KeptRunning[] = [];

  async function keep(name: string, start: () => Promise<RunningDaemon>): Promise<void> {
    const since = performance.now();
    parts.push(await keepRunning(name, start, say));
    say(name, 'info', `ready in ${Math.round(performance.now() - since)} ms`);
  }
  const stop = async (): Promise<void> => {
    for (const part of parts.reverse().splice(0)) await part.stop();
  };

  try {
    const daemons = await startDaemons(options, secrets.drachtio, keep);
    await options.beforePrograms?.(daemons, mediaDir);
    const plans = await programPlans({ options, secrets, daemons, mediaDir });
    const wanted = options.programs ?? PROGRAMS;
    const settled = await Promise.allSettled(
      plans.programs
        .filter(({ name }) => wanted.includes(name))
        .map((plan) =>
          keep(plan.name, () => startProgram(plan, (text) => line(plan.name, text), options.nodeFlags?.[plan.name])),
        ),
    );
    const failed = settled.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    return {
      addresses: plans.addresses,
      parts,
      part: (name) => {
        const found = parts.find((part) => part.name === name);
        if (!found) throw new Error(`${name} was not started`);
        return found;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
