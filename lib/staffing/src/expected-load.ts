import { civilDateAt, daysAfter, instantOnWall, weekdayOf } from '@decroche/calendar';
import type { ExpectedLoad } from '@decroche/protocol';
import type { Stretch } from './stretch.ts';

const HOUR_MS = 3_600_000;

/**
 * How many calls a stretch brings, by the weekly pattern read in the organisation's zone: for a quarter-hour at 60 calls an
 * hour it is 15. A stretch may cross windows, midnights and changes of the clocks. Public holidays are not its business: a
 * closed service is not asked.
 */
export function callsExpected(load: ExpectedLoad, over: Stretch, timeZone: string): number {
  let calls = 0;
  const last = civilDateAt(Math.max(over.fromAt, over.toAt - 1), timeZone);
  // A window that began the day before may reach in.
  for (let date = daysAfter(civilDateAt(over.fromAt, timeZone), -1); date !== undefined && date <= last;) {
    const weekday = weekdayOf(date) ?? 0;
    const nextDay = daysAfter(date, 1);
    for (const window of load.callsPerHour.filter((each) => each.days.includes(weekday))) {
      const fromAt = instantOnWall(date, window.from, timeZone, 'earlier') ?? over.toAt;
      const endDate = window.to <= window.from ? (nextDay ?? date) : date;
      const toAt = instantOnWall(endDate, window.to, timeZone, 'later') ?? fromAt;
      const shared = Math.min(toAt, over.toAt) - Math.max(fromAt, over.fromAt);
      if (shared > 0) calls += (window.calls * shared) / HOUR_MS;
    }
    date = nextDay;
  }
  return calls;
}
