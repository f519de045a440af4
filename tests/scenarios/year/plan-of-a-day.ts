import { rosterShifts } from '@decroche/staffing';
import type { Roster } from '@decroche/protocol';
import { type AgentDefinition, type CivilDate, type PlannedShift, type RosterShift } from '@decroche/protocol';

/** H2: first arrivals 8:00, then 8:30, 9:00 and 10:00; lunches one after the other (H3). */
const PRESENCES = [
  { from: '08:00', to: '16:30', lunch: ['11:30', '12:15'] },
  { from: '08:30', to: '17:00', lunch: ['12:15', '13:00'] },
  { from: '09:00', to: '17:30', lunch: ['13:00', '13:45'] },
  { from: '10:00', to: '18:00', lunch: ['13:45', '14:30'] },
] as const;

/** How many people a day needs. */
export const PEOPLE = PRESENCES.length;

/** The plan of one day, as a supervisor writes it. */
export function planOfDay(date: CivilDate, agents: readonly AgentDefinition[]): PlannedShift[] {
  return PRESENCES.map(({ from, to, lunch }, n) => ({
    shiftId: `${date}-${n}` as never,
    agentId: agents[n]!.agentId,
    ...{ date, from, to },
    breaks: [{ kind: 'lunch', from: lunch[0], to: lunch[1] }],
  }));
}

/** The same as the acd follows it. */
export function rosterOfDay(
  shifts: readonly RosterShift[],
  day: { readonly fromAt: number; readonly toAt: number },
  version: number,
): Roster {
  const domainId = 'main' as never;
  return { version, publishedAt: day.fromAt, domainId, fromAt: day.fromAt, toAt: day.toAt, shifts: [...shifts] };
}

/** The plan in instants. */
export const instantsOf = (plan: readonly PlannedShift[], timeZone: string): RosterShift[] =>
  rosterShifts(plan, timeZone);
