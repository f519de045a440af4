import { z } from 'zod';
import { KeyTarget } from './definitions.ts';
import { DissuasionChoice } from './dissuasion.ts';
import {
  AccountId,
  AgentId,
  AlertId,
  CallId,
  DissuasionId,
  OfferId,
  PartyRef,
  QueueId,
  RecordingId,
  ServiceId,
  TicketId,
} from './ids.ts';
import { CallOutcome, CallTag, OverflowReason } from './call-outcome.ts';
import { ReleaseCause } from './release-cause.ts';
import { Duration, Instant } from './time.ts';

/** One call as the reports keep it: the fold of its journal events. Instants absent = did not happen. */
export const CallRecord = z.object({
  callId: CallId,
  /** `callback`: made by us; it is in no rate of calls received. */
  direction: z.enum(['inbound', 'callback']).default('inbound'),
  serviceId: ServiceId,
  /** The queue it waited in first. */
  queueId: QueueId.optional(),
  /** Empty for a call-back. */
  dialled: z.string(),
  partyRef: PartyRef.optional(),
  /** For a call-back: when it was asked for. */
  receivedAt: Instant,
  /** First entry into a queue; a later one (RONA, transfer) never moves it. */
  queuedAt: Instant.optional(),
  answeredAt: Instant.optional(),
  endedAt: Instant.optional(),
  outcome: CallOutcome.optional(),
  overflowReason: OverflowReason.optional(),
  cause: ReleaseCause.optional(),
  endedBy: z.enum(['caller', 'agent', 'system']).optional(),
  /** Who answered first. */
  agentId: AgentId.optional(),
  /** Everyone who was offered it, with how each offer ended. */
  offers: z.array(
    z.object({
      offerId: OfferId,
      agentId: AgentId,
      madeAt: Instant,
      endedAt: Instant.optional(),
      result: z.enum(['accepted', 'declined', 'withdrawn', 'expired', 'failed']).optional(),
    }),
  ),
  /** Agents' talk, hold excluded, over all agents of the call; it stands still while the call goes on. */
  talkMs: Duration,
  holdMs: Duration,
  wrapUpMs: Duration,
  transfers: z.number().int(),
  recordingId: RecordingId.optional(),
  voicemailFile: z.string().optional(),
  voicemailMs: Duration.optional(),
  /** Messages said to the caller, with what they chose after each. */
  dissuasions: z
    .array(
      z.object({
        dissuasionId: DissuasionId,
        startedAt: Instant,
        heard: z.boolean(),
        choice: DissuasionChoice.optional(),
      }),
    )
    .default([]),
  /** The incident the caller attached themselves to. */
  incidentTicketId: TicketId.optional(),
  /** The last wait announced before the answer or the departure: its error is published. */
  announcedWait: z.object({ at: Instant, estimateMs: Duration, upToMs: Duration }).optional(),
  /** The call-back this call asked for. */
  callbackId: CallId.optional(),
  /** For a call-back: the call it answers. */
  answersCallId: CallId.optional(),
  /** For a call-back: when it was promised for (a retry does not move it), how often and when it was first dialled, when the person answered. */
  callbackMode: z.enum(['keepPlace', 'slot', 'now']).optional(),
  dueAt: Instant.optional(),
  dials: z.number().int().optional(),
  firstDialledAt: Instant.optional(),
  reachedAt: Instant.optional(),
  /** Its priority in the queue, as it was last; absent = it never waited. */
  priority: z.number().int().optional(),
  /** Keys that decided something, in order. */
  choices: z
    .array(z.object({ at: Instant, where: z.enum(['menu', 'waiting']), key: z.string().optional(), target: KeyTarget }))
    .default([]),
  /** Out of hours: from when on those on call were asked, and who of them took it, when. */
  onCall: z
    .object({
      alertId: AlertId,
      startedAt: Instant,
      responderId: AccountId.optional(),
      answeredAt: Instant.optional(),
    })
    .optional(),
  /** How it has to be judged besides; absent = like any other. */
  tags: z.array(CallTag).optional(),
  /** Version of the definition in force when it arrived; 0 before the first. */
  definitionVersion: z.number().int(),
  /** Journal lines this record was folded from, first and last. */
  firstSeq: z.number().int(),
  lastSeq: z.number().int(),
});
export type CallRecord = z.infer<typeof CallRecord>;
