import { QueueDefinition } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { queueOf, queueValues } from './queue-values.ts';

const queue = QueueDefinition.parse({
  ...{ queueId: 'desk', name: 'Desk', strategy: 'ringAll', ringTimeoutMs: 18_000, missLimit: 2, ringAtOnce: 3 },
  ...{ missRestMs: 8_000, minimumPresent: 1, tiers: [{ tier: 1, afterMs: 20_000 }] },
  ...{ overflowTo: { queueId: 'second', afterMs: 90_000 }, alarms: { waiting: 5, longestWaitMs: 60_000 } },
  handOverTo: 'second',
});

test('a queue comes back from its form as it went in', () => {
  expect(queueOf(queueValues(queue)).data).toEqual(queue);
});
test('what is left empty is left out', () => {
  const values = { ...queueValues(queue), alarmWaiting: '' as const, alarmWaitSeconds: '' as const, tiers: [] };
  const made = queueOf({ ...values, overflowQueueId: null, handOverTo: null, strategy: 'linear' }).data;
  expect(made).not.toHaveProperty('alarms');
  expect(made).not.toHaveProperty('tiers');
  expect(made).not.toHaveProperty('overflowTo');
  expect(made).not.toHaveProperty('handOverTo');
  expect(made).not.toHaveProperty('ringAtOnce');
});
test('a queue without an identifier is refused', () => {
  expect(queueOf({ ...queueValues(undefined), name: 'x' }).success).toBe(false);
});
test.each(['ringSeconds', 'missRestSeconds', 'overflowSeconds', 'missLimit', 'minimumPresent'])(
  '%s left empty is refused, not saved as 0',
  (field) => expect(queueOf({ ...queueValues(queue), [field]: '' }).success).toBe(false),
);
