import { z } from 'zod';
import { Definition } from './definitions.ts';
import { DissuasionContent } from './dissuasion.ts';
import { AlertContent, AlertSource } from './alerts.ts';
import { AccountId, AgentId, AlertId, CallId, DissuasionId, OfferId, PartyRef, QueueId, ServiceId } from './ids.ts';
import { NextState } from './agent-events.ts';
import { CallTag } from './call-outcome.ts';
import { Duration, Instant } from './time.ts';

const byAgent = { agentId: AgentId };

/** Where an agent sends a caller without speaking to the other side first. */
export const TransferTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('queue'), queueId: QueueId }),
  z.object({ kind: z.literal('agent'), agentId: AgentId }),
  z.object({ kind: z.literal('number'), number: z.string().regex(/^\+?[0-9*#]{2,20}$/, 'a telephone number') }),
  z.object({ kind: z.literal('uri'), uri: z.string().regex(/^sips?:[^\s<>"]+$/, 'a SIP URI') }),
]);
export type TransferTarget = z.infer<typeof TransferTarget>;

/** What people ask of the acd. Answered within 2 s by a {@link Reply}. */
export const AcdRequest = z.discriminatedUnion('type', [
  z.object({ type: z.literal('agent.loginRequested'), ...byAgent }),
  z.object({ type: z.literal('agent.logoutRequested'), ...byAgent }),
  z.object({ type: z.literal('agent.readyRequested'), ...byAgent }),
  z.object({ type: z.literal('agent.pauseRequested'), ...byAgent, reason: z.string().min(1).max(60) }),
  /** Absent = cancel the chosen next state. */
  z.object({ type: z.literal('agent.nextStateRequested'), ...byAgent, next: NextState.optional() }),
  z.object({ type: z.literal('agent.wrapUpExtendRequested'), ...byAgent, byMs: Duration }),
  z.object({ type: z.literal('agent.wrapUpEndRequested'), ...byAgent }),
  z.object({ type: z.literal('offer.declineRequested'), ...byAgent, offerId: OfferId }),
  z.object({ type: z.literal('call.holdRequested'), ...byAgent, callId: CallId }),
  z.object({ type: z.literal('call.retrieveRequested'), ...byAgent, callId: CallId }),
  z.object({ type: z.literal('call.transferRequested'), ...byAgent, callId: CallId, target: TransferTarget }),
  z.object({ type: z.literal('call.hangUpRequested'), ...byAgent, callId: CallId }),
  /** Puts a question of the service to a caller who answers by keys (C9). */
  z.object({ type: z.literal('call.questionRequested'), ...byAgent, callId: CallId, questionId: z.string() }),
  z.object({ type: z.literal('call.tagRequested'), ...byAgent, callId: CallId, tag: CallTag, on: z.boolean() }),
  /** Stay in service after the end of the shift, until then. */
  z.object({ type: z.literal('agent.shiftExtendRequested'), ...byAgent, untilAt: Instant }),

  // A supervisor's hand. Who asks is the `actor` of the input; the console has checked the role.
  /** `afterCall`: becomes the agent's next state when they are busy. */
  z.object({
    type: z.literal('supervisor.agentForceRequested'),
    ...byAgent,
    to: z.discriminatedUnion('status', [
      z.object({ status: z.literal('ready') }),
      z.object({ status: z.literal('notReady'), reason: z.string().min(1).max(60) }),
      z.object({ status: z.literal('loggedOut') }),
    ]),
    when: z.enum(['now', 'afterCall']),
  }),
  z.object({ type: z.literal('supervisor.callMoveRequested'), callId: CallId, queueId: QueueId }),
  z.object({
    type: z.literal('supervisor.callPriorityRequested'),
    callId: CallId,
    priority: z.number().int().min(-100).max(100),
  }),
  /** Ends a call that hangs (pains 1). */
  z.object({ type: z.literal('supervisor.callReleaseRequested'), callId: CallId }),

  // Call-backs. Answered with the id of the call.
  /** Ring someone back: an abandoned caller, a voicemail, a ticket. Absent `dueAt` = now, in queue order. */
  z.object({
    type: z.literal('callback.requested'),
    partyRef: PartyRef,
    serviceId: ServiceId,
    dueAt: Instant.optional(),
    answersCallId: CallId.optional(),
    /** For this agent: they are offered it at once when ready, or first. */
    agentId: AgentId.optional(),
  }),
  z.object({ type: z.literal('callback.rescheduleRequested'), callId: CallId, dueAt: Instant }),
  z.object({ type: z.literal('callback.cancelRequested'), callId: CallId }),

  // Dissuasion (C4). Answered with the id of the message at its draft.
  z.object({ type: z.literal('dissuasion.draftRequested'), content: DissuasionContent }),
  z.object({
    type: z.literal('dissuasion.reviseRequested'),
    dissuasionId: DissuasionId,
    content: DissuasionContent,
  }),
  z.object({ type: z.literal('dissuasion.discardRequested'), dissuasionId: DissuasionId }),
  z.object({ type: z.literal('dissuasion.publishRequested'), dissuasionId: DissuasionId }),
  z.object({
    type: z.literal('dissuasion.withdrawalRequested'),
    dissuasionId: DissuasionId,
    reason: z.string().trim().min(1).max(500),
  }),
  /** The green light, or its refusal: supervisors and the head of service. */
  z.object({
    type: z.literal('dissuasion.withdrawalDecided'),
    dissuasionId: DissuasionId,
    granted: z.boolean(),
    reason: z.string().trim().max(500),
  }),

  // Alerts (O1–O3). Who asks is the `actor` of the input; `responderId` is whom it is about, themselves or somebody else.
  /** Answered with the id of the alert: a new one, or the open one of the same `dedupKey`. */
  z.object({
    type: z.literal('alert.openRequested'),
    source: AlertSource.exclude(['call', 'continuity']),
    content: AlertContent,
    /** Needed unless `equipmentId` names one that has a policy. */
    policyId: z.string().optional(),
    equipmentId: z.string().optional(),
    dedupKey: z.string().max(200).optional(),
  }),
  z.object({ type: z.literal('alert.acceptRequested'), alertId: AlertId, responderId: AccountId }),
  /** Not me: the next one is asked. */
  z.object({ type: z.literal('alert.declineRequested'), alertId: AlertId, responderId: AccountId }),
  /** On to the next step, whoever has it. */
  z.object({ type: z.literal('alert.escalateRequested'), alertId: AlertId }),
  z.object({
    type: z.literal('alert.interventionRequested'),
    alertId: AlertId,
    responderId: AccountId,
    where: z.enum(['remote', 'onSite']),
  }),
  /** O3: page somebody else as well, beside whoever has it. */
  z.object({ type: z.literal('alert.mobiliseRequested'), alertId: AlertId, responderId: AccountId }),
  z.object({ type: z.literal('alert.joinRequested'), alertId: AlertId, responderId: AccountId }),
  z.object({ type: z.literal('alert.leaveRequested'), alertId: AlertId, responderId: AccountId }),
  z.object({ type: z.literal('alert.noteRequested'), alertId: AlertId, text: z.string().trim().min(1).max(4000) }),
  z.object({
    type: z.literal('alert.closeRequested'),
    alertId: AlertId,
    resolution: z.string().trim().min(1).max(4000),
  }),

  /** Who would have got the last calls under this definition? Nothing changes. Answered with a {@link DryRun}. */
  z.object({
    type: z.literal('definition.tryRequested'),
    definition: Definition,
    calls: z.number().int().min(1).max(500),
  }),
]);
export type AcdRequest = z.infer<typeof AcdRequest>;
export type AcdRequestOf<T extends AcdRequest['type']> = Extract<AcdRequest, { type: T }>;

/** Why the acd says no. The screens have a sentence for each. */
export const RefusalReason = z.enum([
  'unknownAgent',
  'unknownCall',
  'unknownOffer',
  'unknownQueue',
  'unknownPauseReason',
  'notLoggedIn',
  'alreadyLoggedIn',
  'deviceNotRegistered',
  'busyWithCall',
  'notOnThisCall',
  'notInWrapUp',
  'callNotConnected',
  'alreadyHeld',
  'notHeld',
  'transferInProgress',
  'targetUnavailable',
  'tooLong',
  'notNow',
  /** The break would leave too few people; the answer says when it may be taken. */
  'tooFewPresent',
  'alreadyThere',
  'unknownService',
  'unknownShift',
  'unknownDissuasion',
  /** The message is not in a state in which this can be done. */
  'wrongStatus',
  'unknownTicket',
  'noCallback',
  'outOfHours',
  /** Nothing is ever sent back to this service's callers (C9). */
  'childProtection',
  /** A call-back to this number is pending. */
  'alreadyPending',
  'invalidDefinition',
  'unknownAlert',
  'unknownResponder',
  'unknownPolicy',
  'unknownQuestion',
]);
export type RefusalReason = z.infer<typeof RefusalReason>;

/** What became of the last calls, and what would have become of them under another definition. */
export const DryRun = z.object({
  calls: z.array(
    z.object({
      callId: CallId,
      queuedAt: Instant,
      queueId: QueueId,
      /** Who was offered it first, and how long it had waited. */
      was: z.object({ agentId: AgentId, waitMs: Duration }).optional(),
      /** Who would have been, at the same moment or when someone was free. */
      would: z.object({ agentId: AgentId, waitMs: Duration }).optional(),
    }),
  ),
  /** Calls that another agent would have got. */
  changed: z.number().int(),
});
export type DryRun = z.infer<typeof DryRun>;

/** The acd's answer to a request, on the reply stream the request named. */
export const Reply = z.discriminatedUnion('result', [
  z.object({
    result: z.literal('accepted'),
    /** What the request made: a call-back's call, a dissuasion message. */
    created: z.string().optional(),
    dryRun: DryRun.optional(),
  }),
  z.object({
    result: z.literal('refused'),
    reason: RefusalReason,
    /** When it could be granted, as far as the roster tells (`tooFewPresent`). */
    possibleAt: Instant.optional(),
    detail: z.string().max(2000).optional(),
  }),
]);
export type Reply = z.infer<typeof Reply>;
