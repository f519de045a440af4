import type { ManualClock } from '@decroche/platform';
import type { AlarmClock } from '../../app/ports.ts';

/** An alarm on a clock that is turned by hand. */
export interface ManualAlarm extends AlarmClock {
  /** When it rings next. */
  readonly dueAt: number | undefined;
  /** Rings if its time has come. */
  ringIfDue(): void;
}

/** Rings only when told to look at the clock. */
export function manualAlarm(clock: ManualClock): ManualAlarm {
  let pending: { readonly at: number; readonly ring: () => void } | undefined;
  return {
    set: (at, ring) => (pending = { at, ring }),
    clear: () => (pending = undefined),
    get dueAt() {
      return pending?.at;
    },
    ringIfDue() {
      if (!pending || pending.at > clock.now()) return;
      const { ring } = pending;
      pending = undefined;
      ring();
    },
  };
}
