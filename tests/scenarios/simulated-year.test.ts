import { join } from 'node:path';
import { civilDay, openingCalendar } from '@decroche/calendar';
import { Definition, type AgentId, type CallId } from '@decroche/protocol';
import { beforeAll, describe, expect, test } from 'vitest';
import { brokenInvariants } from '../../acd/src/core/invariants.ts';
import { loadProfile } from '../../agent-console/server/src/adapters/profile/load-profile.ts';
import { callsOfAYear, datesOf, PICKED_UP_PER_MONTH, type CallToCome } from './year/calls-of-a-year.ts';
import { Chance } from './year/chance.ts';
import { SimulatedCentre } from './year/simulated-centre.ts';
import { YearLedger } from './year/year-ledger.ts';

const YEAR = 2026;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** H2: first arrivals 8:00, then 8:30, 9:00 and 10:00; lunch is staggered (H3). Minutes of the day. */
const SHIFTS = [
  { from: 8 * 60, to: 16.5 * 60, lunch: 11.5 * 60 },
  { from: 8.5 * 60, to: 17 * 60, lunch: 12.25 * 60 },
  { from: 9 * 60, to: 18 * 60, lunch: 13 * 60 },
  { from: 10 * 60, to: 18 * 60, lunch: 13.75 * 60 },
];
const LUNCH = 'dejeuner';
const LUNCH_MS = 45 * MINUTE_MS;

async function definitionOfProfile(): Promise<Definition> {
  const { body, demo } = await loadProfile(join(import.meta.dirname, '../../profiles'), 'agences-eau');
  return Definition.parse({
    ...body,
    domainId: 'main',
    version: 1,
    publishedAt: 0,
    agents: demo.agents.slice(0, SHIFTS.length),
    prompts: body.prompts.map((each) => ({
      ...each,
      file: `${each.promptId}.wav`,
      durationMs: 1_000 + 60 * each.text.length,
    })),
  });
}

/** A year of the desk: its calls, its people at their hours, and what the other programs make of it. */
class Year {
  readonly chance = new Chance(20_260_101);
  readonly ledger = new YearLedger();
  readonly broken: unknown[] = [];
  readonly centre: SimulatedCentre;
  readonly calls: readonly CallToCome[];
  readonly definition: Definition;
  readonly fromAt: number;
  readonly toAt: number;

  constructor(definition: Definition) {
    this.definition = definition;
    const { timeZone } = definition;
    this.fromAt = civilDay(`${YEAR}-01-01`, timeZone)?.fromAt ?? 0;
    this.toAt = civilDay(`${YEAR}-12-31`, timeZone)?.toAt ?? 0;
    const { chance } = this;
    this.centre = new SimulatedCentre(
      this.fromAt - HOUR_MS,
      {
        answerDelayMs: () => (chance.happens(0.01) ? undefined : Math.round(chance.between(1_500, 6_000))),
        talkMs: () => 30_000 + chance.around(270_000),
        patienceMs: () => 2_000 + chance.around(120_000),
        messageMs: () => (chance.happens(0.3) ? 0 : 5_000 + chance.around(20_000)),
      },
      (fact) => this.ledger.take(fact),
    );
    this.calls = callsOfAYear(YEAR, this.calendar, chance);
  }

  get calendar() {
    const { calendarId } = this.definition.services[0]!;
    return this.definition.calendars.find((each) => each.calendarId === calendarId)!;
  }

  run(): void {
    const { centre } = this;
    centre.publish(this.definition);
    for (const agent of this.definition.agents) if (agent.device.kind !== 'uri') centre.register(agent.device.deviceId);
    const opening = openingCalendar(this.calendar);
    for (const date of datesOf(YEAR)) {
      const day = civilDay(date, this.definition.timeZone)!;
      if (opening.workingTimeBetween(day.fromAt, day.toAt) > 0) this.#plan(opening.nextOpeningAt(day.fromAt)!);
    }
    this.calls.forEach(({ at }, n) => {
      const dialled = this.definition.services[0]!.numbers[n % 2]!;
      centre.at(at, () => centre.dial(`call-${n}` as CallId, dialled, `party-${n % 1_747}`));
    });
    for (let at = this.fromAt; at < this.toAt; at += 6 * HOUR_MS) {
      centre.at(at, () => this.broken.push(...brokenInvariants(centre.state)));
    }
    centre.run(this.toAt + HOUR_MS);
  }

  /** Everybody's day, counted from the opening at 8:00. */
  #plan(openingAt: number): void {
    SHIFTS.forEach(({ from, to, lunch }, n) => {
      const agentId = this.definition.agents[n]!.agentId;
      const instant = (minutes: number): number => openingAt + (minutes - 8 * 60) * MINUTE_MS;
      this.centre.at(instant(from), () => this.#comes(agentId));
      this.centre.at(instant(lunch), () => this.#lunches(agentId));
      this.centre.at(instant(to), () => this.#leaves(agentId));
    });
  }

  #comes(agentId: AgentId): void {
    this.centre.ask({ type: 'agent.loginRequested', agentId });
    this.centre.ask({ type: 'agent.readyRequested', agentId });
  }

  /** Lunch waits for the end of the call, and for the others when the guard says so. */
  #lunches(agentId: AgentId): void {
    const reply = this.centre.ask({ type: 'agent.pauseRequested', agentId, reason: LUNCH });
    if (reply.result === 'accepted') {
      this.centre.at(this.centre.now + LUNCH_MS, () => this.centre.ask({ type: 'agent.readyRequested', agentId }));
      return;
    }
    const again = reply.possibleAt ?? this.centre.now + MINUTE_MS;
    this.centre.at(Math.max(again, this.centre.now + MINUTE_MS), () => this.#lunches(agentId));
  }

  #leaves(agentId: AgentId): void {
    const reply = this.centre.ask({ type: 'agent.logoutRequested', agentId });
    if (reply.result === 'accepted') return;
    this.centre.ask({ type: 'agent.nextStateRequested', agentId, next: { status: 'loggedOut' } });
  }
}

describe('a year of the profile agences-eau at the volumes of C8', () => {
  let year: Year;
  beforeAll(async () => {
    year = new Year(await definitionOfProfile());
    year.run();
  });

  test('every call that came has ended, once', () => {
    expect(year.ledger.arrived.size).toBe(year.calls.length);
    expect(year.ledger.endings.size).toBe(year.calls.length);
    expect([...year.ledger.endings.values()].filter((outcomes) => outcomes.length !== 1)).toEqual([]);
    expect(year.centre.state.calls.size).toBe(0);
  });

  test('every call has one ticket (C7)', () => {
    expect(year.ledger.tickets.size).toBe(year.calls.length);
    expect([...year.ledger.tickets.values()].filter((count) => count !== 1)).toEqual([]);
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
    expect(figures.calls).toBe(year.calls.length);
    expect(Object.values(figures.counts).reduce((sum, each) => sum + each, 0)).toBe(figures.calls);
    const inHours = year.calls.filter((call) => call.inHours).length;
    expect(figures.counts.closed + figures.counts.voicemail).toBeGreaterThanOrEqual(figures.calls - inHours);
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
      expect(first?.fromAt).toBe(fromAt + 8 * HOUR_MS);
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
