import { z } from 'zod';
import { AgentId, CalendarId, DeviceId, DomainId, PartyRef, PromptId, QueueId, ServiceId, SkillId } from './ids.ts';
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
  /** Dated exceptions (bridge days, exceptional closings and openings); an empty list of windows closes the day. */
  exceptions: z.array(
    z.object({
      date: CivilDate,
      reason: z.string(),
      windows: z.array(z.object({ from: TimeOfDay, to: TimeOfDay })),
      /** Heard instead of the service's closing message on that day. */
      prompt: PromptId.optional(),
    }),
  ),
  /** Heard instead of the service's closing message on public holidays. */
  holidayPrompt: PromptId.optional(),
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

/** Something an agent can do, at a level of 1 (beginner) to 5 (expert). */
export const SkillDefinition = z.object({ skillId: SkillId, name: z.string() });
export type SkillDefinition = z.infer<typeof SkillDefinition>;

/** What a caller needs: an agent with this skill at this level or above. */
export const SkillNeed = z.object({ skillId: SkillId, level: z.number().int().min(1).max(5) });
export type SkillNeed = z.infer<typeof SkillNeed>;

/**
 * How a queue orders its free agents (engine.md: matching). An unknown name is refused, never replaced.
 * `longestIdle`: free for the longest time. `roundRobin`: offered a call of this queue the longest ago. `fewestCalls`,
 * `leastTalkTime`: since they logged in. `random`: drawn from the journal, so that a replay draws the same. `linear`: in
 * the order of the definition. `ringAll`: several at once, the first to answer has it.
 */
export const QueueStrategy = z.enum([
  'longestIdle',
  'roundRobin',
  'fewestCalls',
  'leastTalkTime',
  'random',
  'linear',
  'ringAll',
]);
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
  /** Agents rung at once under `ringAll`. Default 5. */
  ringAtOnce: z.number().int().min(1).max(20).optional(),
  /** From how long a wait on the agents of each further tier are asked as well. Tier 0 is asked from the start. */
  tiers: z.array(z.object({ tier: z.number().int().min(1).max(9), afterMs: Duration })).optional(),
  /** After this wait the caller goes to another queue, with the time already waited. */
  overflowTo: z.object({ queueId: QueueId, afterMs: Duration }).optional(),
  /** How long an agent who declined or missed a call is not asked for the same call again, while it waits. Default 10 s. */
  missRestMs: Duration.optional(),
  /** Agents who must stay present when others take a break (H3: someone always present). Default 0: no guard. */
  minimumPresent: z.number().int().min(0).optional(),
  /** First reception (*pré-accueil*): where its agents hand callers over to, with their notes, by one gesture (C9). */
  handOverTo: QueueId.optional(),
  /** What makes the board ring an alarm; each absent = no such alarm. */
  alarms: z
    .object({
      waiting: z.number().int().min(1).optional(),
      longestWaitMs: Duration.optional(),
      /** Fewer agents ready, talking or in wrap-up than this while the service is open. */
      presentBelow: z.number().int().min(1).optional(),
    })
    .optional(),
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

/** A key of the telephone that a caller may press. */
export const Key = z.string().regex(/^[0-9*#]$/, 'a telephone key');

/** Where a caller goes by their own choice. */
export const KeyTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('queue'), queueId: QueueId, needs: z.array(SkillNeed).optional() }),
  z.object({ kind: z.literal('voicemail') }),
  z.object({ kind: z.literal('callback') }),
  /** Wait on. */
  z.object({ kind: z.literal('stay') }),
]);
export type KeyTarget = z.infer<typeof KeyTarget>;

/** "For the VPN press 1": heard after the welcome, before any queue. */
export const MenuDefinition = z.object({
  prompt: PromptId,
  choices: z.array(z.object({ key: Key, label: z.string(), target: KeyTarget })).min(1),
  /** Silence after the prompt before it is said again. */
  timeoutMs: Duration,
  /** How often it is said in all. */
  times: z.number().int().min(1).max(5),
  /** Where callers go who press nothing, or only wrong keys. */
  otherwise: KeyTarget,
});
export type MenuDefinition = z.infer<typeof MenuDefinition>;

