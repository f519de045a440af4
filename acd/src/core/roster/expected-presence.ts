import type { AgentId, Duration, Instant, PauseReasonDefinition } from '@decroche/protocol';
import { presencesOf, type Presence, type Stretch } from '@decroche/staffing';
import { isPresent } from '../presence.ts';
import type { Agent } from '../agent.ts';
import type { EngineState } from '../state.ts';
import { endOf, type Shift } from './shift.ts';

/** Someone who should be back from a break by now: expected in a moment, not at once. */
const OVERDUE_MS: Duration = 5 * 60_000;

/** When agents are expected to be there from now on: who is there now, and the roster for the rest. */
export function expectedPresences(
  state: EngineState,
  agentIds: readonly AgentId[],
  during: Stretch,
): readonly Presence[] {
  const wanted = new Set(agentIds);
  const shifts = new Map<AgentId, Shift[]>();
  for (const shift of state.shifts.values()) {
    if (wanted.has(shift.agentId)) shifts.set(shift.agentId, [...(shifts.get(shift.agentId) ?? []), shift]);
  }
  return agentIds.flatMap((agentId) => {
    const agent = state.agents.get(agentId);
    return agent ? presencesOfAgent(state, agent, { shifts: shifts.get(agentId) ?? [], during }) : [];
  });
}

function presencesOfAgent(
  state: EngineState,
  agent: Agent,
  { shifts, during }: { readonly shifts: readonly Shift[]; readonly during: Stretch },
): readonly Presence[] {
  const now = during.fromAt;
  const fromAt = thereFrom(state, agent, now);
  const relevant = shifts.filter((each) => each.startsAt < during.toAt && endOf(each) > now);
  const { agentId } = agent;
  // Without a plan only what is seen now is known.
  if (relevant.length === 0) return fromAt === undefined ? [] : [{ agentId, fromAt, toAt: during.toAt }];
  const planned = presencesOf(relevant.map((each) => ({ ...each, endsAt: endOf(each) })));
  return planned.flatMap((each) => {
    // A shift that has begun is kept only by who has come; one that is still to come is believed.
    const begins = each.fromAt > now && isToCome(relevant, each) ? each.fromAt : fromAt;
    if (begins === undefined || begins >= each.toAt) return [];
    return [{ ...each, fromAt: Math.max(each.fromAt, begins) }];
  });
}

const isToCome = (shifts: readonly Shift[], presence: Presence): boolean =>
  shifts.some((each) => each.status === 'planned' && each.startsAt <= presence.fromAt && presence.fromAt < endOf(each));

/** From when on an agent in service is there: now, after their break, or, as far as anybody knows, not at all. */
function thereFrom(state: EngineState, agent: Agent, now: Instant): Instant | undefined {
  const { activity, next } = agent;
  if (next?.status === 'loggedOut') return undefined;
  if (next) return afterBreak(now + (reasonOf(state, next.reason)?.plannedMs ?? 0), now);
  if (isPresent(agent)) return now;
  if (activity.status !== 'notReady') return undefined;
  if (activity.reason === 'technical') return now;
  const plannedMs = reasonOf(state, activity.reason)?.plannedMs;
  return plannedMs === undefined ? undefined : afterBreak(activity.since + plannedMs, now);
}

const afterBreak = (backAt: Instant, now: Instant): Instant => (backAt > now ? backAt : now + OVERDUE_MS);

/** A pause reason of the definition in force. */
export const reasonOf = (state: EngineState, reason: string): PauseReasonDefinition | undefined =>
  state.definition?.pauseReasons.find((each) => each.reason === reason);
