import { createLogger, Fault, ManualClock, memoryBus, type Bus } from '@decroche/platform';
import { EngineInput, OnCallPlan, streams, type AccountId, type DomainId } from '@decroche/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import { definitionOf } from '../../../../../tests/support/definitions.ts';
import { withItem, type OnCallBody } from '../../core/oncall/plan-body.ts';
import type { OnCallStore, StoredOnCall } from '../ports.ts';
import { openOnCallBook, type OnCallBook } from './book.ts';

const DOMAIN = 'main' as DomainId;
const DAY_MS = 86_400_000;
const empty: OnCallBody = {
  timeZone: 'Europe/Paris',
  ...{ responders: [], rotations: [], schedules: [], policies: [], equipment: [] },
  ...{ overrides: [], temporaries: [], absences: [] },
};

/** One place for several console servers. */
class OneStore implements OnCallStore {
  kept: StoredOnCall | undefined;
  load = async () => this.kept;
  async add(plan: StoredOnCall): Promise<void> {
    this.kept = plan;
  }
  async replace(plan: StoredOnCall, version: number): Promise<boolean> {
    if (this.kept?.version !== version) return false;
    this.kept = plan;
    return true;
  }
}

let clock: ManualClock;
let store: OneStore;
let bus: Bus;
let busAway: boolean;
let ring: () => void;
const logger = createLogger({ name: 'test', level: 'silent' });

beforeEach(() => {
  clock = new ManualClock(Date.parse('2027-03-26T10:00:00+01:00'));
  store = new OneStore();
  busAway = false;
  const there = memoryBus();
  bus = {
    ...there,
    async publish(stream, messages) {
      if (busAway) throw new Fault('unavailable', 'the bus is away');
      await there.publish(stream, messages);
    },
  };
});

const open = (first: OnCallBody = empty): Promise<OnCallBook> =>
  openOnCallBook({
    ...{ store, bus, clock, logger, domainId: DOMAIN, first: async () => first },
    alarm: {
      at(_dueAt, then) {
        ring = then;
        return () => undefined;
      },
    },
    definitions: { written: () => definitionOf([]), onPublished: () => undefined, guard: () => undefined },
  });
const plans = async (): Promise<OnCallPlan[]> =>
  (await bus.read(streams.onCallPlans(DOMAIN), 'start', 100)).map(({ value }) => OnCallPlan.parse(value));
const inputs = async () =>
  (await bus.read(streams.inputs(DOMAIN), 'start', 100)).map(({ value }) => EngineInput.parse(value).id);
const person = (name: string) => ({ responderId: name as AccountId, name, phones: [], backups: [] });
const add = (book: OnCallBook, name: string, seen?: number) =>
  book.edit({ what: `responders/${name}`, seen }, (body) => withItem(body, 'responders', person(name)));
const names = (book: OnCallBook): string[] => book.plan().responders.map(({ name }) => name);

describe('the plan', () => {
  test('is published whole at the start and at each change; the same one is the same message', async () => {
    const book = await open();
    await add(book, 'ana');
    await open();
    expect((await plans()).map(({ version, responders }) => [version, responders.length])).toEqual([
      [1, 0],
      [2, 1],
    ]);
    const told = await inputs();
    expect(told).toHaveLength(3);
    expect(told[2]).toBe(told[1]);
  });

  test('goes on from the version that the bus remembers when the store is new', async () => {
    await add(await open(), 'ana');
    store.kept = undefined;
    expect((await open()).plan().version).toBe(3);
  });

  test('that is changed at two servers at once loses neither change', async () => {
    const [one, two] = [await open(), await open()];
    await Promise.all([add(one, 'ana'), add(two, 'bob'), add(one, 'zoe')]);
    expect(store.kept!.body.responders.map(({ name }) => name).sort()).toEqual(['ana', 'bob', 'zoe']);
    await expect.poll(() => [names(one).length, names(two).length]).toEqual([3, 3]);
  });

  test('is changed on what was seen, or not at all', async () => {
    const [one, two] = [await open(), await open()];
    const seen = one.plan().version;
    await add(one, 'ana', seen);
    expect(await add(two, 'ana', seen)).toEqual({ result: 'stale', version: 2 });
    expect(await add(two, 'bob', seen)).toEqual({ result: 'changed', version: 3 });
  });

  test('that would not hold together is refused; what was wrong before blocks nothing else', async () => {
    const book = await open();
    const absence = { absenceId: 'a', responderId: 'nobody' as AccountId, fromAt: clock.now(), toAt: clock.now() + 1 };
    const wrong = await book.edit({ what: 'absences/a' }, (body) => withItem(body, 'absences', absence));
    expect(wrong).toMatchObject({ result: 'refused' });
    expect(store.kept!.version).toBe(1);
    store.kept = { ...store.kept!, body: { ...empty, absences: [absence] } };
    expect(await add(await open(), 'ana')).toMatchObject({ result: 'changed' });
  });

  test('holds while the bus is away, and is told as soon as it is back', async () => {
    const book = await open();
    busAway = true;
    expect(await add(book, 'ana')).toEqual({ result: 'changed', version: 2 });
    expect(names(book)).toEqual(['ana']);
    expect(await plans()).toHaveLength(1);
    busAway = false;
    ring();
    await expect.poll(async () => (await plans()).at(-1)?.version).toBe(2);
  });

  test('tells the others nothing of what was over 40 days ago, and keeps it for the calendars of 400', async () => {
    const stretch = (id: string, days: number) => ({
      ...{ absenceId: id, responderId: 'ana' as AccountId },
      ...{ fromAt: clock.now() - (days + 1) * DAY_MS, toAt: clock.now() - days * DAY_MS },
    });
    const book = await open({ ...empty, responders: [person('ana')] });
    for (const each of [stretch('recent', 39), stretch('old', 41), stretch('older', 401)])
      await book.edit({ what: each.absenceId }, (body) => withItem(body, 'absences', each));
    const idsOf = (plan: OnCallPlan | undefined) => plan?.absences.map(({ absenceId }) => absenceId);
    expect(idsOf((await plans()).at(-1))).toEqual(['recent']);
    expect(idsOf(book.plan())).toEqual(['recent', 'old']);
  });

  test('of a profile that does not hold together refuses the start and says where', async () => {
    const loose = { ...empty, absences: [{ absenceId: 'a', responderId: 'z' as AccountId, fromAt: 1, toAt: 2 }] };
    await expect(open(loose)).rejects.toThrow(/absences.*z/s);
  });
});
