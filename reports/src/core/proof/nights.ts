import { civilDateAt, civilDay } from '@decroche/calendar';
import type { CivilDate, Instant } from '@decroche/protocol';

/** Nights that are made up for after a standstill: a month. */
const MOST_NIGHTS = 31;

/**
 * The days a night has to prove, earliest first: yesterday, and the days since the last proof of a whole day that no night
 * came for.
 *
 * @param lastProved `undefined` when no whole day was ever proved: then yesterday alone.
 */
export function daysToProve(lastProved: CivilDate | undefined, now: Instant, timeZone: string): CivilDate[] {
  const before = (day: CivilDate): CivilDate => civilDateAt(civilDay(day, timeZone)!.fromAt - 1, timeZone);
  const yesterday = before(civilDateAt(now, timeZone));
  const days = [yesterday];
  while (lastProved !== undefined && days.length < MOST_NIGHTS && before(days[0]!) > lastProved) {
    days.unshift(before(days[0]!));
  }
  return days;
}
