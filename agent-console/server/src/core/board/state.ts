import type {
  AgentDefinition,
  AgentId,
  AgentStatus,
  CallId,
  CallOutcome,
  Definition,
  Instant,
  JournalEvent,
  JournalEventOf,
  NextState,
  OfferId,
  PartyRef,
  QueueId,
  ServiceId,
  TicketId,
} from '@decroche/protocol';

/** Where a caller is, as people would say it. */
export type CallStage =
  | 'welcome'
  | 'queued'
  | 'offered'
  | 'connecting'
  | 'talking'
  | 'held'
  | 'transferring'
  | 'closedMessage'
  | 'voicemail'
  | 'ended';

/** One line of a call's file, as the journal gave it. */
interface TimelineLine {
  readonly seq: number;
  readonly at: Instant;
  readonly event: Extract<JournalEvent, { callId: string }>;
}

/** A call on the board, and for some time after its end. */
export interface BoardCall {
  readonly callId: CallId;
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
  /** The offer that rings now. */
  offer?: JournalEventOf<'offer.made'> | undefined;
  answeredAt?: Instant | undefined;
  /** Who has it now, or had it last. */
  agentId?: AgentId | undefined;
  endedAt?: Instant | undefined;
  outcome?: CallOutcome | undefined;
  readonly timeline: TimelineLine[];
}

/** Why an offer went away without the agent's doing. */
export interface OfferEnd {
  readonly offerId: OfferId;
  readonly at: Instant;
  readonly why: 'callerGone' | 'answeredElsewhere' | 'expired' | 'failed' | 'withdrawn';
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
  /** The ticket of a call. */
  readonly tickets: Map<CallId, { readonly ticketId: TicketId; readonly number: string }>;
  readonly ticketNumbers: Map<TicketId, string>;
  /** Defects told by the acd's watchdog, newest last. */
  readonly alarms: {
    readonly id: string;
    readonly at: Instant;
    readonly event: JournalEventOf<'watchdog.alarmRaised'>;
  }[];
}

/** How much of the past the board keeps. */
export const kept = {
  endedCalls: 5_000,
  callsOfAgent: 50,
  callsOfParty: 10,
  alarms: 20,
  timelineLines: 400,
  tickets: 20_000,
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
    tickets: new Map(),
    ticketNumbers: new Map(),
    alarms: [],
  };
}
