import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { smallValues } from '../arbitrary.ts';
import { docOf, int } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import { DirectWork } from '../store/direct.ts';
import { readIndexSpec } from '../store/index-spec.ts';
import { Store } from '../store/store.ts';
import { newRow } from '../store/work.ts';
import { Locks } from '../transactions/locks.ts';
import { parseFilter } from './parse.ts';
import { choosePlan } from './plan.ts';
import { readRows } from './read.ts';

const directory = mkdtempSync(join(tmpdir(), 'decroche-mongo-plan-'));
const store = new Store(directory, 'normal', readIndexSpec);
const work = new DirectWork(store, new Locks());
afterAll(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
});

const paths = fc.constantFrom('a', 'a.b', 'c', 'a.c');

const condition: fc.Arbitrary<Doc> = fc
  .tuple(
    paths,
    fc.oneof(
      smallValues,
      fc
        .tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte', '$eq', '$ne'), smallValues)
        .map(([op, value]): Value => docOf([op, value])),
      fc
        .tuple(fc.constantFrom('$gt', '$gte'), smallValues, fc.constantFrom('$lt', '$lte'), smallValues)
        .map(([low, x, high, y]): Value => docOf([low, x], [high, y])),
      fc.array(smallValues, { maxLength: 3 }).map((list): Value => docOf(['$in', list])),
      fc.constantFrom<Value>(
        docOf(['$regex', '^x']),
        docOf(['$exists', true]),
        docOf(['$exists', false]),
        docOf(['$type', 'int']),
      ),
      fc.integer({ min: 0, max: 2 }).map((n): Value => docOf(['$elemMatch', docOf(['b', int(n)])])),
    ),
  )
  .map(([path, value]) => docOf([path, value]));

const filters: fc.Arbitrary<Doc> = fc.oneof(
  condition,
  fc.array(condition, { minLength: 1, maxLength: 3 }).map((list) => docOf(['$and', list])),
  fc.array(condition, { minLength: 1, maxLength: 2 }).map((list) => docOf(['$or', list])),
);

const docs = fc.array(fc.record({ a: smallValues, c: smallValues }, { requiredKeys: [] }), { maxLength: 12 });

const sorts: fc.Arbitrary<Doc> = fc
  .array(fc.tuple(paths, fc.constantFrom(1, -1)), { maxLength: 2 })
  .map((entries) => new Map(entries.map(([path, way]): [string, Value] => [path, int(way)])))
  .filter((sort) => ![...sort.keys()].some((path) => path !== 'a' && path.startsWith('a') && sort.has('a')));

const INDEXES: readonly Doc[] = [
  docOf(['key', docOf(['a', int(1)])], ['name', 'a']),
  docOf(['key', docOf(['a.b', int(-1)])], ['name', 'ab']),
  docOf(['key', docOf(['c', int(-1)], ['_id', int(1)])], ['name', 'c_id']),
  docOf(['key', docOf(['c', int(1)])], ['name', 'c_sparse'], ['sparse', true]),
  docOf(
    ['key', docOf(['a', int(1)])],
    ['name', 'a_partial'],
    ['partialFilterExpression', docOf(['c', docOf(['$gt', int(1)])])],
  ),
  docOf(['key', docOf(['c', int(1)], ['a', int(-1)])], ['name', 'ca']),
  docOf(['key', docOf(['a', int(-1)], ['_id', int(1)])], ['name', 'a_id']),
  docOf(['key', docOf(['a.b', int(1)], ['_id', int(1)])], ['name', 'ab_id']),
  docOf(['key', docOf(['a.b', int(1)], ['a.c', int(1)])], ['name', 'ab_ac']),
];

let count = 0;

/** The ids that a filter finds in a fresh collection with these documents and indexes. */
const find = (list: readonly Record<string, Value>[], indexes: readonly Doc[], filter: Doc, sort: Doc): unknown[] => {
  const ns = { db: 'd', name: `c${count++}` };
  return store.write(() => {
    const collection = store.catalog.create(ns, new Map());
    for (const spec of indexes) store.catalog.addIndex(collection, spec);
    list.forEach((doc, i) => work.insert(ns, newRow(new Map([['_id', int(i)], ...Object.entries(doc)]))));
    const rows = [...readRows(work, ns, { filter: parseFilter(filter), sort })];
    store.catalog.drop(collection);
    return rows.map((row) => (row.doc.get('_id') as { value: number }).value);
  });
};

const isParallel = (error: unknown): boolean => /parallel/.test((error as Error).message);

