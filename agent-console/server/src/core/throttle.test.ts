import { expect, test } from 'vitest';
import { failed, forgotten, waitMs, type Attempts } from './throttle.ts';

const after = (failures: number, at = 0): Attempts | undefined => {
  let attempts: Attempts | undefined;
  for (let n = 0; n < failures; n += 1) attempts = failed(attempts, at);
  return attempts;
};

test.each([
  [0, 0],
  [1, 0],
  [4, 0],
  [5, 30_000],
  [6, 60_000],
  [7, 120_000],
  [9, 480_000],
  [10, 900_000],
  [40, 900_000],
])('after %i wrong passwords the door stays shut for %i ms', (failures, wait) => {
  expect(waitMs(after(failures), 0)).toBe(wait);
});
test('the lock opens by itself', () => {
  expect(waitMs(after(5), 30_000)).toBe(0);
});
test('an hour later all is forgotten', () => {
  const attempts = after(6) as Attempts;
  expect(forgotten(attempts, 3_600_001)).toBe(true);
  expect(failed(attempts, 3_600_001)).toMatchObject({ failures: 1, lockedUntil: 3_600_001 });
});
