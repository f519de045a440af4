import { z } from 'zod';
import { AgentId, CallId, QueueId, ServiceId } from './ids.ts';
import { AgentStatus } from './agent-events.ts';
import { CallOutcome } from './call-outcome.ts';
import { Duration, Instant } from './time.ts';

/** Why an agent did not take a waiting call at a moment; the first that holds, from the agent's side to the call's. */
export const WaitObstacle = z.enum([
  /** Nothing: free and entitled. More than a moment of it is a defect (pains 4). */
  'none',
  /** This very call rings there or is being joined. */
  'offeredThisCall',
  /** It rings at, or is being joined to, another agent: nobody else is asked meanwhile. */
  'offeredElsewhere',
  /** The caller was being asked where to ring them, or had yet to be dialled: nobody is asked meanwhile. */
  'callerNotReady',
  /** What they did before the first line that was read is not known. */
  'unknown',
  'loggedOut',
  /** Not ready; `reason` says why. */
  'paused',
  'wrapUp',
  /** Offered, joined to or talking with someone else; `callId` says with whom. */
  'otherCall',
  /** Not in the queue the call waited in. */
  'notInQueue',
  'skillMissing',
  /** In a tier that was not asked yet. */
  'tierNotOpen',
  /** Declined or missed this very call a moment ago. */
  'restingAfterMiss',
  /** The call waited for another agent alone. */
  'preferredAgentFirst',
  /** Free, but an older call or one of higher priority was first. */
  'otherCallFirst',
]);
export type WaitObstacle = z.infer<typeof WaitObstacle>;

const span = { fromAt: Instant, toAt: Instant };

/** What held of the call itself for a while. */
export const WaitSpan = z.object({
  ...span,
  queueId: QueueId,
  /** 1 = next. Calls that need other people are counted too: they stand in the same queue. */
  position: z.number().int().min(1),
  priority: z.number().int(),
  /** Agents up to this tier were asked. */
  openTier: z.number().int().min(0),
  /** The agent it waited for alone. */
  preferredAgentId: AgentId.optional(),
  /** Agents entitled and free at that time: 0 explains the wait. */
  free: z.number().int().min(0),
});
export type WaitSpan = z.infer<typeof WaitSpan>;

/** What an agent did for a while, and why they did not take the call. */
export const AgentWaitSpan = z.object({
  ...span,
  status: z.union([AgentStatus, z.literal('unknown')]),
  /** Since when they had been in this status: before `fromAt` when it began before the wait. */
  since: Instant.optional(),
  why: WaitObstacle,
  /** A pause reason. */
  reason: z.string().optional(),
  /** The other call. */
  callId: CallId.optional(),
});
export type AgentWaitSpan = z.infer<typeof AgentWaitSpan>;

/**
 * `GET /api/reports/calls/:callId/wait`: "why did this call wait?", from the journal alone.
 * Refusals: 404 `unknownCall`, 409 `neverQueued`.
 */
export const WaitExplanation = z.object({
  callId: CallId,
  serviceId: ServiceId,
  queuedAt: Instant,
  /** Answer or departure; the present moment while it waits. */
  untilAt: Instant,
  waitMs: Duration,
  /** How the wait ended. */
  ended: z.enum(['answered', 'left', 'overflowed', 'other', 'waiting']),
  outcome: CallOutcome.optional(),
  /** Who took it. */
  agentId: AgentId.optional(),
  /** The call's own side, in order, without a gap. */
  call: z.array(WaitSpan),
  /**
   * One lane for each agent of the queues it waited in, and for those who were ready meanwhile though in none of them. Each
   * lane is in order and without a gap.
   */
  agents: z.array(z.object({ agentId: AgentId, name: z.string(), spans: z.array(AgentWaitSpan) })),
  /** Agent-time by obstacle over the agents of the queue, longest first: the answer in one line. */
  summary: z.array(z.object({ why: WaitObstacle, agentMs: Duration })),
  /** Agents beyond the first 200 are left out. */
  agentsLeftOut: z.number().int(),
  /** False when the journal could not be read back far enough: some statuses are `unknown`. */
  complete: z.boolean(),
  /** Journal lines that were read. */
  firstSeq: z.number().int(),
  lastSeq: z.number().int(),
});
export type WaitExplanation = z.infer<typeof WaitExplanation>;
