import { z } from 'zod';
import { Weekday } from './definitions.ts';
import { AgentId, QueueId, ServiceId, ShiftId } from './ids.ts';
import { PlannedBreakKind, PlannedShift, ShiftTemplate } from './roster.ts';
import { CivilDate, Duration, Instant, TimeOfDay } from './time.ts';

/** What the console's HTTP door takes and gives about the roster (H2, H3, H5): templates, shifts, absences, the day plan. */

/** Shifts of one agent may not overlap; more than this on one day is a mistake. */
const MOST_BREAKS = 8;

/** `GET /api/roster/templates`, by hour of start. `PUT` and `DELETE /api/roster/templates/:templateId` take one. */
export const ShiftTemplatePage = z.object({ total: z.number().int(), items: z.array(ShiftTemplate) });
export type ShiftTemplatePage = z.infer<typeof ShiftTemplatePage>;

// ── Shifts ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `POST /api/roster/shifts` → {@link PlannedShift}; `PUT /api/roster/shifts/:shiftId` takes the same (and brings a removed one back). */
export const ShiftInput = PlannedShift.omit({ shiftId: true }).extend({
  breaks: PlannedShift.shape.breaks.max(MOST_BREAKS).default([]),
});
export type ShiftInput = z.input<typeof ShiftInput>;

/** Why a shift is not planned: the `reason` of the problem document, and of what a copy leaves out. */
export const ShiftRefusal = z.enum([
  'unknownAgent',
  /** A date that no calendar has. */
  'noSuchDate',
  /** Another shift of the same agent covers a part of it. */
  'overlap',
  /** A break that is not wholly inside the shift, or overlaps another one. */
  'breakOutside',
  /** More than 16 hours: a mistake of typing. */
  'tooLong',
  /** The agent is away that day. Only copies and templates are stopped by it; planning by hand is not. */
  'absence',
  /** A public holiday of the organisation's calendars, or a day they close by exception. Only copies and templates. */
  'holiday',
]);
export type ShiftRefusal = z.infer<typeof ShiftRefusal>;

/** `POST /api/roster/weeks/:date/copy`: the week of that date onto another one. */
export const WeekCopy = z.object({
  /** Any day of the week that receives. */
  to: CivilDate,
  /** Only these agents; absent = all of them. */
  agentIds: z.array(AgentId).max(500).optional(),
  /** Shifts already planned in the receiving week give way; otherwise they stay and the copied one is left out. */
  replace: z.boolean().default(false),
});
export type WeekCopy = z.input<typeof WeekCopy>;

/** `POST /api/roster/templates/:templateId/apply`: the same presence for several agents and days. */
export const TemplateUse = z.object({
  agentIds: z.array(AgentId).min(1).max(500),
  from: CivilDate,
  /** Included. At most a year after `from`. */
  to: CivilDate,
  days: z.array(Weekday).min(1),
  replace: z.boolean().default(false),
});
export type TemplateUse = z.input<typeof TemplateUse>;

/** What planning several shifts at once did, or would do (`?dryRun=1`): what can not be planned is left out and said. */
export const PlanReport = z.object({
  dryRun: z.boolean(),
  planned: z.number().int(),
  /** Shifts that gave way. */
  removed: z.number().int(),
  skipped: z.array(z.object({ agentId: AgentId, date: CivilDate, because: ShiftRefusal })),
});
export type PlanReport = z.infer<typeof PlanReport>;

// ── Absences ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Why someone is away for days. Shown to supervisors only: health is nobody else's business. */
export const AbsenceReason = z.enum(['leave', 'sickness', 'training', 'union', 'other']);
export type AbsenceReason = z.infer<typeof AbsenceReason>;

/** `POST /api/roster/absences`, `PUT /api/roster/absences/:absenceId`. Whole days; shifts stay planned but nobody is expected. */
export const AbsenceInput = z
  .object({
    agentId: AgentId,
    from: CivilDate,
    /** Last day, included. */
    to: CivilDate,
    reason: AbsenceReason,
    note: z.string().trim().max(300).default(''),
  })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'is before the first day' });
