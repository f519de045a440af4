import { z } from 'zod';
import { SkillNeed } from './definitions.ts';
import { DissuasionMode } from './dissuasion.ts';
import { AlertGlance } from './http-oncall.ts';
import { SupervisorMessage } from './http-supervision.ts';
import {
  AccountId,
  AgentId,
  CallId,
  DissuasionId,
  GatewayId,
  OfferId,
  PartyRef,
  QueueId,
  ServiceId,
  ShiftId,
  TicketId,
  TrunkId,
} from './ids.ts';
import { AgentStatus, NextState } from './agent-events.ts';
import { CallTag } from './call-outcome.ts';
import { AlarmKind } from './domain-events.ts';
import { PlannedBreakKind } from './roster.ts';
import { Duration, Instant } from './time.ts';

/** What someone may do; each includes the one before it. `engineer`: on call, and nothing else. */
export const Role = z.enum(['engineer', 'agent', 'supervisor', 'admin']);
export type Role = z.infer<typeof Role>;

/** Who is signed in. Kept in the session store, read by every program that serves HTTP. */
export const Identity = z.object({
  accountId: AccountId,
  login: z.string(),
  name: z.string(),
  role: Role,
  agentId: AgentId.optional(),
  via: z.enum(['session', 'token']),
});
export type Identity = z.infer<typeof Identity>;

/** Someone of the directory. */
export const Contact = z.object({
  contactId: z.string(),
  name: z.string(),
  site: z.string(),
  service: z.string(),
  /** E.164, or the inside extension as dialled. */
  numbers: z.array(z.string()),
  email: z.string(),
  vip: z.boolean(),
});
export type Contact = z.infer<typeof Contact>;

/** Who is calling, as the screen may show it. */
export const CallerView = z.object({
  partyRef: PartyRef.optional(),
  /** Formatted for reading; absent when withheld. */
  number: z.string().optional(),
  withheld: z.boolean(),
  /** The number is known and sealed: nobody sees it, it may be opened by two people (C9). */
  sealed: z.boolean().optional(),
  /** Calls of the same party before this one, whether or not their number may be shown. */
  earlierCalls: z.number().int().min(0).optional(),
  /** Directory entries with this number, and why each was thought of (pains 22). */
  candidates: z.array(z.object({ contact: Contact, because: z.enum(['number', 'site', 'lastCall']) })),
});
export type CallerView = z.infer<typeof CallerView>;

/** The screen pop: what the agent sees before answering. */
export const ScreenPop = z.object({
  callId: CallId,
  serviceId: ServiceId,
  serviceName: z.string(),
  queueName: z.string(),
  caller: CallerView,
  queuedAt: Instant.optional(),
  because: z.string(),
  /** The caller can not speak and answers by keys. */
  silent: z.boolean().optional(),
  tags: z.array(CallTag).optional(),
  /** Where this call's queue hands its callers over to, by one gesture (`QueueDefinition.handOverTo`). */
  handOverTo: z.object({ queueId: QueueId, name: z.string() }).optional(),
  /** Whoever received the caller first and handed them over; their notes stand in the ticket. */
  handedOverBy: z.object({ agentName: z.string(), at: Instant }).optional(),
  /** The latest calls of the same number, newest first. */
  recentCalls: z.array(
    z.object({ callId: CallId, at: Instant, outcome: z.string(), agentName: z.string().optional() }),
  ),
});
export type ScreenPop = z.infer<typeof ScreenPop>;

/** `callback`: made by us; the agent is told that nobody has picked up yet. */
export const CallKind = z.enum(['call', 'callback']);
export type CallKind = z.infer<typeof CallKind>;

/** A dissuasion message that callers hear now or will hear, in one line. */
export const DissuasionGlance = z.object({
  dissuasionId: DissuasionId,
  title: z.string(),
  /** What it says. */
  text: z.string(),
  mode: DissuasionMode,
  status: z.enum(['published', 'withdrawalAsked']),
  /** Last publication. */
  since: Instant,
  /** False while it waits for a threshold. */
  speaking: z.boolean(),
  expiresAt: Instant.optional(),
  /** Callers of these services or queues; both empty = everyone. */
  serviceIds: z.array(ServiceId),
  queueIds: z.array(QueueId),
});
export type DissuasionGlance = z.infer<typeof DissuasionGlance>;

