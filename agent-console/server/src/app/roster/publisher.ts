import { civilDateAt, civilDay, daysAfter } from '@decroche/calendar';
import type { Bus, Clock, Logger } from '@decroche/platform';
import { Roster, streams, type CivilDate, type DomainId, type Instant } from '@decroche/protocol';
import { rosterShifts } from '@decroche/staffing';
import { expectedShifts, touches } from '../../core/roster/planning.ts';
import type { Definitions } from '../definitions.ts';
import type { Alarm, RosterStore } from '../ports.ts';

/** The acd is told of yesterday, today and the three days that follow. */
const DAYS_BEFORE = 1;
const DAYS_AFTER = 3;
/** Past rosters kept on the bus. */
const KEPT = 20;
const TRY_AGAIN_MS = 10_000;

/** Tells the acd who is expected. */
export interface RosterPublisher {
  /** Publishes for the first time; nothing is published before. */
  start(): Promise<void>;
  /** After a change: publishes if what is expected changed. Settles when it is done, or has failed and will be tried again. */
  publish(): Promise<void>;
  stop(): void;
}

interface Options {
  readonly store: RosterStore;
  readonly definitions: Definitions;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly logger: Logger;
  readonly domainId: DomainId;
}

/**
 * Publishes at the start, after each change of the plan or the definition, and at each civil midnight, when the window moves.
 * The same roster keeps its version and its message id, so that saying it again changes nothing; versions never go back.
 */
export function createRosterPublisher(options: Options): RosterPublisher {
  const { clock, alarm, logger, definitions } = options;
  let turn: Promise<void> = Promise.resolve();
  let callOff: () => void = () => undefined;
  let working = false;

  const ringAt = (dueAt: Instant): void => {
    callOff();
    if (working) callOff = alarm.at(dueAt, () => void publish());
  };
  const publish = async (): Promise<void> => {
    if (!working) return;
    turn = turn.then(async () => {
      try {
        const roster = await publishOnce(options);
        ringAt(midnightAfter(clock.now(), definitions.written().timeZone) ?? clock.now() + TRY_AGAIN_MS);
        logger.debug({ version: roster.version, shifts: roster.shifts.length }, 'roster published');
      } catch (err) {
        logger.error({ err }, 'the roster could not be published; it is tried again');
        ringAt(clock.now() + TRY_AGAIN_MS);
      }
    });
    await turn;
  };

  definitions.onPublished(() => void publish());
  return {
    publish,
    start() {
      working = true;
      return publish();
    },
    stop() {
      working = false;
      callOff();
    },
  };
}

const midnightAfter = (now: Instant, timeZone: string): Instant | undefined =>
  civilDay(civilDateAt(now, timeZone), timeZone)?.toAt;

async function publishOnce(options: Options): Promise<Roster> {
  const { store, bus, clock, domainId } = options;
  const stream = streams.rosters(domainId);
  const wanted = await expected(options);
  const last = Roster.safeParse((await bus.last(stream))?.value);
  const onBus = last.success ? last.data : undefined;
  const unchanged = onBus !== undefined && sameRoster(onBus, wanted);
  const version = Math.max(await store.version(), onBus?.version ?? 0) + 1;
  const roster = unchanged ? onBus : { ...wanted, domainId, version, publishedAt: clock.now() };
  if (!unchanged) {
    // The number is taken before it is used: whoever stops in between has skipped one, never used it twice.
    await store.published(version);
    await bus.publish(stream, [roster], { keep: KEPT });
  }
  const id = `roster:${roster.version}:${roster.publishedAt}`;
  await bus.publish(streams.inputs(domainId), [{ id, domainId, at: clock.now(), kind: 'roster', roster }]);
  return roster;
}

type Expected = Pick<Roster, 'fromAt' | 'toAt' | 'shifts'>;

async function expected({ store, clock, definitions }: Options): Promise<Expected> {
  const { timeZone, agents } = definitions.written();
  const today = civilDateAt(clock.now(), timeZone);
  const [first, last] = [dateNear(today, -DAYS_BEFORE), dateNear(today, DAYS_AFTER)];
  const fromAt = civilDay(first, timeZone)?.fromAt ?? 0;
  const toAt = civilDay(last, timeZone)?.toAt ?? 0;
  // A night shift of the day before may reach into the window.
  const before = dateNear(first, -1);
  const [shifts, absences] = await Promise.all([store.shifts(before, last), store.absences(before, last)]);
  const known = new Set(agents.map(({ agentId }) => agentId));
  const inWindow = expectedShifts(shifts, absences, known).filter((shift) =>
    touches(shift, { fromAt, toAt }, timeZone),
  );
  return { fromAt, toAt, shifts: rosterShifts(inWindow, timeZone) };
}

const dateNear = (date: CivilDate, days: number): CivilDate => daysAfter(date, days) ?? date;

function sameRoster(a: Expected, b: Expected): boolean {
  const content = ({ fromAt, toAt, shifts }: Expected): string =>
    JSON.stringify(Roster.pick({ fromAt: true, toAt: true, shifts: true }).parse({ fromAt, toAt, shifts }));
  return content(a) === content(b);
}
