import { z } from 'zod';
import { AlertContent, AlertSource, AlertStatus, PageMeans, PageResult } from './alerts.ts';
import { AccountId, AlertId, CallId, ServiceId, TicketId } from './ids.ts';
import {
  Equipment,
  EscalationPolicy,
  LAST_PLANNED_AT,
  OnCallAbsence,
  OnCallOverride,
  OnCallPlan,
  OnCallRotation,
  OnCallSchedule,
  OnCallSpan,
  Responder,
  TemporarySchedule,
} from './oncall.ts';
import { Duration, Instant } from './time.ts';

// What the on-call screens, the engineer's telephone and monitoring exchange with the console, below `/api/on-call`.

// ── Who is on call ─────────────────────────────────────────────────────────────────────────────────────────────────

/** A responder as an administrator edits it: numbers as dialled; the plan keeps references. */
export const ResponderInput = z.object({
  /** Account that they sign in with; it receives the mails. */
  responderId: AccountId,
  phones: z.array(z.string().trim().min(2).max(40)).max(4),
  backups: z.array(AccountId).max(10),
});
export type ResponderInput = z.infer<typeof ResponderInput>;
/** Numbers are shown to administrators and to the person themselves, to nobody else. */
export const ResponderView = Responder.omit({ phones: true }).extend({
  phones: z.array(z.string()).optional(),
  phoneCount: z.number().int(),
  hasMail: z.boolean(),
});
export type ResponderView = z.infer<typeof ResponderView>;

/** `GET /api/on-call/setup`, for everybody who is signed in: names and hours are no secret, people's numbers are left out. */
export const OnCallSetup = OnCallPlan.omit({ domainId: true, publishedAt: true, responders: true }).extend({
  responders: z.array(ResponderView),
});
export type OnCallSetup = z.infer<typeof OnCallSetup>;
/** `PUT /api/on-call/settings` (administrators): what belongs to no list. */
export const OnCallSettings = OnCallPlan.pick({
  timeZone: true,
  prompts: true,
  presentAs: true,
  workingHours: true,
  continuity: true,
});
export type OnCallSettings = z.infer<typeof OnCallSettings>;
/** `PUT /api/on-call/{responders,rotations,schedules,policies,equipment}/:id`, `DELETE` likewise (administrators). What is still referred to is refused with who refers to it. */
export const RotationInput = OnCallRotation.omit({ rotationId: true });
export const ScheduleInput = OnCallSchedule.omit({ scheduleId: true });
export const PolicyInput = EscalationPolicy.omit({ policyId: true });
export const EquipmentInput = Equipment.omit({ equipmentId: true });

/** `POST /api/on-call/overrides`, `DELETE …/:id` (supervisors; an engineer for their own hours). Undone by `DELETE`. */
export const OverrideInput = OnCallOverride.omit({ overrideId: true, why: true, by: true });
export type OverrideInput = z.infer<typeof OverrideInput>;
/** `POST /api/on-call/temporaries`, `DELETE …/:id` (supervisors). */
export const TemporaryInput = TemporarySchedule.omit({ temporaryId: true, by: true });
export type TemporaryInput = z.infer<typeof TemporaryInput>;
/** `POST /api/on-call/absences`, `DELETE …/:id` (supervisors, or oneself). */
export const AbsenceOnCallInput = OnCallAbsence.omit({ absenceId: true });
export type AbsenceOnCallInput = z.infer<typeof AbsenceOnCallInput>;
/** What a change of overrides, temporaries or absences leaves without anybody. With `?dryRun=1` each `POST` answers what it would leave, and changes nothing (`id` is empty then). */
export const OnCallChanged = z.object({ version: z.number().int(), id: z.string(), gaps: z.array(OnCallSpan) });
export type OnCallChanged = z.infer<typeof OnCallChanged>;

/** `asked` → `agreed` by the other → `approved` by a supervisor: then both halves hold. */
export const SwapStatus = z.enum(['asked', 'agreed', 'approved', 'refused', 'withdrawn']);
export type SwapStatus = z.infer<typeof SwapStatus>;
/** The longest stretch that is looked at day by day for one question. */
export const LONGEST_ASKED_MS: Duration = 400 * 86_400_000;
const SwapStretch = z
  .object({ fromAt: Instant, toAt: Instant })
  .refine(({ fromAt, toAt }) => toAt - fromAt <= LONGEST_ASKED_MS, 'at most 400 days')
  .refine(({ fromAt, toAt }) => Math.max(fromAt, toAt) <= LAST_PLANNED_AT, 'before the year 2200');
