import { z } from 'zod';
import {
  AgentDefinition,
  CalendarDefinition,
  PartyRule,
  PauseReasonDefinition,
  QueueDefinition,
  ServiceDefinition,
  SkillDefinition,
  Weekday,
} from './definitions.ts';
import { AgentId, CallId, PartyRef, PromptId, QueueId } from './ids.ts';
import { CivilDate, Duration, Instant } from './time.ts';

/**
 * What administrators change while the telephone rings. Each change publishes the next version whole; one that would not
 * hold together is a 400 with {@link DefinitionIssues}. `PUT` changes or adds: `/api/queues/:queueId`, `/api/services/:serviceId`,
 * `/api/calendars/:calendarId`, `/api/skills/:skillId`, `/api/pause-reasons/:reason`, `/api/agents/:agentId` (changes only).
 * `DELETE` on the same paths removes what nothing refers to (409 `inUse` otherwise, with the same issues). Lists are in `GET /api/definition`.
 */
export const DefinitionIssues = z.array(
  z.object({
    /** Where, e.g. `services.0.menu.choices.1.target.queueId`. */
    path: z.string(),
    message: z.string(),
  }),
);
export type DefinitionIssues = z.infer<typeof DefinitionIssues>;

// ── Versions ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** A list of the definition. */
export const DefinitionPart = z.enum([
  'services',
  'queues',
  'agents',
  'calendars',
  'prompts',
  'pauseReasons',
  'skills',
  'partyRules',
]);
export type DefinitionPart = z.infer<typeof DefinitionPart>;

/** One published version, and what it changed of the one before it. */
export const DefinitionVersion = z.object({
  version: z.number().int(),
  publishedAt: Instant,
  /** Account id, or `system`. */
  by: z.string(),
  byName: z.string().optional(),
  /** Absent for the oldest one kept. Party rules are named by their reference, never by a number. */
  changes: z
    .array(
      z.object({
        part: z.union([DefinitionPart, z.literal('organisation')]),
        id: z.string(),
        name: z.string(),
        how: z.enum(['added', 'changed', 'removed']),
      }),
    )
    .optional(),
});
export type DefinitionVersion = z.infer<typeof DefinitionVersion>;
/**
 * `GET /api/definition/versions`, newest first. `GET /api/definition/versions/:version` → `Definition`;
 * `POST /api/definition/versions/:version/restore` publishes it again under the next version: the undo of any change.
 */
export const DefinitionVersionPage = z.object({ total: z.number().int(), items: z.array(DefinitionVersion) });
export type DefinitionVersionPage = z.infer<typeof DefinitionVersionPage>;

// ── Trying before publishing ───────────────────────────────────────────────────────────────────────────────────────

/** Items that would be put in the place of those with the same id, or added; and ids that would be removed. */
export const DefinitionChange = z.object({
  services: z.array(ServiceDefinition).max(200).optional(),
  queues: z.array(QueueDefinition).max(500).optional(),
  agents: z.array(AgentDefinition).max(2000).optional(),
  calendars: z.array(CalendarDefinition).max(200).optional(),
  skills: z.array(SkillDefinition).max(500).optional(),
  pauseReasons: z.array(PauseReasonDefinition).max(100).optional(),
  partyRules: z.array(PartyRule).max(5000).optional(),
  remove: z
    .array(z.object({ part: DefinitionPart, id: z.string().max(128) }))
    .max(500)
    .optional(),
});
export type DefinitionChange = z.infer<typeof DefinitionChange>;

/** `POST /api/definition/check` → what would not hold together; empty = may be published. Nothing changes. */
export const DefinitionCheck = z.object({ issues: DefinitionIssues });
export type DefinitionCheck = z.infer<typeof DefinitionCheck>;

/** `POST /api/definition/try`: who would have got the last calls? An empty change replays them under the present definition. */
export const DefinitionTry = z.object({
  change: DefinitionChange,
  calls: z.number().int().min(1).max(500).default(50),
});
export type DefinitionTry = z.input<typeof DefinitionTry>;

const TriedHandOut = z.object({ agentId: AgentId, agentName: z.string(), waitMs: Duration });

