import { z } from 'zod';
import { AgentId, CalendarId, DeviceId, DomainId, PromptId, QueueId, ServiceId } from './ids.ts';
import { CivilDate, Duration, Instant, TimeOfDay } from './time.ts';

/** ISO weekday: 1 Monday … 7 Sunday. */
export const Weekday = z.number().int().min(1).max(7);

/** When a service answers: weekly hours in a time zone, minus public holidays, with dated exceptions (H1, H4). */
export const CalendarDefinition = z.object({
  calendarId: CalendarId,
  name: z.string(),
  timeZone: z.string(),
  /** Half-open windows `[from, to)`; `to` of 24:00 is the end of the day. */
  weekly: z.array(z.object({ days: z.array(Weekday).min(1), from: TimeOfDay, to: TimeOfDay })),
  /** Which public holidays close it: none, metropolitan France, Alsace-Moselle, or an overseas department (ISO 3166-2). */
  holidays: z.enum(['none', 'FR', 'FR-57', 'FR-GP', 'FR-MQ', 'FR-GF', 'FR-RE', 'FR-YT']),
  /** Dated exceptions; an empty list of windows closes the day. */
  exceptions: z.array(
    z.object({ date: CivilDate, reason: z.string(), windows: z.array(z.object({ from: TimeOfDay, to: TimeOfDay })) }),
  ),
});
export type CalendarDefinition = z.infer<typeof CalendarDefinition>;

/** A piece of audio in the media directory: 48 kHz mono 16-bit WAV, named by its content. */
export const PromptDefinition = z.object({
  promptId: PromptId,
  /** What it says, for the screen and for synthesis. Empty for music. */
  text: z.string(),
  file: z.string(),
  durationMs: Duration,
});
export type PromptDefinition = z.infer<typeof PromptDefinition>;

/** How a queue orders its free agents. An unknown name is refused, never replaced. */
export const QueueStrategy = z.enum(['longestIdle']);
export type QueueStrategy = z.infer<typeof QueueStrategy>;

/** Callers waiting for the same people. */
export const QueueDefinition = z.object({
  queueId: QueueId,
  name: z.string(),
  strategy: QueueStrategy,
  /** How long one agent is rung before the offer rings out (RONA). */
  ringTimeoutMs: Duration,
  /** Human misses in a row after which the agent is made not ready. */
  missLimit: z.number().int().min(1),
});
export type QueueDefinition = z.infer<typeof QueueDefinition>;

/** The contractual promise of a service (C2, C3). */
export const ServiceLevelDefinition = z.object({
  thresholdMs: Duration,
  /** Share to reach, 0 to 1. */
  pickUpTarget: z.number().min(0).max(1),
  abandonTarget: z.number().min(0).max(1),
  /** Which published formula applies (kpi.md F1–F5). */
  clause: z.enum(['F1', 'F2', 'F3', 'F4', 'F5']),
  /** Where the caller's clock starts. */
  clockStartsAt: z.enum(['received', 'queued']),
});
export type ServiceLevelDefinition = z.infer<typeof ServiceLevelDefinition>;

/** What a dialled number reaches, and how the caller is treated. */
export const ServiceDefinition = z.object({
  serviceId: ServiceId,
  name: z.string(),
  /** Every number that reaches it, as trunks may present it: `8008`, `0800711900`, `+33800711900`. */
  numbers: z.array(z.string()).min(1),
  queueId: QueueId,
  calendarId: CalendarId,
  /** Heard first when open; none = straight to the queue. */
  welcome: PromptId.optional(),
  /** Heard when closed, before the voicemail or the end. */
  closed: PromptId.optional(),
  music: PromptId,
  position: z
    .object({
      firstAfterMs: Duration,
      everyMs: Duration,
      /** `prompts[0]` says "you are first", and so on; the last one is "more than n". */
      prompts: z.array(PromptId).min(1),
    })
    .optional(),
  /** Longest wait before the overflow voicemail (C5). */
  maximumWaitMs: Duration,
  /** Callers waiting beyond this number are refused to the overflow at once. */
  maximumWaiting: z.number().int().min(0),
  voicemail: z
    .object({
      greeting: PromptId,
      beep: PromptId,
      maximumMs: Duration,
      silenceMs: Duration,
      whenClosed: z.boolean(),
      whenNobodyLoggedIn: z.boolean(),
    })
    .optional(),
  serviceLevel: ServiceLevelDefinition,
});
export type ServiceDefinition = z.infer<typeof ServiceDefinition>;

/** What an agent answers on. */
export const AgentDevice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('browser'), deviceId: DeviceId }),
  z.object({ kind: z.literal('phone'), deviceId: DeviceId }),
  z.object({ kind: z.literal('uri'), uri: z.string().regex(/^sips?:[^\s<>"]+$/, 'a SIP URI') }),
]);
export type AgentDevice = z.infer<typeof AgentDevice>;

/** Someone who answers calls. */
export const AgentDefinition = z.object({
  agentId: AgentId,
  name: z.string(),
  device: AgentDevice,
  queues: z.array(QueueId),
  /** Time kept free after a call to finish its ticket; belongs to the agent, not to a queue. */
  wrapUpMs: Duration,
});
export type AgentDefinition = z.infer<typeof AgentDefinition>;

/** Why an agent is not ready, as people name it. */
export const PauseReasonDefinition = z.object({ reason: z.string(), label: z.string(), labelEn: z.string() });
export type PauseReasonDefinition = z.infer<typeof PauseReasonDefinition>;

/** The whole organisation as the programs need it: published whole, adopted whole, never edited in place. */
export const Definition = z.object({
  version: z.number().int().min(1),
  publishedAt: Instant,
  domainId: DomainId,
  profileId: z.string(),
  organisation: z.string(),
  timeZone: z.string(),
  services: z.array(ServiceDefinition),
  queues: z.array(QueueDefinition),
  agents: z.array(AgentDefinition),
  calendars: z.array(CalendarDefinition),
  prompts: z.array(PromptDefinition),
  pauseReasons: z.array(PauseReasonDefinition),
});
export type Definition = z.infer<typeof Definition>;
