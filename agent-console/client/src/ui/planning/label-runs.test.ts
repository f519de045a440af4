import { expect, test } from 'vitest';
import { labelRuns } from './label-runs.ts';

const steps = (...labels: string[]) => labels.map((label, index) => ({ at: index * 10, label }));

test('a figure that repeats is written once', () => {
  expect(labelRuns(steps('96', '100', '100', '100', '84'), 10)).toEqual([
    { fromAt: 0, toAt: 10, label: '96' },
    { fromAt: 10, toAt: 40, label: '100' },
    { fromAt: 40, toAt: 50, label: '84' },
  ]);
});
test('the same figure after a gap is written again', () => {
  const [first, ...later] = steps('100', '100', '100');
  expect(labelRuns([first!, later[1]!], 10).map(({ fromAt }) => fromAt)).toEqual([0, 20]);
});
test('no figure, no label', () => expect(labelRuns(steps('', ''), 10)).toEqual([]));
