import type { Duration, ExpectedLoad, ServiceLevelDefinition } from '@decroche/protocol';
import { coverageBy } from './coverage.ts';
import { agentsNeeded, expectedPickUp, type ExpectedPickUp } from './erlang.ts';
import { callsExpected } from './expected-load.ts';
import type { Presence, Stretch } from './stretch.ts';

/** A quarter of an hour, the slice of the day plan. */
export const QUARTER_HOUR_MS: Duration = 900_000;

/** What a forecast is made of. */
export interface ForecastQuestion {
  readonly presences: readonly Presence[];
  /** When the service is open. */
  readonly during: readonly Stretch[];
  readonly load: ExpectedLoad;
  readonly serviceLevel: Pick<ServiceLevelDefinition, 'thresholdMs' | 'pickUpTarget'>;
  readonly timeZone: string;
  /** Default a quarter of an hour, from the beginning of each opening. */
  readonly sliceMs?: Duration;
}

/** What one slice of the day is expected to bring under the roster. */
export interface ForecastSlice extends Stretch {
  /** Fewest present at any instant of it: what the expectation is computed with. */
  readonly least: number;
  readonly mean: number;
  /** Calls expected in this slice. */
  readonly calls: number;
  readonly expected: ExpectedPickUp;
  /** Agents with whom the target is reached. */
  readonly needed: number | undefined;
  /** The target is reached; red on the day plan when not. */
  readonly enough: boolean;
}

/** Expected pick-up of each slice: the roster's coverage against the weekly load, Erlang A with the load's patience. */
export function forecast(question: ForecastQuestion): ForecastSlice[] {
  const { presences, during, load, serviceLevel, timeZone, sliceMs = QUARTER_HOUR_MS } = question;
  const { thresholdMs, pickUpTarget } = serviceLevel;
  const needed = new Map<number, number | undefined>();
  return during.flatMap((stretch) =>
    coverageBy(presences, stretch, sliceMs).map((slice) => {
      const calls = callsExpected(load, slice, timeZone);
      const callsPerHour = (calls * 3_600_000) / (slice.toAt - slice.fromAt);
      const workload = { callsPerHour, ahtMs: load.ahtMs, patienceMs: load.patienceMs };
      const expected = expectedPickUp(workload, slice.least, thresholdMs);
      if (!needed.has(callsPerHour)) needed.set(callsPerHour, agentsNeeded(workload, thresholdMs, pickUpTarget));
      return { ...slice, calls, expected, needed: needed.get(callsPerHour), enough: expected.share >= pickUpTarget };
    }),
  );
}
