import { z } from 'zod';
import { CallRecord } from './call-record.ts';
import { ServiceId } from './ids.ts';
import { Instant } from './time.ts';

/** A published formula of the service level (kpi.md). F4 is the default: A≤T / (A + B>T). */
export const ServiceLevelClause = z.enum(['F1', 'F2', 'F3', 'F4', 'F5']);
export type ServiceLevelClause = z.infer<typeof ServiceLevelClause>;

/** A class of calls behind a figure; each opens its list of calls. */
export const CallClass = z.enum([
  'answeredOnTime',
  'answeredLate',
  'abandonedEarly',
  'abandonedLate',
  'voicemail',
  'closed',
  'refused',
  'failed',
  'inProgress',
]);
export type CallClass = z.infer<typeof CallClass>;

/** The telephone figures of a period (C2, C3, C6). Rates are 0 to 1, absent when there is nothing to divide by. */
export const TelephoneFigures = z.object({
  from: Instant,
  to: Instant,
  serviceId: ServiceId.optional(),
  /** Version of the definition the thresholds were read from. */
  definitionVersion: z.number().int(),
  thresholdMs: z.number().int(),
  clause: ServiceLevelClause,
  clockStartsAt: z.enum(['received', 'queued']),
  counts: z.record(CallClass, z.number().int()),
  pickUpRate: z.number().optional(),
  pickUpTarget: z.number(),
  abandonRate: z.number().optional(),
  abandonTarget: z.number(),
  /** The same period under every published reading. */
  readings: z.record(ServiceLevelClause, z.number().nullable()),
  /** True when pass or fail depends on the reading. */
  dependsOnReading: z.boolean(),
  /** Average speed of answer and its spread. */
  asaMs: z.object({ mean: z.number(), p50: z.number(), p90: z.number(), max: z.number() }).optional(),
  /** Average handling time: talk + hold + wrap-up. */
  ahtMs: z.number().optional(),
  /** Last journal line folded in. */
  journalSeq: z.number().int(),
});
export type TelephoneFigures = z.infer<typeof TelephoneFigures>;

/** The figures of one half hour, by arrival. */
export const HalfHour = z.object({
  from: Instant,
  counts: z.record(CallClass, z.number().int()),
  pickUpRate: z.number().optional(),
  abandonRate: z.number().optional(),
});
export type HalfHour = z.infer<typeof HalfHour>;

/** A page of call records behind a figure. */
export const CallRecordPage = z.object({ total: z.number().int(), records: z.array(CallRecord) });
export type CallRecordPage = z.infer<typeof CallRecordPage>;
