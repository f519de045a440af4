import type { Duration } from '@decroche/protocol';

/** How many calls waited exactly so many milliseconds: exact, mergeable, and no longer than the calls it counts. */
export type Histogram = ReadonlyMap<Duration, number>;

/** The bars of all of them. */
export function mergeHistograms(histograms: readonly Histogram[]): Histogram {
  const merged = new Map<Duration, number>();
  for (const histogram of histograms) {
    for (const [valueMs, count] of histogram) merged.set(valueMs, (merged.get(valueMs) ?? 0) + count);
  }
  return merged;
}

/** How many are below a limit. */
export function countUnder(histogram: Histogram, limitMs: Duration): number {
  let total = 0;
  for (const [valueMs, count] of histogram) if (valueMs < limitMs) total += count;
  return total;
}

/** How many there are. */
export function countAll(histogram: Histogram): number {
  return countUnder(histogram, Infinity);
}
