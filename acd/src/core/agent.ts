import type {
  AgentId,
  AgentStatus,
  CallId,
  Duration,
  GatewayId,
  Instant,
  NextState,
  OfferId,
  QueueId,
} from '@decroche/protocol';
import type { Timer } from './timer.ts';

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

/** Whether the agent is in service. */
export const isLoggedIn = (agent: Agent): boolean => agent.activity.status !== 'loggedOut';

/** The statuses of an agent who is with a call, ringing included. */
export const BUSY: ReadonlySet<AgentStatus> = new Set<AgentStatus>(['offered', 'connecting', 'talking']);
