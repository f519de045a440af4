import { expect, test } from 'vitest';
import { RecentIds } from './recent-ids.ts';

test('a repeated id is known until many newer ones came', () => {
  const ids = new RecentIds(3);
  expect(['a', 'a', 'b', 'c', 'a', 'd', 'a'].map((id) => ids.has(id))).toEqual([
    ...[false, true, false, false, true, false, false],
  ]);
});
