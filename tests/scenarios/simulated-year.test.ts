import { civilDay, openingCalendar } from '@decroche/calendar';
import { beforeAll, describe, expect, test } from 'vitest';
import { PICKED_UP_PER_MONTH } from './year/calls-of-a-year.ts';
import { definitionOfProfile, HOUR_MS, LUNCH, MINUTE_MS, Year } from './year/year.ts';

describe('a year of the profile agences-eau at the volumes of C8', () => {
  let year: Year;
  beforeAll(async () => {
    year = new Year(await definitionOfProfile());
    year.run();
  }, 120_000);

  test('every call that came and every call-back that was asked for has ended, once', () => {
    const { arrived, placed, endings } = year.ledger;
    expect(arrived.size).toBe(year.dialled);
    expect(year.dialled).toBeGreaterThan(year.calls.length);
    expect(placed.size).toBeGreaterThan(20);
    expect(endings.size).toBe(arrived.size + placed.size);
    expect([...endings.values()].filter((outcomes) => outcomes.length !== 1)).toEqual([]);
    expect(year.centre.state.calls.size).toBe(0);
  });

  test('every call has one ticket (C7)', () => {
    const missing = [...year.ledger.endings.keys()].filter((callId) => year.ledger.tickets.get(callId) !== 1);
    expect(missing).toEqual([]);
  });

  test('nobody had two calls at once, and no invariant was broken', () => {
    expect(year.ledger.doubleBooked).toEqual([]);
    expect(year.broken).toEqual([]);
  });

  test('the volumes are those of C8, month by month', () => {
    const { pickUps } = volumes(year);
    const total = pickUps.reduce((sum, each) => sum + each, 0);
    expect(total).toBeGreaterThan(7_615 * 0.93);
    expect(total).toBeLessThan(7_615 * 1.1);
    pickUps.forEach((count, month) => {
      expect(Math.abs(count / PICKED_UP_PER_MONTH[month]! - 1), `month ${month + 1}`).toBeLessThan(0.2);
    });
  });

  test('the report counts every call once and finds the pick-up rate of a desk that keeps its promise', () => {
    const figures = year.ledger.figures(year.fromAt, year.toAt);
    expect(figures.calls).toBe(year.ledger.endings.size);
    expect(figures.counts.outbound).toBe(year.ledger.placed.size);
    expect(Object.values(figures.counts).reduce((sum, each) => sum + each, 0)).toBe(figures.calls);
    const outOfHours = year.calls.filter((call) => !call.inHours).length;
    expect(figures.counts.closed + figures.counts.voicemail).toBeGreaterThanOrEqual(outOfHours);
    expect(figures.pickUpRate).toBeGreaterThan(0.92);
  });

  test('callers of the nights when the clocks change are told that the desk is closed, and at 8:00 it is open', () => {
    for (const date of ['2026-03-29', '2026-10-25']) {
      const { fromAt, toAt } = civilDay(date, year.definition.timeZone)!;
      const records = [...year.ledger.records.values()].filter(
        ({ receivedAt }) => receivedAt >= fromAt && receivedAt < toAt,
      );
      expect(records.length, date).toBeGreaterThan(0);
      expect(
        records.filter(({ overflowReason, outcome }) => overflowReason !== 'closed' && outcome !== 'refusedClosed'),
      ).toEqual([]);
    }
    for (const date of ['2026-03-30', '2026-10-26']) {
      const { fromAt } = civilDay(date, year.definition.timeZone)!;
      expect(openingCalendar(year.calendar).nextOpeningAt(fromAt)).toBe(fromAt + 8 * HOUR_MS);
      const first = [...year.ledger.stretches.values()]
        .flat()
        .find(({ status, fromAt: at }) => status === 'ready' && at >= fromAt);
      const opensAt = fromAt + 8 * HOUR_MS;
      expect(first?.fromAt).toBeLessThanOrEqual(opensAt);
      expect(first?.fromAt).toBeGreaterThan(opensAt - 5 * MINUTE_MS);
      expect(year.shifts.some(({ startsAt }) => startsAt === opensAt)).toBe(true);
    }
  });

  test('everybody was there as planned: each shift began and ended, and who was late was noticed (H2)', () => {
    const { kinds, stretches } = year.ledger;
    expect(kinds.get('shift.started')).toBe(year.shifts.length);
    expect(kinds.get('shift.ended')).toBe(year.shifts.length);
    const lates = year.shifts.filter(({ agentId, startsAt }) => {
      const came = stretches.get(agentId)?.find(({ status, toAt }) => status !== 'loggedOut' && toAt > startsAt);
      return came !== undefined && came.fromAt > startsAt + 5 * MINUTE_MS;
    });
    expect(lates.length).toBeGreaterThan(5);
    expect(kinds.get('shift.lateNoticed')).toBe(lates.length);
    // Nobody who was on a call was cut: the last call was finished, then they left.
    for (const { agentId, endsAt } of year.shifts) {
      const stretch = stretches.get(agentId)?.find(({ fromAt, toAt }) => fromAt <= endsAt && toAt > endsAt);
      expect(['loggedOut', 'talking', 'wrapUp', 'offered'], `${agentId} at ${endsAt}`).toContain(
        stretch?.status ?? 'loggedOut',
      );
    }
  });

  test('someone is present in every minute of opening (H3)', () => {
    const opening = openingCalendar(year.calendar);
    const away = new Set(['loggedOut', 'loggedIn', LUNCH, 'deviceLost']);
    const present = [...year.ledger.stretches.values()].flat().filter(({ status }) => !away.has(status));
    const perMinute = new Map<number, number>();
    for (const { fromAt, toAt } of present) {
      for (let minute = Math.ceil(fromAt / MINUTE_MS); minute * MINUTE_MS < toAt; minute += 1) {
        perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1);
      }
    }
    const empty: string[] = [];
    for (let at = year.fromAt; at < year.toAt; at += MINUTE_MS) {
      if (opening.isOpenAt(at) && !perMinute.get(at / MINUTE_MS)) empty.push(new Date(at).toISOString());
    }
    expect(empty).toEqual([]);
  });
});

function volumes(year: Year) {
  const pickUps = PICKED_UP_PER_MONTH.map(() => 0);
  for (const { answeredAt } of year.ledger.records.values()) {
    if (answeredAt === undefined) continue;
    const month = new Date(answeredAt).getUTCMonth();
    pickUps[month] = (pickUps[month] ?? 0) + 1;
  }
  return { pickUps };
}
