import { createLogger, ManualClock, memoryBus, type Bus } from '@decroche/platform';
import { EngineInput, PlannedShift, Roster, streams, type CivilDate, type DomainId } from '@decroche/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import { definitionOf } from '../../../../../tests/support/definitions.ts';
import type { Definitions } from '../definitions.ts';
import type { Alarm, RosterStore, StoredAbsence } from '../ports.ts';
import { createRosterPublisher, type RosterPublisher } from './publisher.ts';

const DOMAIN = 'main' as DomainId;
const at = (text: string): number => Date.parse(text);

/** Rings when the test says so. */
class TestAlarm implements Alarm {
  dueAt: number | undefined;
  #ring: () => void = () => undefined;
  at(dueAt: number, ring: () => void): () => void {
    this.dueAt = dueAt;
    this.#ring = ring;
    return () => (this.dueAt = undefined);
  }
  ring(): void {
    this.#ring();
  }
}

let clock: ManualClock;
let alarm: TestAlarm;
let bus: Bus;
let shifts: PlannedShift[];
let absences: StoredAbsence[];
let version: number;
let away: boolean;
let publisher: RosterPublisher;
let redefined: () => void;
let agents: string[];

const shift = (agentId: string, date: string, from = '08:00', to = '16:00'): PlannedShift =>
  PlannedShift.parse({ shiftId: `${agentId}-${date}`, agentId, date, from, to, breaks: [] });
const within = (from: CivilDate, to: CivilDate) => (each: { date: string }) => from <= each.date && each.date <= to;
/** The part of the store that publishing reads. */
const store = (): RosterStore =>
  ({
    shifts: async (from, to) => {
      if (away) throw new Error('the store is away');
      return shifts.filter(within(from, to));
    },
    absences: async () => absences,
    version: async () => version,
    published: async (next) => void (version = next),
  }) as Partial<RosterStore> as RosterStore;

const rosters = async (): Promise<Roster[]> =>
  (await bus.read(streams.rosters(DOMAIN), 'start', 100)).map(({ value }) => Roster.parse(value));
const inputs = async () =>
  (await bus.read(streams.inputs(DOMAIN), 'start', 100)).map(({ value }) => EngineInput.parse(value));

beforeEach(() => {
  clock = new ManualClock(at('2027-03-26T10:00:00+01:00'));
  alarm = new TestAlarm();
  bus = memoryBus();
  [shifts, absences, version, away, agents] = [[], [], 0, false, ['ana', 'bob']];
  const written = () => definitionOf(agents.map((agentId) => ({ agentId, uri: `sip:${agentId}@x` })));
  const definitions = { written, onPublished: (listener: () => void) => (redefined = listener) };
  publisher = createRosterPublisher({
    ...{ store: store(), bus, clock, alarm, domainId: DOMAIN, logger: createLogger({ name: 'test', level: 'silent' }) },
    definitions: definitions as unknown as Definitions,
  });
});

describe('the roster that is published', () => {
  test('reaches from yesterday’s midnight to the one in three days, also when a night is an hour short', async () => {
    await publisher.start();
    const [roster] = await rosters();
    expect(roster).toMatchObject({
      ...{ version: 1, domainId: DOMAIN },
      fromAt: at('2027-03-25T00:00:00+01:00'),
      toAt: at('2027-03-30T00:00:00+02:00'),
    });
  });
  test('has the shifts that touch it, those of a night that began before it too, and nobody who is away or gone', async () => {
    shifts = [
      shift('ana', '2027-03-24', '22:00', '06:00'),
      shift('ana', '2027-03-24', '08:00', '16:00'),
      shift('ana', '2027-03-26'),
      shift('bob', '2027-03-26'),
      shift('zoe', '2027-03-26'),
      shift('ana', '2027-03-30'),
    ];
    absences = [
      { absenceId: 'x', agentId: 'bob' as never, from: '2027-03-20', to: '2027-03-26', reason: 'sickness', note: '' },
    ];
    await publisher.start();
    const [roster] = await rosters();
    expect(roster?.shifts.map(({ agentId, startsAt }) => [agentId, startsAt])).toEqual([
      ['ana', at('2027-03-24T22:00:00+01:00')],
      ['ana', at('2027-03-26T08:00:00+01:00')],
    ]);
    expect(JSON.stringify(roster)).not.toContain('sickness');
  });
  test('is the same message when nothing changed, and the next version when something did', async () => {
    await publisher.start();
    await publisher.publish();
    expect((await inputs()).map(({ id }) => id)).toEqual(Array(2).fill(`roster:1:${clock.now()}`));
    expect(await rosters()).toHaveLength(1);
    shifts = [shift('ana', '2027-03-27')];
    clock.advance(1_000);
    await publisher.publish();
    expect((await rosters()).map((each) => each.version)).toEqual([1, 2]);
    expect((await inputs()).at(-1)).toMatchObject({ id: `roster:2:${clock.now()}`, roster: { version: 2 } });
  });
  test('does not change for a shift of another month', async () => {
    await publisher.start();
    shifts = [shift('ana', '2027-06-01')];
    await publisher.publish();
    expect(await rosters()).toHaveLength(1);
  });
  test('moves on at midnight on the wall, by itself', async () => {
    await publisher.start();
    expect(alarm.dueAt).toBe(at('2027-03-27T00:00:00+01:00'));
    clock.advance(alarm.dueAt! - clock.now());
    alarm.ring();
    await publisher.publish();
    expect((await rosters()).at(-1)).toMatchObject({ version: 2, fromAt: at('2027-03-26T00:00:00+01:00') });
    expect(alarm.dueAt).toBe(at('2027-03-28T00:00:00+01:00'));
  });
  test('follows a definition without somebody', async () => {
    shifts = [shift('ana', '2027-03-26'), shift('bob', '2027-03-26')];
    await publisher.start();
    agents = ['ana'];
    redefined();
    await publisher.publish();
    expect((await rosters()).at(-1)?.shifts.map(({ agentId }) => agentId)).toEqual(['ana']);
  });
  test('never goes back, whichever of bus and store has lost its memory', async () => {
    version = 41;
    await publisher.start();
    expect((await rosters()).at(-1)?.version).toBe(42);
    version = 0;
    shifts = [shift('ana', '2027-03-26')];
    await publisher.publish();
    expect((await rosters()).at(-1)?.version).toBe(43);
  });
  test('is tried again soon when the store is away', async () => {
    away = true;
    await publisher.start();
    expect(await rosters()).toHaveLength(0);
    expect(alarm.dueAt).toBe(clock.now() + 10_000);
    away = false;
    alarm.ring();
    await publisher.publish();
    expect(await rosters()).toHaveLength(1);
  });
  test('is not published before the start, nor by an alarm after the stop', async () => {
    await publisher.publish();
    expect(await rosters()).toHaveLength(0);
    await publisher.start();
    publisher.stop();
    expect(alarm.dueAt).toBeUndefined();
  });
});
