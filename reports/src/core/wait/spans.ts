/** Moments merged into readable spans: what did not change is one span. */
import type { Instant } from '@decroche/protocol';

/** A stretch of time in which something held. */
export type Span<T> = T & { readonly fromAt: Instant; readonly toAt: Instant };

/** Something that held from an instant on. */
export interface Moment<T> {
  readonly at: Instant;
  readonly held: T;
}

/** Whether two things say the same. */
export const same = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Spans without a gap from the first moment to an end. Of several moments at one instant only the last one held; neighbours
 * that say the same are one.
 */
export function spansOf<T extends object>(moments: readonly Moment<T>[], until: Instant): Span<T>[] {
  const spans: Span<T>[] = [];
  moments.forEach(({ at, held }, index) => {
    const toAt = Math.min(until, moments[index + 1]?.at ?? until);
    if (toAt <= at && moments.length > 1) return;
    const last = spans.at(-1);
    if (last && same(heldIn(last), held)) spans[spans.length - 1] = { ...last, toAt };
    else spans.push({ fromAt: at, toAt, ...held });
  });
  return spans;
}

function heldIn<T extends object>({ fromAt: _from, toAt: _to, ...held }: Span<T>): object {
  return held;
}