/** A presence of one agent, in instants. */
export const ShiftGlance = z.object({
  shiftId: ShiftId,
  startsAt: Instant,
  /** Later than planned when the agent has chosen to stay. */
  endsAt: Instant,
  breaks: z.array(z.object({ kind: PlannedBreakKind, startsAt: Instant, endsAt: Instant })),
});
export type ShiftGlance = z.infer<typeof ShiftGlance>;

/** Everything one agent's desk shows, whole each time: a reconnected page can not keep a stale piece. */
export const DeskView = z.object({
  /** Journal line it reflects. */
  seq: z.number().int(),
  serverAt: Instant,
  agent: z.object({
    agentId: AgentId,
    name: z.string(),
    status: AgentStatus,
    since: Instant,
    reason: z.string().optional(),
    next: NextState.optional(),
    deviceReachable: z.boolean(),
  }),
  offer: z.object({ offerId: OfferId, expiresAt: Instant, kind: CallKind, pop: ScreenPop }).optional(),
  call: z
    .object({
      callId: CallId,
      /** A call-back that is `connecting` is being dialled: the caller's telephone rings. */
      kind: CallKind,
      status: z.enum(['connecting', 'talking', 'held', 'transferring']),
      answeredAt: Instant.optional(),
      /** Keys of a caller who answers by keys, latest last, with the question each answers. */
      keys: z.array(z.object({ at: Instant, digit: z.string(), questionId: z.string().optional() })).optional(),
      pop: ScreenPop,
    })
    .optional(),
  wrapUp: z.object({ callId: CallId, endsAt: Instant, startedAt: Instant }).optional(),
  /** The ticket of the present call or wrap-up. */
  ticket: z.object({ ticketId: TicketId, number: z.string(), callId: CallId }).optional(),
  /** Set for a few seconds when an offer went away without the agent's doing: why. */
  lastOfferEnd: z
    .object({
      offerId: OfferId,
      at: Instant,
      /** `notReached`: a call-back whose number did not answer. */
      why: z.enum(['callerGone', 'notReached', 'answeredElsewhere', 'expired', 'failed', 'withdrawn']),
    })
    .optional(),
  queues: z.array(
    z.object({ queueId: QueueId, name: z.string(), waiting: z.number().int(), oldestQueuedAt: Instant.optional() }),
  ),
  /** The shift of now, or else the next one planned. */
  myShift: ShiftGlance.optional(),
  /** Messages whose scope touches one of my queues. */
  dissuasions: z.array(DissuasionGlance),
  /** From supervisors, not read yet; oldest first. */
  messages: z.array(SupervisorMessage),
});
export type DeskView = z.infer<typeof DeskView>;

