import { OnCallMine } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { myPieces } from './my-pieces.ts';

const span = (scheduleId: string, fromAt: number, toAt: number) => ({
  ...{ scheduleId, scheduleName: scheduleId, fromAt, toAt, responderId: 'me', required: true },
});

test('spans that follow each other on one schedule are one piece, beside those of another; earliest first', () => {
  const { spans } = OnCallMine.parse({
    spans: [span('a', 10, 20), span('b', 15, 30), span('a', 20, 40), span('a', 50, 60), span('b', 5, 8)],
  });
  expect(myPieces(spans).map(({ scheduleId, fromAt, toAt }) => [scheduleId, fromAt, toAt])).toEqual([
    ['b', 5, 8],
    ['a', 10, 40],
    ['b', 15, 30],
    ['a', 50, 60],
  ]);
});
