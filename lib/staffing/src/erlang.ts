import type { Duration } from '@decroche/protocol';

/** The calls that reach a group of agents, on average. */
export interface Workload {
  readonly callsPerHour: number;
  /** Average handling time: talk, hold and wrap-up. */
  readonly ahtMs: Duration;
  /** How long callers wait before they give up, on average. Absent = for ever: Erlang C instead of Erlang A. */
  readonly patienceMs?: Duration;
}

/** What becomes of callers in the long run, as shares of all of them. */
export interface ExpectedPickUp {
  /** Picked up within the threshold. */
  readonly inTime: number;
  /** Gave up within the threshold; 0 under Erlang C, whose callers never give up. */
  readonly abandonedInTime: number;
  /** Gave up after it. */
  readonly abandonedLate: number;
  /** The contractual figure under clause F4 of kpi.md: in time / (all − gave up within the threshold). */
  readonly share: number;
  /** Share of their time that agents are with callers. */
  readonly occupancy: number;
}

const HOUR_MS = 3_600_000;
const NOBODY_CALLS: ExpectedPickUp = { inTime: 1, abandonedInTime: 0, abandonedLate: 0, share: 1, occupancy: 0 };

/**
 * What share of callers is picked up within the threshold: Erlang A when callers have a patience, Erlang C otherwise.
 * Poisson arrivals, exponential handling, first come first served, one group of equal agents. Nobody calling is 1.
 */
export function expectedPickUp(workload: Workload, agents: number, thresholdMs: Duration): ExpectedPickUp {
  if (workload.callsPerHour <= 0 || workload.ahtMs <= 0) return NOBODY_CALLS;
  return workload.patienceMs === undefined
    ? erlangC(workload, agents, thresholdMs)
    : erlangA({ ...workload, patienceMs: workload.patienceMs }, agents, thresholdMs);
}

/** The fewest agents with whom the share is reached; `undefined` when `most` do not suffice. */
export function agentsNeeded(
  workload: Workload,
  thresholdMs: Duration,
  target: number,
  most = 1_000,
): number | undefined {
  if (workload.callsPerHour <= 0) return 0;
  for (let agents = 0; agents <= most; agents += 1) {
    if (expectedPickUp(workload, agents, thresholdMs).share >= target) return agents;
  }
  return undefined;
}

/** Share of callers lost by a group without a queue (Erlang B), by its recursion over the number of agents. */
function erlangB(erlangs: number, agents: number): number {
  let blocked = 1;
  for (let n = 1; n <= agents; n += 1) blocked = (erlangs * blocked) / (n + erlangs * blocked);
  return blocked;
}

/**
 * M/M/n (Erlang C): `1 − C(n, a) · e^(−(n − a) · T / AHT)` with `a` = calls × AHT. With 60 calls an hour of 6 minutes and
 * T = 15 s: 9 agents 82.7 %, 10 agents 91.4 %, 11 agents 96.0 % (kpi.md: forecast). No more agents than erlangs: the queue
 * grows for ever and the share is 0.
 */
function erlangC({ callsPerHour, ahtMs }: Workload, agents: number, thresholdMs: Duration): ExpectedPickUp {
  const erlangs = (callsPerHour * ahtMs) / HOUR_MS;
  if (agents <= erlangs) return { inTime: 0, abandonedInTime: 0, abandonedLate: 0, share: 0, occupancy: 1 };
  const occupancy = erlangs / agents;
  const blocked = erlangB(erlangs, agents);
  const waits = blocked / (1 - occupancy * (1 - blocked));
  const share = 1 - waits * Math.exp((-(agents - erlangs) * thresholdMs) / ahtMs);
  return { inTime: share, abandonedInTime: 0, abandonedLate: 0, share, occupancy };
}

/** Steps of Simpson's rule for each panel of the wait; the error is far below what a forecast is worth. */
const STEPS = 64;
/** Below e^−40 of its peak the density of the wait adds nothing. */
const NEGLIGIBLE = 40;

/**
 * M/M/n+M (Erlang A), by the density of the offered wait, the wait of a caller of endless patience
 * (Zeltyn & Mandelbaum 2005): `v(x) = λ · π · exp(λ · (1 − e^(−θx)) / θ − nμx)`, of which a share `e^(−θx)` is still there to
 * be picked up. Everything is scaled by the density's peak, so that a hopeless overload does not overflow.
 */
function erlangA(
  { callsPerHour, ahtMs, patienceMs }: Required<Workload>,
  agents: number,
  thresholdMs: Duration,
): ExpectedPickUp {
  const arrivals = callsPerHour / HOUR_MS;
  const service = agents / ahtMs;
  const giveUp = 1 / Math.max(1, patienceMs);
  const stays = (x: number): number => Math.exp(-giveUp * x);
  if (agents <= 0) {
    const early = 1 - stays(thresholdMs);
    return { inTime: 0, abandonedInTime: early, abandonedLate: 1 - early, share: 0, occupancy: 0 };
  }
  const exponent = (x: number): number => (arrivals * (1 - stays(x))) / giveUp - service * x;
  const peakAt = arrivals > service ? Math.log(arrivals / service) / giveUp : 0;
  const peak = exponent(peakAt);
  const density = (x: number): number => arrivals * Math.exp(exponent(x) - peak);
  let end = Math.max(peakAt, thresholdMs, ahtMs / agents);
  while (exponent(end) - peak > -NEGLIGIBLE) end *= 2;

  const finest = Math.min(1 / giveUp, 1 / service);
  const sum = (of: (x: number) => number, from: number, to: number): number => integral(of, { from, to, finest });
  // In units of what one fewer would all be busy for: of a group far larger than its load that share is as good as none,
  // and nothing may be divided by it.
  const busy = erlangB(arrivals * ahtMs, agents - 1);
  const free = Math.exp(-peak);
  const waitsLittle = busy * sum(density, 0, thresholdMs);
  const waitsLong = busy * sum(density, thresholdMs, end);
  const all = free + waitsLittle + waitsLong;
  const pickedUpEarly = busy * sum((x) => density(x) * stays(x), 0, thresholdMs);
  const pickedUpLate = busy * sum((x) => density(x) * stays(x), thresholdMs, end);
  const inTime = (free + pickedUpEarly) / all;
  const abandonedInTime = (waitsLittle - pickedUpEarly + waitsLong * (1 - stays(thresholdMs))) / all;
  const answered = inTime + pickedUpLate / all;
  const abandonedLate = Math.max(0, 1 - answered - abandonedInTime);
  const occupancy = Math.min(1, (arrivals * answered) / service);
  return { inTime, abandonedInTime, abandonedLate, share: inTime / (1 - abandonedInTime), occupancy };
}

/** Simpson's rule over panels that double in width: finest where the wait begins, where most of it happens. */
function integral(
  of: (x: number) => number,
  { from, to, finest }: { readonly from: number; readonly to: number; readonly finest: number },
): number {
  let total = 0;
  for (let left = from, width = finest; left < to; width *= 2) {
    const step = Math.min(width, to - left) / STEPS;
    let sum = of(left) + of(left + STEPS * step);
    for (let at = 1; at < STEPS; at += 1) sum += of(left + at * step) * (at % 2 === 0 ? 2 : 4);
    total += (sum * step) / 3;
    left += width;
  }
  return total;
}
