import { expect, test } from 'vitest';
import { reportOf } from './plan-trial.ts';

const report = { dryRun: true, planned: 3, removed: 0, skipped: [] };
const asked = { agentIds: ['alice'], from: '2026-11-23', to: '2026-11-27', days: [1, 2], replace: false };

test('an answer is shown for what was asked', () => {
  expect(reportOf({ asked, report }, { ...asked })).toBe(report);
});
test.each([{ agentIds: [] }, { from: '2026-11-24' }, { to: null }, { days: [1] }, { replace: true }])(
  'another wish (%o) has no answer yet',
  (changed) => expect(reportOf({ asked, report }, { ...asked, ...changed })).toBeUndefined(),
);
test('nothing asked, nothing known', () => expect(reportOf(undefined, asked)).toBeUndefined());
