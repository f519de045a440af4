import type { AgentId, JournalEvent, JournalRecord, QueueId, Roster, ShiftId } from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import { foldRecord } from './fold.ts';
import { isLate, myShiftOf, nextReinforcementOf, shiftsOf } from './shift-view.ts';
import { emptyBoard, type Board } from './state.ts';
import { untouched } from './touched.ts';

const HOUR = 3_600_000;
const ana = 'ana' as AgentId;
const bob = 'bob' as AgentId;
const onAna = { agentId: ana, shiftId: 's-ana' as ShiftId };
const roster = {
  version: 1,
  shifts: [
    { ...onAna, startsAt: 8 * HOUR, endsAt: 16 * HOUR, breaks: [] },
    { shiftId: 's-bob' as ShiftId, agentId: bob, startsAt: 10 * HOUR, endsAt: 18 * HOUR, breaks: [] },
  ],
} as unknown as Roster;

function told(board: Board, ...events: JournalEvent[]): Board {
  for (const event of events) foldRecord(board, { seq: board.seq + 1, at: 0, event } as JournalRecord, untouched());
  return board;
}
function staffed(): Board {
  const board = emptyBoard();
  for (const [agentId, queueId] of [[ana, 'n1'] as const, [bob, 'n2'] as const]) {
    told(board, { type: 'agent.loggedOut', agentId, reason: 'asked' });
    board.agents.get(agentId)!.definition = { agentId, name: agentId, queues: [{ queueId }] } as never;
  }
  return told(board, { type: 'roster.adopted', roster });
}

describe('the roster against who is there', () => {
  it('counts who is expected now and who of them is logged in', () => {
    const board = staffed();
    expect(shiftsOf(board, 7 * HOUR)).toMatchObject({ expectedNow: 0, present: 0 });
    expect(shiftsOf(board, 9 * HOUR)).toMatchObject({ expectedNow: 1, present: 0 });
    told(board, { type: 'agent.loggedIn', agentId: ana });
    expect(shiftsOf(board, 9 * HOUR)).toMatchObject({ expectedNow: 1, present: 1 });
    expect(shiftsOf(board, 17 * HOUR)).toMatchObject({ expectedNow: 1, present: 0 });
  });

  it('shows who is late until they log in', () => {
    const board = told(staffed(), { type: 'shift.started', ...onAna }, { type: 'shift.lateNoticed', ...onAna });
    expect(shiftsOf(board, 8.2 * HOUR).late).toEqual([{ agentId: ana, name: 'ana', startedAt: 8 * HOUR }]);
    expect(isLate(board, board.agents.get(ana)!, 8.2 * HOUR)).toBe(true);
    told(board, { type: 'agent.loggedIn', agentId: ana }, { type: 'shift.arrived', ...onAna, lateMs: HOUR });
    expect(shiftsOf(board, 9 * HOUR).late).toEqual([]);
  });

  it('says who comes next and when, of all and of one queue', () => {
    const board = staffed();
    expect(nextReinforcementOf(board, 0)).toEqual({ at: 8 * HOUR, agents: [{ agentId: ana, name: 'ana' }] });
    expect(nextReinforcementOf(board, 0, 'n2' as QueueId)?.at).toBe(10 * HOUR);
    expect(nextReinforcementOf(board, 10 * HOUR)).toBeUndefined();
  });

  it('an agent sees the shift of now, longer when they stay, and else the next one', () => {
    const board = staffed();
    expect(myShiftOf(board, ana, 0)).toMatchObject({ startsAt: 8 * HOUR });
    told(board, { type: 'shift.extended', ...onAna, endsAt: 17 * HOUR });
    expect(myShiftOf(board, ana, 16.5 * HOUR)).toMatchObject({ endsAt: 17 * HOUR });
    expect(myShiftOf(board, ana, 17 * HOUR)).toBeUndefined();
  });

  it('a roster without the shift forgets what was noticed of it', () => {
    const board = told(staffed(), { type: 'shift.lateNoticed', ...onAna });
    told(board, { type: 'roster.adopted', roster: { ...roster, version: 2, shifts: [] } });
    expect(board.shifts.size).toBe(0);
    expect(shiftsOf(board, 9 * HOUR)).toMatchObject({ expectedNow: 0, late: [] });
  });
});
