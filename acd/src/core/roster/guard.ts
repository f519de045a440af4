import type { AgentId, Duration, Instant, QueueDefinition, ServiceDefinition } from '@decroche/protocol';
import {
  callsExpected,
  coverageBy,
  expectedPickUp,
  gaps,
  openStretches,
  QUARTER_HOUR_MS,
  type Presence,
  type Stretch,
} from '@decroche/staffing';
import type { EngineState } from '../state.ts';
import { expectedPresences, reasonOf } from './expected-presence.ts';
import { endOf } from './shift.ts';

const MINUTE_MS = 60_000;
/** How far ahead another time for a break is looked for. */
const HORIZON_MS: Duration = 6 * 3_600_000;
/** Times that are tried, one after the other: people read them on a wall. */
const STEP_MS: Duration = 5 * MINUTE_MS;

/** Whether a break may begin now; if not, when it may, as far as the roster tells. */
export type BreakVerdict =
  { readonly granted: true } | { readonly granted: false; readonly possibleAt: Instant | undefined };

const GRANTED: BreakVerdict = { granted: true };

/**
 * The always-someone guard (H3): a guarded break begins only if, in each queue of the agent that asks for a minimum, enough
 * others are there for as long as it lasts, at every instant at which the doors are open; and if the expected pick-up rate does
 * not fall below its target because of it.
 */
export function breakVerdict(state: EngineState, agentId: AgentId, reason: string, now: Instant): BreakVerdict {
  const definition = reasonOf(state, reason);
  if (!definition?.guarded) return GRANTED;
  const lastsMs = Math.max(MINUTE_MS, definition.plannedMs ?? 0);
  const ahead = { fromAt: now, toAt: now + HORIZON_MS + lastsMs };
  const guards = queuesOf(state, agentId).map((queue) => guardOf(state, queue, { agentId, ahead }));
  const may = (at: Instant): boolean => guards.every((allows) => allows({ fromAt: at, toAt: at + lastsMs }));
  if (may(now)) return GRANTED;
  const latest = Math.min(now + HORIZON_MS, leavesAt(state, agentId, now) - lastsMs);
  for (let at = Math.ceil((now + 1) / STEP_MS) * STEP_MS; at <= latest; at += STEP_MS) {
    if (may(at)) return { granted: false, possibleAt: at };
  }
  return { granted: false, possibleAt: undefined };
}

/** The end of the shift they are in; a break that is not over by then is none. */
function leavesAt(state: EngineState, agentId: AgentId, now: Instant): Instant {
  const own = [...state.shifts.values()].filter((each) => each.agentId === agentId && each.startsAt <= now);
  const ends = own.map(endOf).filter((end) => end > now);
  return ends.length === 0 ? Infinity : Math.max(...ends);
}

/** The queues of an agent in which somebody must stay. */
function queuesOf(state: EngineState, agentId: AgentId): readonly QueueDefinition[] {
  const { agents, queues } = state.index.catalog;
  const own = (agents.get(agentId)?.queues ?? []).flatMap(({ queueId }) => queues.get(queueId) ?? []);
  return own.filter((queue) => (queue.minimumPresent ?? 0) > 0);
}

type Guard = (stretch: Stretch) => boolean;

function guardOf(
  state: EngineState,
  { queueId, minimumPresent = 0 }: QueueDefinition,
  { agentId, ahead }: { readonly agentId: AgentId; readonly ahead: Stretch },
): Guard {
  const { agents, services, calendars } = state.index.catalog;
  const members = [...agents.values()].filter((each) => each.queues.some((queue) => queue.queueId === queueId));
  const others = members.map((each) => each.agentId).filter((each) => each !== agentId);
  const presences = expectedPresences(state, others, ahead);
  const served = [...services.values()].filter((service) => service.queueId === queueId);
  const open = served.flatMap((service) => {
    const calendar = calendars.get(service.calendarId);
    return calendar ? openStretches(calendar, ahead) : [ahead];
  });
  const short = gaps(presences, served.length === 0 ? [ahead] : open, minimumPresent);
  const promises = served.map((service) => promiseOf(state, service, presences));
  return (stretch) =>
    !short.some((gap) => gap.fromAt < stretch.toAt && gap.toAt > stretch.fromAt) &&
    promises.every((keeps) => keeps(stretch));
}

/** Whether the pick-up target that one more agent would reach is reached without them, quarter-hour by quarter-hour. */
function promiseOf(state: EngineState, service: ServiceDefinition, presences: readonly Presence[]): Guard {
  const { expectedLoad: load, serviceLevel } = service;
  const timeZone = state.definition?.timeZone ?? 'UTC';
  const calendar = state.index.catalog.calendars.get(service.calendarId);
  if (!load) return () => true;
  const known = new Map<string, boolean>();
  const keeps = (callsPerHour: number, others: number): boolean => {
    const key = `${callsPerHour}/${others}`;
    const told = known.get(key);
    if (told !== undefined) return told;
    const workload = { callsPerHour, ahtMs: load.ahtMs, patienceMs: load.patienceMs };
    const share = (agents: number): number => expectedPickUp(workload, agents, serviceLevel.thresholdMs).share;
    const kept = share(others) >= serviceLevel.pickUpTarget || share(others + 1) < serviceLevel.pickUpTarget;
    known.set(key, kept);
    return kept;
  };
  return (stretch) =>
    (calendar ? openStretches(calendar, stretch) : [stretch]).every((open) =>
      coverageBy(presences, open, QUARTER_HOUR_MS).every((slice) => {
        const calls = callsExpected(load, slice, timeZone);
        return keeps((calls * 3_600_000) / (slice.toAt - slice.fromAt), slice.least);
      }),
    );
}
