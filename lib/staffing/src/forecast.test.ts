import { expect, test } from 'vitest';
import type { ExpectedLoad } from '@decroche/protocol';
import { callsExpected } from './expected-load.ts';
import { forecast } from './forecast.ts';

const PARIS = 'Europe/Paris';
const at = (text: string): number => Date.parse(text);
const over = (from: string, to: string) => ({ fromAt: at(from), toAt: at(to) });

const load: ExpectedLoad = {
  ahtMs: 360_000,
  patienceMs: 90_000,
  callsPerHour: [
    { days: [1, 2, 3, 4, 5], from: '08:00', to: '10:00', calls: 60 },
    { days: [1, 2, 3, 4, 5], from: '10:00', to: '18:00', calls: 20 },
    { days: [6], from: '22:00', to: '06:00', calls: 6 },
  ],
};

test.each([
  ['a quarter-hour of the morning', '2026-03-02T09:00+01:00', '2026-03-02T09:15+01:00', 15],
  ['a quarter-hour between two windows', '2026-03-02T09:50+01:00', '2026-03-02T10:05+01:00', 10 + 20 / 12],
  ['before the opening', '2026-03-02T07:45+01:00', '2026-03-02T08:00+01:00', 0],
  ['a Sunday', '2026-03-08T09:00+01:00', '2026-03-08T10:00+01:00', 0],
  ['a night across midnight', '2026-03-07T23:00+01:00', '2026-03-08T01:00+01:00', 12],
  ['the end of a night that began the day before', '2026-03-08T05:00+01:00', '2026-03-08T07:00+01:00', 6],
  ['a whole ordinary day', '2026-03-02T00:00+01:00', '2026-03-03T00:00+01:00', 280],
  ['the night that is an hour longer', '2026-10-24T22:00+02:00', '2026-10-25T06:00+01:00', 54],
  ['nothing at all', '2026-03-02T09:00+01:00', '2026-03-02T09:00+01:00', 0],
])('%s', (_what, from, to, calls) => expect(callsExpected(load, over(from, to), PARIS)).toBeCloseTo(calls, 9));

test('each quarter-hour has its coverage, its calls and what they come to', () => {
  const there = (count: number, from: string, to: string) =>
    Array.from({ length: count }, (_, n) => ({ agentId: `a${n}` as never, ...over(from, to) }));
  const presences = [
    ...there(12, '2026-03-02T08:00+01:00', '2026-03-02T09:00+01:00'),
    ...there(7, '2026-03-02T09:00+01:00', '2026-03-02T18:00+01:00'),
  ];
  const slices = forecast({
    ...{ presences, load, timeZone: PARIS, during: [over('2026-03-02T08:00+01:00', '2026-03-02T11:00+01:00')] },
    serviceLevel: { thresholdMs: 15_000, pickUpTarget: 0.92 },
  });
  expect(slices.map((slice) => [slice.least, slice.calls, slice.enough])).toEqual([
    ...Array.from({ length: 4 }, () => [12, 15, true]),
    ...Array.from({ length: 4 }, () => [7, 15, false]),
    ...Array.from({ length: 4 }, () => [7, 5, true]),
  ]);
  expect(slices[4]?.needed).toBeGreaterThan(7);
  expect(slices[4]?.expected.share).toBeLessThan(0.92);
});
