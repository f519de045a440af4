import type { Definition, HalfHour, Instant, ServiceId, TelephoneFigures } from '@decroche/protocol';
import { abandonRate, passesAbandon } from './kpi/abandon-rate.ts';
import { DEFAULT_PROMISE, type Promised } from './kpi/call-class.ts';
import { HALF_HOUR_MS, halfHourOf, type Cell } from './kpi/cell.ts';
import { averageHandlingMs } from './kpi/handling-time.ts';
import { passesPickUp, pickUpRate } from './kpi/pick-up-rate.ts';
import { forEachClause, rateOf, verdictDepends } from './kpi/readings.ts';
import { speedOfAnswer } from './kpi/speed-of-answer.ts';
import { addTallies, emptyTally, tallyOf, type Tally } from './kpi/tally.ts';
import { wilsonInterval } from './kpi/wilson.ts';

/** Which calls a report is about: those that arrived in `[from, to)`, of one service or of all. */
export interface Scope {
  readonly from: Instant;
  readonly to: Instant;
  readonly serviceId?: ServiceId | undefined;
}

/** The promise a service's calls are judged by; that of C2 and C3 for a service no definition names. */
export function promiseOf(serviceId: ServiceId, definition: Definition | undefined): Promised {
  return definition?.services.find((service) => service.serviceId === serviceId)?.serviceLevel ?? DEFAULT_PROMISE;
}

/** The promise printed at the head of a report: the service's own, or for several the strictest target of each kind. */
function printedPromise(scope: Scope, definition: Definition | undefined): { promised: Promised; differ: boolean } {
  if (scope.serviceId !== undefined) return { promised: promiseOf(scope.serviceId, definition), differ: false };
  const all = (definition?.services ?? []).map(({ serviceLevel }) => serviceLevel);
  const [first = DEFAULT_PROMISE] = all;
  const differ = all.some((one) => JSON.stringify(one) !== JSON.stringify(first));
  if (!differ) return { promised: first, differ };
  return {
    promised: {
      ...first,
      clause: all.every(({ clause }) => clause === first.clause) ? first.clause : DEFAULT_PROMISE.clause,
      pickUpTarget: Math.max(...all.map(({ pickUpTarget }) => pickUpTarget)),
      abandonTarget: Math.min(...all.map(({ abandonTarget }) => abandonTarget)),
    },
    differ,
  };
}

function tallyCells(cells: readonly Cell[], definition: Definition | undefined): Tally {
  return addTallies(cells.map((cell) => tallyOf(cell, promiseOf(cell.serviceId, definition))));
}

/** The telephone figures of a scope, from its cells. */
export function telephoneFigures(
  scope: Scope,
  cells: readonly Cell[],
  context: { definition: Definition | undefined; journalSeq: number },
): TelephoneFigures {
  const { definition, journalSeq } = context;
  const { promised, differ } = printedPromise(scope, definition);
  const { clause, pickUpTarget, abandonTarget, thresholdMs, clockStartsAt } = promised;
  const tally = tallyCells(cells, definition);
  const pickUp = pickUpRate(tally, clause);
  const readings = forEachClause((one) => rateOf(pickUpRate(tally, one)) ?? null);
  const abandonReadings = forEachClause((one) => rateOf(abandonRate(tally, one)) ?? null);
  return {
    ...scope,
    definitionVersion: definition?.version ?? 0,
    ...{ thresholdMs, clause, clockStartsAt, pickUpTarget, abandonTarget },
    promisesDiffer: differ,
    counts: { ...tally.counts },
    calls: Object.values(tally.counts).reduce((sum, count) => sum + count, 0),
    denominator: pickUp.denominator,
    pickUpRate: rateOf(pickUp),
    pickUpInterval: wilsonInterval(pickUp),
    abandonRate: rateOf(abandonRate(tally, clause)),
    readings,
    abandonReadings,
    dependsOnReading:
      verdictDepends(readings, (rate) => passesPickUp(rate, pickUpTarget)) ||
      verdictDepends(abandonReadings, (rate) => passesAbandon(rate, abandonTarget)),
    asaMs: speedOfAnswer(tally.waits),
    ahtMs: averageHandlingMs(tally),
    journalSeq,
  };
}

/** Every half hour of a scope, those without calls included, for the chart and its table twin. */
export function halfHours(scope: Scope, cells: readonly Cell[], definition: Definition | undefined): HalfHour[] {
  const { promised } = printedPromise(scope, definition);
  const byStart = Map.groupBy(cells, (cell) => cell.from);
  const rows: HalfHour[] = [];
  for (let from = halfHourOf(scope.from); from < scope.to; from += HALF_HOUR_MS) {
    const tally = byStart.has(from) ? tallyCells(byStart.get(from)!, definition) : emptyTally();
    rows.push({
      from,
      counts: { ...tally.counts },
      pickUpRate: rateOf(pickUpRate(tally, promised.clause)),
      abandonRate: rateOf(abandonRate(tally, promised.clause)),
    });
  }
  return rows;
}
