import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LegStatus } from '@decroche/protocol';
import { advance, type LegInput } from './leg.ts';

const inputs = fc.array(fc.constantFrom<LegInput>('rang', 'answered', 'held', 'retrieved', 'released'));

const live = (given: readonly LegInput[]) => {
  const told: LegInput[] = [];
  let status: LegStatus = 'inviting';
  for (const input of given) {
    const next = advance(status, input);
    if (next === undefined) continue;
    told.push(input);
    status = next;
  }
  return { told, status };
};

test('a leg is released at most once, and nothing is told after it', () => {
  fc.assert(
    fc.property(inputs, (given) => {
      const { told, status } = live(given);
      expect(told.filter((input) => input === 'released').length).toBe(given.includes('released') ? 1 : 0);
      expect(status === 'released').toBe(given.includes('released'));
      if (told.includes('released')) expect(told.at(-1)).toBe('released');
    }),
  );
});

test('a leg answers at most once', () => {
  fc.assert(
    fc.property(inputs, (given) => {
      expect(live(given).told.filter((input) => input === 'answered').length).toBeLessThanOrEqual(1);
    }),
  );
});

test.each([
  ['ringing', 'rang', undefined],
  ['answered', 'rang', undefined],
  ['inviting', 'held', undefined],
  ['answered', 'held', 'held'],
  ['held', 'held', undefined],
  ['held', 'retrieved', 'answered'],
  ['held', 'released', 'released'],
] as const)('%s + %s → %s', (status, input, expected) => {
  expect(advance(status, input)).toBe(expected);
});
