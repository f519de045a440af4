import type { JournalEvent, JournalRecord, Roster } from '@decroche/protocol';
import type { Board } from './state.ts';
import type { Touched } from './touched.ts';

type ShiftEvent = Extract<JournalEvent, { type: `shift.${string}` }>;

/** Takes a roster: who is expected from now on. What was noticed about a shift that is still planned stays noticed. */
export function adoptRoster(board: Board, roster: Roster, touched: Touched): void {
  board.roster = roster;
  const planned = new Set(roster.shifts.map((shift) => shift.shiftId));
  for (const shiftId of board.shifts.keys()) if (!planned.has(shiftId)) board.shifts.delete(shiftId);
  touched.everything = true;
  touched.lists.add('roster');
}

/** Takes a line about a shift. */
export function foldShiftEvent(board: Board, record: JournalRecord, touched: Touched): void {
  const event = record.event as ShiftEvent;
  touched.agents.add(event.agentId);
  const shift = board.shifts.get(event.shiftId) ?? { late: false, over: false, extendedTo: undefined };
  board.shifts.set(event.shiftId, shift);
  switch (event.type) {
    case 'shift.started':
      return;
    case 'shift.lateNoticed':
      shift.late = true;
      return;
    case 'shift.arrived':
      shift.late = false;
      return;
    case 'shift.extended':
      shift.extendedTo = event.endsAt;
      return;
    case 'shift.ended':
      shift.late = false;
      shift.over = true;
  }
}
