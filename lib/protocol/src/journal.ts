import { z } from 'zod';
import { Definition } from './definitions.ts';
import {
  AgentId,
  CallId,
  DeviceId,
  GatewayId,
  LegId,
  OfferId,
  PartyRef,
  QueueId,
  RecordingId,
  ServiceId,
} from './ids.ts';
import { ReleaseCause } from './release-cause.ts';
import { RingTarget } from './telephony-commands.ts';
import { Duration, Instant } from './time.ts';

/** How a call ended; exactly one for each call (engine.md). */
export const CallOutcome = z.enum([
  'answered',
  'abandonedInWelcome',
  'abandonedInQueue',
  'abandonedWhileRinging',
  'voicemailLeft',
  'voicemailEmpty',
  'refusedClosed',
  'refusedFull',
  'overflowReleased',
  'technicalFailure',
]);
export type CallOutcome = z.infer<typeof CallOutcome>;

/** What an agent is doing. */
export const AgentStatus = z.enum(['loggedOut', 'ready', 'offered', 'connecting', 'talking', 'wrapUp', 'notReady']);
export type AgentStatus = z.infer<typeof AgentStatus>;

/** What an agent has chosen to do after the present call or wrap-up; visible and cancellable. */
export const NextState = z.discriminatedUnion('status', [
  z.object({ status: z.literal('notReady'), reason: z.string() }),
  z.object({ status: z.literal('loggedOut') }),
]);
export type NextState = z.infer<typeof NextState>;

/** Why a call went to the voicemail or the closing message instead of an agent. */
export const OverflowReason = z.enum(['closed', 'maximumWait', 'queueFull', 'nobodyLoggedIn']);
export type OverflowReason = z.infer<typeof OverflowReason>;

const onCall = { callId: CallId };
const onOffer = { offerId: OfferId, callId: CallId, agentId: AgentId };

const callEvents = [
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

const offerEvents = [
  z.object({
    type: z.literal('offer.made'),
    ...onOffer,
    legId: LegId,
    queueId: QueueId.optional(),
    /** When it rings out. */
    expiresAt: Instant,
    /** Why this agent, for the screen pop and the question "why did this call wait?". */
    because: z.enum(['longestIdle', 'transfer']),
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

const agentEvents = [
  /** Every change of status is said by an event of its own; `agent.becameNotReady` (`loggedIn`) follows this one. */
  z.object({ type: z.literal('agent.loggedIn'), agentId: AgentId }),
  z.object({
    type: z.literal('agent.loggedOut'),
    agentId: AgentId,
    reason: z.enum(['asked', 'supervisor', 'removed', 'nextState']),
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

const domainEvents = [
  /** From here on decisions follow this definition; the body is whole so that the journal replays alone. */
  z.object({ type: z.literal('definition.adopted'), definition: Definition }),
  z.object({ type: z.literal('gateway.censusTaken'), gatewayId: GatewayId, bootId: z.string() }),
  /** A caller waits and a matching agent has been free for more than 2 s: a defect, told loudly (pains 4). */
  z.object({ type: z.literal('watchdog.alarmRaised'), queueId: QueueId, callId: CallId, agentId: AgentId }),
] as const;

/** What happened, decided by the acd: the single source of every call figure. */
export const JournalEvent = z.discriminatedUnion('type', [
  ...callEvents,
  ...offerEvents,
  ...agentEvents,
  ...domainEvents,
]);
export type JournalEvent = z.infer<typeof JournalEvent>;
export type JournalEventOf<T extends JournalEvent['type']> = Extract<JournalEvent, { type: T }>;
