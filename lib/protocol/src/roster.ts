import { z } from 'zod';
import { AgentId, DomainId, ShiftId } from './ids.ts';
import { CivilDate, Duration, Instant, TimeOfDay } from './time.ts';

/** Why someone is away from the telephone during their shift, as planned. */
export const PlannedBreakKind = z.enum(['lunch', 'break', 'training']);
export type PlannedBreakKind = z.infer<typeof PlannedBreakKind>;

/** A usual presence: "first arrivals 8:00", "3rd reinforcement 10:00" (H2, H3). Wall-clock times of the organisation. */
export const ShiftTemplate = z.object({
  templateId: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'letters, digits, hyphen'),
  name: z.string().trim().min(1).max(80),
  from: TimeOfDay,
  /** Before `from`, or equal to it: the next day. */
  to: TimeOfDay,
  /** Lunch lasts `durationMs` and lies between the two; the day plan says when. Absent = no lunch break. */
  lunch: z.object({ earliest: TimeOfDay, latest: TimeOfDay, durationMs: Duration }).optional(),
});
export type ShiftTemplate = z.infer<typeof ShiftTemplate>;

/** One agent's day as planned, in wall-clock times: a shift moved by a change of the clocks stays what people read on the wall. */
export const PlannedShift = z.object({
  shiftId: ShiftId,
  agentId: AgentId,
  /** The day it begins. */
  date: CivilDate,
  templateId: z.string().optional(),
  from: TimeOfDay,
  /** Before `from`, or equal to it: the next day. */
  to: TimeOfDay,
  breaks: z.array(z.object({ kind: PlannedBreakKind, from: TimeOfDay, to: TimeOfDay })),
});
export type PlannedShift = z.infer<typeof PlannedShift>;

/** A presence as the engine needs it: instants. */
export const RosterShift = z.object({
  shiftId: ShiftId,
  agentId: AgentId,
  startsAt: Instant,
  endsAt: Instant,
  breaks: z.array(z.object({ kind: PlannedBreakKind, startsAt: Instant, endsAt: Instant })),
});
export type RosterShift = z.infer<typeof RosterShift>;

/**
 * Who is expected, over a stretch of time: published whole by the console at each change and every night, adopted whole by
 * the acd. Absences are not in it: who is away is not in a shift, and why is nobody's business here.
 */
export const Roster = z.object({
  version: z.number().int().min(1),
  publishedAt: Instant,
  domainId: DomainId,
  /** The shifts that touch `[fromAt, toAt)`, no others. */
  fromAt: Instant,
  toAt: Instant,
  shifts: z.array(RosterShift),
});
export type Roster = z.infer<typeof Roster>;
