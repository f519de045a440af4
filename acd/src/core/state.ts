import type {
  AccountId,
  AgentId,
  AgentStatus,
  AlertId,
  CallId,
  CallOutcome,
  CallTag,
  CollectId,
  Definition,
  DissuasionId,
  DomainId,
  Duration,
  GatewayId,
  Instant,
  JournalEventOf,
  KeyTarget,
  LegId,
  NextState,
  OfferId,
  OnCallPlan,
  OverflowReason,
  PageId,
  PartyRef,
  PlayId,
  PromptDefinition,
  QueueId,
  RecordingId,
  ServiceDefinition,
  Roster,
  ServiceId,
  ShiftId,
  SkillNeed,
} from '@decroche/protocol';
import type { OpeningCalendar } from '@decroche/calendar';
import type { Alarm } from './alarm.ts';
import type { Catalog } from './catalog.ts';
import type { Circle } from './circles.ts';
import type { Dissuasion } from './dissuasion/dissuasion.ts';
import type { Shift } from './roster/shift.ts';
import type { DueHeap } from './due-heap.ts';
import type { Handling } from './handling.ts';
import type { Groups } from './groups.ts';
import type { Alert, Trunk } from './oncall/alert.ts';
import type { RecentCauses } from './recent-causes.ts';
import type { SortedList } from './sorted-list.ts';

/**
 * A deadline kept by its owner. `set` is the journal line that set it: a timer's input names it, so that one that fires
 * late meets nothing and changes nothing.
 */
export interface Timer {
  readonly dueAt: Instant;
  readonly set: number;
}

/**
 * What a call can wait for. `stage`: the end of its present stage. `wait`: its longest wait. `announce`: the next
 * position announcement. `prompt`: the end of the one being played. `tier`: agents of the next tier are asked as well.
 * `overflow`: on to another queue. `preference`: no longer for one agent alone. `rest`: someone who declined it may be
 * asked again.
 */
export const CALL_TIMERS = [
  ...(['stage', 'wait', 'announce', 'prompt', 'tier', 'overflow', 'preference', 'rest'] as const),
] as const;
export type CallTimerName = (typeof CALL_TIMERS)[number];

/** One attempt to give one call to one agent. */
export interface Offer {
  readonly offerId: OfferId;
  readonly agentId: AgentId;
  readonly legId: LegId;
  readonly madeAt: Instant;
  /** When it rings out. */
  readonly expiresAt: Instant;
  /** The device has said that it rings. */
  readonly ringing: boolean;
  /** The device has answered; the bridge follows. */
  readonly accepted: boolean;
}

/** Who talks with the caller: an agent, or an outside party after a transfer. */
export type Party =
  | { readonly kind: 'agent'; readonly agentId: AgentId; readonly legId: LegId }
  | { readonly kind: 'external'; readonly legId: LegId };
export type AgentParty = Extract<Party, { kind: 'agent' }>;

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

/** Whom a transferred caller is being joined to. `offer` is the ring at an agent, in which case `legId` is its leg. */
type TransferAttempt =
  | { readonly kind: 'agent'; readonly agentId: AgentId; readonly offer: Offer | undefined }
  | { readonly kind: 'external'; readonly legId: LegId };

/** What is happening to a call; the picture is in `queueing/call.ts`. */
export type Stage =
  | { readonly status: 'answering' }
  | { readonly status: 'welcome'; readonly playId: PlayId }
  | { readonly status: 'dissuasion'; readonly dissuasionId: DissuasionId; readonly playId: PlayId }
  /** The message has been said, a key is awaited. */
  | { readonly status: 'choosing'; readonly dissuasionId: DissuasionId }
  /** The menu is being said for the `time`-th time, or its end is waiting for a key. */
  | { readonly status: 'menu'; readonly time: number }
  /** Asked where to be rung back: a number is being read to them (`confirm`), or typed by them (`number`). */
  | {
      readonly status: 'callbackDialogue';
      readonly ask: 'confirm' | 'number';
      readonly time: number;
      readonly partyRef: PartyRef | undefined;
      readonly playId: PlayId;
      readonly collectId: CollectId;
    }
  /** A call-back that is not due yet. */
  | { readonly status: 'postponed' }
  /** A call-back in line whose caller is dialled as soon as someone is free (`callerFirst`). */
  | { readonly status: 'toDial' }
  /** The telephone of the one to be rung back rings; the agent of the offer is on the line already (`agentFirst`). */
  | { readonly status: 'dialling'; readonly since: Instant; readonly offer: Offer | undefined }
  /** They have answered and hear who rings; no agent yet (`callerFirst`). */
  | { readonly status: 'reached'; readonly playId: PlayId }
  | { readonly status: 'queued' }
  /** Several agents are rung under `ringAll`, one otherwise. */
  | { readonly status: 'offered'; readonly offers: readonly Offer[] }
  | { readonly status: 'connecting'; readonly offer: Offer }
  | { readonly status: 'talking'; readonly party: Party }
  | { readonly status: 'held'; readonly party: Party }
  | {
      readonly status: 'transferring';
      /** Who transfers; absent once they have hung up. */
      readonly from: AgentParty | undefined;
      readonly to: TransferAttempt;
    }
  /** Out of hours: those on call are being asked. `joining`: one has taken it by their key, the bridge follows. */
  | {
      readonly status: 'onCall';
      readonly alertId: AlertId;
      readonly joining: { readonly responderId: AccountId; readonly legId: LegId } | undefined;
    }
  | { readonly status: 'message'; readonly reason: OverflowReason; readonly playId: PlayId }
  | { readonly status: 'recording'; readonly reason: OverflowReason; readonly recordingId: RecordingId }
  /** A last word before the end; the outcome stands already. */
  | { readonly status: 'parting'; readonly playId: PlayId; readonly outcome: CallOutcome };
