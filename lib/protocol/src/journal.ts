import { z } from 'zod';
import { Definition, KeyTarget, QueueStrategy, SkillNeed } from './definitions.ts';
import { alertEvents } from './alerts.ts';
import { DissuasionChoice, dissuasionEvents } from './dissuasion.ts';
import {
  AccountId,
  AgentId,
  AlertId,
  CallId,
  DeviceId,
  DissuasionId,
  GatewayId,
  LegId,
  OfferId,
  PartyRef,
  PromptId,
  QueueId,
  RecordingId,
  ServiceId,
  ShiftId,
  TicketId,
  TrunkId,
} from './ids.ts';
import { OnCallPlan } from './oncall.ts';
import { ReleaseCause } from './release-cause.ts';
import { Roster } from './roster.ts';
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
  /** The caller left while the menu was being said. */
  'abandonedInMenu',
  /** The caller left during a dissuasion message or its choice. */
  'dissuadedLeft',
  /** The message ended the call. */
  'dissuadedReleased',
  /** "Press 1": a child ticket of the incident, no agent. */
  'attachedToIncident',
  /** To be rung back; that is a call of its own. */
  'callbackRequested',
  /** A number on the list of blocked ones. */
  'refusedBlocked',
  /** A call-back that reached nobody in all its attempts. */
  'callbackUnreached',
  /** A call-back that was called off. */
  'callbackCancelled',
  /** Out of hours: someone on call took it and both heard each other. */
  'onCallAnswered',
  /** Out of hours: nobody on call took it, and no message was left. */
  'onCallExhausted',
  /** Out of hours: the caller left while those on call were being asked. */
  'abandonedOnCall',
]);
export type CallOutcome = z.infer<typeof CallOutcome>;

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

/** Why a call went to the voicemail or the closing message instead of an agent. */
export const OverflowReason = z.enum([
  'closed',
  'maximumWait',
  'queueFull',
  'nobodyLoggedIn',
  /** The caller chose the voicemail by a key. */
  'choice',
  /** Nobody on call took it. */
  'onCallExhausted',
]);
export type OverflowReason = z.infer<typeof OverflowReason>;

/** Who asked, when a person stands behind a change: an account, `token:…`, or `system`. */
export const Actor = z.string().max(130);

/** What a call is, besides what becomes of it. */
export const CallTag = z.enum(['relay']);
export type CallTag = z.infer<typeof CallTag>;

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

const offerEvents = [
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

const agentEvents = [
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
const shiftEvents = [
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

/** What the board rings for. */
export const AlarmKind = z.enum(['waiting', 'longestWait', 'presentBelow']);
export type AlarmKind = z.infer<typeof AlarmKind>;

const domainEvents = [
  z.object({ type: z.literal('roster.adopted'), roster: Roster }),
  /** A supervisor changes what an agent does; what follows says what became of it. */
  z.object({
    type: z.literal('supervisor.agentForced'),
    agentId: AgentId,
    to: AgentStatus,
    reason: z.string().optional(),
    by: Actor,
  }),
  /** A supervisor moves or ends a call; what follows says what became of it. */
  z.object({
    type: z.literal('supervisor.callForced'),
    callId: CallId,
    action: z.enum(['move', 'priority', 'release']),
    by: Actor,
  }),
  z.object({
    type: z.literal('alarm.raised'),
    alarmId: z.string(),
    kind: AlarmKind,
    queueId: QueueId,
    value: z.number(),
    threshold: z.number(),
  }),
  z.object({ type: z.literal('alarm.cleared'), alarmId: z.string() }),
  /** From here on this is who is on call; the body is whole so that the journal replays alone. */
  z.object({ type: z.literal('onCallPlan.adopted'), plan: OnCallPlan }),
  /** A way to the public network is lost, or is there again. */
  z.object({
    type: z.literal('trunk.changed'),
    gatewayId: GatewayId,
    trunkId: TrunkId,
    up: z.boolean(),
    changedAt: Instant,
    why: z.string().max(200).optional(),
  }),
  /** The product has called itself through a trunk: evidence for IC6. */
  z.object({
    type: z.literal('line.probed'),
    gatewayId: GatewayId,
    trunkId: TrunkId,
    probedAt: Instant,
    ok: z.boolean(),
    /** From the INVITE to the sound coming back. */
    roundTripMs: Duration.optional(),
    why: z.string().max(200).optional(),
  }),
  /** From here on decisions follow this definition; the body is whole so that the journal replays alone. */
  z.object({ type: z.literal('definition.adopted'), definition: Definition }),
  z.object({ type: z.literal('gateway.censusTaken'), gatewayId: GatewayId, bootId: z.string() }),
  /** A deadline met a bug and was struck out, so that a restart does not meet it again; told loudly. `timer` names it. */
  z.object({ type: z.literal('timer.setAside'), timer: z.string() }),
  /** A caller waits and a matching agent has been free for more than 2 s: a defect, told loudly (pains 4). */
  z.object({ type: z.literal('watchdog.alarmRaised'), queueId: QueueId, callId: CallId, agentId: AgentId }),
] as const;

/** What happened, decided by the acd: the single source of every call figure. */
export const JournalEvent = z.discriminatedUnion('type', [
  ...callEvents,
  ...offerEvents,
  ...agentEvents,
  ...shiftEvents,
  ...dissuasionEvents,
  ...alertEvents,
  ...domainEvents,
]);
export type JournalEvent = z.infer<typeof JournalEvent>;
export type JournalEventOf<T extends JournalEvent['type']> = Extract<JournalEvent, { type: T }>;