/** What callers who wait are told. */
export const AnnouncementsDefinition = z.object({
  firstAfterMs: Duration,
  everyMs: Duration,
  /** `[0]` says "you are first", and so on; the last one is "more than n". Absent = positions are not told. */
  position: z.array(PromptId).min(1).optional(),
  /**
   * The expected wait in ranges, ascending: the first range that reaches the estimate is said. Beyond the last one nothing
   * is said, nor once the wait has exceeded what was announced.
   */
  expectedWait: z
    .array(z.object({ upToMs: Duration, prompt: PromptId }))
    .min(1)
    .optional(),
  /** Said in turn, one at each announcement, after position and wait. */
  messages: z.array(PromptId).optional(),
});
export type AnnouncementsDefinition = z.infer<typeof AnnouncementsDefinition>;

/** How a service rings callers back. */
export const CallbackDefinition = z.object({
  /** `agentFirst`: an agent is taken, then the caller is dialled. `callerFirst`: dialled when an agent is free, then put first in line. */
  dialling: z.enum(['agentFirst', 'callerFirst']),
  /** How long the caller's telephone rings. */
  ringMs: Duration,
  /** Dials in all. */
  attempts: z.number().int().min(1).max(10),
  /** Between the end of one dial and the next. */
  retryAfterMs: Duration,
  /** "We shall ring you back on the following number: press 1 to confirm, 2 for another": the digits are read after it. */
  confirm: PromptId,
  /** "Type your number, then the hash key". */
  askNumber: PromptId,
  /** "You keep your place, we shall ring you back." */
  accepted: PromptId,
  /** Said to the one who is rung back, before the agent is joined to them (caller first). */
  announce: PromptId.optional(),
  /** Prompts of the digits `0` to `9`, in order, to read a number back. */
  digits: z.array(PromptId).length(10),
});
export type CallbackDefinition = z.infer<typeof CallbackDefinition>;

/** Calls expected, for the forecast and the break guard, until the history knows better. */
export const ExpectedLoad = z.object({
  /** Average handling time: talk + hold + wrap-up. */
  ahtMs: Duration,
  /** How long callers wait before they give up, on average. */
  patienceMs: Duration,
  callsPerHour: z.array(
    z.object({ days: z.array(Weekday).min(1), from: TimeOfDay, to: TimeOfDay, calls: z.number().min(0) }),
  ),
});
export type ExpectedLoad = z.infer<typeof ExpectedLoad>;

/** What a dialled number reaches, and how the caller is treated. */
export const ServiceDefinition = z.object({
  serviceId: ServiceId,
  name: z.string(),
  /** Every number that reaches it, as trunks may present it: `8008`, `0800711900`, `+33800711900`. */
  numbers: z.array(z.string()).min(1),
  queueId: QueueId,
  calendarId: CalendarId,
  /** Higher is served first. Default 0. */
  priority: z.number().int().min(-100).max(100).optional(),
  /** What its callers need of an agent. */
  needs: z.array(SkillNeed).optional(),
  /** Heard first when open; none = straight to the menu or the queue. */
  welcome: PromptId.optional(),
  menu: MenuDefinition.optional(),
  /** "You are attached to this incident, you will be told when it is solved": heard before the end. None = the end at once. */
  attached: PromptId.optional(),
  /** Heard when closed, before the voicemail or the end. */
  closed: PromptId.optional(),
  music: PromptId,
  announcements: AnnouncementsDefinition.optional(),
  /** What callers may press while they wait. */
  waitingKeys: z.array(z.object({ key: Key, target: KeyTarget })).optional(),
  callback: CallbackDefinition.optional(),
  /** A caller who left the queue and calls again within this time has not lost their place. Default 0: never. */
  redialKeepsPlaceMs: Duration.optional(),
  /** A caller whose conversation was cut and who calls again within this time is for the same agent first. Default 0: never. */
  sameAgentWithinMs: Duration.optional(),
  /** How long a caller with a preferred agent waits for that one alone, when they are in service. Default 30 s. */
  preferredHoldMs: Duration.optional(),
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
      /** How long a handled message is kept. Default 90 days. */
      retentionDays: z.number().int().min(1).max(3650).optional(),
    })
    .optional(),
  /** Out of hours the caller is announced to whoever is on call instead of being told that it is closed (O1, O2). */
  onCall: z
    .object({
      policyId: z.string(),
      /** "We are asking the engineer on call; press * at any time to leave a message." */
      announcement: PromptId,
      /** Said again at this interval over the music. */
      everyMs: Duration,
      /** Leaves for the voicemail at any time. */
      messageKey: Key,
    })
    .optional(),
  /** Callers who can not speak answer by keys (C9). */
  silentCaller: z
    .object({
      /** Pressed at any time before an agent answers: "press this key if you can not speak". */
      key: Key,
      /** What an agent may ask; each is answered by one key, as the prompt says. */
      questions: z.array(z.object({ questionId: z.string(), label: z.string(), prompt: PromptId })).min(1),
    })
    .optional(),
  /** Those of its numbers that relay centres dial: their calls are tagged. */
  relayNumbers: z.array(z.string()).optional(),
  serviceLevel: ServiceLevelDefinition,
  expectedLoad: ExpectedLoad.optional(),
  /** C9: nothing is ever sent back to the caller. Default false. */
  childProtection: z.boolean().optional(),
});
export type ServiceDefinition = z.infer<typeof ServiceDefinition>;

