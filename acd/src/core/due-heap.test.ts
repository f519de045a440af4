import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueHeap } from './due-heap.ts';

test('entries come out in the order in which they are due, those of one instant in the order in which they were set', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 50 }), { maxLength: 300 }), (dues) => {
      const gone = new Set<number>();
      const heap = dueHeap<{ dueAt: number; set: number }>((entry) => !gone.has(entry.set));
      const entries = dues.map((dueAt, set) => ({ dueAt, set }));
      for (const entry of entries) heap.push(entry);
      const out = entries.map(() => {
        const entry = heap.peek() as (typeof entries)[number];
        gone.add(entry.set);
        return entry;
      });
      expect(out).toEqual([...entries].sort((a, b) => a.dueAt - b.dueAt || a.set - b.set));
      expect(heap.peek()).toBeUndefined();
    }),
  );
});

test('cancelled entries do not pile up', () => {
  const alive = new Set<number>();
  const heap = dueHeap<{ dueAt: number; set: number }>((entry) => alive.has(entry.set));
  for (let set = 0; set < 100_000; set += 1) {
    alive.add(set);
    heap.push({ dueAt: 1_000_000 + set, set });
    alive.delete(set - 100);
  }
  expect(heap.size).toBeLessThan(2_000);
  expect(heap.peek()?.set).toBe(100_000 - 100);
});
