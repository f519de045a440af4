import type {
  AgentDefinition,
  AgentId,
  AgentStatus,
  BoardView,
  CallId,
  CallKind,
  CallOutcome,
  Definition,
  DissuasionContent,
  DissuasionId,
  DissuasionStatus,
  DissuasionStep,
  Instant,
  JournalEventOf,
  NextState,
  OfferId,
  PartyRef,
  QueueId,
  Roster,
  ServiceId,
  ShiftId,
  SkillNeed,
  TicketId,
} from '@decroche/protocol';
import { noAlerts, type AlertBoard } from '../oncall/alert-state.ts';
import type { CallLine } from '../timeline-words.ts';
import type { CallMarks } from './call-marks.ts';

/** Where a caller is, as people would say it. */
export type CallStage =
  | 'welcome'
  | 'menu'
  | 'dissuasion'
  | 'callbackDialogue'
  /** A call-back that is in no queue yet, or no more. */
  | 'placed'
  /** The telephone of the one who is rung back rings. */
  | 'dialling'
  /** They have answered and hear who rings; no agent yet. */
  | 'reached'
  | 'queued'
  | 'offered'
  | 'connecting'
  | 'talking'
  | 'held'
  | 'transferring'
  | 'closedMessage'
  /** Out of hours: those on call are being asked. */
  | 'onCall'
  | 'voicemail'
  | 'ended';

/** One line of a call's file, as the journal gave it. */
interface TimelineLine {
  readonly seq: number;
  readonly at: Instant;
  readonly event: CallLine;
}

/** A call on the board, and for some time after its end. */
export interface BoardCall {
  readonly callId: CallId;
  readonly kind: CallKind;
  readonly serviceId: ServiceId | undefined;
  readonly partyRef: PartyRef | undefined;
  readonly receivedAt: Instant;
  stage: CallStage;
  stageSince: Instant;
  queueId?: QueueId | undefined;
  /** Start of the present wait, or of the last one. */
  queuedAt?: Instant | undefined;
  /** Start of the first wait: what a list of calls shows, whatever transfers came after. */
  firstQueuedAt?: Instant | undefined;
  /** What rings now, oldest first: several at once where a queue rings all. */
  offers: readonly JournalEventOf<'offer.made'>[];
  answeredAt?: Instant | undefined;
  /** Who has it now, or had it last. */
  agentId?: AgentId | undefined;
  endedAt?: Instant | undefined;
  outcome?: CallOutcome | undefined;
  /** Higher is served first. */
  priority: number;
  needs: readonly SkillNeed[];
  /** Agents up to this tier are asked. */
  tier: number;
  /** Whom it waits for alone, and until when. */
  preferred?: { readonly agentId: AgentId; readonly untilAt: Instant } | undefined;
  /** What is known of a call-back. */
  readonly callback?: BoardCallback;
  readonly marks: CallMarks;
  readonly timeline: TimelineLine[];
}

/** The dialling of a call-back. */
export interface BoardCallback {
  dueAt: Instant;
  readonly mode: 'keepPlace' | 'slot' | 'now';
  readonly dialling: 'agentFirst' | 'callerFirst';
  attempts: number;
  postponed?: 'closed' | 'retry' | 'asked';
  /** An account, or `caller`. */
  readonly by: string;
  readonly answersCallId: CallId | undefined;
}

/** A dissuasion message with every step of its life. */
export interface BoardDissuasion {
  readonly dissuasionId: DissuasionId;
  content: DissuasionContent;
  status: DissuasionStatus;
  /** It waits for no threshold, or one is passed. */
  speaking: boolean;
  publishedAt?: Instant;
  /** `by` is an account, or `system`. */
  readonly steps: DissuasionStep[];
}

/** What was noticed about a shift of the roster. */
interface BoardShift {
  late: boolean;
  over: boolean;
  extendedTo: Instant | undefined;
}

/** A threshold of a queue that is passed. */
interface BoardAlarm {
  readonly at: Instant;
  readonly event: JournalEventOf<'alarm.raised'>;
}