export type StageOf<S extends Stage['status']> = Extract<Stage, { status: S }>;

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

/** What an agent is doing, with what that state owns. */
export type Activity =
  | { readonly status: 'loggedOut' }
  | { readonly status: 'ready' }
  | { readonly status: 'offered'; readonly callId: CallId; readonly offerId: OfferId }
  | { readonly status: 'connecting'; readonly callId: CallId; readonly offerId: OfferId }
  | { readonly status: 'talking'; readonly callId: CallId }
  | { readonly status: 'wrapUp'; readonly callId: CallId; readonly startedAt: Instant; readonly endsAt: Instant }
  | { readonly status: 'notReady'; readonly reason: string; readonly since: Instant };

/** Order of free agents: longest idle first. Kept when an offer is withdrawn: that was not a turn. */
export interface Idle {
  readonly agentId: AgentId;
  readonly since: Instant;
  readonly turn: number;
}

/** What an agent has done since they logged in: what the strategies compare. */
export interface Tally {
  readonly calls: number;
  readonly talkMs: Duration;
  /** The journal line of the last offer of each queue. */
  readonly turns: Readonly<Record<QueueId, number>>;
  /** Since when the present conversation lasts. */
  readonly talkingAt: Instant | undefined;
}

/** Someone who answers calls, in or out of service. */
export interface Agent {
  readonly agentId: AgentId;
  readonly activity: Activity;
  readonly next: NextState | undefined;
  /** Where the device can be reached; `static` for an address that does not register. */
  readonly reachable: { readonly at: GatewayId | 'static' } | undefined;
  readonly idle: Idle | undefined;
  /** Human misses in a row. */
  readonly misses: number;
  /** Technical failures in a row. */
  readonly failures: number;
  /** End of a wrap-up or of a technical rest. */
  readonly timer: Timer | undefined;
  readonly tally: Tally;
}

/** A caller who was here a short while ago: what a call again has a right to. Forgotten at `untilAt`. */
export interface RecentParty {
  readonly partyRef: PartyRef;
  readonly serviceId: ServiceId;
  readonly at: Instant;
  readonly untilAt: Instant;
  /** They left the queue after this wait. */
  readonly waitedMs: Duration;
  /** Their conversation with this agent was cut. */
  readonly cutFrom: AgentId | undefined;
}

/** A gateway heard of. */
export interface Gateway {
  readonly gatewayId: GatewayId;
  readonly bootId: string | undefined;
  /** Its lines were probed before it was started anew: that their trunks are up again does not say that calls arrive. */
  readonly probed?: true;
  /** Nothing has been heard of it for too long. */
  readonly lost?: true;
}

/** What the present definition no longer has but running calls still need. */
export interface Retired {
  readonly services: readonly ServiceDefinition[];
  readonly prompts: readonly PromptDefinition[];
}

/** A ready agent as the strategy of one queue orders them: smallest `key`, then longest idle. */
export interface Standing extends Idle {
  readonly key: number;
}

/**
 * One queue as the engine looks at it. Callers of one demand are interchangeable but for their order, and so are agents of
 * one ability: only the heads of the groups are ever compared.
 */
export interface Line {
  /** Callers to whom nobody is being rung and who wait for nobody in particular, by demand. */
  readonly waiting: Groups<Place>;
  /** Callers being rung for at fewer agents than the queue may ring at once (`ringAll`). */
  readonly spreading: SortedList<Place>;
  /** Every caller of the queue, those being rung for included: what "you are third" counts. */
  readonly everyone: SortedList<Place>;
  /** How many of everyone hold the line: in a call-back nobody does yet. */
  readonly callers: number;
  /** The same, of those who are `waiting`. */
  readonly callersWaiting: number;
  /** Free agents, by ability. */
  readonly ready: Groups<Standing>;
  readonly loggedIn: number;
}

