import { afterEach, expect, test } from 'vitest';
import { OverloadGuard } from './overload.ts';
import type { ArrivedInvite } from './ports.ts';

const guard = new OverloadGuard({ maximumPending: 10, maximumCalls: 100, maximumLagMs: 1_000 });
afterEach(() => guard.stop());

test.each([
  [0, 0, 0, undefined],
  [0, 9, 99, undefined],
  [0, 10, 20, 'too many calls wait for the acd'],
  [0, 0, 100, 'too many calls'],
  [1_001, 0, 0, 'the INVITE is too old'],
])('an INVITE %i ms old with %i pending of %i calls: %s', (ageMs, pending, calls, reason) => {
  expect(guard.reason({ ageMs } as ArrivedInvite, pending, calls)).toBe(reason);
});
