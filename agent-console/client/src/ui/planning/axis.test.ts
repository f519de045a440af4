import type { DayPlan } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { axisOf, place } from './axis.ts';

const at = (hour: number): number => Date.UTC(2026, 10, 23, hour);
const plan = (open: readonly (readonly [number, number])[]): DayPlan =>
  ({
    ...{ fromAt: at(0), toAt: at(24), rows: [] },
    coverage: [{ open: open.map(([from, to]) => ({ fromAt: at(from), toAt: at(to) })) }],
  }) as unknown as DayPlan;

test('the picture begins an hour before the opening and ends an hour after the closing', () => {
  const axis = axisOf(plan([[8, 18]]));
  expect([axis.fromAt, axis.toAt]).toEqual([at(7), at(19)]);
  expect(axis.hours).toHaveLength(13);
});
test('a day with nothing is shown whole, and one open round the clock is not wider than the day', () => {
  expect(axisOf(plan([])).toAt - axisOf(plan([])).fromAt).toBe(24 * 3_600_000);
  expect(axisOf(plan([[0, 24]])).fromAt).toBe(at(0));
});
test('a stretch lies where its hours are, and never outside the picture', () => {
  const axis = axisOf(plan([[8, 18]]));
  expect(place(axis, at(10), at(13))).toEqual({ left: '25%', width: '25%' });
  expect(place(axis, at(3), at(7))).toEqual({ left: '0%', width: '0%' });
});