/** Two people exchange stretches, or one gives a stretch away (`theirs` absent). */
export const SwapInput = z.object({
  scheduleId: z.string(),
  mine: SwapStretch,
  with: AccountId,
  theirs: SwapStretch.optional(),
  note: z.string().trim().max(500).default(''),
});
export type SwapInput = z.infer<typeof SwapInput>;
/** `GET /api/on-call/swaps`, `POST`, `POST …/:id/{agree,approve,refuse,withdraw}`. */
export const Swap = SwapInput.extend({
  swapId: z.string(),
  askedBy: AccountId,
  askedByName: z.string(),
  withName: z.string(),
  status: SwapStatus,
  askedAt: Instant,
  /** Every step: who and when. */
  history: z.array(z.object({ status: SwapStatus, by: z.string(), at: Instant })),
});
export type Swap = z.infer<typeof Swap>;

/** `GET /api/on-call/calendar?scheduleId=&from=&to=` (instants): at most 400 days; what every screen, mail and feed is made of. */
export const OnCallCalendar = z.object({
  scheduleId: z.string(),
  timeZone: z.string(),
  spans: z.array(OnCallSpan.extend({ name: z.string().optional(), insteadOfName: z.string().optional() })),
  gaps: z.array(OnCallSpan),
});
export type OnCallCalendar = z.infer<typeof OnCallCalendar>;

/** `GET /api/on-call/now`: who has the telephone of each schedule, and who next. */
export const OnCallNow = z.object({
  at: Instant,
  schedules: z.array(
    z.object({
      scheduleId: z.string(),
      name: z.string(),
      now: OnCallSpan.extend({ name: z.string().optional() }).optional(),
      next: OnCallSpan.extend({ name: z.string().optional() }).optional(),
    }),
  ),
  /** Stretches of the next 90 days where someone is required and nobody is on call. */
  gaps: z.array(OnCallSpan.extend({ scheduleName: z.string() })),
});
export type OnCallNow = z.infer<typeof OnCallNow>;

/** `GET /api/on-call/me`: the engineer's own page. */
export const OnCallMine = z.object({
  responder: ResponderView.optional(),
  /** Of the next 60 days. */
  spans: z.array(OnCallSpan.extend({ scheduleName: z.string() })),
  /** Present when a feed has been asked for: an address that needs no sign-in and shows only names and hours. */
  feedUrl: z.string().optional(),
});
export type OnCallMine = z.infer<typeof OnCallMine>;
/** `POST /api/on-call/me/feed` makes a new address and forgets the one before; `DELETE` forgets it. The feed is `text/calendar` (RFC 5545). */
export const OnCallFeed = z.object({ feedUrl: z.string() });
export type OnCallFeed = z.infer<typeof OnCallFeed>;

// ── Alerts ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** An alert in one line. */
export const AlertGlance = z.object({
  alertId: AlertId,
  source: AlertSource,
  status: AlertStatus,
  title: z.string(),
  openedAt: Instant,
  /** How often it was told while it was open, the first time included. */
  times: z.number().int().min(1),
  serviceId: ServiceId.optional(),
  equipmentName: z.string().optional(),
  /** Who has it. */
  acceptedBy: z.string().optional(),
  acceptedAt: Instant.optional(),
  /** Who is being asked at this moment. */
  asking: z.object({ name: z.string(), means: PageMeans, since: Instant, rings: z.boolean() }).optional(),
  /** A caller waits on the line. */
  callerWaits: z.boolean(),
});
export type AlertGlance = z.infer<typeof AlertGlance>;

/** One line of an incident's timeline, in the acd's order. */
export const AlertLine = z.object({
  seq: z.number().int(),
  at: Instant,
  /** Type of the journal event. */
  type: z.string(),
  /** The same in French, without any telephone number. */
  text: z.string(),
});
export type AlertLine = z.infer<typeof AlertLine>;

/** `GET /api/on-call/alerts/:alertId`. */
export const AlertFile = z.object({
  alert: AlertGlance,
  content: AlertContent,
  policyName: z.string(),
  callId: CallId.optional(),
  ticket: z.object({ ticketId: TicketId, number: z.string() }).optional(),
  timeline: z.array(AlertLine),
  pages: z.array(
    z.object({
      name: z.string(),
      means: PageMeans,
      at: Instant,
      answeredAt: Instant.optional(),
      result: PageResult.optional(),
    }),
  ),
  /** O1: measured against the policy's targets. */
  response: z.object({
    remoteTargetMs: Duration,
    onSiteTargetMs: Duration,
    acceptedMs: Duration.optional(),
    remoteMs: Duration.optional(),
    onSiteMs: Duration.optional(),
  }),
  /** O3: who was at work, and how long; still at work without `leftAt`. */
  mobilised: z.array(
    z.object({ responderId: AccountId, name: z.string(), joinedAt: Instant, leftAt: Instant.optional() }),
  ),
  closedAt: Instant.optional(),
  resolution: z.string().optional(),
});
export type AlertFile = z.infer<typeof AlertFile>;

