import { join } from 'node:path';
import { civilDay, openingCalendar } from '@decroche/calendar';
import { Definition, type CallId, type CivilDate, type RosterShift } from '@decroche/protocol';
import { brokenInvariants } from '../../../acd/src/core/invariants.ts';
import { loadProfile } from '../../../agent-console/server/src/adapters/profile/load-profile.ts';
import { callsOfAYear, datesOf, type CallToCome } from './calls-of-a-year.ts';
import { Chance } from './chance.ts';
import { instantsOf, PEOPLE, planOfDay, rosterOfDay } from './plan-of-a-day.ts';
import { SimulatedCentre } from './simulated-centre.ts';
import { YearLedger } from './year-ledger.ts';

const YEAR = 2026;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
/** The reason of a lunch break in the profile. */
export const LUNCH = 'dejeuner';
const LUNCH_MS = 45 * MINUTE_MS;
/** Of callers who gave up, those who call again at once. */
const REDIALS = 0.3;

/** The profile as it is published, with the people of the desk and prompts as long as their words. */
export async function definitionOfProfile(): Promise<Definition> {
  const { body, demo } = await loadProfile(join(import.meta.dirname, '../../../profiles'), 'agences-eau');
  return Definition.parse({
    ...body,
    domainId: 'main',
    version: 1,
    publishedAt: 0,
    agents: demo.agents.slice(0, PEOPLE),
    prompts: body.prompts.map((each) => ({
      ...each,
      file: `${each.promptId}.wav`,
      durationMs: 1_000 + 60 * each.text.length,
    })),
  });
}

/** A year of the desk: its calls, its people at their hours, and what the other programs make of it. */
export class Year {
  readonly chance = new Chance(20_260_101);
  readonly ledger = new YearLedger();
  readonly broken: unknown[] = [];
  readonly centre: SimulatedCentre;
  readonly calls: readonly CallToCome[];
  readonly definition: Definition;
  readonly fromAt: number;
  readonly toAt: number;
  /** Every shift of the year, as planned. */
  readonly shifts: RosterShift[] = [];
  /** Calls people made: those of the year, and those of callers who tried again. */
  dialled = 0;

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
        // One in five of those who wait asks to be rung back; nine in ten of them answer.
        pressesWhileWaiting: () =>
          chance.happens(0.2) ? { key: '1', afterMs: chance.between(5_000, 40_000) } : undefined,
        answersCallBackMs: () => (chance.happens(0.9) ? Math.round(chance.between(3_000, 12_000)) : undefined),
      },
      (fact) => {
        this.ledger.take(fact);
        if (fact.event.type === 'call.ended' && fact.event.outcome === 'abandonedInQueue')
          this.#redials(fact.event.callId);
      },
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
    datesOf(YEAR).forEach((date, n) => {
      const day = civilDay(date, this.definition.timeZone)!;
      if (opening.workingTimeBetween(day.fromAt, day.toAt) > 0) this.#plan(date, day, n + 1);
    });
    this.calls.forEach(({ at }, n) => centre.at(at, () => this.#dial(`party-${n % 1_747}`)));
    for (let at = this.fromAt; at < this.toAt; at += 6 * HOUR_MS) {
      centre.at(at, () => this.broken.push(...brokenInvariants(centre.state)));
    }
    centre.run(this.toAt + 24 * HOUR_MS);
  }

  #dial(partyRef: string): void {
    const { numbers } = this.definition.services[0]!;
    this.dialled += 1;
    this.centre.dial(`call-${this.dialled}` as CallId, numbers[this.dialled % 2]!, partyRef);
  }

  #redials(callId: CallId): void {
    const partyRef = this.ledger.records.get(callId)?.partyRef;
    if (partyRef === undefined || !this.chance.happens(REDIALS)) return;
    this.centre.at(this.centre.now + this.chance.between(10_000, 120_000), () => this.#dial(partyRef));
  }

  /** The roster of a day is published in the night; people follow it as people do. */
  #plan(date: CivilDate, day: { fromAt: number; toAt: number }, version: number): void {
    const shifts = instantsOf(planOfDay(date, this.definition.agents), this.definition.timeZone);
    this.shifts.push(...shifts);
    this.centre.at(day.fromAt, () => this.centre.input({ kind: 'roster', roster: rosterOfDay(shifts, day, version) }));
    for (const shift of shifts) {
      // Nearly everybody is a little early; one day in thirty somebody but the first is late.
      const first = shift === shifts[0];
      const late = !first && this.chance.happens(1 / 30);
      const arrivesAt =
        shift.startsAt + (late ? this.chance.between(6, 25) * MINUTE_MS : -this.chance.between(1, 4) * MINUTE_MS);
      this.centre.at(arrivesAt, () => this.#comes(shift));
      for (const { startsAt } of shift.breaks) this.centre.at(startsAt, () => this.#lunches(shift));
    }
  }

  #comes({ agentId }: RosterShift): void {
    this.centre.ask({ type: 'agent.loginRequested', agentId });
    this.centre.ask({ type: 'agent.readyRequested', agentId });
  }

  /** Lunch waits for the end of the call, and for the others when the guard says so. */
  #lunches(shift: RosterShift): void {
    const { agentId, endsAt } = shift;
    if (this.centre.now > endsAt - LUNCH_MS) return;
    const reply = this.centre.ask({ type: 'agent.pauseRequested', agentId, reason: LUNCH });
    if (reply.result === 'accepted') {
      this.centre.at(this.centre.now + LUNCH_MS, () => this.centre.ask({ type: 'agent.readyRequested', agentId }));
      return;
    }
    const again = reply.possibleAt ?? this.centre.now + MINUTE_MS;
    this.centre.at(Math.max(again, this.centre.now + MINUTE_MS), () => this.#lunches(shift));
  }
}
