import type { AgentId, BoardView, Instant, QueueId, RosterShift, ShiftGlance } from '@decroche/protocol';
import { agentNameOf } from './names.ts';
import type { Board, BoardAgent } from './state.ts';

/** How far ahead a reinforcement is told. */
const AHEAD_MS = 24 * 60 * 60_000;

type Shifts = BoardView['shifts'];

/** When the shift really ends: an agent may have chosen to stay. */
const endOf = (board: Board, shift: RosterShift): Instant =>
  Math.max(shift.endsAt, board.shifts.get(shift.shiftId)?.extendedTo ?? 0);

const isNow = (board: Board, shift: RosterShift, now: Instant): boolean =>
  shift.startsAt <= now && now < endOf(board, shift);

const glance = (board: Board, shift: RosterShift): ShiftGlance => ({
  shiftId: shift.shiftId,
  startsAt: shift.startsAt,
  endsAt: endOf(board, shift),
  breaks: shift.breaks,
});

/** The shift an agent is in at this moment. */
export function shiftNowOf(board: Board, agentId: AgentId, now: Instant): ShiftGlance | undefined {
  const shift = board.roster?.shifts.find((each) => each.agentId === agentId && isNow(board, each, now));
  return shift && glance(board, shift);
}

/** The shift of now, or else the next one planned. */
export function myShiftOf(board: Board, agentId: AgentId, now: Instant): ShiftGlance | undefined {
  const present = shiftNowOf(board, agentId, now);
  if (present) return present;
  const next = (board.roster?.shifts ?? [])
    .filter((shift) => shift.agentId === agentId && shift.startsAt > now)
    .sort((a, b) => a.startsAt - b.startsAt)[0];
  return next && glance(board, next);
}

/** Expected, and not logged in some minutes after the start. */
export function isLate(board: Board, agent: BoardAgent, now: Instant): boolean {
  if (agent.status !== 'loggedOut') return false;
  const shift = shiftNowOf(board, agent.agentId, now);
  return shift !== undefined && board.shifts.get(shift.shiftId)?.late === true;
}

/** Who comes next, all at the same instant; of one queue, or of all. */
export function nextReinforcementOf(
  board: Board,
  now: Instant,
  queueId?: QueueId,
): NonNullable<Shifts['nextReinforcement']> | undefined {
  const coming = (board.roster?.shifts ?? []).filter(
    (shift) => shift.startsAt > now && shift.startsAt <= now + AHEAD_MS && serves(board, shift.agentId, queueId),
  );
  if (coming.length === 0) return undefined;
  const at = Math.min(...coming.map((shift) => shift.startsAt));
  const agents = coming
    .filter((shift) => shift.startsAt === at)
    .map(({ agentId }) => ({ agentId, name: agentNameOf(board, agentId) ?? agentId }));
  return { at, agents };
}

function serves(board: Board, agentId: AgentId, queueId: QueueId | undefined): boolean {
  if (queueId === undefined) return true;
  return board.agents.get(agentId)?.definition?.queues.some((each) => each.queueId === queueId) ?? false;
}

/** The roster against who is there. */
export function shiftsOf(board: Board, now: Instant): Shifts {
  const current = (board.roster?.shifts ?? []).filter((shift) => isNow(board, shift, now));
  const agents = new Map(current.map((shift) => [shift.agentId, shift]));
  const there = (agentId: AgentId): boolean => (board.agents.get(agentId)?.status ?? 'loggedOut') !== 'loggedOut';
  const next = nextReinforcementOf(board, now);
  return {
    expectedNow: agents.size,
    present: [...agents.keys()].filter(there).length,
    late: [...agents]
      .filter(([agentId, shift]) => !there(agentId) && board.shifts.get(shift.shiftId)?.late === true)
      .map(([agentId, shift]) => ({
        agentId,
        name: agentNameOf(board, agentId) ?? agentId,
        startedAt: shift.startsAt,
      })),
    ...(next ? { nextReinforcement: next } : {}),
  };
}
