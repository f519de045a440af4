import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agentsNeeded, expectedPickUp, type Workload } from './erlang.ts';

const SIX_MINUTES = 360_000;
const FIFTEEN_SECONDS = 15_000;

/** The figures of kpi.md: Erlang C with a threshold of 15 s. */
describe('60 calls an hour of 6 minutes', () => {
  const load = { callsPerHour: 60, ahtMs: SIX_MINUTES };
  test.each([
    [9, 0.827],
    [10, 0.914],
    [11, 0.96],
  ])('%i agents pick up %d within 15 s', (agents, share) => {
    expect(expectedPickUp(load, agents, FIFTEEN_SECONDS).share).toBeCloseTo(share, 3);
  });

  test('92 % takes 11 agents', () => expect(agentsNeeded(load, FIFTEEN_SECONDS, 0.92)).toBe(11));
  test('6 erlangs are hopeless with 6 agents', () => {
    expect(expectedPickUp(load, 6, FIFTEEN_SECONDS).share).toBe(0);
    expect(agentsNeeded(load, FIFTEEN_SECONDS, 0.92, 6)).toBeUndefined();
  });
  test('callers who give up make room for the others', () => {
    const patient = expectedPickUp({ ...load, patienceMs: 120_000 }, 9, FIFTEEN_SECONDS);
    expect(patient.share).toBeGreaterThan(0.83);
    expect(patient.share).toBeLessThan(0.92);
  });
});

test('nobody calling is nobody missed, nobody there picks up nothing', () => {
  expect(expectedPickUp({ callsPerHour: 0, ahtMs: SIX_MINUTES }, 0, FIFTEEN_SECONDS).share).toBe(1);
  expect(agentsNeeded({ callsPerHour: 0, ahtMs: SIX_MINUTES }, FIFTEEN_SECONDS, 0.92)).toBe(0);
  expect(expectedPickUp({ callsPerHour: 5, ahtMs: SIX_MINUTES }, 0, FIFTEEN_SECONDS).share).toBe(0);
  expect(expectedPickUp({ callsPerHour: 5, ahtMs: SIX_MINUTES, patienceMs: 60_000 }, 0, FIFTEEN_SECONDS).share).toBe(0);
});

/** The same queue solved as a birth and death chain, state by state: shares who wait not at all and who give up in all. */
function chainOf({ callsPerHour, ahtMs, patienceMs }: Required<Workload>, agents: number) {
  const arrivals = callsPerHour / 3_600_000;
  const weights = [1];
  for (let state = 1; state < 4_000; state += 1) {
    const leaving = Math.min(state, agents) / ahtMs + Math.max(0, state - agents) / patienceMs;
    weights.push(((weights[state - 1] as number) * arrivals) / leaving);
    if ((weights[state] as number) < 1e-300) break;
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const waiting = weights.reduce((sum, weight, state) => sum + weight * Math.max(0, state - agents), 0) / total;
  const immediately = weights.slice(0, agents).reduce((sum, weight) => sum + weight, 0) / total;
  return { immediately, abandoned: waiting / patienceMs / arrivals };
}

const anyLoad = fc.record({
  callsPerHour: fc.integer({ min: 1, max: 400 }),
  ahtMs: fc.integer({ min: 30_000, max: 900_000 }),
  patienceMs: fc.integer({ min: 5_000, max: 1_200_000 }),
});

test('Erlang A agrees with the chain of states it stands for', () => {
  fc.assert(
    fc.property(anyLoad, fc.integer({ min: 1, max: 60 }), (load, agents) => {
      const { immediately, abandoned } = chainOf(load, agents);
      expect(expectedPickUp(load, agents, 0).inTime).toBeCloseTo(immediately, 4);
      const { abandonedInTime, abandonedLate } = expectedPickUp(load, agents, FIFTEEN_SECONDS);
      expect(abandonedInTime + abandonedLate).toBeCloseTo(abandoned, 4);
    }),
  );
});

test('shares are shares, and one more agent never makes it worse', () => {
  fc.assert(
    fc.property(anyLoad, fc.integer({ min: 0, max: 60 }), fc.nat(60_000), (load, agents, thresholdMs) => {
      const now = expectedPickUp(load, agents, thresholdMs);
      for (const share of Object.values(now)) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1 + 1e-9);
      }
      expect(expectedPickUp(load, agents + 1, thresholdMs).share).toBeGreaterThanOrEqual(now.share - 1e-6);
    }),
  );
});

test('with endless patience Erlang A is Erlang C', () => {
  const load = { callsPerHour: 60, ahtMs: SIX_MINUTES };
  const patient = expectedPickUp({ ...load, patienceMs: 3_600_000_000 }, 9, FIFTEEN_SECONDS);
  expect(patient.share).toBeCloseTo(expectedPickUp(load, 9, FIFTEEN_SECONDS).share, 3);
});

test('a hopeless overload is a small share, not a failure', () => {
  const load = { callsPerHour: 5_000, ahtMs: 600_000, patienceMs: 3_600_000 };
  expect(expectedPickUp(load, 3, FIFTEEN_SECONDS).share).toBeLessThan(0.01);
  expect(expectedPickUp(load, 3, FIFTEEN_SECONDS).occupancy).toBeCloseTo(1, 3);
});

test('far more agents than callers need is everybody picked up, not a failure', () => {
  const load = { callsPerHour: 10, ahtMs: SIX_MINUTES, patienceMs: 120_000 };
  for (const agents of [100, 200, 300, 1_000]) {
    expect(expectedPickUp(load, agents, FIFTEEN_SECONDS).share).toBeCloseTo(1, 9);
    expect(expectedPickUp(load, agents, FIFTEEN_SECONDS).occupancy).toBeCloseTo(1 / agents, 9);
  }
});

test('whatever the load and however many agents, the shares are numbers', () => {
  const load = fc.record({
    callsPerHour: fc.integer({ min: 1, max: 4_000 }),
    ahtMs: fc.integer({ min: 1_000, max: 3_600_000 }),
    patienceMs: fc.option(fc.integer({ min: 0, max: 3_600_000 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(load, fc.nat(1_000), fc.nat(60_000), ({ patienceMs, ...calls }, agents, thresholdMs) => {
      const workload = patienceMs === undefined ? calls : { ...calls, patienceMs };
      for (const share of Object.values(expectedPickUp(workload, agents, thresholdMs))) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1 + 1e-9);
      }
    }),
  );
});