/** The call-backs of one queue that are dialled without an agent (`callerFirst`). */
export interface DialLine {
  /** Those to be dialled, by whom they may be given to: one of each answers for all behind it. */
  readonly toDial: Groups<Place>;
  /** How many are being dialled, or hear who rings. */
  readonly underWay: number;
}

/** Whose timer it is. */
export type TimerOwner =
  | { readonly kind: 'call'; readonly callId: CallId; readonly name: CallTimerName }
  | { readonly kind: 'agent'; readonly agentId: AgentId }
  | { readonly kind: 'shift'; readonly shiftId: ShiftId }
  | { readonly kind: 'alert'; readonly alertId: AlertId }
  | { readonly kind: 'page'; readonly alertId: AlertId; readonly pageId: PageId };

/** A timer as the heap knows it. */
export interface TimerEntry extends Timer {
  readonly owner: TimerOwner;
}

/** What is found from the entities so that no input costs a scan. Rebuilt whole at recovery and at a new definition. */
export interface StateIndex {
  readonly catalog: Catalog;
  readonly lines: ReadonlyMap<QueueId, Line>;
  readonly dialLines: ReadonlyMap<QueueId, DialLine>;
  /** How many agents of each circle are free. */
  readonly free: Map<Circle, number>;
  readonly timers: DueHeap<TimerEntry>;
  /** Callers who wait for one agent alone, by that agent. */
  readonly reserved: ReadonlyMap<AgentId, SortedList<Place>>;
  /** Who came free, what began to wait or may be given to more people, since the last matching. */
  readonly unsettled: { readonly agents: Set<AgentId>; readonly calls: Set<CallId> };
  /** Agents who have left service since then. */
  readonly departed: Set<AgentId>;
  /** Queues whose last agent has left service since then. */
  readonly emptied: Set<QueueId>;
  /** Agents present in each queue. */
  readonly present: Map<QueueId, number>;
  /** Since when a passed threshold has not been passed any more. */
  readonly calm: Map<string, Instant>;
  /** Times of the day of the dissuasion messages that have any. */
  readonly hours: Map<DissuasionId, OpeningCalendar>;
  /** Alerts about which somebody is being paged. */
  readonly paging: Set<AlertId>;
  /** When each gateway was heard of last, as far as this process knows. */
  readonly heard: Map<GatewayId, Instant>;
}

/** Everything one engine knows. Entities are values, replaced whole; only `evolve` puts them here. */
export interface EngineState {
  readonly domainId: DomainId;
  /** Last journal line. */
  readonly seq: number;
  /** Instant of the last journal line; time never runs backwards in a journal. */
  readonly at: Instant;
  readonly definition: Definition | undefined;
  readonly retired: Retired;
  readonly agents: ReadonlyMap<AgentId, Agent>;
  readonly calls: ReadonlyMap<CallId, Call>;
  readonly gateways: ReadonlyMap<GatewayId, Gateway>;
  /** The roster in force; absent before the first. */
  readonly roster: Pick<Roster, 'version' | 'fromAt' | 'toAt'> | undefined;
  /** Its shifts and what has come of them. */
  readonly shifts: ReadonlyMap<ShiftId, Shift>;
  readonly dissuasions: ReadonlyMap<DissuasionId, Dissuasion>;
  /** Who is on call; absent before the first plan. */
  readonly onCallPlan: OnCallPlan | undefined;
  /** Open alerts and the last closed ones, oldest first. */
  readonly alerts: ReadonlyMap<AlertId, Alert>;
  /** Ways to the public network, by gateway and trunk. */
  readonly trunks: ReadonlyMap<string, Trunk>;
  /** Who takes care of a caller of which queue. */
  readonly handling: ReadonlyMap<AgentId, Handling>;
  /** How long the last callers of each queue were taken care of, oldest first. */
  readonly handled: ReadonlyMap<QueueId, readonly Duration[]>;
  /** Voicemail messages lately delivered: none is delivered twice. */
  readonly delivered: ReadonlySet<RecordingId>;
  /** Those that ring. */
  readonly alarms: ReadonlyMap<string, Alarm>;
  /** Callers of a short while ago, oldest first. */
  readonly recent: ReadonlyMap<PartyRef, RecentParty>;
  /** The watchdog met a bug: it is not run again before then. */
  readonly watchdogRestsUntil: Instant | undefined;
  /** Inputs already taken, within a bounded window. */
  readonly causes: RecentCauses;
  /** Found from the rest, never saved. */
  readonly index: StateIndex;
}

/** Whether the agent is in service. */
export const isLoggedIn = (agent: Agent): boolean => agent.activity.status !== 'loggedOut';

/** Whether somebody is at the other end: not so in a call-back until they have answered. */
export const hasCaller = (call: Call): boolean => call.callback?.reached ?? true;

/** The statuses of an agent who is with a call, ringing included. */
export const BUSY: ReadonlySet<AgentStatus> = new Set<AgentStatus>(['offered', 'connecting', 'talking']);

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
