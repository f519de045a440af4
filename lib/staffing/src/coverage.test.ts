import fc from 'fast-check';
import { openingCalendar } from '@decroche/calendar';
import { expect, test } from 'vitest';
import { coverageBy, gaps, leastPresent, openStretches, presenceOver } from './coverage.ts';
import { nextPossibleBreak } from './next-break.ts';
import type { Presence } from './stretch.ts';

const ana = (fromAt: number, toAt: number): Presence => ({ agentId: 'ana' as never, fromAt, toAt });
const bob = (fromAt: number, toAt: number): Presence => ({ agentId: 'bob' as never, fromAt, toAt });
const DAY = { fromAt: 0, toAt: 100 };

/** Counted the slow way, instant by instant. */
const presentAt = (presences: readonly Presence[], at: number): number =>
  new Set(presences.filter((each) => each.fromAt <= at && at < each.toAt).map((each) => each.agentId)).size;

const anyPresences = fc.array(
  fc
    .record({ agentId: fc.constantFrom('ana', 'bob', 'cleo', 'dan'), fromAt: fc.nat(100), lasts: fc.nat(60) })
    .map(({ agentId, fromAt, lasts }) => ({ agentId: agentId as never, fromAt, toAt: fromAt + lasts })),
  { maxLength: 12 },
);

test('whoever relieves someone at the minute leaves no gap: stretches are half-open', () => {
  expect(presenceOver([ana(0, 50), bob(50, 100)], DAY)).toEqual([
    { fromAt: 0, toAt: 50, agentIds: ['ana'] },
    { fromAt: 50, toAt: 100, agentIds: ['bob'] },
  ]);
  expect(gaps([ana(0, 50), bob(50, 100)], [DAY], 1)).toEqual([]);
  expect(gaps([ana(0, 50), bob(51, 100)], [DAY], 1)).toEqual([{ fromAt: 50, toAt: 51, present: 0 }]);
});

test('one person with two shifts is one person', () => {
  expect(leastPresent([ana(0, 60), ana(40, 100)], DAY)).toBe(1);
  expect(gaps([ana(0, 60), ana(40, 100)], [DAY], 2)).toEqual([{ fromAt: 0, toAt: 100, present: 1 }]);
});

test('a slice tells its worst instant and its average', () => {
  expect(coverageBy([ana(0, 100), bob(25, 100)], DAY, 50)).toEqual([
    { fromAt: 0, toAt: 50, least: 1, mean: 1.5 },
    { fromAt: 50, toAt: 100, least: 2, mean: 2 },
  ]);
  expect(coverageBy([], { fromAt: 0, toAt: 30 }, 20)).toEqual([
    { fromAt: 0, toAt: 20, least: 0, mean: 0 },
    { fromAt: 20, toAt: 30, least: 0, mean: 0 },
  ]);
});

test('steps, slices and gaps agree with a count of every instant', () => {
  fc.assert(
    fc.property(anyPresences, fc.integer({ min: 1, max: 40 }), fc.nat(3), (presences, sliceMs, minimum) => {
      const steps = presenceOver(presences, DAY);
      expect(steps.map((step) => step.fromAt)).toEqual([0, ...steps.slice(0, -1).map((step) => step.toAt)]);
      expect(steps.at(-1)?.toAt).toBe(100);
      const missing = gaps(presences, [DAY], minimum);
      const slices = coverageBy(presences, DAY, sliceMs);
      for (let at = 0; at < 100; at += 1) {
        const present = presentAt(presences, at);
        expect(steps.find((step) => step.fromAt <= at && at < step.toAt)?.agentIds).toHaveLength(present);
        expect(missing.some((gap) => gap.fromAt <= at && at < gap.toAt)).toBe(present < minimum);
      }
      for (const { fromAt, toAt, least, mean } of slices) {
        const counts = Array.from({ length: toAt - fromAt }, (_, at) => presentAt(presences, fromAt + at));
        expect(least).toBe(Math.min(...counts));
        expect(mean).toBeCloseTo(counts.reduce((sum, count) => sum + count, 0) / counts.length, 9);
      }
    }),
  );
});

test('the next possible break is the first one that leaves enough others at every instant', () => {
  fc.assert(
    fc.property(
      anyPresences,
      fc.nat(100),
      fc.integer({ min: 1, max: 40 }),
      fc.nat(3),
      (presences, fromAt, lasts, minimum) => {
        const wish = { agentId: 'ana' as never, fromAt, untilAt: 100, durationMs: lasts, minimum };
        const others = presences.filter((each) => each.agentId !== wish.agentId);
        const fits = (start: number): boolean =>
          Array.from({ length: lasts }, (_, at) => presentAt(others, start + at)).every((count) => count >= minimum);
        const starts = Array.from({ length: Math.max(0, 100 - lasts - fromAt + 1) }, (_, at) => fromAt + at);
        expect(nextPossibleBreak(presences, wish)).toBe(starts.find(fits));
      },
    ),
  );
});

test('who wants to leave when another is out waits for their return', () => {
  const presences = [ana(0, 100), bob(0, 20), bob(40, 100)];
  const wish = { agentId: 'ana' as never, untilAt: 100, durationMs: 15, minimum: 1 };
  expect(nextPossibleBreak(presences, { ...wish, fromAt: 0 })).toBe(0);
  expect(nextPossibleBreak(presences, { ...wish, fromAt: 10 })).toBe(40);
  expect(nextPossibleBreak(presences, { ...wish, fromAt: 90 })).toBeUndefined();
  expect(nextPossibleBreak(presences, { ...wish, fromAt: 0, minimum: 2 })).toBeUndefined();
});

test('a day is open from its opening to its closing', () => {
  const weekly = [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }];
  const office = openingCalendar({
    ...{
      calendarId: 'office' as never,
      name: 'office',
      timeZone: 'Europe/Paris',
      weekly,
      holidays: 'FR',
      exceptions: [],
    },
  });
  const at = (text: string): number => Date.parse(text);
  // Easter Monday, 6 April 2026, is closed.
  expect(openStretches(office, { fromAt: at('2026-04-03T12:00+02:00'), toAt: at('2026-04-07T09:00+02:00') })).toEqual([
    { fromAt: at('2026-04-03T12:00+02:00'), toAt: at('2026-04-03T18:00+02:00') },
    { fromAt: at('2026-04-07T08:00+02:00'), toAt: at('2026-04-07T09:00+02:00') },
  ]);
});
