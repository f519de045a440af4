import { z } from 'zod';
import { AgentId, CallId, OfferId, QueueId } from './ids.ts';
import { NextState } from './journal.ts';
import { Duration } from './time.ts';

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
]);
export type RefusalReason = z.infer<typeof RefusalReason>;

/** The acd's answer to a request, on the reply stream the request named. */
export const Reply = z.discriminatedUnion('result', [
  z.object({ result: z.literal('accepted') }),
  z.object({ result: z.literal('refused'), reason: RefusalReason }),
]);
export type Reply = z.infer<typeof Reply>;
