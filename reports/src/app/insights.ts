import { civilDateAt, civilDay, daysAfter } from '@decroche/calendar';
import type { Clock } from '@decroche/platform';
import type {
  AbandonedPage,
  AnnouncedWaitFigures,
  CallbackFigures,
  CallRecord,
  Definition,
  DissuasionEffect,
  LoadProfile,
  LoadQuery,
  TelephoneQuery,
} from '@decroche/protocol';
import { announcedWaits } from '../core/insights/announced-wait.ts';
import { callbackFigures } from '../core/insights/callbacks.ts';
import { dissuasionEffects } from '../core/insights/dissuasion-effect.ts';
import { loadOver, profileDays, type LoadFact } from '../core/insights/load-profile.ts';
import { toRingBack, type Contact } from '../core/insights/to-ring-back.ts';
import type { PeriodRefusal } from '../core/period.ts';
import type { Scope } from '../core/telephone-figures.ts';
import type { RecordMark, RecordStore } from './ports.ts';
import type { Recorder } from './recorder.ts';

/** Longest period whose records are looked through: a quarter. */
const LONGEST_MS = 93 * 86_400_000;
/** Longest period that is searched for people to ring back: after a month nobody waits any more. */
const LONGEST_ABANDONED_MS = 32 * 86_400_000;
/** Days that are searched when nothing is asked for, and the longest that agents look back. */
const ABANDONED_DAYS = 7;

/** What the records tell beyond the contractual figures. */
export interface Insights {
  /** The period of a query for people to ring back: the last seven days unless asked otherwise. */
  abandonedQuery(query: TelephoneQuery): TelephoneQuery;
  /** Whether a scope lies within the last seven days, today included. */
  isRecent(scope: Scope): boolean;
  abandoned(scope: Scope, paging: { offset: number; limit: number }): Promise<AbandonedPage | PeriodRefusal>;
  dissuasions(scope: Scope): Promise<DissuasionEffect[] | PeriodRefusal>;
  announcedWaits(scope: Scope): Promise<AnnouncedWaitFigures | PeriodRefusal>;
  callbacks(scope: Scope): Promise<CallbackFigures | PeriodRefusal>;
  load(query: LoadQuery): Promise<LoadProfile>;
}

/** What insights work with. */
export interface InsightsOptions {
  readonly store: Pick<RecordStore, 'each' | 'contacts' | 'facts'>;
  readonly recorder: Pick<Recorder, 'recorded'>;
  readonly definition: () => Definition | undefined;
  readonly timeZone: () => string;
  readonly clock: Clock;
}

/** Answers from the records. */
export function insights(options: InsightsOptions): Insights {
  const { store, definition, timeZone, clock } = options;
  const tooLong = (scope: Scope, longestMs = LONGEST_MS): boolean => scope.to - scope.from > longestMs;
  const marked = async (scope: Scope, mark: RecordMark): Promise<CallRecord[]> => {
    const records: CallRecord[] = [];
    for await (const record of store.each({ ...scope, mark })) records.push(record);
    return records;
  };
  const recent = () => {
    const today = civilDateAt(clock.now(), timeZone());
    return { from: daysAfter(today, 1 - ABANDONED_DAYS)!, to: today };
  };
  return {
    abandonedQuery: (query) => (query.from === undefined && query.to === undefined ? { ...query, ...recent() } : query),
    isRecent(scope) {
      const { from, to } = recent();
      return scope.from >= civilDay(from, timeZone())!.fromAt && scope.to <= civilDay(to, timeZone())!.toAt;
    },
    async abandoned(scope, { offset, limit }) {
      if (tooLong(scope, LONGEST_ABANDONED_MS)) return 'periodTooLong';
      const givenUp = await marked(scope, 'givenUp');
      const contacts: Contact[] = [];
      for await (const contact of store.contacts(givenUp)) contacts.push(contact);
      const people = toRingBack(givenUp, contacts, definition());
      return { total: people.length, items: people.slice(offset, offset + limit) };
    },
    async dissuasions(scope) {
      if (tooLong(scope)) return 'periodTooLong';
      return dissuasionEffects(await marked(scope, 'dissuasion'));
    },
    async announcedWaits(scope) {
      if (tooLong(scope)) return 'periodTooLong';
      return { ...scope, ...announcedWaits(await marked(scope, 'announcedWait')) };
    },
    async callbacks(scope) {
      if (tooLong(scope)) return 'periodTooLong';
      const context = { now: clock.now(), timeZone: timeZone() };
      return { ...scope, ...callbackFigures(await marked(scope, 'callback'), context) };
    },
    load: (query) => loadOf(query, options),
  };
}

async function loadOf(query: LoadQuery, options: InsightsOptions): Promise<LoadProfile> {
  const { serviceId, weekday, weeks } = query;
  const { store, recorder, definition, clock } = options;
  const timeZone = options.timeZone();
  const asked = { serviceId, weekday, weeks, timeZone, now: clock.now(), definition: definition() };
  const chosen = profileDays({ ...asked, recordsSince: recorder.recorded().rollUp.since() });
  const facts: LoadFact[] = [];
  for (const day of chosen.days) {
    const { fromAt: from, toAt: to } = civilDay(day, timeZone)!;
    for await (const fact of store.facts({ from, to, serviceId })) facts.push(fact);
  }
  const means = loadOver(facts, { days: chosen.days.length, timeZone });
  return { ...(serviceId === undefined ? {} : { serviceId }), weekday, ...chosen, ...means };
}
