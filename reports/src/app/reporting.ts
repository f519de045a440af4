import type { Clock } from '@decroche/platform';
import type {
  CallClass,
  CallId,
  CallProof,
  CallRecord,
  CallRecordPage,
  CallsFilter,
  ClassifiedCall,
  Definition,
  HalfHour,
  TelephoneFigures,
  TelephoneQuery,
} from '@decroche/protocol';
import { classOf, waitField } from '../core/kpi/call-class.ts';
import { HALF_HOUR_MS, type Cell } from '../core/kpi/cell.ts';
import { contributionOf } from '../core/kpi/contribution.ts';
import { selectionOf } from '../core/kpi/selection.ts';
import { dayOf, periodOf, type Period, type PeriodRefusal } from '../core/period.ts';
import { halfHours, promiseOf, telephoneFigures, type Scope } from '../core/telephone-figures.ts';
import type { Recorder } from './recorder.ts';
import { RollUp } from './roll-up.ts';
import type { RecordSelection, RecordStore } from './ports.ts';

/** Time zone before any definition was read: the law of the land the product serves. */
const FALLBACK_ZONE = 'Europe/Paris';

/** Longest period a half-hour table is made of: a quarter. */
const LONGEST_TABLE_MS = 93 * 86_400_000;

/** What people ask of the records. */
export interface Reporting {
  /** The arrivals a query is about, or why there are none to speak of. */
  scope(query: TelephoneQuery): Scope | PeriodRefusal;
  /** Whether a scope lies within the present day. */
  isToday(scope: Scope): boolean;
  /** The zone in which days begin and end. */
  timeZone(): string;
  figures(scope: Scope): Promise<TelephoneFigures>;
  halfHours(scope: Scope): Promise<HalfHour[] | PeriodRefusal>;
  calls(scope: Scope, filter: CallsFilter, paging: { offset: number; limit: number }): Promise<CallRecordPage>;
  eachCall(scope: Scope, filter: CallsFilter): AsyncIterable<ClassifiedCall>;
  call(callId: CallId): Promise<CallProof | undefined>;
}

/** What reporting works with. */
export interface ReportingOptions {
  readonly store: RecordStore;
  readonly recorder: Recorder;
  readonly definition: () => Definition | undefined;
  readonly clock: Clock;
}

/** Answers from the roll-up, and from the records where a period cuts a half hour. */
export function reporting({ store, recorder, definition, clock }: ReportingOptions): Reporting {
  const timeZone = (): string => definition()?.timeZone ?? FALLBACK_ZONE;
  const today = (): Period => dayOf(clock.now(), timeZone());
  const select = (scope: Scope, filter: CallsFilter): RecordSelection => ({
    ...scope,
    outcome: filter.outcome,
    agentId: filter.agentId,
    anyOf: filter.class && selectionOf(filter.class, definition()),
  });

  const figures = async (scope: Scope): Promise<TelephoneFigures> => {
    const { rollUp, seq } = recorder.recorded();
    const cells = await cellsOf(scope, rollUp, store);
    return telephoneFigures(scope, cells, { definition: definition(), journalSeq: seq });
  };
  /** The figures know how many calls a class has; only other filters need the records counted. */
  const totalOf = async (scope: Scope, filter: CallsFilter): Promise<number> => {
    if (filter.outcome !== undefined || filter.agentId !== undefined) return store.count(select(scope, filter));
    const { counts, calls } = await figures(scope);
    return filter.class ? [...new Set(filter.class)].reduce((sum, one) => sum + counts[one], 0) : calls;
  };

  return {
    timeZone,
    figures,
    scope(query) {
      const period = periodOf(query, { now: clock.now(), timeZone: timeZone() });
      return typeof period === 'string'
        ? period
        : { ...period, ...(query.serviceId && { serviceId: query.serviceId }) };
    },
    isToday({ from, to }) {
      const day = today();
      return from >= day.from && to <= day.to;
    },
    async halfHours(scope) {
      if (scope.to - scope.from > LONGEST_TABLE_MS) return 'periodTooLong';
      const cells = await cellsOf(scope, recorder.recorded().rollUp, store);
      return halfHours(scope, cells, definition());
    },
    async calls(scope, filter, paging) {
      const selection = select(scope, filter);
      const [total, records] = await Promise.all([totalOf(scope, filter), store.list(selection, paging)]);
      return { total, records: records.map((record) => classified(record, definition())) };
    },
    async *eachCall(scope, filter) {
      for await (const record of store.each(select(scope, filter))) yield classified(record, definition());
    },
    async call(callId) {
      const found = await store.find(callId);
      return found && { record: classified(found.record, definition()), events: found.lines };
    },
  };
}

/** The cells of a scope: whole half hours from the roll-up, the ragged ends from the records. */
async function cellsOf(scope: Scope, rollUp: RollUp, store: RecordStore): Promise<Cell[]> {
  const first = Math.min(Math.ceil(scope.from / HALF_HOUR_MS) * HALF_HOUR_MS, scope.to);
  const last = Math.max(Math.floor(scope.to / HALF_HOUR_MS) * HALF_HOUR_MS, first);
  const ragged = [
    { ...scope, to: first },
    { ...scope, from: last },
  ].filter(({ from, to }) => from < to);
  const edges = new RollUp();
  for (const edge of ragged) for await (const fact of store.facts(edge)) edges.add(fact);
  return [...rollUp.within(scope), ...edges.all()];
}

/** A record with what it counts as under the definition in force. */
function classified(record: CallRecord, definition: Definition | undefined): ClassifiedCall {
  const promised = promiseOf(record.serviceId, definition);
  const contribution = contributionOf(record);
  const waitMs = contribution[waitField(promised)];
  const found: CallClass = classOf(contribution, promised);
  return { ...record, class: found, ...(waitMs === undefined ? {} : { waitMs }) };
}
