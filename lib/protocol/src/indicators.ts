import { z } from 'zod';
import { CallRecord } from './call-record.ts';
import { ServiceId } from './ids.ts';
import { Duration, Instant } from './time.ts';

/** A published formula of the service level (kpi.md). F4 is the default: A≤T / (A + B>T). */
export const ServiceLevelClause = z.enum(['F1', 'F2', 'F3', 'F4', 'F5']);
export type ServiceLevelClause = z.infer<typeof ServiceLevelClause>;

/**
 * What a call counts as: every call is in exactly one class, and each figure opens the calls of its classes.
 * D, the denominator of F4, is `answeredOnTime` + `answeredLate` + `abandonedLate`.
 */
export const CallClass = z.enum([
  /** Picked up in less than the threshold (C2). A call counts from the pick-up on, not only once it is over. */
  'answeredOnTime',
  'answeredLate',
  /** The caller left before pick-up, in less than the threshold. */
  'abandonedEarly',
  /** The caller left before pick-up, at the threshold or later (C3). */
  'abandonedLate',
  /** The caller left before the clock had started: neither answered nor abandoned, shown apart. */
  'abandonedInWelcome',
  /** Handed to the voicemail, with or without a message left. */
  'voicemail',
  /** Waited, then released by rule without voicemail. */
  'overflowed',
  /** Heard the closing message. */
  'closed',
  /**
   * Out of hours, given to those on call: taken by one of them, given up meanwhile, or taken by nobody; the outcome says which. In
   * no pick-up or abandon rate, whichever clock the service has: the promise holds in opening hours, and the on-call has its own
   * (O1), reported on apart. A message left is `voicemail`.
   */
  'onCall',
  /** The queue was full. */
  'refused',
  /** Informed by a dissuasion message and gone, released, or attached to the incident: shown apart, with an annex. */
  'dissuaded',
  /** Asked to be rung back: not answered, not abandoned. */
  'callback',
  /** On the list of blocked numbers. */
  'blocked',
  /** A call-back we made: in no rate of calls received. */
  'outbound',
  /** A technical failure of ours. */
  'failed',
  /** Not picked up yet, and not over. */
  'inProgress',
]);
export type CallClass = z.infer<typeof CallClass>;

/** A call record with what it counts as under the definition in force. */
export const ClassifiedCall = CallRecord.extend({
  class: CallClass,
  /** From the start of the caller's clock to pick-up or departure; absent when the clock never started or still runs. */
  waitMs: Duration.optional(),
});
export type ClassifiedCall = z.infer<typeof ClassifiedCall>;

/** The telephone figures of a period (C2, C3, C6). Rates are 0 to 1, absent when there is nothing to divide by. */
export const TelephoneFigures = z.object({
  from: Instant,
  to: Instant,
  serviceId: ServiceId.optional(),
  /** Version of the definition the thresholds were read from; 0 before the first. */
  definitionVersion: z.number().int(),
  thresholdMs: z.number().int(),
  clause: ServiceLevelClause,
  clockStartsAt: z.enum(['received', 'queued']),
  /** True when the services counted together have different promises: each call is judged by its own service's. */
  promisesDiffer: z.boolean(),
  counts: z.record(CallClass, z.number().int()),
  /** Every call that arrived in the period, and every call-back asked for in it: the sum of `counts`. */
  calls: z.number().int(),
  /** What both rates are divided by, under the clause. */
  denominator: z.number().int(),
  pickUpRate: z.number().optional(),
  pickUpTarget: z.number(),
  /** Wilson interval (95 %) of the pick-up rate: for dashboards, never for the contract. */
  pickUpInterval: z.object({ low: z.number(), high: z.number() }).optional(),
  abandonRate: z.number().optional(),
  abandonTarget: z.number(),
  /** The pick-up rate of the same period under every published reading; null when there is nothing to divide by. */
  readings: z.record(ServiceLevelClause, z.number().nullable()),
  /** The abandon rate likewise. */
  abandonReadings: z.record(ServiceLevelClause, z.number().nullable()),
  /** True when pass or fail, of either rate, depends on the reading. */
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

/** A page of call records behind a figure, latest arrival first. */
export const CallRecordPage = z.object({ total: z.number().int(), records: z.array(ClassifiedCall) });
export type CallRecordPage = z.infer<typeof CallRecordPage>;
