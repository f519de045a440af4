import { join } from 'node:path';
import { civilDay, daysAfter } from '@decroche/calendar';
import {
  Definition,
  PlannedShift,
  type AccountId,
  type AcdRequest,
  type AlertId,
  type CallId,
  type CivilDate,
  type JournalEventOf,
  type JournalRecord,
  type OnCallPlan,
  type RosterShift,
} from '@decroche/protocol';
import type { Fact } from '../../../acd/src/core/fact.ts';
import { brokenInvariants } from '../../../acd/src/core/invariants.ts';
import type { Profile } from '../../../agent-console/server/src/app/ports.ts';
import { loadProfile } from '../../../agent-console/server/src/adapters/profile/load-profile.ts';
import { AlertLedger } from './alert-ledger.ts';
import { datesOf } from './calls-of-a-year.ts';
import { callsOfAHelpline, type Dialled } from './calls-of-a-helpline.ts';
import { Chance } from './chance.ts';
import { instantsOf } from './plan-of-a-day.ts';
import { firstPlan, plansOfAYear } from './plans-of-a-year.ts';
import { SimulatedCentre, type Paged } from './simulated-centre.ts';
import { YearLedger } from './year-ledger.ts';

const YEAR = 2026;
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Alerts of monitoring in a day, on average. */
const ALERTS_A_DAY = 2;
/** Times a year at which every trunk is lost. */
const OUTAGES = 6;
/** The profile with the people of its demonstration and prompts as long as their words. */
export async function helplineProfile(): Promise<{ profile: Profile; definition: Definition }> {
  const profile = await loadProfile(join(import.meta.dirname, '../../../profiles'), 'giped-119');
  const { body, demo } = profile;
  const prompts = body.prompts.map((each) => ({
    ...each,
    ...{ file: `${each.promptId}.wav`, durationMs: 1_000 + 60 * each.text.length },
  }));
  const definition = Definition.parse({
    ...body,
    domainId: 'main',
    version: 1,
    publishedAt: 0,
    agents: demo.agents,
    prompts,
  });
  return { profile, definition };
}

/** A year of the helpline: its calls day and night, its support, its monitoring, and whoever is on call. */
export class HelplineYear {
  readonly chance = new Chance(20_260_119);
  readonly ledger = new YearLedger();
  readonly alerts = new AlertLedger();
  readonly broken: unknown[] = [];
  readonly lines: JournalRecord[] = [];
  readonly centre: SimulatedCentre;
  readonly calls: readonly Dialled[];
  readonly plans: readonly { readonly at: number; readonly plan: OnCallPlan }[];
  readonly definition: Definition;
  readonly fromAt: number;
  readonly toAt: number;
  dialled = 0;
  readonly #profile: Profile;
  readonly #first: OnCallPlan;
  readonly #parties = new Map<CallId, string>();

