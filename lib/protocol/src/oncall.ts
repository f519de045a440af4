import { z } from 'zod';
import { Weekday } from './definitions.ts';
import { AccountId, CalendarId, DomainId, PartyRef, PromptId, ServiceId } from './ids.ts';
import { CivilDate, Duration, Instant, TimeOfDay } from './time.ts';

/** A name people choose for a rotation, a schedule, a policy or an equipment. */
const Slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'letters, digits, hyphen');

/** Nobody plans beyond this instant: what is entered farther away is a slip of the keyboard, and no calendar can show it. */
export const LAST_PLANNED_AT: Instant = Date.UTC(2200, 0);

/**
 * Someone who can be on call: an account that has a telephone, or a mailbox, or both. The telephone numbers stand in the party
 * store, the mail address in the account: neither is in the plan, so neither is in a journal.
 */
export const Responder = z.object({
  responderId: AccountId,
  name: z.string().trim().min(1).max(120),
  /** Rung in this order, each once, when they are paged. Empty = paged by mail only. */
  phones: z.array(PartyRef).max(4),
  /** Who stands in when they are away, in this order (O4). */
  backups: z.array(AccountId).max(10),
});
export type Responder = z.infer<typeof Responder>;

/** People who take turns. Wall-clock times: a week begins when clocks on the wall say so, whatever they did in between. */
export const OnCallRotation = z.object({
  rotationId: Slug,
  name: z.string().trim().min(1).max(80),
  /** In the order of their turns; someone may stand there twice. */
  participants: z.array(AccountId).min(1).max(50),
  /** A turn lasts this many days or weeks. */
  turn: z.object({ unit: z.enum(['day', 'week']), count: z.number().int().min(1).max(52) }),
  /** The day on which the first participant's first turn begins; the hand-over falls on its weekday when turns are weeks. */
  startsOn: CivilDate,
  handOverAt: TimeOfDay,
});
export type OnCallRotation = z.infer<typeof OnCallRotation>;

/** When a rule holds, in wall-clock times of the schedule's zone; half-open. The start of a time that exists twice is its first occurrence, the end its last (pains 23). */
export const OnCallHours = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('always') }),
  /** From `from` on each of these days to `to`, `days` later: Monday to Thursday 18:00 to 07:30 the next day, Friday 18:00 to Monday 07:30 (H6, O1), a whole week. */
  z.object({
    kind: z.literal('weekly'),
    startDays: z.array(Weekday).min(1),
    from: TimeOfDay,
    to: TimeOfDay,
    /** How many days after its start day it ends: 0 the same day, 1 the next, 3 from Friday to Monday, 7 a whole week. */
    spanDays: z.number().int().min(0).max(7),
  }),
  /** Around each public holiday of a region: from `from` on the day before to `to` on the day after (H6). */
  z.object({
    kind: z.literal('holidays'),
    region: z.enum(['FR', 'FR-57', 'FR-GP', 'FR-MQ', 'FR-GF', 'FR-RE', 'FR-YT']),
    from: TimeOfDay,
    to: TimeOfDay,
  }),
]);
export type OnCallHours = z.infer<typeof OnCallHours>;

/** Who takes a rule's hours. */
export const OnCallWho = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rotation'), rotationId: Slug }),
  z.object({ kind: z.literal('responder'), responderId: AccountId }),
]);
export type OnCallWho = z.infer<typeof OnCallWho>;

export const OnCallRule = z.object({
  ruleId: Slug,
  name: z.string().trim().min(1).max(80),
  hours: OnCallHours,
  who: OnCallWho,
});
export type OnCallRule = z.infer<typeof OnCallRule>;

/** One telephone that somebody always has in their pocket: at any instant one person, or a gap. */
export const OnCallSchedule = z.object({
  scheduleId: Slug,
  name: z.string().trim().min(1).max(80),
  timeZone: z.string(),
  /** Which instants must have someone. `never`: it is extra. Anything not covered is a gap, told loudly. */
  required: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('always') }),
    z.object({ kind: z.literal('whenClosed'), calendarId: CalendarId }),
    z.object({ kind: z.literal('never') }),
  ]),
  /** The first rule that holds says who. */
  rules: z.array(OnCallRule),
});
export type OnCallSchedule = z.infer<typeof OnCallSchedule>;

/** Someone takes a stretch of a schedule, instead of whoever has it or of one person only. */
export const OnCallOverride = z.object({
  overrideId: z.string().min(1).max(60),
  scheduleId: Slug,
  fromAt: Instant,
  toAt: Instant,
  responderId: AccountId,
  /** Only where this person would be on call; absent = whoever it would be. */
  replaces: AccountId.optional(),
  /** `swap`: the half of an exchange that both have agreed to. */
  why: z.enum(['override', 'swap']),
  /** Who entered it, or approved the swap. */
  by: AccountId,
});
export type OnCallOverride = z.infer<typeof OnCallOverride>;

/** A stretch in which the rules of a schedule do not hold at all, only these shifts do; where they leave a hole there is one. */
export const TemporarySchedule = z.object({
  temporaryId: z.string().min(1).max(60),
  scheduleId: Slug,
  name: z.string().trim().min(1).max(80),
  fromAt: Instant,
  toAt: Instant,
  shifts: z.array(z.object({ responderId: AccountId, fromAt: Instant, toAt: Instant })),
  by: AccountId,
});
export type TemporarySchedule = z.infer<typeof TemporarySchedule>;

