import type { Clock } from '@decroche/platform';
import type { AlarmClock } from './ports.ts';

/** Longest delay `setTimeout` keeps faithfully; beyond it the alarm looks again. */
const LONGEST_MS = 2_000_000_000;

/** An alarm of this process. */
export function systemAlarm(clock: Clock): AlarmClock {
  let timeout: NodeJS.Timeout | undefined;
  const set: AlarmClock['set'] = (at, ring) => {
    clearTimeout(timeout);
    const delay = Math.min(Math.max(0, at - clock.now()), LONGEST_MS);
    timeout = setTimeout(() => (clock.now() < at ? set(at, ring) : ring()), delay);
  };
  return { set, clear: () => clearTimeout(timeout) };
}
