import { afterEach, expect, test } from 'vitest';
import { OverloadGuard } from './overload.ts';
import type { ArrivedInvite } from './ports.ts';

const guard = new OverloadGuard({ maximumPending: 10, maximumCalls: 100, maximumLagMs: 1_000 });
afterEach(() => guard.stop());

test.each([
  [0, 0, 0, 0, undefined],
  [0, 9, 99, 999, undefined],
  [0, 10, 20, 0, 'too many calls wait for the acd'],
  [0, 0, 100, 0, 'too many calls'],
  [1_001, 0, 0, 0, 'the INVITE is too old'],
  [0, 0, 0, 1_001, 'the media server is too slow'],
])('an INVITE %i ms old, %i pending of %i calls, media %i ms late: %s', (ageMs, pending, calls, mediaLagMs, reason) => {
  expect(guard.reason({ ageMs } as ArrivedInvite, { pending, calls, mediaLagMs })).toBe(reason);
});
