/**
 * The roll-up of one service and half hour of arrival, kept up while the journal is read. It knows no threshold and no clause, so
 * a change of promise needs no rebuild; it is exact to the millisecond, so a scan of the records gives the same figures.
 */
import type { CallClass, Instant, ServiceId } from '@decroche/protocol';
import type { WaitField } from './call-class.ts';
import type { Histogram } from './histogram.ts';

/** Half an hour. Half hours are counted from the epoch: in every zone with whole or half-hour offsets they are civil ones. */
export const HALF_HOUR_MS = 1_800_000;

/** Kinds that are classes by themselves. */
export type OtherKind = Exclude<
  CallClass,
  'answeredOnTime' | 'answeredLate' | 'abandonedEarly' | 'abandonedLate' | 'abandonedInWelcome'
>;

/** See the head of the file. */
export interface Cell {
  readonly serviceId: ServiceId;
  readonly from: Instant;
  /** Waits of answered calls, from either start of the clock. */
  readonly answered: Readonly<Record<WaitField, Histogram>>;
  /** Waits of abandoned calls. From the INVITE it holds those who left in the welcome too. */
  readonly abandoned: Readonly<Record<WaitField, Histogram>>;
  readonly abandonedInWelcome: number;
  readonly others: Readonly<Record<OtherKind, number>>;
  readonly handledCalls: number;
  readonly handlingMs: number;
}

/** The start of the half hour an instant lies in. */
export function halfHourOf(at: Instant): Instant {
  return Math.floor(at / HALF_HOUR_MS) * HALF_HOUR_MS;
}
