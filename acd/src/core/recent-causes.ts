/** The ids of inputs that lately left a line in the journal: a repeated one changes nothing. */
export interface RecentCauses {
  has(id: string): boolean;
  add(id: string): void;
  /** Oldest first. */
  values(): readonly string[];
}

/**
 * How many ids are remembered: eight seconds at 2,000 inputs a second. A publisher repeats itself when Redis was away, and
 * while it is away nothing else comes in between.
 */
export const CAUSES_REMEMBERED = 16_384;

/** A window over the latest ids, filled with those given. Inputs without an event are harmless to repeat and not kept. */
export function recentCauses(ids: readonly string[] = []): RecentCauses {
  const ring: string[] = [];
  const known = new Set<string>();
  let oldest = 0;

  const add = (id: string): void => {
    if (known.has(id)) return;
    known.add(id);
    if (ring.length < CAUSES_REMEMBERED) {
      ring.push(id);
      return;
    }
    known.delete(ring[oldest] as string);
    ring[oldest] = id;
    oldest = (oldest + 1) % CAUSES_REMEMBERED;
  };
  for (const id of ids) add(id);
  return { has: (id) => known.has(id), add, values: () => [...ring.slice(oldest), ...ring.slice(0, oldest)] };
}
