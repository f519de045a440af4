import { z } from 'zod';
import { QueueStrategy } from './definitions.ts';
import { AgentId, CallId, DeviceId, GatewayId, LegId, OfferId, QueueId, ShiftId } from './ids.ts';
import { ReleaseCause } from './release-cause.ts';
import { Duration, Instant } from './time.ts';

/** What an agent is doing. */
export const AgentStatus = z.enum(['loggedOut', 'ready', 'offered', 'connecting', 'talking', 'wrapUp', 'notReady']);
export type AgentStatus = z.infer<typeof AgentStatus>;

/** What an agent has chosen to do after the present call or wrap-up; visible and cancellable. */
export const NextState = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('notReady'),
    reason: z.string(),
    /** A supervisor wants it so: the break guard is not asked. */
    forced: z.literal(true).optional(),
  }),
  z.object({ status: z.literal('loggedOut') }),
]);
export type NextState = z.infer<typeof NextState>;

const onOffer = { offerId: OfferId, callId: CallId, agentId: AgentId };

/** One attempt to give one call to one agent, from the ring to what came of it. */
export const offerEvents = [
  z.object({
    type: z.literal('offer.made'),
    ...onOffer,
    legId: LegId,
    queueId: QueueId.optional(),
    /** When it rings out. */
    expiresAt: Instant,
    /** Why this agent, for the screen pop and the question "why did this call wait?". */
    because: z.enum([...QueueStrategy.options, 'transfer', 'preferredAgent', 'sameAgent', 'callback']),
  }),
  /** The device rings (180): from here on a silence is a human miss, before it a technical one. */
  z.object({ type: z.literal('offer.ringing'), ...onOffer }),
  /** The agent's device answered; the bridge follows. */
  z.object({ type: z.literal('offer.accepted'), ...onOffer }),
  z.object({ type: z.literal('offer.declined'), ...onOffer }),
  z.object({
    type: z.literal('offer.withdrawn'),
    ...onOffer,
    reason: z.enum(['callerGone', 'answeredElsewhere', 'agentUnavailable', 'overflow', 'supervisor']),
  }),
  /** RONA: it rang out; a human miss. */
  z.object({ type: z.literal('offer.expired'), ...onOffer }),
  /** It could not ring or be joined: not the agent's doing. */
  z.object({ type: z.literal('offer.failed'), ...onOffer, cause: ReleaseCause }),
] as const;

/** What an agent does, and whether their device can be reached. */
export const agentEvents = [
  /** Every change of status is said by an event of its own; `agent.becameNotReady` (`loggedIn`) follows this one. */
  z.object({ type: z.literal('agent.loggedIn'), agentId: AgentId }),
  z.object({
    type: z.literal('agent.loggedOut'),
    agentId: AgentId,
    reason: z.enum(['asked', 'supervisor', 'removed', 'nextState', 'shiftEnd']),
  }),
  z.object({ type: z.literal('agent.becameReady'), agentId: AgentId }),
  z.object({
    type: z.literal('agent.becameNotReady'),
    agentId: AgentId,
    /** A pause reason of the definition, or `loggedIn` (not yet ready), `rona`, `deviceLost`, `technical` (a short rest after a failed ring). */
    reason: z.string(),
  }),
  z.object({ type: z.literal('agent.nextStateSet'), agentId: AgentId, next: NextState.optional() }),
  z.object({ type: z.literal('agent.wrapUpStarted'), agentId: AgentId, callId: CallId, endsAt: Instant }),
  z.object({ type: z.literal('agent.wrapUpExtended'), agentId: AgentId, endsAt: Instant }),
  z.object({ type: z.literal('agent.wrapUpEnded'), agentId: AgentId }),
  z.object({ type: z.literal('agent.deviceFound'), agentId: AgentId, deviceId: DeviceId, gatewayId: GatewayId }),
  z.object({ type: z.literal('agent.deviceLost'), agentId: AgentId, deviceId: DeviceId, reason: z.string() }),
] as const;

const onShift = { agentId: AgentId, shiftId: ShiftId };

/** The roster against who is there (H2). */
export const shiftEvents = [
  /** Expected from here on. */
  z.object({ type: z.literal('shift.started'), ...onShift }),
  /** Not logged in some minutes after the start. */
  z.object({ type: z.literal('shift.lateNoticed'), ...onShift }),
  /** Logged in; `lateMs` is 0 when in time. */
  z.object({ type: z.literal('shift.arrived'), ...onShift, lateMs: Duration }),
  /** The agent stays longer by their own wish. */
  z.object({ type: z.literal('shift.extended'), ...onShift, endsAt: Instant }),
  /** Over; a call under way is finished first, by the agent's next state. */
  z.object({ type: z.literal('shift.ended'), ...onShift }),
] as const;
