import { dateOfDay, type DayNumber, type OpeningCalendar } from '@decroche/calendar';
import type { OnCallAbsence, OnCallPlan, OnCallSchedule, OnCallSpan } from '@decroche/protocol';
import { awayOf, claimsOn, contains, holderAt, overlap } from './claims.ts';
import type { Stretch, Wall } from './hours.ts';
import { planOfSchedule } from './schedule-plan.ts';

/** What holds over each stretch of one civil day of a schedule: pieces in order, without hole or overlap. */
export type DayPieces = (day: DayNumber) => readonly OnCallSpan[];

/** Days kept; whoever asks about more gets them computed anew. */
const DAYS_KEPT = 3000;

/**
 * A day is cut wherever anything said about it begins or ends, and each piece is decided at its first instant. Days are
 * computed when they are asked for and kept: a plan never changes.
 */
export function dayPieces(
  schedule: OnCallSchedule,
  plan: OnCallPlan,
  wall: Wall,
  calendar: OpeningCalendar | undefined,
): DayPieces {
  const said = planOfSchedule(schedule, plan);
  const away = awayOf(plan.responders, plan.absences);
  const kept = new Map<DayNumber, readonly OnCallSpan[]>();
  const piecesOf = (day: DayNumber): readonly OnCallSpan[] => {
    const over = { fromAt: wall.days.startOf(day), toAt: wall.days.startOf(day + 1) };
    const claims = claimsOn(day, said, wall);
    const absences = plan.absences.filter((each) => overlap(each, over));
    const open = schedule.required.kind === 'whenClosed' ? openOn(day, calendar) : [];
    const edges = edgesIn(over, [claims, absences, open]);
    return edges.slice(0, -1).map((fromAt, index) => ({
      ...{ scheduleId: schedule.scheduleId, fromAt, toAt: edges[index + 1] ?? over.toAt },
      ...holderAt(fromAt, claims, away),
      required: schedule.required.kind !== 'never' && !open.some((each) => contains(each, fromAt)),
    }));
  };
  return (day) => {
    const known = kept.get(day);
    if (known) return known;
    if (kept.size >= DAYS_KEPT) kept.clear();
    const pieces = piecesOf(day);
    kept.set(day, pieces);
    return pieces;
  };
}

/** When a calendar is open about a day. Its zone may be another one: the days next to it are looked at too. A calendar that is not there never opens. */
function openOn(day: DayNumber, calendar: OpeningCalendar | undefined): readonly Stretch[] {
  return [day - 1, day, day + 1].flatMap((each) => calendar?.windowsOn(dateOfDay(each)) ?? []);
}

function edgesIn(over: Stretch, lists: readonly (readonly (Stretch | OnCallAbsence)[])[]): readonly number[] {
  const inside = lists.flatMap((list) => list.flatMap(({ fromAt, toAt }) => [fromAt, toAt]));
  const edges = new Set(inside.filter((at) => over.fromAt < at && at < over.toAt));
  return [over.fromAt, ...[...edges].sort((a, b) => a - b), over.toAt];
}
