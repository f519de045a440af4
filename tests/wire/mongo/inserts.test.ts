import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BSONRegExp,
  Binary,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  openGround,
  refusal,
} from './ground.ts';
import type { Collection, Ground, Loose } from './ground.ts';

let ground: Ground;
beforeAll(async () => {
  ground = await openGround({ ttlIntervalMs: 50 });
});
afterAll(() => ground.close());

describe('insert', () => {
  it('stops at the first error when ordered', async () => {
    const collection = await ground.fill([{ _id: 2 }]);
    const error = await refusal(collection.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }] as never[]));
    expect(error).toMatchObject({ code: 11000, insertedCount: 1 });
    expect(error['writeErrors'][0]).toMatchObject({ index: 1, code: 11000 });
    expect(await collection.distinct('_id')).toEqual([1, 2]);
  });

  it('goes on after errors when not ordered', async () => {
    const collection = await ground.fill([{ _id: 2 }]);
    const error = await refusal(
      collection.insertMany([{ _id: 2 }, { _id: 1 }, { _id: 2 }, { _id: 3 }] as never[], { ordered: false }),
    );
    expect(error['writeErrors'].map(({ index }: Loose) => index)).toEqual([0, 2]);
    expect(await collection.distinct('_id')).toEqual([1, 2, 3]);
  });

  it('adds an _id, in front', async () => {
    const collection = await ground.fill([]);
    await ground.db.command({ insert: collection.collectionName, documents: [{ a: 1 }] });
    expect(Object.keys((await collection.findOne({}))!)).toEqual(['_id', 'a']);
    await ground.db.command({ insert: collection.collectionName, documents: [{ a: 2, _id: 5 }] });
    expect(Object.keys((await collection.findOne({ a: 2 }))!)).toEqual(['_id', 'a']);
  });

  it.each([
    ['an array', [1]],
    ['a pattern', new BSONRegExp('x')],
  ])('refuses %s for an _id', async (_name, _id) => {
    const collection = await ground.fill([]);
    expect(await refusal(collection.insertOne({ _id: _id as never }))).toMatchObject({ code: 53 });
  });

  it.each<[string, unknown]>([
    ['NaN', Number.NaN],
    ['an empty text', ''],
    ['an empty document', {}],
    ['bytes', new Binary(Buffer.alloc(0))],
    ['an ObjectId', new ObjectId('507f1f77bcf86cd799439011')],
    ['a boolean', false],
    ['a date', new Date(0)],
    ['code', new Code('x')],
    ['code with a scope', new Code('x', { a: 1 })],
    ['a timestamp', new Timestamp({ t: 1, i: 1 })],
    ['a long', Long.ZERO],
    ['a decimal', Decimal128.fromString('0')],
    ['MinKey', new MinKey()],
    ['MaxKey', new MaxKey()],
  ])('takes %s for an _id, by insert, upsert and replacement', async (_name, _id) => {
    const ways: ((collection: Collection) => Promise<unknown>)[] = [
      (collection) => collection.insertOne({ _id }),
      (collection) => collection.updateOne({ _id }, { $unset: { a: '' } }, { upsert: true }),
      (collection) => collection.updateMany({ _id }, { $unset: { a: '' } }, { upsert: true }),
      (collection) => collection.replaceOne({}, { _id }, { upsert: true }),
    ];
    for (const way of ways) {
      const collection = await ground.fill([]);
      await way(collection);
      expect(await collection.countDocuments({ _id: { $exists: true } })).toBe(1);
      const [doc] = await collection.find({ _id }, { promoteValues: false }).toArray();
      expect(JSON.stringify(doc._id)).toBe(JSON.stringify(_id));
      expect(await refusal(collection.insertOne({ _id }))).toMatchObject({ code: 11000 });
    }
  });

  it('takes null for an _id', async () => {
    const { collectionName: insert } = await ground.fill([]);
    const send = () => ground.db.command({ insert, documents: [{ _id: null }] });
    expect(await send()).toMatchObject({ n: 1 });
    expect(await send()).toMatchObject({ n: 0, writeErrors: [{ code: 11000, keyValue: { _id: null } }] });
    expect(
      await ground.db
        .collection(insert)
        .find({ _id: null as never })
        .toArray(),
    ).toEqual([{ _id: null }]);
  });

  it('takes numbers of different types for one _id', async () => {
    const collection = await ground.fill([{ _id: new Int32(1) }]);
    expect(await refusal(collection.insertOne({ _id: new Double(1) as never }))).toMatchObject({
      code: 11000,
      keyValue: { _id: 1 },
    });
    expect(await refusal(collection.insertOne({ _id: Decimal128.fromString('1.0') as never }))).toMatchObject({
      code: 11000,
    });
  });

  it('returns documents in the order of their insertion', async () => {
    const ids = [5, 3, 9, 1];
    const collection = await ground.fill(ids.map((_id) => ({ _id })));
    expect((await collection.find().toArray()).map(({ _id }) => _id)).toEqual(ids);
  });

  it('refuses a document of more than 16 MiB', async () => {
    const collection = await ground.fill([]);
    const command = { insert: collection.collectionName, documents: [{ a: 'x'.repeat(16 * 1024 * 1024) }] };
    const answer = await ground.db.command(command);
    expect(answer).toMatchObject({ n: 0, writeErrors: [{ index: 0, code: 2 }] });
    expect(await collection.countDocuments()).toBe(0);
  });

  it('takes thousands of documents through bulkWrite', async () => {
    const collection = await ground.fill([]);
    const result = await collection.bulkWrite([
      ...Array.from({ length: 3000 }, (_none, i) => ({ insertOne: { document: { _id: i as never, n: i } } })),
      { updateMany: { filter: { n: { $lt: 10 } }, update: { $set: { low: true } } } },
      { updateOne: { filter: { _id: 5000 as never }, update: { $set: { up: 1 } }, upsert: true } },
      { deleteOne: { filter: { n: 7 } } },
      { replaceOne: { filter: { n: 8 }, replacement: { r: 1 } } },
    ]);
    expect(result).toMatchObject({
      insertedCount: 3000,
      matchedCount: 11,
      modifiedCount: 11,
      deletedCount: 1,
      upsertedCount: 1,
    });
    expect(await collection.countDocuments()).toBe(3000);
  });
});

