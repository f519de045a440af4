import type { TelephoneFigures } from '@decroche/protocol';
import type { Histogram } from './histogram.ts';

/**
 * Average speed of answer (ASA) of answered calls, with median, 90th percentile and longest (kpi.md). A percentile is the
 * smallest wait that at least that share of the calls did not exceed (nearest rank). `undefined` without answered calls.
 */
export function speedOfAnswer(waits: Histogram): TelephoneFigures['asaMs'] {
  const bars = [...waits].sort(([a], [b]) => a - b);
  const last = bars.at(-1);
  if (!last) return undefined;
  let [calls, totalMs] = [0, 0];
  for (const [waitMs, count] of bars) {
    calls += count;
    totalMs += waitMs * count;
  }
  const percentile = (share: number): number => {
    let below = 0;
    for (const [waitMs, count] of bars) if ((below += count) >= share * calls) return waitMs;
    return last[0];
  };
  return { mean: totalMs / calls, p50: percentile(0.5), p90: percentile(0.9), max: last[0] };
}
