import { dateOfDay, weekdayOfDay, type DayNumber, type HolidayRegion, type WallDays } from '@decroche/calendar';
import type { Instant, OnCallHours, OnCallRotation } from '@decroche/protocol';

/** A piece of time, half-open: `fromAt` belongs to it, `toAt` does not. */
export interface Stretch {
  readonly fromAt: Instant;
  readonly toAt: Instant;
}

/** Someone's turn of a rotation. */
export interface Turn extends Stretch {
  readonly responderId: OnCallRotation['participants'][number];
}

/** Clocks of one zone, and the public holidays that rules may speak of. */
export interface Wall {
  readonly days: WallDays;
  isHoliday(region: HolidayRegion, date: string): boolean;
}

const DAYS_OF = { day: 1, week: 7 } as const;

/**
 * When a rule holds, as far as it touches one day. A window begins at the first and ends at the last occurrence of its times,
 * so that the night on which clocks go back belongs to it whole (pains 23); where they go forward it is an hour shorter.
 */
export function hoursOn(hours: OnCallHours, day: DayNumber, wall: Wall): readonly Stretch[] {
  if (hours.kind === 'always') return [{ fromAt: wall.days.startOf(day), toAt: wall.days.startOf(day + 1) }];
  return startDays(hours, day, wall).flatMap(({ from, to }) => {
    const fromAt = wall.days.instantAt(from, hours.from, 'earlier');
    const toAt = wall.days.instantAt(to, hours.to, 'later');
    return touches({ fromAt, toAt }, day, wall) ? [{ fromAt, toAt }] : [];
  });
}

/** First and last days of the windows that can reach a day; one more is looked at because 24:00 is of the day after. */
function startDays(hours: Exclude<OnCallHours, { kind: 'always' }>, day: DayNumber, wall: Wall) {
  const found: { readonly from: DayNumber; readonly to: DayNumber }[] = [];
  if (hours.kind === 'weekly') {
    for (let from = day - hours.spanDays - 1; from <= day; from += 1) {
      if (hours.startDays.includes(weekdayOfDay(from))) found.push({ from, to: from + hours.spanDays });
    }
    return found;
  }
  for (let holiday = day - 2; holiday <= day + 1; holiday += 1) {
    if (wall.isHoliday(hours.region, dateOfDay(holiday))) found.push({ from: holiday - 1, to: holiday + 1 });
  }
  return found;
}

const touches = ({ fromAt, toAt }: Stretch, day: DayNumber, { days }: Wall): boolean =>
  fromAt < toAt && fromAt < days.startOf(day + 1) && toAt > days.startOf(day);

/**
 * Whose turns touch one day. A turn ends where the next one begins: at the first occurrence of the hand-over's time. Before its
 * first day a rotation is nobody's, so that a new one can be entered ahead, above the one that it will follow.
 */
export function turnsOn(rotation: OnCallRotation, firstDay: DayNumber, day: DayNumber, wall: Wall): readonly Turn[] {
  const length = DAYS_OF[rotation.turn.unit] * rotation.turn.count;
  const begins = (turn: number): Instant =>
    wall.days.instantAt(firstDay + turn * length, rotation.handOverAt, 'earlier');
  const last = Math.floor((day - firstDay) / length);
  return [last - 1, last].flatMap((turn) => {
    const responderId = rotation.participants[turn % rotation.participants.length];
    if (turn < 0 || responderId === undefined) return [];
    const stretch = { fromAt: begins(turn), toAt: begins(turn + 1) };
    return touches(stretch, day, wall) ? [{ ...stretch, responderId }] : [];
  });
}