export type AbsenceInput = z.input<typeof AbsenceInput>;

/** Someone away. `reason` and `note` are absent for those who are not supervisors. */
export const Absence = z.object({
  absenceId: z.string(),
  agentId: AgentId,
  from: CivilDate,
  to: CivilDate,
  reason: AbsenceReason.optional(),
  note: z.string().optional(),
});
export type Absence = z.infer<typeof Absence>;
/** `GET /api/roster/absences?from=&to=&agentId=`: those that touch the period (two years at the most; from today on by default), by first day. */
export const AbsencePage = z.object({ total: z.number().int(), items: z.array(Absence) });
export type AbsencePage = z.infer<typeof AbsencePage>;

// ── Week and day plan ──────────────────────────────────────────────────────────────────────────────────────────────

/** `GET /api/roster/weeks/:date`: Monday to Sunday around a date. */
export const WeekPlan = z.object({
  days: z.array(z.object({ date: CivilDate, holiday: z.string().optional() })).length(7),
  /** Every agent of the definition, and those planned that it no longer has. */
  rows: z.array(
    z.object({
      agentId: AgentId,
      name: z.string(),
      /** The definition no longer has them: their shifts are not expected by the engine. */
      gone: z.boolean(),
      shifts: z.array(PlannedShift),
      absences: z.array(Absence),
      /** Time planned in the week, without breaks of lunch. */
      plannedMs: Duration,
    }),
  ),
});
export type WeekPlan = z.infer<typeof WeekPlan>;

/** A stretch of the day. Half-open. */
export const PlanStretch = z.object({ fromAt: Instant, toAt: Instant });
export type PlanStretch = z.infer<typeof PlanStretch>;

/** A shift as the day plan draws it: with the instants behind its wall-clock times. */
export const DayPlanShift = PlannedShift.extend({
  startsAt: Instant,
  endsAt: Instant,
  breaks: z.array(
    z.object({ kind: PlannedBreakKind, from: TimeOfDay, to: TimeOfDay, startsAt: Instant, endsAt: Instant }),
  ),
});
export type DayPlanShift = z.infer<typeof DayPlanShift>;

/** Those present for a queue in one quarter of an hour. */
export const CoverageStep = z.object({
  at: Instant,
  /** Fewest present at any minute of the quarter, breaks taken off. */
  present: z.number().int(),
  /** Minutes of the quarter in which fewer than the queue's minimum are there while it is open. */
  gapMs: Duration,
});
export type CoverageStep = z.infer<typeof CoverageStep>;

/** What a service may expect in one quarter of an hour. */
export const ForecastStep = z.object({
  at: Instant,
  /** Open for the whole quarter or a part of it. */
  open: z.boolean(),
  /** Calls expected in the quarter. */
  calls: z.number().min(0),
  /** Agents present on average. */
  present: z.number().min(0),
  /** Expected share picked up within the threshold, 0 to 1; absent when nobody is expected to call. */
  pickUp: z.number().min(0).max(1).optional(),
  /** The promise would be missed (C2). */
  missed: z.boolean(),
});
export type ForecastStep = z.infer<typeof ForecastStep>;

/** The forecast of one service over a day. `POST /api/roster/days/:date/forecast` → the same for the load that is given. */
export const ServiceForecast = z.object({
  serviceId: ServiceId,
  name: z.string(),
  queueId: QueueId,
  thresholdMs: Duration,
  /** Share to reach. */
  target: z.number().min(0).max(1),
  /** Where the load is from: the definition's expectation, what was given, or nowhere (then no step has a `pickUp`). */
  load: z.enum(['definition', 'given', 'none']),
  steps: z.array(ForecastStep),
  /** Expected over the whole day: calls, and share of them picked up in time. */
  calls: z.number().min(0),
  pickUp: z.number().min(0).max(1).optional(),
});
export type ServiceForecast = z.infer<typeof ServiceForecast>;

