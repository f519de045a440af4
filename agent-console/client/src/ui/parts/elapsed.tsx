import { useServerNow } from '../console-context.ts';
import { clock } from '../format.ts';

/** A running clock from an instant of the server. Not announced at every second: it is read on demand. */
export function Elapsed({ since, offsetMs }: { since: number; offsetMs: number }) {
  const now = useServerNow(offsetMs);
  return (
    <time className="tabular" role="timer" aria-live="off">
      {clock(now - since)}
    </time>
  );
}

/** A clock that runs down to an instant of the server. */
export function Remaining({ until, offsetMs }: { until: number; offsetMs: number }) {
  const now = useServerNow(offsetMs);
  return (
    <time className="tabular" role="timer" aria-live="off">
      {clock(until - now + 999)}
    </time>
  );
}
