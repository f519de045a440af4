import { z } from 'zod';
import { JournalRecord } from './envelope.ts';
import { AgentId, CallId, ServiceId } from './ids.ts';
import { CallClass, ClassifiedCall } from './indicators.ts';
import { CallOutcome } from './journal.ts';
import { CivilDate, Instant } from './time.ts';

/**
 * One end of a period in a query string: an instant (epoch ms), or a civil date in the definition's time zone.
 * A date as `from` is its first instant; as `to` it is included whole. `[from, to)` is half-open.
 */
export const PeriodBound = z.union([
  CivilDate,
  z
    .string()
    .regex(/^\d{1,15}$/, 'an instant in milliseconds, or a date as YYYY-MM-DD')
    .transform(Number)
    .pipe(Instant),
]);
export type PeriodBound = z.infer<typeof PeriodBound>;

/** `GET /api/reports/telephone`, `…/telephone/half-hours` and `…/telephone.csv`. Default: today. */
export const TelephoneQuery = z.object({
  from: PeriodBound.optional(),
  to: PeriodBound.optional(),
  serviceId: ServiceId.optional(),
});
export type TelephoneQuery = z.infer<typeof TelephoneQuery>;

/** Classes in a query string, separated by commas: `answeredOnTime,answeredLate`. */
export const CallClassList = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(CallClass).min(1));

/** `GET /api/reports/calls.csv`: the period's calls, narrowed. */
export const CallsFilter = TelephoneQuery.extend({
  class: CallClassList.optional(),
  outcome: CallOutcome.optional(),
  agentId: AgentId.optional(),
});
export type CallsFilter = z.infer<typeof CallsFilter>;

/** `GET /api/reports/calls` → {@link CallRecordPage}: the calls behind a figure, latest arrival first. */
export const CallsQuery = CallsFilter.extend({
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
export type CallsQuery = z.infer<typeof CallsQuery>;

/** `GET /api/reports/calls/:callId`: a call with every journal line it was folded from (K5: the elements of the proof). */
export const CallProof = z.object({ record: ClassifiedCall, events: z.array(JournalRecord) });
export type CallProof = z.infer<typeof CallProof>;

/** Path parameters of one call. */
export const CallPath = z.object({ callId: CallId });
