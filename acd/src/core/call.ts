import type {
  AgentId,
  AlertId,
  CallId,
  CallTag,
  DissuasionId,
  Duration,
  GatewayId,
  Instant,
  JournalEventOf,
  KeyTarget,
  LegId,
  OfferId,
  PartyRef,
  PlayId,
  QueueId,
  ServiceId,
  SkillNeed,
} from '@decroche/protocol';
import type { Offer, Stage } from './stage.ts';
import type { CallTimerName, Timer } from './timer.ts';

/**
 * Where a call stands in a queue. Order: higher `priority` first, then smaller `placeAt` (`queuedAt` moved back by the
 * time already waited before), then smaller `arrival`. It never changes while the call waits, whatever offers it meets;
 * only its priority may, by a supervisor's hand.
 */
export interface Place {
  readonly callId: CallId;
  readonly queueId: QueueId;
  readonly queuedAt: Instant;
  readonly priority: number;
  readonly placeAt: Instant;
  readonly arrival: number;
}

/** Whom a waiting call is for, alone, and until when. */
export interface Preference {
  readonly agentId: AgentId;
  readonly untilAt: Instant;
  readonly why: 'sameAgent' | 'rule' | 'asked';
}

/** An agent who declined or missed a call and is not asked for this one again before then. */
export interface Resting {
  readonly agentId: AgentId;
  readonly untilAt: Instant;
}

/** What a caller has been told so far. */
export interface Told {
  /** Dissuasion messages begun: none is said twice. */
  readonly dissuasions: readonly DissuasionId[];
  /** The one being said to a caller who waits already. */
  readonly saying: { readonly dissuasionId: DissuasionId; readonly playId: PlayId } | undefined;
  /** The one whose keys count for a caller who waits. */
  readonly asking: DissuasionId | undefined;
  /** Periodic messages so far: what comes next in the rotation. */
  readonly messages: number;
  /** The range announced last, and the earliest instant by which they were told to be answered. */
  readonly wait: { readonly byAt: Instant; readonly upToMs: Duration } | undefined;
}

/** What makes a call a call-back: we ring someone, not they us. */
export interface Callback {
  readonly mode: JournalEventOf<'call.placed'>['mode'];
  readonly dialling: JournalEventOf<'call.placed'>['dialling'];
  readonly dueAt: Instant;
  /** Dials made. */
  readonly attempts: number;
  /** Since when its wait counts: what its place among the callers follows from, over attempts and nights. */
  readonly since: Instant;
  readonly answersCallId: CallId | undefined;
  /** Who is to have it. */
  readonly agentId: AgentId | undefined;
  /** The queue it stood in last. */
  readonly queueId: QueueId | undefined;
  /** They have answered: from here on there is a caller like any other. */
  readonly reached: boolean;
}

/** A caller's visit while it lasts; an ended call is in the journal only. */
export interface Call {
  readonly callId: CallId;
  readonly gatewayId: GatewayId;
  readonly legId: LegId;
  readonly serviceId: ServiceId;
  readonly partyRef: PartyRef | undefined;
  readonly receivedAt: Instant;
  readonly stage: Stage;
  /** Its place in line, from the queue's door to the conversation. */
  readonly place: Place | undefined;
  /** The announcement being played instead of the music. */
  readonly prompt: PlayId | undefined;
  readonly told: Told;
  /** The queue the caller chose by a key; absent = that of the service. */
  readonly chosen: Extract<KeyTarget, { kind: 'queue' }> | undefined;
  /** First bridge; its presence decides the outcome. */
  readonly answeredAt: Instant | undefined;
  /** Waited before the present wait. */
  readonly waitedMs: Duration;
  readonly timers: Readonly<Partial<Record<CallTimerName, Timer>>>;
  /** As it was last queued or prioritised; `undefined` before its first queue. */
  readonly priority: number | undefined;
  /** What the caller needs of an agent, kept when the call comes back into a queue. */
  readonly needs: readonly SkillNeed[];
  /** Agents up to this tier of the queue are asked. */
  readonly tier: number;
  readonly preferred: Preference | undefined;
  readonly resting: readonly Resting[];
  /** Absent for a call that somebody made to us. */
  readonly callback: Callback | undefined;
  /** By which those on call have been asked for this caller. */
  readonly alertId: AlertId | undefined;
  /** The caller can not speak: they answer by keys (C9). */
  readonly silent: boolean;
  /** How the call has to be judged. */
  readonly tags: readonly CallTag[];
}

/** Whether somebody is at the other end: not so in a call-back until they have answered. */
export const hasCaller = (call: Call): boolean => call.callback?.reached ?? true;

/** The open offers of a call, wherever its stage keeps them: one but under `ringAll`. */
export function offersOf(call: Call): readonly Offer[] {
  const { stage } = call;
  if (stage.status === 'offered') return stage.offers;
  if (stage.status === 'connecting') return [stage.offer];
  if (stage.status === 'dialling') return stage.offer ? [stage.offer] : [];
  return stage.status === 'transferring' && stage.to.kind === 'agent' && stage.to.offer ? [stage.to.offer] : [];
}

/** The offer that decides what becomes of the call: the accepted one, or the only one, or the first made. */
export const offerOf = (call: Call): Offer | undefined => offersOf(call)[0];

/** One offer of a call, by its name. */
export const offerNamed = (call: Call | undefined, offerId: OfferId): Offer | undefined =>
  call && offersOf(call).find((offer) => offer.offerId === offerId);

/** The agents in conversation with a caller, the one who transfers included. */
export function agentsTalkingOn(call: Call): readonly AgentId[] {
  const { stage } = call;
  if (stage.status === 'talking' || stage.status === 'held') {
    return stage.party.kind === 'agent' ? [stage.party.agentId] : [];
  }
  return stage.status === 'transferring' && stage.from ? [stage.from.agentId] : [];
}
