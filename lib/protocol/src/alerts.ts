import { z } from 'zod';
import { AccountId, AlertId, CallId, GatewayId, LegId, PageId, RecordingId, ServiceId } from './ids.ts';
import { OnCallBecause } from './oncall.ts';
import { ReleaseCause } from './release-cause.ts';
import { Duration, Instant } from './time.ts';

/**
 * `call`: a caller out of hours. `api`, `mail`: from monitoring. `person`: somebody of the console mobilises people (O3).
 * `continuity`: the product itself can not serve calls (C10).
 */
export const AlertSource = z.enum(['call', 'api', 'mail', 'person', 'continuity']);
export type AlertSource = z.infer<typeof AlertSource>;

/** deferred → escalating → accepted → closed; escalating → exhausted → accepted | closed. */
export const AlertStatus = z.enum(['deferred', 'escalating', 'exhausted', 'accepted', 'closed']);
export type AlertStatus = z.infer<typeof AlertStatus>;

/** `live`: the telephone is rung for a caller on the line. `telephone`: rung for an alert. `mail`: they have no telephone. The mail goes out beside each. */
export const PageMeans = z.enum(['live', 'telephone', 'mail']);
export type PageMeans = z.infer<typeof PageMeans>;

/** `noKey`: something picked up and pressed nothing, as a voicemail does: that is no acceptance. */
export const PageResult = z.enum([
  'accepted',
  'declined',
  'passedOn',
  'noAnswer',
  'noKey',
  'busy',
  'failed',
  /** Taken by somebody else, closed, or the caller has gone. */
  'withdrawn',
]);
export type PageResult = z.infer<typeof PageResult>;

/** What the alert is about, as far as may stand in a journal: no telephone number, no caller's name. */
export const AlertContent = z.object({
  title: z.string().trim().min(1).max(200),
  detail: z.string().trim().max(4000).default(''),
  /** Spoken title, in the media directory; said before the plan's alert prompt. */
  file: z.string().optional(),
});
export type AlertContent = z.infer<typeof AlertContent>;

const on = { alertId: AlertId };
const onPage = { ...on, pageId: PageId, responderId: AccountId };
/** Who did it: a responder or another account by the page, `key` on the telephone is told by the page's own events. */
const by = { by: z.union([AccountId, z.literal('system')]) };

/** Every step of an alert's life, in the acd's journal: the timeline of the incident (O3) is their list. */
export const alertEvents = [
  z.object({
    type: z.literal('alert.opened'),
    ...on,
    ...by,
    source: AlertSource,
    content: AlertContent,
    policyId: z.string(),
    openedAt: Instant,
    /** The caller on the line, or the call that left a message. */
    callId: CallId.optional(),
    serviceId: ServiceId.optional(),
    equipmentId: z.string().optional(),
    /** Alerts of one cause are one alert while it is open. */
    dedupKey: z.string().optional(),
  }),
  /** The same cause again, while it is open. */
  z.object({ type: z.literal('alert.repeated'), ...on, content: AlertContent }),
  /** Of an HO equipment, out of hours: it waits for the opening. */
  z.object({ type: z.literal('alert.deferred'), ...on, untilAt: Instant }),
  z.object({
    type: z.literal('alert.stepStarted'),
    ...on,
    loop: z.number().int().min(1),
    step: z.number().int().min(0),
  }),
  /** The next step begins after its delay. */
  z.object({
    type: z.literal('alert.stepAwaited'),
    ...on,
    loop: z.number().int().min(1),
    step: z.number().int().min(0),
    dueAt: Instant,
  }),
  /** Nobody is on call where the policy asks: a defect of the plan, told loudly. */
  z.object({
    type: z.literal('alert.targetMissing'),
    ...on,
    scheduleId: z.string(),
    /** Which target of the step, from 0. */
    target: z.number().int().min(0),
  }),
  z.object({
    type: z.literal('alert.paged'),
    ...onPage,
    means: PageMeans,
    loop: z.number().int().min(1),
    step: z.number().int().min(0),
    /** Which target of the step, from 0; absent when no step asked for it. */
    target: z.number().int().min(0).optional(),
    /**
     * Why outside of the steps. `mobilised`: somebody asked for them as well (O3). `connection`: they have accepted, and are
     * rung to be joined to the caller who still waits. Absent: the policy asks them.
     */
    outside: z.enum(['mobilised', 'connection']).optional(),
    /** Which of their telephones, from 0. */
    phone: z.number().int().min(0).optional(),
    /** The same telephone once more, after an attempt that never had its chance: the gateway failed, or their line was still busy with us. */
    again: z.literal(true).optional(),
    scheduleId: z.string().optional(),
    because: OnCallBecause.optional(),
    /** The caller's call for `live`, a call of its own for `telephone`. */
    callId: CallId.optional(),
    legId: LegId.optional(),
    gatewayId: GatewayId.optional(),
  }),
  z.object({ type: z.literal('alert.pageRang'), ...onPage }),
  /** Somebody, or something, has picked up: what it is about is being said. */
  z.object({ type: z.literal('alert.pageAnswered'), ...onPage, answeredAt: Instant }),
  z.object({ type: z.literal('alert.pageEnded'), ...onPage, result: PageResult, cause: ReleaseCause.optional() }),
  /** A hard stop: nobody else is paged, and every page under way is withdrawn (pains 24). */
  z.object({
    type: z.literal('alert.accepted'),
    ...on,
    responderId: AccountId,
    how: z.enum(['key', 'screen']),
    acceptedAt: Instant,
  }),
  /** Passed on by hand, or because what had worked again has failed anew: a step begins at once, also when it had been accepted. */
  z.object({ type: z.literal('alert.escalated'), ...on, ...by }),
  /** Nobody took it in all its loops. */
  z.object({ type: z.literal('alert.exhausted'), ...on }),
  /** The caller hung up before anybody took it: those on call are still told. */
  z.object({ type: z.literal('alert.callerLeft'), ...on }),
  z.object({
    type: z.literal('alert.messageLeft'),
    ...on,
    callId: CallId,
    recordingId: RecordingId,
    durationMs: Duration,
  }),
  /** O1: the response begins; the first one of each kind counts. */
  z.object({
    type: z.literal('alert.interventionStarted'),
    ...on,
    ...by,
    responderId: AccountId,
    where: z.enum(['remote', 'onSite']),
    startedAt: Instant,
  }),
  /** O3: somebody is at work on it from here on. Accepting joins. */
  z.object({ type: z.literal('alert.joined'), ...on, ...by, responderId: AccountId, joinedAt: Instant }),
  z.object({ type: z.literal('alert.left'), ...on, ...by, responderId: AccountId, leftAt: Instant }),
  z.object({ type: z.literal('alert.noted'), ...on, ...by, text: z.string().max(4000) }),
  /** What had failed works again, by our own measure. */
  z.object({ type: z.literal('alert.recovered'), ...on, recoveredAt: Instant }),
  z.object({ type: z.literal('alert.closed'), ...on, ...by, resolution: z.string().max(4000), closedAt: Instant }),
] as const;