/** What an agent answers on. */
export const AgentDevice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('browser'), deviceId: DeviceId }),
  z.object({ kind: z.literal('phone'), deviceId: DeviceId }),
  z.object({ kind: z.literal('uri'), uri: z.string().regex(/^sips?:[^\s<>"]+$/, 'a SIP URI') }),
]);
export type AgentDevice = z.infer<typeof AgentDevice>;

/** An agent's place in a queue. */
export const QueueMembership = z.object({
  queueId: QueueId,
  /** Which queue's callers this agent takes first: 1 before 2. Priority stands above it, age below it. Default 1. */
  rank: z.number().int().min(1).max(9).optional(),
  /** From which tier of the queue on they are asked (penalty). Default 0: from the start. */
  tier: z.number().int().min(0).max(9).optional(),
});
export type QueueMembership = z.infer<typeof QueueMembership>;

/** Someone who answers calls. */
export const AgentDefinition = z.object({
  agentId: AgentId,
  name: z.string(),
  device: AgentDevice,
  /** A bare queue id, as definitions before November 2026 had it, is read as a membership without rank or tier. */
  queues: z.array(z.preprocess((given) => (typeof given === 'string' ? { queueId: given } : given), QueueMembership)),
  /** Level of each skill they have, 1 to 5. */
  skills: z.record(SkillId, z.number().int().min(1).max(5)).optional(),
  /** Time kept free after a call to finish its ticket; belongs to the agent, not to a queue. */
  wrapUpMs: Duration,
});
export type AgentDefinition = z.infer<typeof AgentDefinition>;

/** Why an agent is not ready, as people name it. */
export const PauseReasonDefinition = z.object({
  reason: z.string(),
  label: z.string(),
  labelEn: z.string(),
  /** Granted only while enough people stay present (H3); absent = granted always. */
  guarded: z.boolean().optional(),
  /** How long it usually lasts: what the guard looks ahead. */
  plannedMs: Duration.optional(),
});
export type PauseReasonDefinition = z.infer<typeof PauseReasonDefinition>;

/**
 * How one caller is treated, whoever they are: the number itself is in the party store, never here. A number is on at most
 * one rule. `blocked` callers are refused with 603 and counted apart; `vip` callers stand before others.
 */
export const PartyRule = z.discriminatedUnion('kind', [
  z.object({ partyRef: PartyRef, kind: z.literal('blocked') }),
  z.object({ partyRef: PartyRef, kind: z.literal('vip'), priority: z.number().int().min(1).max(100) }),
  z.object({ partyRef: PartyRef, kind: z.literal('preferredAgent'), agentId: AgentId }),
]);
export type PartyRule = z.infer<typeof PartyRule>;

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
  skills: z.array(SkillDefinition).default([]),
  partyRules: z.array(PartyRule).default([]),
});
export type Definition = z.infer<typeof Definition>;
