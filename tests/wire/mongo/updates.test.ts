import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Double, Int32, Long, ObjectId, openGround, refusal } from './ground.ts';
import type { Ground, Loose } from './ground.ts';

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

/** Name, document, update, document after it, and possibly the filter and the options. */
type Case = [string, Loose, Loose, Loose, { filter?: Loose; options?: Loose }?];

const CASES: readonly Case[] = [
  ['$set adds and replaces', { a: 1 }, { $set: { a: 'x', b: 2 } }, { a: 'x', b: 2 }],
  ['$set makes documents on the way', {}, { $set: { 'a.b.c': 1 } }, { a: { b: { c: 1 } } }],
  ['$set by position', { a: [1, 2] }, { $set: { 'a.1': 9 } }, { a: [1, 9] }],
  ['$set beyond the end fills with null', { a: [1] }, { $set: { 'a.3': 9 } }, { a: [1, null, null, 9] }],
  ['$set through a position', { a: [{ b: 1 }] }, { $set: { 'a.0.b': 2 } }, { a: [{ b: 2 }] }],
  ['$set with a number makes a field in a document', {}, { $set: { 'a.0': 1 } }, { a: { 0: 1 } }],
  ['$unset removes', { a: 1, b: 2 }, { $unset: { a: '' } }, { b: 2 }],
  ['$unset leaves null in an array', { a: [1, 2, 3] }, { $unset: { 'a.1': 1 } }, { a: [1, null, 3] }],
  ['$unset of what is not there', { a: 1 }, { $unset: { 'x.y': 1 } }, { a: 1 }],
  ['$inc adds', { a: 1 }, { $inc: { a: 2, b: -3 } }, { a: 3, b: -3 }],
  ['$mul multiplies, and makes zero of nothing', { a: 4 }, { $mul: { a: 0.5, b: 3 } }, { a: 2, b: 0 }],
  ['$min keeps the lesser', { a: 5, b: 5 }, { $min: { a: 3, b: 9, c: 1 } }, { a: 3, b: 5, c: 1 }],
  ['$max keeps the greater, by the order of types', { a: 5, b: 'x' }, { $max: { a: 'y', b: 1 } }, { a: 'y', b: 'x' }],
  ['$rename moves', { a: 1, b: { c: 2 } }, { $rename: { a: 'z', 'b.c': 'd' } }, { b: {}, d: 2, z: 1 }],
  ['$rename of what is not there', { a: 1 }, { $rename: { x: 'y' } }, { a: 1 }],
  ['$setOnInsert does nothing to an old document', { a: 1 }, { $setOnInsert: { b: 1 } }, { a: 1 }],
  ['$push appends', { a: [1] }, { $push: { a: 2 } }, { a: [1, 2] }],
  ['$push makes the array', {}, { $push: { 'a.b': 2 } }, { a: { b: [2] } }],
  ['$push of an array adds one element', { a: [1] }, { $push: { a: [2, 3] } }, { a: [1, [2, 3]] }],
  ['$push $each', { a: [1] }, { $push: { a: { $each: [2, 3] } } }, { a: [1, 2, 3] }],
  ['$push $position', { a: [1, 4] }, { $push: { a: { $each: [2, 3], $position: 1 } } }, { a: [1, 2, 3, 4] }],
  ['$push $position from the end', { a: [1, 4] }, { $push: { a: { $each: [2], $position: -1 } } }, { a: [1, 2, 4] }],
  ['$push $slice keeps the first', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: 2 } } }, { a: [1, 2] }],
  ['$push $slice keeps the last', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: -2 } } }, { a: [2, 3] }],
  ['$push $slice 0 empties', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: 0 } } }, { a: [] }],
  ['$push $sort of values', { a: [3, 1] }, { $push: { a: { $each: [2], $sort: -1 } } }, { a: [3, 2, 1] }],
  [
    '$push $sort of documents, then $slice',
    { a: [{ s: 3 }, { s: 1 }] },
    { $push: { a: { $each: [{ s: 2 }], $sort: { s: 1 }, $slice: -2 } } },
    { a: [{ s: 2 }, { s: 3 }] },
  ],
  ['$addToSet adds what is new', { a: [1, 2] }, { $addToSet: { a: { $each: [2, 3, 3] } } }, { a: [1, 2, 3] }],
  ['$addToSet compares numbers of all types', { a: [1] }, { $addToSet: { a: new Double(1) } }, { a: [1] }],
  ['$addToSet of an array adds one element', { a: [[1]] }, { $addToSet: { a: [1] } }, { a: [[1]] }],
  ['$pop from the end', { a: [1, 2, 3] }, { $pop: { a: 1 } }, { a: [1, 2] }],
  ['$pop from the front', { a: [1, 2, 3] }, { $pop: { a: -1 } }, { a: [2, 3] }],
  ['$pull of a value', { a: [1, 2, 1, 3] }, { $pull: { a: 1 } }, { a: [2, 3] }],
  ['$pull by condition', { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
  ['$pull with $in', { a: ['x', 'y', 'z'] }, { $pull: { a: { $in: ['x', 'z'] } } }, { a: ['y'] }],
  [
    '$pull by fields',
    {
      a: [
        { b: 1, c: 1 },
        { b: 2, c: 2 },
      ],
    },
    { $pull: { a: { b: 1 } } },
    { a: [{ b: 2, c: 2 }] },
  ],
  [
    '$pull by a condition on fields',
    { a: [{ b: 1 }, { b: 2 }] },
    { $pull: { a: { b: { $gt: 1 } } } },
    { a: [{ b: 1 }] },
  ],
  ['$pull by a pattern', { a: ['abc', 'xyz'] }, { $pull: { a: /^a/ } }, { a: ['xyz'] }],
  ['$pullAll', { a: [1, 2, 3, 1] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
  ['`$` is the element that matched', { a: [1, 5, 9] }, { $set: { 'a.$': 0 } }, { a: [1, 0, 9] }, { filter: { a: 5 } }],
  [
    '`$` after $elemMatch',
    {
      a: [
        { b: 1, c: 1 },
        { b: 1, c: 2 },
      ],
    },
    { $set: { 'a.$.d': 1 } },
    {
      a: [
        { b: 1, c: 1 },
        { b: 1, c: 2, d: 1 },
      ],
    },
    { filter: { a: { $elemMatch: { b: 1, c: 2 } } } },
  ],
  [
    '`$` through a dotted path',
    { a: [{ b: 1 }, { b: 2 }] },
    { $inc: { 'a.$.b': 10 } },
    { a: [{ b: 1 }, { b: 12 }] },
    { filter: { 'a.b': 2 } },
  ],
  ['`$[]` is every element', { a: [1, 2] }, { $inc: { 'a.$[]': 10 } }, { a: [11, 12] }],
  [
    '`$[x]` is chosen by arrayFilters',
    { a: [{ b: 1 }, { b: 5 }, { b: 9 }] },
    { $set: { 'a.$[x].c': 1 } },
    { a: [{ b: 1 }, { b: 5, c: 1 }, { b: 9, c: 1 }] },
    { options: { arrayFilters: [{ 'x.b': { $gte: 5 } }] } },
  ],
  [
    'two levels of arrays',
    { a: [{ b: [1, 2] }, { b: [2, 3] }] },
    { $set: { 'a.$[].b.$[y]': 0 } },
    { a: [{ b: [1, 0] }, { b: [0, 3] }] },
    { options: { arrayFilters: [{ y: 2 }] } },
  ],
  [
    'new fields come in the order of their names',
    {},
    { $set: { b: 1, a: 2, 'c.z': 1, 'c.y': 2 } },
    { a: 2, b: 1, c: { y: 2, z: 1 } },
  ],
  ['old fields keep their places', { z: 1, a: 2 }, { $set: { a: 3, z: 4 } }, { z: 4, a: 3 }],
];

describe('an update leaves what MongoDB leaves', () => {
  it.each(CASES)('%s', async (_name, doc, update, expected, extra) => {
    const collection = await ground.fill([{ _id: 1, ...doc }]);
    await collection.updateOne(extra?.filter ?? {}, update, extra?.options ?? {});
    const after = await collection.findOne({});
    expect(JSON.stringify(after)).toBe(JSON.stringify({ _id: 1, ...expected }));
  });

  it('numbers keep the wider type', async () => {
    const collection = await ground.fill([
      { _id: 1, i: new Int32(2147483647), l: Long.fromNumber(1), d: new Double(1), small: new Int32(1) },
    ]);
    await collection.updateOne({}, { $inc: { i: 1, l: 1, d: 1, small: new Double(1) } });
    const doc = await collection.findOne({}, { promoteValues: false });
    expect(doc).toMatchObject({
      i: Long.fromString('2147483648'),
      l: Long.fromNumber(2),
      d: new Double(2),
      small: new Double(2),
    });
    const full = await ground.fill([{ a: Long.MAX_VALUE }]);
    expect(await refusal(full.updateOne({}, { $inc: { a: 1 } }))).toMatchObject({ code: 2 });
  });

  it('$currentDate sets a date or a timestamp', async () => {
    const collection = await ground.fill([{ _id: 1 }]);
    await collection.updateOne(
      {},
      { $currentDate: { a: true as never, b: { $type: 'timestamp' }, c: { $type: 'date' } } },
    );
    const doc = (await collection.findOne({})) as Loose;
    expect(Math.abs(doc['a'].getTime() - Date.now())).toBeLessThan(10_000);
    expect(doc['b']._bsontype).toBe('Timestamp');
    expect(doc['c']).toBeInstanceOf(Date);
  });

  it('counts what it matched and what it changed', async () => {
    const collection = await ground.fill([{ a: 1 }, { a: 1 }, { a: 2 }]);
    expect(await collection.updateMany({}, { $set: { a: 2 } })).toMatchObject({ matchedCount: 3, modifiedCount: 2 });
    expect(await collection.updateOne({ a: 2 }, { $set: { a: 2 } })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 0,
    });
    expect(await collection.updateOne({ a: 2 }, { $set: { a: new Double(2) } })).toMatchObject({ modifiedCount: 1 });
    expect(await collection.updateOne({ a: 99 }, { $set: { a: 2 } })).toMatchObject({ matchedCount: 0 });
  });

  it('a replacement keeps _id and drops the rest', async () => {
    const collection = await ground.fill([{ _id: 1, a: 1, b: 2 }]);
    await collection.replaceOne({ a: 1 }, { c: 3 });
    expect(await collection.findOne({})).toEqual({ _id: 1, c: 3 });
    expect(await refusal(collection.replaceOne({}, { _id: 2 as never }))).toMatchObject({
      code: 66,
    });
  });

  it('a pipeline computes from the document', async () => {
    const collection = await ground.fill([{ _id: 1, a: 2, b: 3, t: { x: 1 } }]);
    await collection.updateOne({}, [{ $set: { sum: { $add: ['$a', '$b'] } } }, { $unset: 't' }]);
    expect(await collection.findOne({})).toEqual({ _id: 1, a: 2, b: 3, sum: 5 });
    const other = await ground.fill([{ _id: 1, t: { u: 1 } }]);
    await other.updateOne({}, [{ $replaceRoot: { newRoot: '$t' } }, { $addFields: { foo: 1 } }]);
    expect(await other.findOne({})).toEqual({ _id: 1, u: 1, foo: 1 });
  });
});

describe('an upsert', () => {
  const CASES_UPSERT: readonly [string, Loose, Loose, Loose][] = [
    ['takes equalities of the filter', { _id: 1, a: 5, b: { $gt: 3 } }, { $set: { c: 1 } }, { _id: 1, a: 5, c: 1 }],
    [
      'takes $eq, a lone $in, $and and $all',
      { _id: 1, $and: [{ a: { $eq: 1 } }], b: { $in: [2] }, c: { $all: [3] } },
      { $set: { d: 4 } },
      { _id: 1, a: 1, b: 2, c: 3, d: 4 },
    ],
    [
      'takes dotted equalities',
      { _id: 1, 'a.b': 1, 'a.c': 2 },
      { $set: { x: 1 } },
      { _id: 1, a: { b: 1, c: 2 }, x: 1 },
    ],
    ['leaves $or of several out', { _id: 1, $or: [{ a: 1 }, { a: 2 }] }, { $set: { b: 1 } }, { _id: 1, b: 1 }],
    [
      'applies $setOnInsert',
      { _id: 1 },
      { $setOnInsert: { a: 1 }, $inc: { b: 2 }, $push: { c: 3 } },
      { _id: 1, a: 1, b: 2, c: [3] },
    ],
    ['applies operators to what the filter gave', { _id: 1, n: 5 }, { $inc: { n: 1 } }, { _id: 1, n: 6 }],
    ['puts _id first', { a: 1, _id: 7 }, { $set: { b: 2 } }, { _id: 7, a: 1, b: 2 }],
  ];

  it.each(CASES_UPSERT)('%s', async (_name, filter, update, expected) => {
    const collection = await ground.fill([]);
    const result = await collection.updateOne(filter, update, { upsert: true });
    expect(result).toMatchObject({ matchedCount: 0, modifiedCount: 0, upsertedCount: 1, upsertedId: expected['_id'] });
    expect(JSON.stringify(await collection.findOne({}))).toBe(JSON.stringify(expected));
  });

  it('makes an ObjectId where nothing gives one', async () => {
    const collection = await ground.fill([]);
    const { upsertedId } = await collection.updateOne({ a: 1 }, { $set: { b: 1 } }, { upsert: true });
    expect(upsertedId).toBeInstanceOf(ObjectId);
    const doc = await collection.findOne({});
    expect(Object.keys(doc!)).toEqual(['_id', 'a', 'b']);
    await collection.replaceOne({ z: 9 }, { y: 1 }, { upsert: true });
    expect(Object.keys((await collection.findOne({ y: 1 }))!)).toEqual(['_id', 'y']);
  });

  it('updates when there is a match', async () => {
    const collection = await ground.fill([{ _id: 1, a: 1 }]);
    expect(await collection.updateOne({ a: 1 }, { $set: { b: 1 } }, { upsert: true })).toMatchObject({
      upsertedCount: 0,
      modifiedCount: 1,
    });
  });

  it('refuses two values for one path', async () => {
    const collection = await ground.fill([]);
    const twice = collection.updateOne({ $and: [{ a: 1 }, { a: 2 }] }, { $set: { b: 1 } }, { upsert: true });
    expect(await refusal(twice)).toMatchObject({ code: 54 });
  });
});

describe('an update is refused with', () => {
  const REFUSED: readonly [string, Loose, Loose, number, Loose?][] = [
    ['an unknown modifier', {}, { $foo: { a: 1 } }, 9],
    ['two changes of one path', {}, { $set: { a: 1 }, $inc: { a: 1 } }, 40],
    ['a change of a path and of one below it', {}, { $set: { a: 1, 'a.b': 1 } }, 40],
    ['a scalar on the way', { a: 5 }, { $set: { 'a.b': 1 } }, 28],
    ['a name in an array', { a: [1] }, { $set: { 'a.x': 1 } }, 28],
    ['$inc by text', { a: 1 }, { $inc: { a: 'x' } }, 14],
    ['$inc of text', { a: 'x' }, { $inc: { a: 1 } }, 14],
    ['$inc of null', { a: null }, { $inc: { a: 1 } }, 14],
    ['$push onto a scalar', { a: 1 }, { $push: { a: 1 } }, 2],
    ['$addToSet onto a scalar', { a: 1 }, { $addToSet: { a: 1 } }, 2],
    ['$pop of a scalar', { a: 1 }, { $pop: { a: 1 } }, 14],
    ['$pop by 2', { a: [1] }, { $pop: { a: 2 } }, 9],
    ['$pull from a scalar', { a: 1 }, { $pull: { a: 1 } }, 2],
    ['$pullAll without an array', { a: [1] }, { $pullAll: { a: 1 } }, 2],
    ['a change of _id', {}, { $set: { _id: 2 } }, 66],
    ['$unset of _id', {}, { $unset: { _id: 1 } }, 66],
    ['an empty name in a path', {}, { $set: { 'a..b': 1 } }, 56],
    ['`$` without a matched array', { a: [1] }, { $set: { 'a.$': 1 } }, 2],
    ['`$[]` on a scalar', { a: 1 }, { $set: { 'a.$[]': 1 } }, 2],
    ['`$[]` on nothing', {}, { $set: { 'a.$[]': 1 } }, 2],
    ['an array filter that is missing', { a: [1] }, { $set: { 'a.$[x]': 1 } }, 2],
    ['an array filter that is not used', {}, { $set: { a: 1 } }, 9, { arrayFilters: [{ x: 1 }] }],
    ['$rename to itself', { a: 1 }, { $rename: { a: 'a' } }, 2],
    ['$rename to a number', { a: 1 }, { $rename: { a: 5 } }, 2],
    ['a modifier that is no document', {}, { $set: 5 }, 9],
    ['$push with an unknown clause', { a: [] }, { $push: { a: { $each: [1], $foo: 1 } } }, 2],
    ['$each that is no array', { a: [] }, { $push: { a: { $each: 1 } } }, 14],
    ['a $slice that is no integer', { a: [] }, { $push: { a: { $each: [], $slice: 'x' } } }, 2],
  ];

  it.each(REFUSED)('%s', async (_name, doc, update, code, options) => {
    const collection = await ground.fill([{ _id: 1, ...doc }]);
    expect(await refusal(collection.updateOne({}, update, options ?? {}))).toMatchObject({ code });
    expect(await collection.findOne({})).toEqual({ _id: 1, ...doc });
  });
});

describe('findAndModify', () => {
  const fill = () =>
    ground.fill([
      { _id: 1, a: 1 },
      { _id: 2, a: 2 },
      { _id: 3, a: 3 },
    ]);
  const run = (collection: { collectionName: string }, fields: Loose) =>
    ground.db.command({ findAndModify: collection.collectionName, ...fields });

  it('answers with the document before, or after with `new`', async () => {
    const collection = await fill();
    const before = await run(collection, { query: { a: 1 }, update: { $set: { b: 1 } } });
    expect(before).toMatchObject({ value: { _id: 1, a: 1 }, lastErrorObject: { n: 1, updatedExisting: true } });
    const after = await run(collection, { query: { a: 1 }, update: { $set: { b: 2 } }, new: true });
    expect(after).toMatchObject({ value: { _id: 1, a: 1, b: 2 } });
  });

  it('takes the first in the order of `sort`', async () => {
    const collection = await fill();
    const { value } = await run(collection, { query: {}, sort: { a: -1 }, remove: true });
    expect(value).toEqual({ _id: 3, a: 3 });
    expect(await collection.countDocuments()).toBe(2);
  });

  it('shapes the answer by `fields`', async () => {
    const collection = await fill();
    const { value } = await run(collection, {
      query: { _id: 2 },
      update: { $set: { b: 1 } },
      fields: { a: 1, _id: 0 },
    });
    expect(value).toEqual({ a: 2 });
  });

  it('upserts and tells the new id', async () => {
    const collection = await fill();
    const old = await run(collection, { query: { _id: 9 }, update: { $set: { b: 1 } }, upsert: true });
    expect(old).toMatchObject({ value: null, lastErrorObject: { n: 1, updatedExisting: false, upserted: 9 } });
    const fresh = await run(collection, { query: { _id: 10 }, update: { c: 1 }, upsert: true, new: true });
    expect(fresh).toMatchObject({ value: { _id: 10, c: 1 }, lastErrorObject: { upserted: 10 } });
  });

  it('answers null where nothing matches', async () => {
    const collection = await fill();
    expect(await run(collection, { query: { _id: 99 }, update: { $set: { b: 1 } } })).toMatchObject({
      value: null,
      lastErrorObject: { n: 0, updatedExisting: false },
    });
    expect(await run(collection, { query: { _id: 99 }, remove: true })).toMatchObject({
      value: null,
      lastErrorObject: { n: 0 },
    });
  });

  it('refuses contradictions', async () => {
    const collection = await fill();
    for (const fields of [
      { remove: true, update: {} },
      { remove: true, new: true },
      { remove: true, upsert: true },
      {},
    ]) {
      expect(await refusal(run(collection, fields))).toMatchObject({ code: 9 });
    }
  });

  it('supports arrayFilters and the positional operator', async () => {
    const collection = await ground.fill([{ _id: 1, a: [1, 5] }]);
    const one = await collection.findOneAndUpdate({ a: 5 }, { $set: { 'a.$': 6 } }, { returnDocument: 'after' });
    expect(one).toEqual({ _id: 1, a: [1, 6] });
    const two = await collection.findOneAndUpdate(
      {},
      { $set: { 'a.$[x]': 0 } },
      { arrayFilters: [{ x: { $lt: 5 } }], returnDocument: 'after' },
    );
    expect(two).toEqual({ _id: 1, a: [0, 6] });
  });
});