/** Why an offer went away without the agent's doing. */
export interface OfferEnd {
  readonly offerId: OfferId;
  readonly at: Instant;
  readonly why: 'callerGone' | 'notReached' | 'answeredElsewhere' | 'expired' | 'failed' | 'withdrawn';
}

/** An agent on the board. */
export interface BoardAgent {
  readonly agentId: AgentId;
  definition: AgentDefinition | undefined;
  status: AgentStatus;
  since: Instant;
  reason?: string | undefined;
  next?: NextState | undefined;
  deviceReachable: boolean;
  /** The offer that rings at their device, and its call. */
  offerId?: OfferId | undefined;
  offerCallId?: CallId | undefined;
  callId?: CallId | undefined;
  wrapUp?: { readonly callId: CallId; readonly startedAt: Instant; endsAt: Instant } | undefined;
  lastOfferEnd?: OfferEnd | undefined;
}

/** Who waits in a queue. A call that rings at an agent still waits: it keeps its place until the answer. */
export interface BoardQueue {
  readonly queueId: QueueId;
  readonly waiting: Map<CallId, Instant>;
  oldestQueuedAt: Instant | undefined;
}

/**
 * What the journal says of the present, in place: a copy for each event would make a full centre quadratic, so the fold
 * owns its board and changes it; views are made from it as fresh values.
 */
export interface Board {
  seq: number;
  definition: Definition | undefined;
  readonly calls: Map<CallId, BoardCall>;
  readonly agents: Map<AgentId, BoardAgent>;
  readonly queues: Map<QueueId, BoardQueue>;
  /** Calls that have not ended. */
  readonly present: Set<CallId>;
  /** Ended calls still kept, oldest first. */
  readonly endedCalls: CallId[];
  /** Latest calls of an agent and of a party, oldest first. */
  readonly callsOfAgent: Map<AgentId, CallId[]>;
  readonly callsOfParty: Map<PartyRef, CallId[]>;
  /** Calls of each party so far. */
  readonly callCounts: Map<PartyRef, number>;
  /** The ticket of a call. */
  readonly tickets: Map<CallId, { readonly ticketId: TicketId; readonly number: string }>;
  readonly ticketNumbers: Map<TicketId, string>;
  readonly dissuasions: Map<DissuasionId, BoardDissuasion>;
  roster: Roster | undefined;
  readonly shifts: Map<ShiftId, BoardShift>;
  /** Thresholds passed now, by alarm. */
  readonly queueAlarms: Map<string, BoardAlarm>;
  readonly onCall: AlertBoard;
  /** Ways to the public network, by gateway. */
  readonly trunks: Map<string, BoardView['trunks'][number]>;
  /** Defects told by the acd's watchdog, newest last. */
  readonly alarms: {
    readonly id: string;
    readonly at: Instant;
    readonly event: JournalEventOf<'watchdog.alarmRaised' | 'timer.setAside'>;
  }[];
}

/** How much of the past the board keeps. */
export const kept = {
  endedCalls: 5_000,
  callsOfAgent: 50,
  callsOfParty: 10,
  countedParties: 200_000,
  keys: 50,
  alarms: 20,
  timelineLines: 400,
  tickets: 20_000,
  endedDissuasions: 300,
  dissuasionSteps: 200,
} as const;

/** A board before the first journal line. */
export function emptyBoard(): Board {
  return {
    seq: 0,
    definition: undefined,
    calls: new Map(),
    agents: new Map(),
    queues: new Map(),
    present: new Set(),
    endedCalls: [],
    callsOfAgent: new Map(),
    callsOfParty: new Map(),
    callCounts: new Map(),
    tickets: new Map(),
    ticketNumbers: new Map(),
    dissuasions: new Map(),
    roster: undefined,
    shifts: new Map(),
    queueAlarms: new Map(),
    onCall: noAlerts(),
    trunks: new Map(),
    alarms: [],
  };
}
