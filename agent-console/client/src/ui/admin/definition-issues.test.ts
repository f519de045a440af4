import { expect, test } from 'vitest';
import { refused } from './definition-issues.ts';
import { queueInputs, queueOf, queueValues } from './queue-values.ts';

const emptied = '' as unknown as number;
const known = { ...queueValues(undefined), queueId: 'desk', name: 'Desk' };
const issuesOf = (values: typeof known) => queueOf(values).error?.issues ?? [];

test('an emptied input is marked under its own name, and says that it is needed', () => {
  expect(refused(issuesOf({ ...known, ringSeconds: emptied }), queueInputs, 'needed')).toEqual({
    fields: [{ field: 'ringSeconds', message: 'needed' }],
    first: 'ringTimeoutMs : needed',
  });
});
test('the input of a row and one that stands for a nested part are marked too', () => {
  const values = {
    ...{ ...known, tiers: [{ tier: 1, afterSeconds: emptied }] },
    ...{ overflowQueueId: 'second', overflowSeconds: emptied },
  };
  const found = refused(issuesOf(values), queueInputs, 'needed');
  expect(found?.fields.map(({ field }) => field)).toEqual(['tiers.0.afterSeconds', 'overflowSeconds']);
});
test('what has no input is said all the same', () => {
  expect(refused([{ code: 'custom', path: ['alarms'], message: 'odd', input: 1 }], {}, 'needed')?.first).toBe(
    'alarms : odd',
  );
});
test('nothing wrong is nothing to say', () => expect(refused(issuesOf(known), queueInputs, 'needed')).toBeUndefined());
