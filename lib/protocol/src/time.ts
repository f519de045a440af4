import { z } from 'zod';

/** A point in time: milliseconds since 1970-01-01T00:00Z. Names end in `At`. */
export const Instant = z.number().int().nonnegative();
export type Instant = z.infer<typeof Instant>;

/** A length of time in milliseconds. Names end in `Ms`. */
export const Duration = z.number().int().nonnegative();
export type Duration = z.infer<typeof Duration>;

/** A civil date `YYYY-MM-DD`. */
export const CivilDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date as YYYY-MM-DD');
export type CivilDate = z.infer<typeof CivilDate>;

/** A time of day `HH:MM`, 00:00 to 24:00. */
export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time as HH:MM');
export type TimeOfDay = z.infer<typeof TimeOfDay>;