describe('delete', () => {
  it('removes one or all', async () => {
    const collection = await ground.fill([{ a: 1 }, { a: 1 }, { a: 2 }]);
    expect(await collection.deleteOne({ a: 1 })).toMatchObject({ deletedCount: 1 });
    expect(await collection.deleteMany({ a: { $gt: 0 } })).toMatchObject({ deletedCount: 2 });
    expect(await collection.deleteMany({})).toMatchObject({ deletedCount: 0 });
  });
});

describe('a unique index', () => {
  it('refuses a second document with error 11000 in MongoDB’s words', async () => {
    const collection = await ground.fill([{ _id: 1, email: 'a', n: 1 }]);
    await collection.createIndex({ email: 1 }, { unique: true });
    const error = await refusal(collection.insertOne({ email: 'a' }));
    const ns = `${ground.db.databaseName}.${collection.collectionName}`;
    expect(error).toMatchObject({ code: 11000, keyPattern: { email: 1 }, keyValue: { email: 'a' } });
    expect(error['message']).toBe(
      `E11000 duplicate key error collection: ${ns} index: email_1 dup key: { email: "a" }`,
    );
    await collection.insertOne({ _id: 2 as never, email: 'b' });
    expect(await refusal(collection.updateOne({ email: 'b' }, { $set: { email: 'a' } }))).toMatchObject({
      code: 11000,
    });
    expect(await refusal(collection.findOneAndUpdate({ email: 'b' }, { $set: { email: 'a' } }))).toMatchObject({
      code: 11000,
    });
    expect(await collection.updateOne({ email: 'a' }, { $set: { n: 2 } })).toMatchObject({ modifiedCount: 1 });
  });

  it('counts a missing field as null', async () => {
    const collection = await ground.fill([{}]);
    await collection.createIndex({ a: 1 }, { unique: true });
    expect(await refusal(collection.insertOne({}))).toMatchObject({ code: 11000, keyValue: { a: null } });
  });

  it('leaves missing fields out when sparse', async () => {
    const collection = await ground.fill([{}, {}]);
    await collection.createIndex({ a: 1 }, { unique: true, sparse: true });
    await collection.insertMany([{}, { a: 1 }]);
    expect(await refusal(collection.insertOne({ a: 1 }))).toMatchObject({ code: 11000 });
    expect(await collection.find({ a: null }).toArray()).toHaveLength(3);
    expect(await collection.find().sort({ a: 1 }).toArray()).toHaveLength(4);
  });

  it('holds for what its partial filter names only', async () => {
    const collection = await ground.fill([
      { a: 1, open: true },
      { a: 1, open: false },
    ]);
    await collection.createIndex({ a: 1 }, { unique: true, partialFilterExpression: { open: true } });
    await collection.insertOne({ a: 1, open: false });
    expect(await refusal(collection.insertOne({ a: 1, open: true }))).toMatchObject({ code: 11000 });
    expect(await collection.find({ a: 1 }).toArray()).toHaveLength(3);
    expect(await collection.find({ a: 1, open: true }).toArray()).toHaveLength(1);
    expect(await refusal(collection.updateMany({}, { $set: { open: true } }))).toMatchObject({ code: 11000 });
  });

  it('is multikey: no two documents share an element', async () => {
    const collection = await ground.fill([{ a: [1, 2, 2] }]);
    await collection.createIndex({ a: 1 }, { unique: true });
    expect(await refusal(collection.insertOne({ a: [3, 2] }))).toMatchObject({ code: 11000, keyValue: { a: 2 } });
    expect(await refusal(collection.insertOne({ a: 1 }))).toMatchObject({ code: 11000 });
  });

  it('joins several fields', async () => {
    const collection = await ground.fill([{ a: 1, b: 'x' }]);
    await collection.createIndex({ a: 1, b: -1 }, { unique: true });
    await collection.insertOne({ a: 1, b: 'y' });
    const error = await refusal(collection.insertOne({ a: 1, b: 'x' }));
    expect(error).toMatchObject({ code: 11000, keyPattern: { a: 1, b: -1 }, keyValue: { a: 1, b: 'x' } });
    expect(error['message']).toContain('index: a_1_b_-1 dup key: { a: 1, b: "x" }');
  });

  it('is not made over documents that break it', async () => {
    const collection = await ground.fill([{ a: 1 }, { a: 1 }]);
    expect(await refusal(collection.createIndex({ a: 1 }, { unique: true }))).toMatchObject({ code: 11000 });
    expect(await collection.indexes()).toHaveLength(1);
    await collection.insertOne({ a: 1 });
  });
});

