/** What a person picks is a time on the wall of the organisation, wherever the browser is (a supervisor abroad, a laptop set to UTC). */

function wallAsUtc(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  } as Intl.DateTimeFormatOptions).formatToParts(at);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
}

/** What the wall shows at an instant: `2026-07-14 18:30:00`. */
export const wallTime = (at: number, timeZone: string): string =>
  new Date(wallAsUtc(at, timeZone)).toISOString().slice(0, 19).replace('T', ' ');

/**
 * The instant at which the wall shows a date and time (`2026-07-14 18:30`, seconds optional). A time the clocks leap over is as
 * much later; NaN for what is no date.
 */
export function instantOfWall(wall: string, timeZone: string): number {
  const asUtc = Date.parse(`${wall.replace(' ', 'T')}Z`);
  if (Number.isNaN(asUtc)) return Number.NaN;
  // The offset is that of the instant looked for: the second look mends the hours around a change of the clocks.
  const first = asUtc - (wallAsUtc(asUtc, timeZone) - asUtc);
  return asUtc - (wallAsUtc(first, timeZone) - first);
}

/** The end of a time of day as a clock on a form shows it: such a clock has no 24:00. */
export const endShown = (to: string): string => (to === '24:00' ? '00:00' : to);

/** The end of a time of day as it was meant: midnight is the end of the day, not its beginning. */
export const endMeant = (to: string): string => (to === '00:00' ? '24:00' : to);
