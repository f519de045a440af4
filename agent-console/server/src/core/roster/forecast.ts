import { timeOfDayAt } from '@decroche/calendar';
import type { Duration, ForecastStep, ServiceDefinition, ServiceForecast, TimeOfDay } from '@decroche/protocol';
import {
  callsExpected,
  coverageBy,
  expectedPickUp,
  minutesOf,
  QUARTER_HOUR_MS,
  type Presence,
  type Stretch,
} from '@decroche/staffing';

/** What a day offers to a service. */
export interface ForecastGround {
  readonly day: Stretch;
  readonly open: readonly Stretch[];
  /** Presences of the service's queue. */
  readonly presences: readonly Presence[];
  readonly timeZone: string;
}

/** Another load than the definition's, and agents beside those planned: what if? */
export interface GivenLoad {
  readonly ahtMs: Duration;
  readonly patienceMs: Duration;
  /** Calls in quarters of an hour of the wall clock. */
  readonly quarters: readonly { readonly from: TimeOfDay; readonly calls: number }[];
  readonly agentsMore: number;
}

/** What a quarter of an hour brings, and how long its calls take. */
interface Load {
  readonly from: ServiceForecast['load'];
  readonly ahtMs: number;
  readonly patienceMs: number;
  readonly callsIn: (slice: Stretch) => number;
}

/**
 * The expected pick-up rate of each quarter of an hour (Erlang A: callers have a patience). `order` puts another load in the
 * place of the definition's, and agents beside those planned.
 */
export function serviceForecast(
  service: ServiceDefinition,
  ground: ForecastGround,
  order?: GivenLoad,
): ServiceForecast {
  const load = order ? givenLoad(order, ground.timeZone) : definedLoad(service, ground.timeZone);
  const steps = quartersOf(ground.day).map((quarter) =>
    step(service, ground, { quarter, load, more: order?.agentsMore ?? 0 }),
  );
  const calls = sum(steps.map((each) => each.calls));
  const inTime = sum(steps.map((each) => each.calls * (each.pickUp ?? 0)));
  return {
    ...{ serviceId: service.serviceId, name: service.name, queueId: service.queueId },
    ...{ thresholdMs: service.serviceLevel.thresholdMs, target: service.serviceLevel.pickUpTarget },
    ...{ load: load?.from ?? 'none', steps, calls },
    ...(calls > 0 ? { pickUp: Math.min(1, inTime / calls) } : {}),
  };
}

function step(
  { serviceLevel }: ServiceDefinition,
  { open, presences }: ForecastGround,
  { quarter, load, more }: { readonly quarter: Stretch; readonly load: Load | undefined; readonly more: number },
): ForecastStep {
  const present = Math.max(0, (coverageBy(presences, quarter, QUARTER_HOUR_MS)[0]?.mean ?? 0) + more);
  const pieces = open
    .map((each) => ({ fromAt: Math.max(each.fromAt, quarter.fromAt), toAt: Math.min(each.toAt, quarter.toAt) }))
    .filter(({ fromAt, toAt }) => fromAt < toAt)
    .map((piece) => {
      const calls = load?.callsIn(piece) ?? 0;
      const callsPerHour = (calls * 3_600_000) / (piece.toAt - piece.fromAt);
      const agents = Math.max(0, (coverageBy(presences, piece, QUARTER_HOUR_MS)[0]?.least ?? 0) + more);
      const share = load ? expectedPickUp({ ...load, callsPerHour }, agents, serviceLevel.thresholdMs).share : 1;
      return { calls, inTime: calls * share };
    });
  const calls = sum(pieces.map((piece) => piece.calls));
  const isOpen = pieces.length > 0;
  if (calls <= 0) return { at: quarter.fromAt, open: isOpen, calls: 0, present, missed: false };
  const pickUp = Math.min(1, sum(pieces.map((piece) => piece.inTime)) / calls);
  return { at: quarter.fromAt, open: isOpen, calls, present, pickUp, missed: pickUp < serviceLevel.pickUpTarget };
}

function definedLoad({ expectedLoad }: ServiceDefinition, timeZone: string): Load | undefined {
  if (!expectedLoad) return undefined;
  const { ahtMs, patienceMs } = expectedLoad;
  return { from: 'definition', ahtMs, patienceMs, callsIn: (slice) => callsExpected(expectedLoad, slice, timeZone) };
}

function givenLoad({ ahtMs, patienceMs, quarters }: GivenLoad, timeZone: string): Load {
  const byQuarter = new Map<number, number>();
  for (const { from, calls } of quarters) {
    const quarter = Math.floor(minutesOf(from) / 15);
    byQuarter.set(quarter, (byQuarter.get(quarter) ?? 0) + calls);
  }
  const callsIn = ({ fromAt, toAt }: Stretch): number => {
    const calls = byQuarter.get(Math.floor(minutesOf(timeOfDayAt(fromAt, timeZone)) / 15)) ?? 0;
    return (calls * (toAt - fromAt)) / QUARTER_HOUR_MS;
  };
  return { from: 'given', ahtMs, patienceMs, callsIn };
}

function quartersOf({ fromAt, toAt }: Stretch): Stretch[] {
  const count = Math.ceil((toAt - fromAt) / QUARTER_HOUR_MS);
  return Array.from({ length: count }, (_, n) => ({
    fromAt: fromAt + n * QUARTER_HOUR_MS,
    toAt: Math.min(fromAt + (n + 1) * QUARTER_HOUR_MS, toAt),
  }));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
