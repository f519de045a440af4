import { type Logger, systemClock } from '@decroche/platform';
import type { LifePort } from './ports.ts';

/** Calls of a process that was killed end at its last sign: what they lasted is right to this. */
const EVERY_MS = 2_000;

/** Until when the process before this one lived; to be asked before the first sign of this one. */
export async function lifeBefore(life: LifePort, logger: Logger): Promise<{ readonly aliveUntilAt?: number }> {
  const aliveUntilAt = await life.last().catch((err: unknown) => {
    logger.warn({ err }, 'the last sign of life is not known');
    return undefined;
  });
  return aliveUntilAt === undefined ? {} : { aliveUntilAt };
}

/** Signs from now on. */
export function keepSigning(life: LifePort, logger: Logger): NodeJS.Timeout {
  const sign = () =>
    void life.sign(systemClock.now()).catch((err: unknown) => logger.debug({ err }, 'a sign of life was not kept'));
  sign();
  return setInterval(sign, EVERY_MS).unref();
}
