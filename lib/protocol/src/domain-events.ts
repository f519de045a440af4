import { z } from 'zod';
import { AgentStatus } from './agent-events.ts';
import { Definition } from './definitions.ts';
import { Actor, AgentId, CallId, GatewayId, QueueId, TrunkId } from './ids.ts';
import { OnCallPlan } from './oncall.ts';
import { Roster } from './roster.ts';
import { Duration, Instant } from './time.ts';

/** What the board rings for. */
export const AlarmKind = z.enum(['waiting', 'longestWait', 'presentBelow']);
export type AlarmKind = z.infer<typeof AlarmKind>;

/** What concerns the whole centre: what it decides by, its lines and gateways, its alarms, and a supervisor's hand. */
export const domainEvents = [
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
