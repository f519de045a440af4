import { expect, test } from 'vitest';
import { CAUSES_REMEMBERED, recentCauses } from './recent-causes.ts';

test('the latest ids are known, older ones are forgotten one by one', () => {
  const causes = recentCauses();
  for (let n = 0; n < CAUSES_REMEMBERED + 10; n += 1) causes.add(`m-${n}`);
  expect(causes.has('m-9')).toBe(false);
  expect(causes.has('m-10')).toBe(true);
  expect(causes.values()).toHaveLength(CAUSES_REMEMBERED);
  expect(causes.values()[0]).toBe('m-10');
});

test('what is saved and read back is the same window', () => {
  const causes = recentCauses(['a', 'b', 'c']);
  causes.add('b');
  expect(recentCauses(causes.values()).values()).toEqual(['a', 'b', 'c']);
});
