import type { AgentId, Duration, Instant, Roster } from '@decroche/protocol';
import { isLoggedIn } from '../agent.ts';
import type { ShortVerdict, Turn } from '../turn.ts';
import { endOf, type Shift } from './shift.ts';

/** Nobody stays longer than this after their shift by their own wish. */
const LONGEST_EXTENSION_MS: Duration = 4 * 3_600_000;

/** From here on the roster holds; what is due by it is found by its timers. */
export function takeRoster(turn: Turn, roster: Roster): void {
  const known = turn.state.roster;
  if (roster.domainId !== turn.state.domainId) return turn.refuse(`it is for domain ${roster.domainId}`);
  const same = known?.version === roster.version && known.fromAt === roster.fromAt && known.toAt === roster.toAt;
  if (same) return turn.ignore('the roster is in force');
  turn.emit({ type: 'roster.adopted', roster });
}

/** A shift's time has come: it begins, someone is late for it, or it is over. */
export function shiftDue(turn: Turn, shift: Shift): void {
  const { shiftId, agentId } = shift;
  if (shift.status === 'planned') {
    turn.emit({ type: 'shift.started', shiftId, agentId });
    return arriveIfThere(turn, shiftId, 0);
  }
  if (endOf(shift) <= turn.at) return endShift(turn, shift);
  turn.emit({ type: 'shift.lateNoticed', shiftId, agentId });
}

function arriveIfThere(turn: Turn, shiftId: Shift['shiftId'], lateMs: Duration): void {
  const shift = turn.state.shifts.get(shiftId);
  const agent = shift && turn.state.agents.get(shift.agentId);
  if (!shift || shift.arrivedAt !== undefined || !agent || !isLoggedIn(agent)) return;
  turn.emit({ type: 'shift.arrived', shiftId, agentId: shift.agentId, lateMs });
}

/** Someone has logged in: their shift sees them, in time or not. */
export function arriveAtShift(turn: Turn, agentId: AgentId): void {
  for (const shift of shiftsOf(turn, agentId)) {
    if (shift.status === 'started') arriveIfThere(turn, shift.shiftId, Math.max(0, turn.at - shift.startsAt));
  }
}

/**
 * Over. Who is free leaves service; who is with a caller finishes with them first: the end is their next state, which they
 * see and may call off (pains 14). Nobody leaves whose next shift has begun already.
 */
function endShift(turn: Turn, { shiftId, agentId }: Shift): void {
  turn.emit({ type: 'shift.ended', shiftId, agentId });
  const agent = turn.state.agents.get(agentId);
  const goesOn = shiftsOf(turn, agentId).some((each) => each.status !== 'ended' && each.startsAt <= turn.at);
  if (!agent || goesOn) return;
  const { status } = agent.activity;
  if (status === 'ready' || status === 'notReady') {
    turn.emit({ type: 'agent.loggedOut', agentId, reason: 'shiftEnd' });
  } else if (status !== 'loggedOut' && agent.next?.status !== 'loggedOut') {
    turn.emit({ type: 'agent.nextStateSet', agentId, next: { status: 'loggedOut' } });
  }
}

/** An agent stays longer, while the shift lasts or while they still finish with a caller after its end. */
export function extendShift(turn: Turn, agentId: AgentId, untilAt: Instant): ShortVerdict {
  const shift = shiftsOf(turn, agentId).findLast((each) => each.status !== 'planned');
  const agent = turn.state.agents.get(agentId);
  if (!shift || !agent) return 'unknownShift';
  if (untilAt <= Math.max(turn.at, endOf(shift))) return 'notNow';
  if (untilAt - shift.endsAt > LONGEST_EXTENSION_MS) return 'tooLong';
  const wasOver = shift.status === 'ended';
  turn.emit({ type: 'shift.extended', shiftId: shift.shiftId, agentId, endsAt: untilAt });
  if (wasOver && agent.next?.status === 'loggedOut') turn.emit({ type: 'agent.nextStateSet', agentId });
  return 'accepted';
}

/** The shifts of one agent, earliest first. */
function shiftsOf(turn: Turn, agentId: AgentId): readonly Shift[] {
  const own = [...turn.state.shifts.values()].filter((each) => each.agentId === agentId);
  return own.sort((a, b) => a.startsAt - b.startsAt);
}