/** The supervisor's wall. Figures of the day come from reports, not from here: one source for each number. */
export const BoardView = z.object({
  seq: z.number().int(),
  serverAt: Instant,
  organisation: z.string(),
  queues: z.array(
    z.object({
      queueId: QueueId,
      name: z.string(),
      thresholdMs: Duration,
      agentsReady: z.number().int(),
      agentsLoggedIn: z.number().int(),
      talking: z.number().int(),
      waiting: z.array(
        z.object({
          callId: CallId,
          serviceName: z.string(),
          number: z.string().optional(),
          /** Known, and shown to nobody (C9). */
          sealed: z.boolean().optional(),
          name: z.string().optional(),
          queuedAt: Instant,
          status: z.enum(['queued', 'offered']),
          offeredTo: z.string().optional(),
          kind: CallKind,
          /** Higher is served first. */
          priority: z.number().int(),
          needs: z.array(SkillNeed),
          /** Agents up to this tier are asked. */
          tier: z.number().int(),
          /** Whom it waits for alone, and until when. */
          preferred: z.object({ agentId: AgentId, name: z.string(), untilAt: Instant }).optional(),
        }),
      ),
      /** Thresholds passed at this moment. */
      alarms: z.array(
        z.object({
          alarmId: z.string(),
          kind: AlarmKind,
          since: Instant,
          value: z.number(),
          threshold: z.number(),
        }),
      ),
      /** The next agents of this queue whose shift begins, within 24 hours. */
      nextReinforcement: z
        .object({ at: Instant, agents: z.array(z.object({ agentId: AgentId, name: z.string() })) })
        .optional(),
    }),
  ),
  agents: z.array(
    z.object({
      agentId: AgentId,
      name: z.string(),
      status: AgentStatus,
      since: Instant,
      reason: z.string().optional(),
      next: NextState.optional(),
      deviceReachable: z.boolean(),
      queueIds: z.array(QueueId),
      callId: CallId.optional(),
      withCaller: z.string().optional(),
      /** The shift of now. */
      shift: ShiftGlance.optional(),
      /** Expected, and not logged in some minutes after the start. */
      late: z.boolean(),
    }),
  ),
  /** The roster against who is there. */
  shifts: z.object({
    /** Agents whose shift it is. */
    expectedNow: z.number().int(),
    /** Those of them who are logged in. */
    present: z.number().int(),
    late: z.array(z.object({ agentId: AgentId, name: z.string(), startedAt: Instant })),
    nextReinforcement: z
      .object({ at: Instant, agents: z.array(z.object({ agentId: AgentId, name: z.string() })) })
      .optional(),
  }),
  /** Alerts that are not closed, oldest first. */
  openAlerts: z.array(AlertGlance),
  /** Ways to the public network, as the gateways see them. */
  trunks: z.array(z.object({ trunkId: TrunkId, gatewayId: GatewayId, up: z.boolean(), since: Instant })),
  /** Published messages, oldest first. */
  dissuasions: z.array(DissuasionGlance),
  /** People to be rung back who are not in a queue yet, by due time. Those whose turn has come are in `queues`. */
  callbacks: z.array(
    z.object({
      callId: CallId,
      serviceName: z.string(),
      queueId: QueueId.optional(),
      number: z.string().optional(),
      name: z.string().optional(),
      dueAt: Instant,
      attempts: z.number().int(),
    }),
  ),
  /** Callers who are present and do not wait. */
  elsewhere: z.array(
    z.object({
      callId: CallId,
      serviceName: z.string(),
      where: z.enum(['welcome', 'menu', 'dissuasion', 'callbackDialogue', 'voicemail', 'closedMessage', 'onCall']),
      since: Instant,
    }),
  ),
  /** Defects of ours; what queues ring for stands with them. */
  alarms: z.array(
    z.object({ id: z.string(), at: Instant, text: z.string(), severity: z.enum(['warning', 'critical']) }),
  ),
});
export type BoardView = z.infer<typeof BoardView>;

/** Server → page. Each view is whole and carries its `seq`; an older one is dropped. */
export interface ServerToClientEvents {
  desk: (view: DeskView) => void;
  board: (view: BoardView) => void;
  /** Something a list shows has changed: ask again over HTTP. */
  stale: (what: StaleList) => void;
  /** Told at once to supervisors and administrators (C4). */
  notice: (notice: LiveNotice) => void;
  /** A message of the page was not understood or not allowed; the id stands in the log. */
  refused: (refusal: { event: string; reason: string; errorId: string }) => void;
}

/** Lists that a page shows and that change on their own. */
export type StaleList =
  | 'tickets'
  | 'voicemails'
  | 'calls'
  | 'figures'
  | 'definitions'
  | 'dissuasions'
  | 'callbacks'
  | 'prompts'
  | 'roster'
  | 'onCall'
  | 'alerts'
  | 'sealedOpenings';

/** A message was published, or somebody asks to withdraw one: its content, and who. */
export interface LiveNotice {
  readonly kind: 'dissuasionPublished' | 'withdrawalAsked';
  readonly dissuasionId: DissuasionId;
  readonly title: string;
  readonly text: string;
  /** Name of who did it. */
  readonly by: string;
  readonly at: Instant;
  /** Why it is to be withdrawn. */
  readonly reason?: string | undefined;
}

/** Whether a view will be sent from now on. */
export type WatchAnswer = { ok: true } | { ok: false; reason: string; errorId: string };

/** Page → server. Requests themselves go over HTTP, so that every door is the same. */
export interface ClientToServerEvents {
  /** Subscribes; the present view follows at once. */
  watch: (what: 'desk' | 'board', done: (answer: WatchAnswer) => void) => void;
  unwatch: (what: 'desk' | 'board') => void;
  /** Heartbeat of the softphone: microphone and registration as the page sees them (pains 15). */
  softphone: (state: SoftphoneReport) => void;
}

/** What the page knows about its own telephone. */
export const SoftphoneReport = z.object({
  registered: z.boolean(),
  microphone: z.enum(['granted', 'denied', 'lost', 'unknown']),
  audioUnlocked: z.boolean(),
});
export type SoftphoneReport = z.infer<typeof SoftphoneReport>;
