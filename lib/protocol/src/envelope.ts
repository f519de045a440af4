import { z } from 'zod';
import { Definition } from './definitions.ts';
import { DomainId, MessageId } from './ids.ts';
import { JournalEvent } from './journal.ts';
import { OnCallPlan } from './oncall.ts';
import { AcdRequest, Reply } from './requests.ts';
import { Roster } from './roster.ts';
import { TelephonyCommand } from './telephony-commands.ts';
import { TelephonyEvent } from './telephony-events.ts';
import { Instant } from './time.ts';

/** What surrounds every message on the bus. */
const envelope = {
  /** A repeated id changes nothing at the receiver. */
  id: MessageId,
  domainId: DomainId,
  /** When the sender made it. */
  at: Instant,
};

/** What enters an engine, from whichever door. */
export const EngineInput = z.discriminatedUnion('kind', [
  z.object({ ...envelope, kind: z.literal('telephony'), event: TelephonyEvent }),
  z.object({
    ...envelope,
    kind: z.literal('request'),
    request: AcdRequest,
    /** Who asks, for the audit: an account id, or `token:…`. */
    actor: z.string().max(130),
    /** Stream on which the {@link ReplyMessage} is expected. */
    replyTo: z.string().max(200),
  }),
  z.object({ ...envelope, kind: z.literal('definition'), definition: Definition }),
  z.object({ ...envelope, kind: z.literal('roster'), roster: Roster }),
  z.object({ ...envelope, kind: z.literal('onCallPlan'), plan: OnCallPlan }),
]);
export type EngineInput = z.infer<typeof EngineInput>;

/** A command on its way to a gateway; `id` makes a repeat harmless. */
export const CommandMessage = z.object({ ...envelope, command: TelephonyCommand });
export type CommandMessage = z.infer<typeof CommandMessage>;

/** The answer to a request: `to` is the request's id. */
export const ReplyMessage = z.object({ ...envelope, to: MessageId, reply: Reply });
export type ReplyMessage = z.infer<typeof ReplyMessage>;

/**
 * One line of the acd's journal.
 * `seq` counts from 1 without a hole; `hash` chains it to the line before it, anew each UTC day (kpi.md: proof).
 */
export const JournalRecord = z.object({
  seq: z.number().int().min(1),
  domainId: DomainId,
  at: Instant,
  /** The input that caused it: a message id, or `timer:…`. */
  cause: z.string(),
  /** Version of the definition in force; 0 before the first. */
  definitionVersion: z.number().int().min(0),
  event: JournalEvent,
  hash: z.string(),
});
export type JournalRecord = z.infer<typeof JournalRecord>;

/** The names of the streams on the bus, in one place. */
export const streams = {
  /** Everything that enters the engine of a domain. */
  inputs: (domainId: string) => `decroche:${domainId}:inputs`,
  journal: (domainId: string) => `decroche:${domainId}:journal`,
  commands: (gatewayId: string) => `decroche:gateway:${gatewayId}:commands`,
  /** The current definition is the last entry. */
  definitions: (domainId: string) => `decroche:${domainId}:definitions`,
  /** The current roster is the last entry. */
  rosters: (domainId: string) => `decroche:${domainId}:rosters`,
  /** The current on-call plan is the last entry. */
  onCallPlans: (domainId: string) => `decroche:${domainId}:on-call-plans`,
  replies: (consumer: string) => `decroche:replies:${consumer}`,
  ticketInputs: (domainId: string) => `decroche:${domainId}:ticket-inputs`,
  ticketJournal: (domainId: string) => `decroche:${domainId}:ticket-journal`,
} as const;
