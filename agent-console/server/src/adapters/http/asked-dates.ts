import { Problem } from '@decroche/platform/http';
import type { CivilDate } from '@decroche/protocol';
import { datesWithin } from '../../core/dates.ts';

/**
 * The dates of a period that was asked for, both ends included.
 *
 * @throws Problem 400 when one of them does not exist, they are not in order, or there are more than `most`.
 */
export function askedDates(period: { readonly from: CivilDate; readonly to: CivilDate }, most: number): CivilDate[] {
  const dates = datesWithin(period.from, period.to, most);
  if (dates) return dates;
  const detail = `from and to must be dates, in order, at most ${most} days apart`;
  throw new Problem(400, 'not valid', { reason: 'invalid', detail });
}