/** `GET /api/on-call/alerts?status=open|all`, newest first. */
export const AlertPage = z.object({ total: z.number().int(), items: z.array(AlertGlance) });
export type AlertPage = z.infer<typeof AlertPage>;

/** `POST /api/on-call/alerts`: monitoring's door (API token) and a person's. Answered with the alert, new or already open. */
export const AlertInput = z.object({
  title: z.string().trim().min(1).max(200),
  detail: z.string().trim().max(4000).default(''),
  /** As monitoring names it; decides policy and support class. */
  host: z.string().trim().max(120).optional(),
  policyId: z.string().optional(),
  dedupKey: z.string().trim().max(200).optional(),
});
export type AlertInput = z.input<typeof AlertInput>;
export const AlertOpened = z.object({ alertId: AlertId });
export type AlertOpened = z.infer<typeof AlertOpened>;

/** `POST /api/on-call/alerts/:alertId/{accept,decline,escalate,join,leave,mobilise,intervention,note,close}`. `responderId` absent = oneself. */
export const AlertAct = z.object({ responderId: AccountId.optional() });
export const AlertIntervention = AlertAct.extend({ where: z.enum(['remote', 'onSite']) });
export const AlertNote = z.object({ text: z.string().trim().min(1).max(4000) });
export const AlertClosing = z.object({ resolution: z.string().trim().min(1).max(4000) });

// ── Figures (reports) ──────────────────────────────────────────────────────────────────────────────────────────────

/** `GET /api/reports/on-call?from=&to=`: every alert of a period with its times (O1, O3), and their sums. */
export const OnCallReport = z.object({
  alerts: z.array(
    z.object({
      alertId: AlertId,
      source: AlertSource,
      title: z.string(),
      openedAt: Instant,
      acceptedMs: Duration.optional(),
      remoteMs: Duration.optional(),
      onSiteMs: Duration.optional(),
      closedAt: Instant.optional(),
      exhausted: z.boolean(),
      pages: z.number().int(),
      people: z.number().int(),
      /** Σ of each person's time, and the same with every begun hour of each person counted whole (O3: per hour). */
      mobilisedMs: Duration,
      mobilisedHours: z.number().int(),
      withinRemote: z.boolean().optional(),
      withinOnSite: z.boolean().optional(),
      callId: CallId.optional(),
    }),
  ),
  sums: z.object({
    alerts: z.number().int(),
    accepted: z.number().int(),
    exhausted: z.number().int(),
    medianAcceptedMs: Duration.optional(),
    withinRemote: z.object({ within: z.number().int(), of: z.number().int() }),
    withinOnSite: z.object({ within: z.number().int(), of: z.number().int() }),
    mobilisedMs: Duration,
    mobilisedHours: z.number().int(),
  }),
});
export type OnCallReport = z.infer<typeof OnCallReport>;

/** `GET /api/reports/lines?from=&to=`: IC6, with all it was computed from (K5). */
export const LineReport = z.object({
  /** One outage: from the first failed probe, or the first sign that calls are not served, to the first good one. */
  outages: z.array(
    z.object({
      fromAt: Instant,
      /** Absent = not restored yet. */
      toAt: Instant.optional(),
      restoredMs: Duration.optional(),
      within: z.boolean().optional(),
      trunks: z.array(z.string()),
      alertId: AlertId.optional(),
      evidence: z.array(
        z.object({
          at: Instant,
          trunkId: z.string(),
          ok: z.boolean(),
          why: z.string().optional(),
          roundTripMs: Duration.optional(),
        }),
      ),
    }),
  ),
  targetMs: Duration,
  probes: z.number().int(),
  failed: z.number().int(),
  /** Minutes of the period in which nothing was measured: said, never counted as available. */
  unmeasuredMs: Duration,
  /** Share of the measured time in which at least one trunk carried calls; absent when nothing was measured. */
  availability: z.number().min(0).max(1).optional(),
});
export type LineReport = z.infer<typeof LineReport>;