/** The answer: newest call first. Nothing has changed. */
export const DefinitionTried = z.object({
  calls: z.array(
    z.object({
      callId: CallId,
      queuedAt: Instant,
      queueId: QueueId,
      queueName: z.string(),
      /** Who was offered it first, and after what wait; absent = nobody. */
      was: TriedHandOut.optional(),
      would: TriedHandOut.optional(),
      /** Another agent, or nobody any more, or somebody at last. */
      changed: z.boolean(),
    }),
  ),
  changed: z.number().int(),
});
export type DefinitionTried = z.infer<typeof DefinitionTried>;

// ── Calendars ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** A working day alone between a public holiday and a week-end, which offices often close (*pont*). */
export const BridgeDay = z.object({
  date: CivilDate,
  weekday: Weekday,
  /** The holiday beside it, in French. */
  holiday: z.string(),
  holidayDate: CivilDate,
  /** The calendar has an exception on that date already. */
  already: z.boolean(),
});
export type BridgeDay = z.infer<typeof BridgeDay>;
/** `GET /api/calendars/:calendarId/bridge-days?year=2027`. */
export const BridgeDayPage = z.object({ total: z.number().int(), items: z.array(BridgeDay) });
export type BridgeDayPage = z.infer<typeof BridgeDayPage>;

/**
 * `POST /api/calendars/:calendarId/closings` → `DefinitionPublished`: closes days, or gives them other hours, in one
 * gesture with the message their callers hear. Replaces exceptions of the same dates.
 */
export const ExceptionalClosing = z.object({
  dates: z.array(CivilDate).min(1).max(60),
  reason: z.string().trim().min(1).max(120),
  /** Empty = closed all day. */
  windows: CalendarDefinition.shape.exceptions.element.shape.windows.default([]),
  /** Words to be spoken in the place of the usual closing message, or a prompt that exists; absent = the usual one. */
  message: z
    .union([z.object({ text: z.string().trim().min(1).max(2000) }), z.object({ promptId: PromptId })])
    .optional(),
});
export type ExceptionalClosing = z.input<typeof ExceptionalClosing>;

/** `GET /api/calendars/:calendarId/days?from=&to=`: what each day is, at most 400 of them. */
export const CalendarDays = z.object({
  items: z.array(
    z.object({
      date: CivilDate,
      weekday: Weekday,
      /** A public holiday this calendar keeps, in French. */
      holiday: z.string().optional(),
      exception: z.string().optional(),
      open: z.array(z.object({ fromAt: Instant, toAt: Instant })),
    }),
  ),
});
export type CalendarDays = z.infer<typeof CalendarDays>;

// ── Callers with a rule of their own ───────────────────────────────────────────────────────────────────────────────

/** How a caller is treated, without who they are. */
export const PartyTreatment = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('blocked') }),
  z.object({ kind: z.literal('vip'), priority: z.number().int().min(1).max(100) }),
  z.object({ kind: z.literal('preferredAgent'), agentId: AgentId }),
]);
export type PartyTreatment = z.infer<typeof PartyTreatment>;

/** `POST /api/party-rules` → {@link PartyRuleView}; 409 `alreadyRuled` when the number has a rule. The number goes to the party store only. */
export const PartyRuleInput = z.object({ number: z.string().trim().min(1).max(40), treatment: PartyTreatment });
export type PartyRuleInput = z.infer<typeof PartyRuleInput>;
/** `PUT /api/party-rules/:partyRef` → {@link PartyRuleView}. `DELETE` forgets the rule, not the number. */
export const PartyRuleChange = z.object({ treatment: PartyTreatment });
export type PartyRuleChange = z.infer<typeof PartyRuleChange>;

/** A rule with the number behind it, for administrators. */
export const PartyRuleView = z.object({
  partyRef: PartyRef,
  /** Formatted for reading; absent when the party store has forgotten it. */
  number: z.string().optional(),
  /** Who the directory says it is. */
  name: z.string().optional(),
  treatment: PartyTreatment,
});
export type PartyRuleView = z.infer<typeof PartyRuleView>;
/** `GET /api/party-rules`. */
export const PartyRulePage = z.object({ total: z.number().int(), items: z.array(PartyRuleView) });
export type PartyRulePage = z.infer<typeof PartyRulePage>;
