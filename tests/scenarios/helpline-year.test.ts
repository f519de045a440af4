import { civilDay, openingCalendar } from '@decroche/calendar';
import { onCallPlan } from '@decroche/oncall';
import type { LegId } from '@decroche/protocol';
import { beforeAll, describe, expect, test } from 'vitest';
import { consigner } from '../../tickets/src/app/consigner.ts';
import { HelplineYear, helplineProfile } from './year/helpline-year.ts';
import { TicketsInMemory } from './year/ticket-store.ts';

describe('a year of the profile giped-119, day and night', () => {
  let year: HelplineYear;
  const tickets = new TicketsInMemory();
  beforeAll(async () => {
    year = new HelplineYear(await helplineProfile());
    year.run();
    const consign = consigner({
      store: tickets.store as never,
      logger: { info: () => undefined } as never,
      definition: () => year.definition,
      nameOf: (accountId) => accountId,
      onAnnounced: () => undefined,
    });
    for (let from = 0; from < year.lines.length; from += 500) {
      const lines = year.lines.slice(from, from + 500);
      await consign({ lines, place: { seq: lines.at(-1)!.seq } });
    }
  }, 180_000);

  const served = (serviceId: string) =>
    [...year.ledger.records.values()].filter((record) => record.serviceId === serviceId);
  const counted = <T>(values: Iterable<T>) =>
    [...values].reduce((counts, each) => counts.set(each, (counts.get(each) ?? 0) + 1), new Map<T, number>());

  test('every call that came has ended, once, and nothing is left', () => {
    const { arrived, placed, endings } = year.ledger;
    expect(arrived.size).toBe(year.dialled);
    expect(year.dialled).toBeGreaterThan(12_000);
    // C9: nobody is rung back, and pages are no calls.
    expect(placed.size).toBe(0);
    expect(endings.size).toBe(arrived.size);
    expect([...endings.values()].filter((outcomes) => outcomes.length !== 1)).toEqual([]);
    expect(year.centre.state.calls.size).toBe(0);
    expect(year.broken).toEqual([]);
    expect(year.ledger.doubleBooked).toEqual([]);
  });

  test('every call has one ticket (C7), every alert has one, and a caller’s alert is in the ticket of their call', () => {
    const many = (index: ReadonlyMap<string, readonly unknown[]>) => [...index].filter(([, ids]) => ids.length !== 1);
    expect(many(tickets.byCall)).toEqual([]);
    expect(many(tickets.byAlert)).toEqual([]);
    expect([...tickets.byCall.keys()].toSorted()).toEqual([...year.ledger.endings.keys()].toSorted());
    expect([...tickets.byAlert.keys()].toSorted()).toEqual([...year.alerts.alerts.keys()].toSorted());
    for (const { opened } of year.alerts.alerts.values()) {
      if (opened.callId !== undefined) {
        expect(tickets.byAlert.get(opened.alertId)).toEqual(tickets.byCall.get(opened.callId));
      }
    }
  });

  test('nobody is paged after somebody took it, never two take it, and whoever is paged is who is on call', () => {
    expect(year.alerts.broken).toEqual([]);
    expect([...year.alerts.answeredCalls.values()].filter((times) => times !== 1)).toEqual([]);
  });

  test('every page has ended, by every way there is, and every alert has been closed', () => {
    const results = counted([...year.alerts.pages.values()].map(({ result }) => result));
    expect(results.has(undefined)).toBe(false);
    for (const way of ['accepted', 'declined', 'passedOn', 'noAnswer', 'noKey', 'busy', 'withdrawn']) {
      expect(results.get(way), way).toBeGreaterThan(10);
    }
    expect(counted([...year.alerts.alerts.values()].map(({ status }) => status))).toEqual(
      new Map([['closed', year.alerts.alerts.size]]),
    );
    const { kinds } = year.alerts;
    for (const kind of ['deferred', 'repeated', 'escalated', 'exhausted', 'callerLeft', 'messageLeft', 'recovered']) {
      expect(kinds.get(`alert.${kind}`), kind).toBeGreaterThan(2);
    }
  });

  test('a voicemail that picks up accepts nothing: whoever accepted by key had pressed 1, before 2 and 3', () => {
    const byKey = year.lines.filter(({ event }) => event.type === 'alert.accepted' && event.how === 'key');
    expect(byKey.length).toBeGreaterThan(500);
    const { pressed } = year.centre;
    const firstKey = (paged: { legId?: LegId | undefined }): string | undefined =>
      pressed.get(paged.legId as LegId)?.find((key) => ['1', '2', '3'].includes(key));
    const onScreen = new Set(
      year.lines.flatMap(({ event }) =>
        event.type === 'alert.accepted' && event.how === 'screen' ? [`${event.alertId} ${event.responderId}`] : [],
      ),
    );
    for (const { paged, result } of year.alerts.pages.values()) {
      if (result !== 'noKey' && result !== 'accepted') continue;
      // Whoever has said on the screen that it is theirs is joined by picking up.
      const said = onScreen.has(`${paged.alertId} ${paged.responderId}`);
      if (!said) expect(firstKey(paged), paged.pageId).toBe(result === 'accepted' ? '1' : undefined);
    }
  });

  test('119 is never closed: its callers are answered at every hour of the year, at the nights of changing clocks too', () => {
    const helpline = served('enfance-en-danger');
    expect(helpline.filter(({ outcome }) => outcome === 'refusedClosed' || outcome?.startsWith('onCall'))).toEqual([]);
    const answered = helpline.filter(({ answeredAt }) => answeredAt !== undefined);
    expect(answered.length / helpline.length).toBeGreaterThan(0.9);
    const hours = counted(answered.map(({ receivedAt }) => new Date(receivedAt).getUTCHours()));
    expect(hours.size).toBe(24);
    for (const date of ['2026-03-29', '2026-10-25']) {
      const { fromAt, toAt } = civilDay(date, year.definition.timeZone)!;
      const night = answered.filter(({ receivedAt }) => receivedAt >= fromAt && receivedAt < toAt);
      expect(night.length, date).toBeGreaterThan(10);
      // Two people at night (H5): the shift from 23:00 to 7:00 is an hour shorter, or longer, and nobody is missing from it.
      const shift = year.lines.filter(
        ({ at, event }) => event.type === 'shift.ended' && at >= fromAt && at < fromAt + 9 * 3_600_000,
      );
      expect(shift.length, date).toBeGreaterThanOrEqual(2);
    }
  });

  test('the support is answered by its people in its hours, and by whoever is on call out of them (O1, O2)', () => {
    const support = served('support');
    const office = openingCalendar(
      year.definition.calendars.find(({ calendarId }) => calendarId === 'heures-ouvrees')!,
    );
    const night = support.filter(({ receivedAt }) => !office.isOpenAt(receivedAt));
    const onCall = new Set(
      [...year.alerts.alerts.values()].flatMap(({ opened }) => (opened.source === 'call' ? [opened.callId] : [])),
    );
    expect(night.length).toBeGreaterThan(500);
    // One who hangs up during the welcome has alerted nobody.
    for (const { callId, outcome } of night) if (!onCall.has(callId)) expect(outcome).toBe('abandonedInWelcome');
    for (const { callId, receivedAt } of support)
      if (onCall.has(callId)) expect(office.isOpenAt(receivedAt)).toBe(false);
    const outcomes = counted(night.map(({ outcome }) => outcome));
    expect(outcomes.get('onCallAnswered')! / night.length).toBeGreaterThan(0.6);
    expect([...outcomes.keys()].filter((each) => each === 'answered' || each === 'refusedClosed')).toEqual([]);
  });

  test('on both nights of changing clocks somebody was on call at every minute, and the minutes are all there', () => {
    for (const { plan } of year.plans) {
      const asked = onCallPlan({ ...plan, temporaries: [] }, year.definition.calendars);
      for (const [date, hours] of [
        ['2026-03-29', 23],
        ['2026-10-25', 25],
      ] as const) {
        const { fromAt, toAt } = civilDay(date, year.definition.timeZone)!;
        expect(toAt - fromAt).toBe(hours * 3_600_000);
        for (const { scheduleId } of plan.schedules) expect(asked.gaps(scheduleId, fromAt, toAt)).toEqual([]);
      }
    }
  });

  test('where nobody was found the journal says so, and only there', () => {
    const missing = year.lines.flatMap(({ at, event }) =>
      event.type === 'alert.targetMissing' ? [{ at, scheduleId: event.scheduleId }] : [],
    );
    expect(missing.length).toBeGreaterThan(0);
    for (const { at, scheduleId } of missing) {
      const { plan } = year.plans.findLast((each) => each.at <= at)!;
      expect(onCallPlan(plan, year.definition.calendars).whoAt(scheduleId, at)?.responderId).toBeUndefined();
    }
  });

  test('an HO equipment waits for working hours, an HNO one for nothing (O2)', () => {
    const hours = openingCalendar(year.definition.calendars.find(({ calendarId }) => calendarId === 'heures-ouvrees')!);
    const classes = new Map(year.plans[0]!.plan.equipment.map((each) => [each.equipmentId, each.supportClass]));
    const firstPaged = new Map<string, number>();
    for (const { paged, at } of year.alerts.pages.values()) {
      if (!firstPaged.has(paged.alertId)) firstPaged.set(paged.alertId, at);
    }
    let waited = 0;
    for (const { opened } of year.alerts.alerts.values()) {
      const paged = firstPaged.get(opened.alertId);
      if (opened.equipmentId === undefined || paged === undefined) continue;
      if (classes.get(opened.equipmentId) === 'HO') {
        expect(hours.isOpenAt(paged)).toBe(true);
        waited += paged > opened.openedAt ? 1 : 0;
      } else expect(paged - opened.openedAt).toBeLessThan(10 * 60_000);
    }
    expect(waited).toBeGreaterThan(50);
  });
});