/** Someone is away: their first backup who is not away stands in (O4). Why they are away is nobody's business here. */
export const OnCallAbsence = z.object({
  absenceId: z.string().min(1).max(60),
  responderId: AccountId,
  fromAt: Instant,
  toAt: Instant,
});
export type OnCallAbsence = z.infer<typeof OnCallAbsence>;

/** Whom a step asks. */
export const EscalationTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('schedule'), scheduleId: Slug }),
  z.object({ kind: z.literal('responder'), responderId: AccountId }),
]);
export type EscalationTarget = z.infer<typeof EscalationTarget>;

/** Who is asked, in which order, how long, how often. People are asked one after the other, so that two never answer. */
export const EscalationPolicy = z.object({
  policyId: Slug,
  name: z.string().trim().min(1).max(80),
  steps: z
    .array(
      z.object({
        targets: z.array(EscalationTarget).min(1).max(10),
        /** Time between the end of the step before and this one, for an alert without a caller on the line. */
        afterMs: Duration,
      }),
    )
    .min(1)
    .max(10),
  /** How often all steps are gone through before the alert is exhausted. */
  loops: z.number().int().min(1).max(9),
  /** How long one telephone rings. */
  ringMs: Duration,
  /** How long a key is awaited after the pick-up; the whisper is said again meanwhile. A voicemail presses none. */
  keyMs: Duration,
  /** How long someone who has no telephone has to answer the mail. */
  mailMs: Duration,
  /** O1: remote intervention, and presence on site, after the alert. */
  targets: z.object({ remoteMs: Duration, onSiteMs: Duration }),
});
export type EscalationPolicy = z.infer<typeof EscalationPolicy>;

/** HO: helped in working hours only; HNO: round the clock (O2). */
export const SupportClass = z.enum(['HO', 'HNO']);
export type SupportClass = z.infer<typeof SupportClass>;

/** Something that is watched, and how fast somebody must be told. */
export const Equipment = z.object({
  equipmentId: Slug,
  /** As monitoring names it: `SRV SQL1`. Compared without case. */
  name: z.string().trim().min(1).max(120),
  description: z.string().trim().max(200),
  supportClass: SupportClass,
  policyId: Slug,
});
export type Equipment = z.infer<typeof Equipment>;

/** What is heard on the telephone of someone who is paged. */
export const OnCallPrompts = z.object({
  /** "A caller of the service … is on the line: press 1 to take the call, 2 to decline, 3 to pass it on." */
  whisper: PromptId,
  /** "An alert is waiting for you: 1 …": for an alert without a caller on the line; what it is about is said before. */
  alert: PromptId,
  /** "Thank you, it is yours." Before the end of a page without a caller. */
  accepted: PromptId,
  /** "Noted, somebody else is asked." Before the end of a page. */
  passedOn: PromptId,
  /** "It has been taken by somebody else, thank you." */
  takenElsewhere: PromptId,
});
export type OnCallPrompts = z.infer<typeof OnCallPrompts>;

/** The whole of on-call as the programs need it: published whole by the console at each change, adopted whole by the acd. */
export const OnCallPlan = z.object({
  version: z.number().int().min(1),
  publishedAt: Instant,
  domainId: DomainId,
  timeZone: z.string(),
  responders: z.array(Responder),
  rotations: z.array(OnCallRotation),
  schedules: z.array(OnCallSchedule),
  policies: z.array(EscalationPolicy),
  equipment: z.array(Equipment),
  overrides: z.array(OnCallOverride),
  temporaries: z.array(TemporarySchedule),
  absences: z.array(OnCallAbsence),
  prompts: OnCallPrompts.optional(),
  /** The service whose number is presented to those who are paged without a caller. */
  presentAs: ServiceId.optional(),
  /** Working hours: an alert of an HO equipment waits for their opening. Absent = every alert pages at once. */
  workingHours: CalendarId.optional(),
  /** Who is told when calls can not be served (IC6), and after how many failed probes of the line. */
  continuity: z
    .object({
      policyId: Slug,
      failedProbes: z.number().int().min(1).max(10),
      /** IC6: lines restored in this time. Absent = one hour. */
      restoredWithinMs: Duration.optional(),
    })
    .optional(),
});
export type OnCallPlan = z.infer<typeof OnCallPlan>;

/** Why this person: which entry of the plan decided, in the order of precedence. */
export const OnCallBecause = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('temporary'), temporaryId: z.string() }),
  z.object({ kind: z.literal('override'), overrideId: z.string(), why: z.enum(['override', 'swap']) }),
  z.object({ kind: z.literal('rule'), ruleId: z.string(), rotationId: z.string().optional() }),
]);
export type OnCallBecause = z.infer<typeof OnCallBecause>;

/** A stretch of a schedule, half-open. Without `responderId` nobody is on call; that is a gap when someone is required. */
export const OnCallSpan = z.object({
  scheduleId: z.string(),
  fromAt: Instant,
  toAt: Instant,
  responderId: AccountId.optional(),
  /** Absent when no entry of the plan speaks of it. */
  because: OnCallBecause.optional(),
  /** Who is away, when a backup stands in; or would have been on call, when all backups are away too. */
  insteadOf: AccountId.optional(),
  required: z.boolean(),
});
export type OnCallSpan = z.infer<typeof OnCallSpan>;