/** What is found with these indexes must be what is found without any; `parallel` arrays are refused either way. */
const sameThroughIndexes = (
  list: readonly Record<string, unknown>[],
  filter: Doc,
  sort: Doc,
  indexes: readonly Doc[],
): void => {
  const sorted = new Map<string, Value>([...sort, ['_id', int(1)]]);
  const records = list as Record<string, Value>[];
  const attempt = (some: readonly Doc[], order: Doc): unknown => {
    try {
      return find(records, some, filter, order);
    } catch (error) {
      if (isParallel(error)) return 'parallel';
      throw error;
    }
  };
  const plain = attempt([], sorted);
  const indexed = attempt(indexes, sorted);
  fc.pre(plain !== 'parallel' && indexed !== 'parallel');
  expect(indexed).toEqual(plain);
  const unsorted = attempt(indexes, new Map()) as number[];
  expect(unsorted.sort((a, b) => a - b)).toEqual((attempt([], new Map()) as number[]).sort((a, b) => a - b));
};

describe('a plan', () => {
  it('finds through any indexes what it finds without them, in an order that the sort allows', () => {
    const indexes = fc.subarray([...INDEXES], { minLength: 1, maxLength: 3 });
    fc.assert(fc.property(docs, filters, sorts, indexes, sameThroughIndexes), { numRuns: 3000 });
  });

  it('keeps apart conditions that different elements of an array may meet', () => {
    const small = fc.integer({ min: 0, max: 2 }).map(int);
    const element = fc.tuple(small, small).map(([b, c]): Value => docOf(['b', b], ['c', c]));
    const list = fc.array(fc.record({ a: fc.array(element, { maxLength: 3 }) }), { maxLength: 6 });
    const both = fc.tuple(small, small).map(([b, c]) => docOf(['a.b', b], ['a.c', c]));
    const index = INDEXES.find((spec) => spec.get('name') === 'ab_ac')!;
    fc.assert(
      fc.property(list, both, (some, filter) => sameThroughIndexes(some, filter, new Map(), [index])),
      { numRuns: 300 },
    );
  });

  it('does not take the order of a narrowed array index for that of the documents', () => {
    const small = fc.integer({ min: 0, max: 3 }).map(int);
    const list = fc.array(fc.record({ a: fc.array(small, { minLength: 1, maxLength: 3 }) }), { maxLength: 6 });
    const range = fc.tuple(fc.constantFrom('$gt', '$lt'), small).map(([op, value]) => docOf(['a', docOf([op, value])]));
    const way = fc.constantFrom(1, -1).map((direction) => docOf(['a', int(direction)]));
    const index = INDEXES.find((spec) => spec.get('name') === 'a_id')!;
    fc.assert(
      fc.property(list, range, way, (some, filter, sort) => sameThroughIndexes(some, filter, sort, [index])),
      { numRuns: 300 },
    );
  });

  it('knows that an index is multikey although a write before was rolled back', () => {
    const ns = { db: 'd', name: 'rolled' };
    const array = (id: number): Value[] => [int(id), int(id)];
    store.write(() => {
      const made = store.catalog.create(ns, new Map());
      store.catalog.addIndex(made, docOf(['key', docOf(['a', int(1)])], ['name', 'a']));
    });
    const insert = (id: number): void => work.insert(ns, newRow(docOf(['_id', int(id)], ['a', array(id)])));
    const failing = (): void => {
      insert(1);
      throw new Error('changed my mind');
    };
    expect(() => store.write(failing)).toThrow('changed my mind');
    store.write(() => insert(2));
    expect(store.main.first('SELECT multikey FROM indexes ORDER BY id DESC LIMIT 1')).toEqual([1]);
    expect(work.indexes(ns)[1]!.multikey).toBe(true);
  });

  it('uses the index that narrows most, and one that gives the order', () => {
    const collection = store.write(() => {
      const made = store.catalog.create({ db: 'd', name: 'chosen' }, new Map());
      store.catalog.addIndex(made, docOf(['key', docOf(['a', int(1)])], ['name', 'a']));
      store.catalog.addIndex(made, docOf(['key', docOf(['a', int(1)], ['b', int(-1)])], ['name', 'ab']));
      return made;
    });
    const chosen = (filter: Doc, sort: { path: string; descending: boolean }[] = []) => {
      const { index, ordered, reverse } = choosePlan(parseFilter(filter), sort, collection.indexes);
      return [index?.name, ordered, reverse];
    };
    const five = int(5);
    expect(chosen(docOf(['_id', five]))).toEqual(['_id_', true, false]);
    expect(chosen(docOf(['a', five], ['b', five]))).toEqual(['ab', true, false]);
    expect(chosen(docOf(['a', five]), [{ path: 'b', descending: true }])).toEqual(['ab', true, false]);
    expect(chosen(docOf(['a', five]), [{ path: 'b', descending: false }])).toEqual(['ab', true, true]);
    expect(chosen(docOf(['z', five]))).toEqual([undefined, true, false]);
    expect(chosen(docOf(['z', five]), [{ path: 'a', descending: true }])).toEqual(['a', true, true]);
    expect(chosen(docOf(['z', five]), [{ path: 'z', descending: true }])).toEqual([undefined, false, false]);
  });
});
