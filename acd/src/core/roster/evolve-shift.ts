import type { Roster } from '@decroche/protocol';
import type { Fact, FamilyEvent } from '../fact.ts';
import { putShift, putShifts, type OwnedState } from '../state-index.ts';
import { carriedOver, withShift } from './shift.ts';

/** From here on this roster holds. Shifts it does not name are forgotten. */
export function adoptRoster(state: OwnedState, roster: Roster, { at, seq }: { at: number; seq: number }): void {
  const { version, fromAt, toAt } = roster;
  const known = state.shifts;
  const shifts = roster.shifts.map((each) => carriedOver(each, known.get(each.shiftId), { at, set: seq }));
  state.roster = { version, fromAt, toAt };
  putShifts(state, shifts);
}

/** What happens to one shift of the roster. */
export function evolveShift(state: OwnedState, { event, at, seq }: Fact<FamilyEvent<'shift'>>): void {
  const shift = state.shifts.get(event.shiftId);
  if (!shift) return;
  switch (event.type) {
    case 'shift.started':
      return putShift(state, withShift(shift, { status: 'started' }, seq));
    case 'shift.lateNoticed':
      return putShift(state, withShift(shift, { lateNoticed: true }, seq));
    case 'shift.arrived':
      return putShift(state, withShift(shift, { arrivedAt: at }, seq));
    case 'shift.extended':
      return putShift(state, withShift(shift, { status: 'started', extendedTo: event.endsAt }, seq));
    case 'shift.ended':
      return putShift(state, withShift(shift, { status: 'ended' }, seq));
  }
}
