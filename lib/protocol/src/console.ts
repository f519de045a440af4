import { z } from 'zod';
import { AccountId, AgentId, CallId, OfferId, PartyRef, QueueId, ServiceId, TicketId } from './ids.ts';
import { AgentStatus, NextState } from './journal.ts';
import { Duration, Instant } from './time.ts';

/** What someone may do; each includes the one before it. */
export const Role = z.enum(['agent', 'supervisor', 'admin']);
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
  /** The latest calls of the same number, newest first. */
  recentCalls: z.array(
    z.object({ callId: CallId, at: Instant, outcome: z.string(), agentName: z.string().optional() }),
  ),
});
export type ScreenPop = z.infer<typeof ScreenPop>;

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
  offer: z.object({ offerId: OfferId, expiresAt: Instant, pop: ScreenPop }).optional(),
  call: z
    .object({
      callId: CallId,
      status: z.enum(['connecting', 'talking', 'held', 'transferring']),
      answeredAt: Instant.optional(),
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
      why: z.enum(['callerGone', 'answeredElsewhere', 'expired', 'failed', 'withdrawn']),
    })
    .optional(),
  queues: z.array(
    z.object({ queueId: QueueId, name: z.string(), waiting: z.number().int(), oldestQueuedAt: Instant.optional() }),
  ),
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
          name: z.string().optional(),
          queuedAt: Instant,
          status: z.enum(['queued', 'offered']),
          offeredTo: z.string().optional(),
        }),
      ),
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
    }),
  ),
  /** Callers in the welcome, the voicemail or a closing message: present, not waiting. */
  elsewhere: z.array(
    z.object({
      callId: CallId,
      serviceName: z.string(),
      where: z.enum(['welcome', 'voicemail', 'closedMessage']),
      since: Instant,
    }),
  ),
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
  /** A message of the page was not understood or not allowed; the id stands in the log. */
  refused: (refusal: { event: string; reason: string; errorId: string }) => void;
}

/** Lists that a page shows and that change on their own. */
export type StaleList = 'tickets' | 'voicemails' | 'calls' | 'figures' | 'definitions';

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
