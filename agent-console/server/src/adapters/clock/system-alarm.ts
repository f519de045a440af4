import type { Clock } from '@decroche/platform';
import type { Alarm } from '../../app/ports.ts';

/** The clock is looked at this often at least: one that was set, or a machine that slept, is noticed. */
const LOOK_EVERY_MS = 60_000;

/** Alarms of this process. */
export function systemAlarm(clock: Clock): Alarm {
  return {
    at(dueAt, ring) {
      let timer: NodeJS.Timeout;
      const look = (): void => {
        const leftMs = dueAt - clock.now();
        if (leftMs <= 0) return ring();
        timer = setTimeout(look, Math.min(leftMs, LOOK_EVERY_MS));
        timer.unref();
      };
      timer = setTimeout(look, 0);
      return () => clearTimeout(timer);
    },
  };
}
