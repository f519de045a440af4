/** The number a field holds. An emptied field holds '' and would count as 0 s or 0 %: it is no number, so schemas refuse it. */
export const typed = (value: number | string): number => (typeof value === 'number' ? value : Number.NaN);

/** Seconds as typed → ms. */
export const typedMs = (seconds: number | string): number => Math.round(typed(seconds) * 1000);

/** Minutes as typed → ms. */
export const typedMinutesMs = (minutes: number | string): number => Math.round(typed(minutes) * 60_000);

/** A share (0–1) as the percentage a person reads: 0.07 is 7, not 7.000000000000001. */
export const percentage = (share: number): number => Math.round(share * 1e6) / 1e4;
