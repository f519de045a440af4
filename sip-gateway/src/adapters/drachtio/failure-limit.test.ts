import { expect, test } from 'vitest';
import { FailureLimit } from './failure-limit.ts';

test('a source is shut out after its failures and let in again when they are old', () => {
  const limit = new FailureLimit(3, 1_000);
  for (const at of [0, 100, 200]) {
    expect(limit.exceeded('a', at)).toBe(false);
    limit.failed('a', at);
  }
  expect(limit.exceeded('a', 300)).toBe(true);
  expect(limit.exceeded('b', 300)).toBe(false);
  expect(limit.exceeded('a', 1_001)).toBe(false);
});
