import { CallClass } from '@decroche/protocol';
import type { Promised } from './call-class.ts';
import { waitField } from './call-class.ts';
import type { Cell } from './cell.ts';
import { countAll, countUnder, mergeHistograms, type Histogram } from './histogram.ts';

/** Callers who left in less than this are the "short abandons" of reading F5. */
const SHORT_ABANDON_MS = 5_000;

/** What the indicators are computed from: counts under a promise. Tallies of several services add up. */
export interface Tally {
  readonly counts: Readonly<Record<CallClass, number>>;
  /** Abandoned under {@link SHORT_ABANDON_MS}; part of `abandonedEarly` and `abandonedLate`. */
  readonly shortAbandons: number;
  /** How long answered callers waited. */
  readonly waits: Histogram;
  readonly handledCalls: number;
  readonly handlingMs: number;
}

const noCounts = (): Record<CallClass, number> =>
  Object.fromEntries(CallClass.options.map((one) => [one, 0])) as Record<CallClass, number>;

/** Nothing counted yet. */
export const emptyTally = (): Tally => ({
  counts: noCounts(),
  shortAbandons: 0,
  waits: new Map(),
  handledCalls: 0,
  handlingMs: 0,
});

/** Counts a cell under its service's promise. */
export function tallyOf(cell: Cell, promised: Promised): Tally {
  const field = waitField(promised);
  const answered = cell.answered[field];
  const waitingAbandons = cell.abandoned[field];
  const { thresholdMs } = promised;
  const onTime = countUnder(answered, thresholdMs);
  const early = countUnder(waitingAbandons, thresholdMs);
  return {
    counts: {
      ...cell.others,
      answeredOnTime: onTime,
      answeredLate: countAll(answered) - onTime,
      abandonedEarly: early,
      abandonedLate: countAll(waitingAbandons) - early,
      abandonedInWelcome: promised.clockStartsAt === 'received' ? 0 : cell.abandonedInWelcome,
    },
    shortAbandons: countUnder(waitingAbandons, SHORT_ABANDON_MS),
    waits: answered,
    handledCalls: cell.handledCalls,
    handlingMs: cell.handlingMs,
  };
}

/** The sum of tallies. */
export function addTallies(tallies: readonly Tally[]): Tally {
  const counts = noCounts();
  let [shortAbandons, handledCalls, handlingMs] = [0, 0, 0];
  for (const tally of tallies) {
    for (const one of CallClass.options) counts[one] += tally.counts[one];
    shortAbandons += tally.shortAbandons;
    handledCalls += tally.handledCalls;
    handlingMs += tally.handlingMs;
  }
  return { counts, shortAbandons, waits: mergeHistograms(tallies.map(({ waits }) => waits)), handledCalls, handlingMs };
}
