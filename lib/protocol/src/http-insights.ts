import { z } from 'zod';
import { CallId, DissuasionId, PartyRef, QueueId, ServiceId } from './ids.ts';
import { TelephoneQuery } from './http-reports.ts';
import { CallOutcome } from './call-outcome.ts';
import { CivilDate, Duration, Instant, TimeOfDay } from './time.ts';

/** What the records tell beyond the contractual figures: whom to ring back, what messages did, what load to expect. */

/**
 * `GET /api/reports/abandoned` → {@link AbandonedPage}, latest departure first. Default period: the last seven days, today
 * included; only supervisors look further back.
 */
export const AbandonedQuery = TelephoneQuery.extend({
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
export type AbandonedQuery = z.infer<typeof AbandonedQuery>;

/**
 * Someone to ring back: they gave up and nobody has spoken to them since. Several calls of one person are one line. Never a
 * withheld number, never a service for child protection (C9).
 */
export const AbandonedCaller = z.object({
  /** Their latest call that was given up: what a call-back answers. */
  callId: CallId,
  partyRef: PartyRef,
  serviceId: ServiceId,
  queueId: QueueId.optional(),
  receivedAt: Instant,
  leftAt: Instant,
  /** From the queue to the departure, of that call. */
  waitMs: Duration,
  outcome: CallOutcome,
  /** How many calls of theirs were given up in the period. */
  calls: z.number().int().min(1),
});
export type AbandonedCaller = z.infer<typeof AbandonedCaller>;

/** A page of people to ring back; `total` counts people. */
export const AbandonedPage = z.object({ total: z.number().int(), items: z.array(AbandonedCaller) });
export type AbandonedPage = z.infer<typeof AbandonedPage>;

/**
 * `GET /api/reports/dissuasions` → {@link DissuasionEffect}[]: calls received in the period, one entry for each message that
 * was said (C4). `saidTo` = left + released + attached + voicemail + callback + stayed.
 */
export const DissuasionEffect = z.object({
  dissuasionId: DissuasionId,
  /** Calls in which it began to be said. */
  saidTo: z.number().int(),
  /** Said to its end. */
  heard: z.number().int(),
  /** Hung up during the message or its choice. */
  left: z.number().int(),
  /** Ended by the message. */
  released: z.number().int(),
  /** "Press 1": attached to the incident. */
  attached: z.number().int(),
  /** Chose the voicemail, whether or not a word was left. */
  voicemail: z.number().int(),
  /** Chose to be rung back. */
  callback: z.number().int(),
  /** Went on, by choice or by saying nothing. */
  stayed: z.number().int(),
  /** What became of those who stayed; adds up to `stayed`. */
  afterStaying: z.object({
    answered: z.number().int(),
    abandoned: z.number().int(),
    inProgress: z.number().int(),
    /** Voicemail, overflow, a later message, a failure. */
    other: z.number().int(),
  }),
  firstSaidAt: Instant,
  lastSaidAt: Instant,
});
export type DissuasionEffect = z.infer<typeof DissuasionEffect>;

/**
 * `GET /api/reports/announced-waits` → how true the announced waits were. A call counts with the last wait it was told,
 * measured from that announcement.
 */
export const AnnouncedWaitFigures = z.object({
  from: Instant,
  to: Instant,
  serviceId: ServiceId.optional(),
  /** Calls that were told a wait and are over or answered. */
  announced: z.number().int(),
  /** Answered within what was told. */
  kept: z.number().int(),
  /** Still waiting when the time told was over, answered later or not. */
  broken: z.number().int(),
  /** Gone before the time told was over: nobody knows. */
  leftBefore: z.number().int(),
  /** kept / (kept + broken), 0 to 1; absent when there is nothing to divide by. */
  keptRate: z.number().optional(),
  /** Answered calls: mean of (waited − estimated); positive = callers wait longer than estimated. */
  meanErrorMs: z.number().optional(),
  /** Answered calls: mean distance between the two. */
  meanDistanceMs: z.number().optional(),
  /** The same by what was said, ascending. */
  ranges: z.array(
    z.object({
      upToMs: Duration,
      announced: z.number().int(),
      kept: z.number().int(),
      broken: z.number().int(),
      leftBefore: z.number().int(),
    }),
  ),
});
export type AnnouncedWaitFigures = z.infer<typeof AnnouncedWaitFigures>;

/**
 * `GET /api/reports/callbacks` → what became of call-backs asked for in the period.
 * `placed` = reached + unreached + cancelled + failed + pending.
 */
export const CallbackFigures = z.object({
  from: Instant,
  to: Instant,
  serviceId: ServiceId.optional(),
  /** Calls received that ended in asking to be rung back. */
  asked: z.number().int(),
  /** Call-backs that exist: asked by a caller, or ordered by an agent. */
  placed: z.number().int(),
  /** Dialled at least once. */
  dialled: z.number().int(),
  /** The person answered. */
  reached: z.number().int(),
  /** Of those, joined to an agent. */
  answered: z.number().int(),
  /** All attempts without an answer. */
  unreached: z.number().int(),
  cancelled: z.number().int(),
  failed: z.number().int(),
  pending: z.number().int(),
  /**
   * First dialled in time: for an appointment within half an hour after it, for any other on the civil day it was first due.
   */
  keptInTime: z.number().int(),
  /** Dialled too late, or over without having been dialled (not those called off), or overdue. */
  late: z.number().int(),
  /** keptInTime / (keptInTime + late), 0 to 1. */
  keptRate: z.number().optional(),
});
export type CallbackFigures = z.infer<typeof CallbackFigures>;

/** `GET /api/reports/load` → {@link LoadProfile}: one weekday of the last weeks, today excluded. */
export const LoadQuery = z.object({
  /** Absent = all services together. */
  serviceId: ServiceId.optional(),
  /** ISO: 1 Monday … 7 Sunday. */
  weekday: z.coerce.number().int().min(1).max(7),
  weeks: z.coerce.number().int().min(1).max(52).default(8),
});
export type LoadQuery = z.infer<typeof LoadQuery>;

/** What one weekday usually brings: feeds the forecast. */
export const LoadProfile = z.object({
  serviceId: ServiceId.optional(),
  weekday: z.number().int(),
  /** The days behind it, latest first. Few days say little: `days.length` stands beside every figure. */
  days: z.array(CivilDate),
  /** Days left out, and why. */
  excluded: z.array(z.object({ day: CivilDate, why: z.enum(['holiday', 'exception', 'noRecords']) })),
  /** 96 quarter-hours by the clock on the wall; `calls` = mean arrivals that wanted an agent. */
  quarters: z.array(z.object({ from: TimeOfDay, calls: z.number() })).length(96),
  /** Mean handling time of answered calls; absent without any. */
  ahtMs: z.number().optional(),
  /** Calls behind `ahtMs`. */
  handledCalls: z.number().int(),
  /** Mean patience: all time waited / callers who gave up (censored mean); absent when nobody did. */
  patienceMs: z.number().optional(),
});
export type LoadProfile = z.infer<typeof LoadProfile>;