  constructor({ profile, definition }: { readonly profile: Profile; readonly definition: Definition }) {
    this.#profile = profile;
    this.definition = definition;
    const { timeZone } = definition;
    this.fromAt = civilDay(`${YEAR}-01-01`, timeZone)?.fromAt ?? 0;
    this.toAt = civilDay(`${YEAR}-12-31`, timeZone)?.toAt ?? 0;
    const { chance } = this;
    this.#first = firstPlan(profile, definition);
    this.plans = plansOfAYear(YEAR, this.#first, definition, chance);
    this.calls = callsOfAHelpline(definition, this, chance);
    this.centre = new SimulatedCentre(
      this.fromAt - HOUR_MS,
      {
        answerDelayMs: () => (chance.happens(0.02) ? undefined : Math.round(chance.between(1_500, 6_000))),
        talkMs: () => 30_000 + chance.around(6 * MINUTE_MS),
        patienceMs: () => 5_000 + chance.around(2 * MINUTE_MS),
        messageMs: () => (chance.happens(0.3) ? 0 : 5_000 + chance.around(20_000)),
        // One in eight says that they are a child, one in thirty that they can not speak.
        pressesWhileWaiting: () =>
          chance.happens(0.16)
            ? { key: chance.happens(0.8) ? '2' : '1', afterMs: chance.between(1_000, 15_000) }
            : undefined,
        answersCallBackMs: () => undefined,
        paged: () => this.#paged(),
      },
      (fact) => this.#take(fact),
    );
  }

  run(): void {
    const { centre } = this;
    centre.publish(this.definition);
    centre.input({ kind: 'onCallPlan', plan: this.#first });
    centre.tell({
      ...{ type: 'gateway.census', gatewayId: 'gw1' as never, bootId: 'b1', reason: 'started', takenAt: centre.now },
      ...{ legs: [], devices: [] },
    });
    this.#trunk(true);
    for (const agent of this.definition.agents) if (agent.device.kind !== 'uri') centre.register(agent.device.deviceId);
    for (const { at, plan } of this.plans) centre.at(at, () => centre.input({ kind: 'onCallPlan', plan }));
    datesOf(YEAR).forEach((date, n) => this.#floor(date, n + 1));
    this.calls.forEach(({ at, number }, n) => centre.at(at, () => this.#dial(number, `party-${n % 2_311}`)));
    this.#monitoring();
    for (let n = 0; n < OUTAGES; n += 1) this.#outage(this.chance.between(this.fromAt, this.toAt - DAY_MS));
    for (let at = this.fromAt; at < this.toAt; at += 3 * HOUR_MS) {
      centre.at(at, () => this.broken.push(...brokenInvariants(centre.state)));
    }
    // What waits for the first working day of the next year has its time too.
    centre.run(this.toAt + 6 * DAY_MS);
  }

  #take(fact: Fact): void {
    this.ledger.take(fact);
    this.alerts.take(fact);
    this.lines.push({ ...fact, domainId: 'main' as never, definitionVersion: 1, hash: '' });
    const { event } = fact;
    if (event.type === 'call.ended') this.#ended(event);
    if (event.type === 'call.onCallStarted') this.#waitsForOnCall(event.callId);
    if (event.type === 'call.onCallAnswered') this.#soon(1, 20, () => this.centre.hangUp(event.callId));
    if (event.type === 'alert.paged') this.#maybeOnScreen(event);
    if (event.type === 'alert.accepted') this.#works(event);
    if (event.type === 'alert.exhausted') this.#rescues(event.alertId);
  }

  #soon(fromMinutes: number, toMinutes: number, happen: () => void): void {
    this.centre.at(this.centre.now + this.chance.between(fromMinutes, toMinutes) * MINUTE_MS, happen);
  }

  #dial(number: string, partyRef: string): void {
    this.dialled += 1;
    const callId = `call-${this.dialled}` as CallId;
    this.#parties.set(callId, partyRef);
    this.centre.dial(callId, number, partyRef);
  }

  /** A child who was cut off calls again, and so do some of those who gave up. */
  #ended({ callId, outcome }: JournalEventOf<'call.ended'>): void {
    const partyRef = this.#parties.get(callId);
    this.#parties.delete(callId);
    const again = outcome === 'answered' ? 0.05 : outcome === 'abandonedInQueue' ? 0.3 : 0;
    if (partyRef !== undefined && this.chance.happens(again)) this.#soon(0.2, 3, () => this.#dial('119', partyRef));
  }

  /** Somebody of the floor whose workstation does not work, at night. */
  #waitsForOnCall(callId: CallId): void {
    const waits = () => this.centre.state.calls.get(callId)?.stage.status === 'onCall';
    if (this.chance.happens(0.12)) {
      const legId = `${callId}-caller` as never;
      this.#soon(0.3, 2, () => {
        if (waits()) this.centre.tell({ type: 'dtmf.received', callId, legId, digit: '*', durationMs: 100 });
      });
    }
    this.#soon(0.5, 6, () => (waits() ? this.centre.hangUp(callId) : undefined));
  }

  /** Half of the rings are taken; the others find a voicemail, a no, a "not me", an engaged line, nobody. */
  #paged(): Paged {
    const { chance } = this;
    const picksUp = (...keys: string[]): Paged => ({
      ...{ does: 'picksUp', afterMs: chance.between(2_000, 24_000) },
      keys: keys.map((key, n) => ({ key, afterMs: chance.between(3_000, 19_000) * (n + 1) })),
    });
    const draw = chance.unit();
    if (draw < 0.4) return picksUp('1');
    // Two keys, as fingers do: whatever comes second comes too late.
    if (draw < 0.45) return picksUp('1', '1');
    if (draw < 0.48) return picksUp('2', '1');
    if (draw < 0.6) return picksUp('2');
    if (draw < 0.68) return picksUp('3');
    if (draw < 0.7) return picksUp('7');
    if (draw < 0.84) return picksUp();
    return { does: draw < 0.89 ? 'engaged' : 'nothing' };
  }

  /** Now and then somebody, or somebody else, takes it on their screen while the telephone rings, or just as it is answered. */
  #maybeOnScreen({ alertId, responderId }: JournalEventOf<'alert.paged'>): void {
    if (this.chance.happens(0.08))
      this.#soon(0, 0.6, () => this.#ask({ type: 'alert.acceptRequested', alertId, responderId }));
    const other = this.#somebody();
    if (this.chance.happens(0.03))
      this.#soon(0, 0.6, () => this.#ask({ type: 'alert.acceptRequested', alertId, responderId: other }));
    if (this.chance.happens(0.02))
      this.#soon(0, 0.6, () => this.#ask({ type: 'alert.declineRequested', alertId, responderId }));
  }

  #somebody(): AccountId {
    const people = this.#first.responders;
    return people[Math.floor(this.chance.between(0, people.length))]!.responderId;
  }

  /** Refusals are part of this life: somebody else was quicker. */
  #ask(request: AcdRequest): void {
    this.centre.ask(request);
  }

  #works({ alertId, responderId }: JournalEventOf<'alert.accepted'>): void {
    const { chance } = this;
    const has = () => this.centre.state.alerts.get(alertId);
    const where = chance.happens(0.8) ? 'remote' : 'onSite';
    this.#soon(3, where === 'remote' ? 50 : 110, () => {
      if (has()?.acceptedBy === responderId)
        this.#ask({ type: 'alert.interventionRequested', alertId, responderId, where });
    });
    if (chance.happens(0.1)) this.#soon(1, 20, () => this.#ask({ type: 'alert.escalateRequested', alertId }));
    if (chance.happens(0.1)) {
      const other = this.#somebody();
      this.#soon(1, 30, () => this.#ask({ type: 'alert.mobiliseRequested', alertId, responderId: other }));
    }
    this.#soon(60, 180, () => {
      if (has()?.status === 'accepted') this.#ask({ type: 'alert.closeRequested', alertId, resolution: 'Rétabli.' });
    });
  }

  /** Nobody took it: whoever watches the screens does, or closes it. */
  #rescues(alertId: AlertId): void {
    this.#soon(1, 30, () => {
      if (this.centre.state.alerts.get(alertId)?.status !== 'exhausted') return;
      const { responderId } = this.#first.responders[0]!;
      if (this.chance.happens(0.5)) this.#ask({ type: 'alert.acceptRequested', alertId, responderId });
      else this.#ask({ type: 'alert.closeRequested', alertId, resolution: 'Sans suite.' });
    });
  }

  /** What is watched fails now and then; monitoring says it again while it lasts. */
  #monitoring(): void {
    const { equipment } = this.#first;
    for (let day = this.fromAt; day < this.toAt; day += DAY_MS) {
      for (let left = this.chance.count(ALERTS_A_DAY); left > 0; left -= 1) {
        const { equipmentId, name } = equipment[Math.floor(this.chance.between(0, equipment.length))]!;
        const at = day + this.chance.between(0, DAY_MS);
        const content = { title: `${name} ne répond plus`, detail: '' };
        const dedupKey = `nagios:${equipmentId}`;
        const tell = () => this.#ask({ type: 'alert.openRequested', source: 'api', content, equipmentId, dedupKey });
        this.centre.at(at, tell);
        if (this.chance.happens(0.3)) this.centre.at(at + this.chance.between(1, 9) * MINUTE_MS, tell);
      }
    }
  }

  #outage(at: number): void {
    this.centre.at(at, () => this.#trunk(false));
    this.centre.at(at + this.chance.between(5, 50) * MINUTE_MS, () => this.#trunk(true));
  }

  #trunk(up: boolean): void {
    const changedAt = this.centre.now;
    this.centre.tell({ type: 'trunk.changed', gatewayId: 'gw1' as never, trunkId: 't1' as never, up, changedAt });
  }

  /** The roster of three days, made anew each night; people come to their shifts. */
  #floor(date: CivilDate, version: number): void {
    const { timeZone } = this.definition;
    const day = civilDay(date, timeZone)!;
    const days = [-1, 0, 1].map((offset) => daysAfter(date, offset)!);
    const shifts = days.flatMap((each) => this.#shiftsOn(each));
    const [fromAt, toAt] = [day.fromAt - DAY_MS, day.toAt + DAY_MS];
    const roster = { version, publishedAt: day.fromAt, domainId: 'main' as never, fromAt, toAt, shifts };
    this.centre.at(day.fromAt, () => this.centre.input({ kind: 'roster', roster }));
    for (const shift of this.#shiftsOn(date)) {
      this.centre.at(shift.startsAt - this.chance.between(1, 4) * MINUTE_MS, () => {
        this.centre.ask({ type: 'agent.loginRequested', agentId: shift.agentId });
        this.centre.ask({ type: 'agent.readyRequested', agentId: shift.agentId });
      });
    }
  }

  #shiftsOn(date: CivilDate): RosterShift[] {
    const { demo, shiftTemplates } = this.#profile;
    const planned = demo.shifts.flatMap(({ templateId, agentIds }) => {
      const { from, to } = shiftTemplates.find((each) => each.templateId === templateId)!;
      return agentIds.map((agentId) =>
        PlannedShift.parse({ shiftId: `${agentId}-${date}`, agentId, date, from, to, breaks: [] }),
      );
    });
    return instantsOf(planned, this.definition.timeZone);
  }
}