describe('createIndexes', () => {
  it('tells the numbers before and after, and is content when all exist', async () => {
    const { collectionName: createIndexes } = await ground.fill([{ a: 1 }]);
    const make = () => ground.db.command({ createIndexes, indexes: [{ key: { a: 1 }, name: 'a_1' }] });
    expect(await make()).toMatchObject({
      numIndexesBefore: 1,
      numIndexesAfter: 2,
      createdCollectionAutomatically: false,
    });
    expect(await make()).toMatchObject({ numIndexesBefore: 2, numIndexesAfter: 2, note: 'all indexes already exist' });
  });

  it('lists what was declared', async () => {
    const collection = await ground.fill([{ a: 1 }]);
    await collection.createIndex({ a: 1, 'b.c': -1 }, { unique: true, name: 'mine' });
    await collection.createIndex({ t: 1 }, { expireAfterSeconds: 60 });
    expect(await collection.indexes()).toEqual([
      { v: 2, key: { _id: 1 }, name: '_id_' },
      { v: 2, key: { a: 1, 'b.c': -1 }, name: 'mine', unique: true },
      { v: 2, key: { t: 1 }, name: 't_1', expireAfterSeconds: 60 },
    ]);
    await collection.dropIndex('mine');
    expect(await refusal(collection.dropIndex('mine'))).toMatchObject({ code: 27, codeName: 'IndexNotFound' });
    expect(await refusal(collection.dropIndex('_id_'))).toMatchObject({ code: 72 });
    await collection.dropIndexes();
    expect(await collection.indexes()).toHaveLength(1);
    expect(await refusal(ground.db.collection('nothing').indexes())).toMatchObject({ code: 26 });
  });

  it('refuses what contradicts an index that exists', async () => {
    const collection = await ground.fill([{ a: 1 }]);
    await collection.createIndex({ a: 1 });
    expect(await refusal(collection.createIndex({ a: 1 }, { unique: true }))).toMatchObject({ code: 86 });
    expect(await refusal(collection.createIndex({ b: 1 }, { name: 'a_1' }))).toMatchObject({ code: 86 });
    expect(await refusal(collection.createIndex({ a: 1 }, { name: 'other' }))).toMatchObject({ code: 85 });
  });

  it.each([
    ['an empty key', {}, {}, 67],
    ['a direction of 0', { a: 0 }, {}, 67],
    ['an unknown plugin', { a: 'foo' }, {}, 67],
    ['a partial filter with $ne', { a: 1 }, { partialFilterExpression: { a: { $ne: 1 } } }, 67],
    ['a TTL on two fields', { a: 1, b: 1 }, { expireAfterSeconds: 1 }, 67],
    ['an unknown option', { a: 1 }, { foo: 1 }, 197],
  ])('refuses %s', async (_name, key, options, code) => {
    const { collectionName: createIndexes } = await ground.fill([{ a: 1 }]);
    const indexes = [{ key, name: 'x', ...options }];
    expect(await refusal(ground.db.command({ createIndexes, indexes }))).toMatchObject({ code });
  });

  it('refuses parallel arrays', async () => {
    const collection = await ground.fill([]);
    await collection.createIndex({ a: 1, b: 1 });
    expect(await refusal(collection.insertOne({ a: [1], b: [2] }))).toMatchObject({ code: 171 });
  });

  it('a hint must name an index', async () => {
    const collection = await ground.fill([{ a: 2 }, { a: 1 }]);
    await collection.createIndex({ a: 1 });
    expect((await collection.find({}, { hint: 'a_1' }).toArray()).map(({ a }) => a)).toEqual([1, 2]);
    expect((await collection.find({}, { hint: { $natural: -1 } }).toArray()).map(({ a }) => a)).toEqual([1, 2]);
    expect(await refusal(collection.find({}, { hint: { zzz: 1 } }).toArray())).toMatchObject({ code: 2 });
  });
});

it.skipIf(process.env['MONGODB_URI'])('a TTL index removes documents when their time is over', async () => {
  const past = new Date(Date.now() - 10_000);
  const collection = await ground.fill([
    { _id: 'old', at: past },
    { _id: 'array', at: [new Date(Date.now() + 100_000), past] },
    { _id: 'young', at: new Date() },
    { _id: 'text', at: 'x' },
    { _id: 'none' },
  ]);
  await collection.createIndex({ at: 1 }, { expireAfterSeconds: 5 });
  await expect.poll(() => collection.distinct('_id'), { timeout: 5000 }).toEqual(['none', 'text', 'young']);
});
