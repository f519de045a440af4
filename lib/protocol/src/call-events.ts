import { z } from 'zod';
import { CallOutcome, CallTag, OverflowReason } from './call-outcome.ts';
import { KeyTarget, SkillNeed } from './definitions.ts';
import { DissuasionChoice } from './dissuasion.ts';
import {
  AccountId,
  Actor,
  AgentId,
  AlertId,
  CallId,
  DissuasionId,
  GatewayId,
  LegId,
  OfferId,
  PartyRef,
  PromptId,
  QueueId,
  RecordingId,
  ServiceId,
  TicketId,
} from './ids.ts';
import { ReleaseCause } from './release-cause.ts';
import { RingTarget } from './telephony-commands.ts';
import { Duration, Instant } from './time.ts';

const onCall = { callId: CallId };

/** A caller's visit, from the first ring to its one end. */
export const callEvents = [
  z.object({
    type: z.literal('call.arrived'),
    ...onCall,
    legId: LegId,
    gatewayId: GatewayId,
    serviceId: ServiceId,
    dialled: z.string(),
    partyRef: PartyRef.optional(),
    receivedAt: Instant,
  }),
  z.object({ type: z.literal('call.welcomed'), ...onCall }),
  /** T0 by default: the welcome is over, the wait begins. `queuedAt` is the instant of the fact, kept across RONA. */
  z.object({
    type: z.literal('call.queued'),
    ...onCall,
    queueId: QueueId,
    queuedAt: Instant,
    priority: z.number().int(),
    /** What the caller needs of an agent; absent = nothing. */
    needs: z.array(SkillNeed).optional(),
    /** Time waited before that counts for the place: a redial, a call-back that keeps its place. */
    creditMs: Duration.optional(),
    /** Who should take it, and until when the call waits for that one alone. */
    preferred: z.object({ agentId: AgentId, untilAt: Instant, why: z.enum(['sameAgent', 'rule', 'asked']) }).optional(),
    /** Why it enters this queue. Absent = `arrival`. */
    because: z
      .enum(['arrival', 'choice', 'transfer', 'returned', 'overflow', 'supervisor', 'definition', 'callback'])
      .optional(),
  }),
  /** The wait has lasted: agents up to this tier are asked from here on. The place is kept. */
  z.object({ type: z.literal('call.tierOpened'), ...onCall, tier: z.number().int().min(1) }),
  /** The agent it waited for alone is not coming: anyone may take it. */
  z.object({ type: z.literal('call.preferenceDropped'), ...onCall }),
  /** An agent who declined or missed it has had their rest: they may be asked for it again. */
  z.object({ type: z.literal('call.restEnded'), ...onCall, agentId: AgentId }),
  /** It would have gone to this other queue, but nobody is in service there, or a telephone rings: looked at again later. */
  z.object({ type: z.literal('call.overflowSkipped'), ...onCall, queueId: QueueId }),
  z.object({ type: z.literal('call.prioritised'), ...onCall, priority: z.number().int(), by: Actor }),
  /** The menu is being said. */
  z.object({ type: z.literal('call.menuStarted'), ...onCall, time: z.number().int().min(1) }),
  /** A key that means something, or the time for one is over (no `key`). */
  z.object({
    type: z.literal('call.choiceMade'),
    ...onCall,
    where: z.enum(['menu', 'waiting']),
    key: z.string().optional(),
    target: KeyTarget,
  }),
  /** A dissuasion message begins to be said to this caller. */
  z.object({ type: z.literal('call.dissuasionStarted'), ...onCall, dissuasionId: DissuasionId }),
  /** It was said to its end. */
  z.object({ type: z.literal('call.dissuasionHeard'), ...onCall, dissuasionId: DissuasionId }),
  z.object({
    type: z.literal('call.dissuasionChoiceMade'),
    ...onCall,
    dissuasionId: DissuasionId,
    choice: DissuasionChoice,
    /** Absent when the time for a key was over. */
    key: z.string().optional(),
  }),
  /** "Press 1": tickets makes the child of this parent. */
  z.object({
    type: z.literal('call.attachedToIncident'),
    ...onCall,
    dissuasionId: DissuasionId,
    ticketId: TicketId,
  }),
  /**
   * The caller is asked where to ring them back. `confirm`: `partyRef` is read to them, their own number or the one they
   * typed. `number`: they are to type one. `time` counts how often this was asked.
   */
  z.object({
    type: z.literal('call.callbackOffered'),
    ...onCall,
    ask: z.enum(['confirm', 'number']),
    partyRef: PartyRef.optional(),
    time: z.number().int().min(1),
  }),
  /** Confirmed: `callbackId` is the call that will be made. This one ends. */
  z.object({ type: z.literal('call.callbackRequested'), ...onCall, callbackId: CallId }),
  /**
   * A call-back exists: a call without a caller yet, from request to conversation. `dueAt` is not before its slot;
   * its place in the queue follows by `call.queued`.
   */
  z.object({
    type: z.literal('call.placed'),
    ...onCall,
    legId: LegId,
    gatewayId: GatewayId,
    serviceId: ServiceId,
    partyRef: PartyRef,
    placedAt: Instant,
    dueAt: Instant,
    mode: z.enum(['keepPlace', 'slot', 'now']),
    dialling: z.enum(['agentFirst', 'callerFirst']),
    /** The call it answers: abandoned, or that asked to be rung back. */
    answersCallId: CallId.optional(),
    /** Who is to have it, if they are in service when it is due. */
    agentId: AgentId.optional(),
    /** Who asked: an account, or `caller`. */
    by: Actor,
  }),
  /** Not now: out of hours, another attempt later, or a person chose another time. */
  z.object({
    type: z.literal('call.postponed'),
    ...onCall,
    dueAt: Instant,
    why: z.enum(['closed', 'retry', 'asked']),
    /** Dials made so far. */
    attempts: z.number().int().min(0),
  }),
  z.object({ type: z.literal('call.dialled'), ...onCall, legId: LegId, attempt: z.number().int().min(1) }),
  /** The one who is rung back has answered. */
  z.object({ type: z.literal('call.callerReached'), ...onCall, reachedAt: Instant }),
  z.object({ type: z.literal('call.dialFailed'), ...onCall, attempt: z.number().int().min(1), cause: ReleaseCause }),
  /** The wait was told as "less than `upToMs`"; `estimateMs` is what it was computed as. */
  z.object({ type: z.literal('call.waitAnnounced'), ...onCall, estimateMs: Duration, upToMs: Duration }),
  z.object({ type: z.literal('call.messageAnnounced'), ...onCall, promptId: PromptId }),
  /** A message whose recording was cut by a crash was found whole on disk, after the call had ended. */
  z.object({
    type: z.literal('call.voicemailRecovered'),
    ...onCall,
    recordingId: RecordingId,
    file: z.string(),
    durationMs: Duration,
  }),
  z.object({ type: z.literal('call.positionAnnounced'), ...onCall, position: z.number().int().min(1) }),
  /** The announcement is over: hold music again. */
  z.object({ type: z.literal('call.musicResumed'), ...onCall }),
  z.object({ type: z.literal('call.overflowed'), ...onCall, reason: OverflowReason }),
  z.object({ type: z.literal('call.voicemailStarted'), ...onCall, recordingId: RecordingId }),
  z.object({
    type: z.literal('call.voicemailFinished'),
    ...onCall,
    recordingId: RecordingId,
    file: z.string().optional(),
    durationMs: Duration,
  }),
  /** The agent took it and both hear each other: T1. Opens the ticket. Emitted once, at the first bridge. */
  z.object({ type: z.literal('call.answered'), ...onCall, agentId: AgentId, offerId: OfferId, answeredAt: Instant }),
  z.object({ type: z.literal('call.held'), ...onCall, agentId: AgentId }),
  z.object({ type: z.literal('call.retrieved'), ...onCall, agentId: AgentId }),
  z.object({ type: z.literal('call.keyPressed'), ...onCall, digit: z.string() }),
  /** Out of hours: those on call are being asked, the caller waits with music and may leave a message at any time. */
  z.object({ type: z.literal('call.onCallStarted'), ...onCall, alertId: AlertId }),
  /** Someone on call and the caller hear each other: the T1 of this call. `legId` is the responder's leg. */
  z.object({
    type: z.literal('call.onCallAnswered'),
    ...onCall,
    alertId: AlertId,
    responderId: AccountId,
    legId: LegId,
    answeredAt: Instant,
  }),
  /** The caller can not speak: they answer by keys (C9). */
  z.object({ type: z.literal('call.silentDeclared'), ...onCall, by: z.enum(['caller', 'agent']) }),
  /** A question the agent has put, to be answered by a key. */
  z.object({ type: z.literal('call.questionAsked'), ...onCall, agentId: AgentId, questionId: z.string() }),
  /** How the call has to be judged. `relay`: through a sign-language or transcription relay, held against no handling-time target. */
  z.object({
    type: z.literal('call.tagged'),
    ...onCall,
    tag: CallTag,
    on: z.boolean(),
    by: z.union([AgentId, z.literal('system')]),
  }),
  /** A blind transfer has begun; the caller hears music. */
  z.object({
    type: z.literal('call.transferStarted'),
    ...onCall,
    /** Who transfers. They stay on the call until an agent or an outside party has taken it; a queue frees them at once. */
    agentId: AgentId,
    /** The leg rung for an outside target; the transferring agent's own leg otherwise. */
    legId: LegId,
    target: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('queue'), queueId: QueueId }),
      z.object({ kind: z.literal('agent'), agentId: AgentId }),
      z.object({ kind: z.literal('external'), ring: RingTarget }),
    ]),
  }),
  /** The caller and another party than the first hear each other, through a transfer or a return to the queue. */
  z.object({
    type: z.literal('call.transferred'),
    ...onCall,
    transferredAt: Instant,
    /** Who has it now; absent when it left the house. */
    agentId: AgentId.optional(),
  }),
  z.object({ type: z.literal('call.transferFailed'), ...onCall, cause: ReleaseCause }),
  z.object({
    type: z.literal('call.ended'),
    ...onCall,
    outcome: CallOutcome,
    cause: ReleaseCause,
    /** Who ended it; `agent` is whoever answered, an outside party of a transfer included. */
    by: z.enum(['caller', 'agent', 'system']),
    endedAt: Instant,
  }),
] as const;