/** `POST /api/roster/days/:date/forecast`: what the history says (`/api/reports/load`), or a "what if". */
export const ForecastOrder = z.object({
  serviceId: ServiceId,
  ahtMs: Duration.min(1000).max(7_200_000),
  patienceMs: Duration.min(1000).max(86_400_000),
  /** Calls in quarters of an hour of the wall clock; those left out have none. */
  quarters: z.array(z.object({ from: TimeOfDay, calls: z.number().min(0).max(100_000) })).max(100),
  /** Agents more (or fewer) than planned, all day: what if? */
  agentsMore: z.number().int().min(-100).max(100).default(0),
});
export type ForecastOrder = z.input<typeof ForecastOrder>;

/** `GET /api/roster/days/:date`: everything the picture of a day shows. */
export const DayPlan = z.object({
  date: CivilDate,
  timeZone: z.string(),
  /** The civil day: 23, 24 or 25 hours. */
  fromAt: Instant,
  toAt: Instant,
  /** A public holiday of the organisation's calendars. */
  holiday: z.string().optional(),
  rows: z.array(
    z.object({
      agentId: AgentId,
      name: z.string(),
      gone: z.boolean(),
      queueIds: z.array(QueueId),
      /** Those that touch the day, also the night shift of the day before. */
      shifts: z.array(DayPlanShift),
      /** Away that day: the shifts do not count. */
      absence: Absence.optional(),
    }),
  ),
  /** One for each queue that someone belongs to. */
  coverage: z.array(
    z.object({
      queueId: QueueId,
      name: z.string(),
      minimumPresent: z.number().int(),
      /** When a service of the queue is open. */
      open: z.array(PlanStretch),
      /** One for each quarter of an hour of the day. */
      steps: z.array(CoverageStep),
      /** Open, and nobody is there, to the minute. */
      nobody: z.array(PlanStretch),
      /** Open, and fewer than the minimum are there. */
      below: z.array(PlanStretch),
    }),
  ),
  forecasts: z.array(ServiceForecast),
  /** When someone joins or leaves: "1st reinforcement 8:30" (H2). */
  changes: z.array(z.object({ at: Instant, agentId: AgentId, kind: z.enum(['arrives', 'leaves']) })),
  /** Stretches that no calendar of the definition names, neither opening hours nor on-call windows (H6). */
  unnamed: z.array(PlanStretch),
});
export type DayPlan = z.infer<typeof DayPlan>;

// ── Lunch ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * `GET /api/roster/days/:date/lunches`: lunches spread so that someone is always there (H3), with the proof.
 * `POST` {@link LunchTaking} to the same path takes them into the shifts; 409 `planChanged` when it would propose others by now.
 */
export const LunchProposal = z.object({
  lunches: z.array(
    z.object({
      shiftId: ShiftId,
      agentId: AgentId,
      from: TimeOfDay,
      to: TimeOfDay,
      startsAt: Instant,
      endsAt: Instant,
      /** The shift has another lunch now. */
      moved: z.boolean(),
    }),
  ),
  /** Shifts whose template knows a lunch, but for which no time was found. */
  unplaced: z.array(z.object({ shiftId: ShiftId, agentId: AgentId })),
  /** Minute by minute over every lunch, for each queue with a minimum. */
  proof: z.array(
    z.object({
      queueId: QueueId,
      name: z.string(),
      minimumPresent: z.number().int(),
      /** Minutes checked: those between the first and the last lunch in which the queue is open. */
      minutes: z.number().int(),
      lowest: z.number().int(),
      lowestAt: Instant.optional(),
      holds: z.boolean(),
    }),
  ),
  /** Every queue's minimum holds and every lunch has its place. */
  holds: z.boolean(),
});
export type LunchProposal = z.infer<typeof LunchProposal>;

/** The lunches that were shown and are wanted → {@link PlanReport}. */
export const LunchTaking = z.object({
  lunches: z.array(z.object({ shiftId: ShiftId, from: TimeOfDay, to: TimeOfDay })).max(1000),
});
export type LunchTaking = z.infer<typeof LunchTaking>;
