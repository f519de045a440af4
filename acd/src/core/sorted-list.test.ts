import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortedList } from './sorted-list.ts';

const numbers = fc.array(fc.tuple(fc.nat({ max: 200 }), fc.boolean()), { maxLength: 400 });

test('is always what sorting would give, whatever is added and taken out', () => {
  fc.assert(
    fc.property(numbers, (steps) => {
      const list = sortedList<number>((a, b) => a - b);
      const model = new Set<number>();
      for (const [number, adds] of steps) {
        if (adds && !model.has(number)) list.add(number);
        if (adds) model.add(number);
        else {
          list.remove(number);
          model.delete(number);
        }
        const sorted = [...model].sort((a, b) => a - b);
        expect(list.values()).toEqual(sorted);
        expect(list.first()).toBe(sorted[0]);
        expect(list.rank(number)).toBe(sorted.filter((each) => each < number).length);
      }
    }),
  );
});
