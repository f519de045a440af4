import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Long, MongoClient, openGround, refusal } from './ground.ts';
import type { Collection, Ground, Loose } from './ground.ts';

let ground: Ground;
beforeAll(async () => {
  ground = await openGround({ cursorTimeoutMs: 400 });
});
afterAll(() => ground.close());

describe('a projection', () => {
  const DOC = { _id: 1, a: 1, b: { c: 2, d: 3 }, list: [{ x: 1, y: 1 }, { x: 2, y: 2 }, 5], n: [1, 2, 3, 4] };
  const CASES: readonly [string, Loose, Loose, Loose?][] = [
    ['includes fields and _id', { a: 1 }, { _id: 1, a: 1 }],
    ['includes without _id', { a: true, _id: 0 }, { a: 1 }],
    ['includes _id only', { _id: 1 }, { _id: 1 }],
    ['excludes fields', { list: 0, n: 0, b: false }, { _id: 1, a: 1 }],
    ['excludes _id only', { _id: 0 }, { a: 1, b: DOC.b, list: DOC.list, n: DOC.n }],
    ['includes below a document', { 'b.c': 1 }, { _id: 1, b: { c: 2 } }],
    ['takes nested documents for paths', { b: { d: 1 } }, { _id: 1, b: { d: 3 } }],
    ['includes below an array, scalars left out', { 'list.x': 1 }, { _id: 1, list: [{ x: 1 }, { x: 2 }] }],
    [
      'excludes below an array, scalars kept',
      { 'list.x': 0, n: 0, b: 0, a: 0 },
      { _id: 1, list: [{ y: 1 }, { y: 2 }, 5] },
    ],
    ['leaves out what is not there', { zzz: 1, 'a.b': 1 }, { _id: 1 }],
    ['slices from the front', { n: { $slice: 2 }, list: 0, b: 0 }, { _id: 1, a: 1, n: [1, 2] }],
    ['slices from the end', { n: { $slice: -1 }, list: 0, b: 0 }, { _id: 1, a: 1, n: [4] }],
    ['slices a window', { n: { $slice: [1, 2] }, list: 0, b: 0 }, { _id: 1, a: 1, n: [2, 3] }],
    ['slices beside an inclusion', { a: 1, n: { $slice: 1 } }, { _id: 1, a: 1, n: [1] }],
    ['picks the first element that matches', { list: { $elemMatch: { x: 2 } } }, { _id: 1, list: [{ x: 2, y: 2 }] }],
    ['picks a scalar element', { n: { $elemMatch: { $gt: 2 } } }, { _id: 1, n: [3] }],
    ['leaves the field out when no element matches', { list: { $elemMatch: { x: 9 } } }, { _id: 1 }],
    ['takes the matched position', { 'list.$': 1 }, { _id: 1, list: [{ x: 2, y: 2 }] }, { 'list.x': 2 }],
    ['keeps everything when empty', {}, DOC],
  ];

  it.each(CASES)('%s', async (_name, projection, expected, filter) => {
    const collection = await ground.fill([DOC]);
    const [doc] = await collection.find(filter ?? {}, { projection }).toArray();
    expect(JSON.stringify(doc)).toBe(JSON.stringify(expected));
  });

  it.each([
    ['an inclusion in an exclusion', { a: 0, b: 1 }, 31253],
    ['an exclusion in an inclusion', { a: 1, b: 0 }, 31254],
    ['two paths that collide', { b: 1, 'b.c': 1 }, 31249],
    ['a malformed $slice', { n: { $slice: 'x' } }, 28667],
    ['an empty document', { a: {} }, 51270],
  ])('refuses %s', async (_name, projection, code) => {
    const collection = await ground.fill([DOC]);
    expect(await refusal(collection.find({}, { projection: projection as Loose }).toArray())).toMatchObject({ code });
  });
});

describe('a cursor', () => {
  const NUMBERS = Array.from({ length: 250 }, (_none, _id) => ({ _id }));
  const first = (collection: Collection, fields: Loose = {}) =>
    ground.db.command({ find: collection.collectionName, ...fields }, { session: undefined } as never);

  it('gives 101 documents at first, and the rest by getMore', async () => {
    const collection = await ground.fill(NUMBERS);
    const { cursor } = await first(collection);
    expect(cursor.firstBatch).toHaveLength(101);
    expect(cursor.ns).toBe(`${ground.db.databaseName}.${collection.collectionName}`);
    expect((await collection.find().toArray()).map(({ _id }) => _id)).toEqual(NUMBERS.map(({ _id }) => _id));
  });

  it('obeys batchSize, limit, skip and singleBatch', async () => {
    const collection = await ground.fill(NUMBERS);
    expect((await first(collection, { batchSize: 3 })).cursor.firstBatch).toHaveLength(3);
    expect((await first(collection, { batchSize: 0 })).cursor.firstBatch).toHaveLength(0);
    const single = await first(collection, { batchSize: 3, singleBatch: true });
    expect(Number(single.cursor.id)).toBe(0);
    const limited = await first(collection, { limit: 5 });
    expect(limited.cursor.firstBatch).toHaveLength(5);
    expect(Number(limited.cursor.id)).toBe(0);
    const found = await collection.find().sort({ _id: -1 }).skip(10).limit(20).batchSize(7).toArray();
    expect(found.map(({ _id }) => _id)).toEqual(Array.from({ length: 20 }, (_none, i) => 239 - i));
  });

  it('sees nothing twice while documents are changed and removed', async () => {
    const collection = await ground.fill(NUMBERS);
    await collection.createIndex({ n: 1 });
    const seen: number[] = [];
    for await (const doc of collection.find().batchSize(10)) {
      seen.push(Number(doc['_id']));
      if (doc['_id'] === 20) await collection.deleteMany({ _id: { $gte: 200 } as never });
      await collection.updateOne({ _id: doc['_id'] }, { $set: { n: 1 } });
    }
    expect(seen).toEqual(Array.from({ length: 200 }, (_none, i) => i));
  });

  it('is unknown after its end, after killCursors and for other collections', async () => {
    const collection = await ground.fill(NUMBERS);
    const session = ground.client.startSession();
    const command = (body: Loose) => ground.db.command(body, { session, promoteLongs: false } as never);
    const { cursor } = await command({ find: collection.collectionName, batchSize: 2 });
    const more = { getMore: cursor.id, collection: collection.collectionName };
    expect(await refusal(command({ ...more, collection: 'other' }))).toMatchObject({ code: 13 });
    expect((await command({ ...more, batchSize: 2 })).cursor.nextBatch).toHaveLength(2);
    const killed = await command({ killCursors: collection.collectionName, cursors: [cursor.id, Long.fromNumber(7)] });
    expect(killed.cursorsKilled.map(String)).toEqual([String(cursor.id)]);
    expect(killed.cursorsNotFound.map(String)).toEqual(['7']);
    expect(await refusal(command(more))).toMatchObject({ code: 43, codeName: 'CursorNotFound' });
    await session.endSession();
  });

  it('ends with the index or the collection that it reads', async () => {
    const collection = await ground.fill(NUMBERS);
    await collection.createIndex({ n: 1 });
    const cursor = collection.find({}, { hint: 'n_1' }).batchSize(2);
    await cursor.next();
    await collection.dropIndex('n_1');
    await cursor.next();
    expect(await refusal(cursor.next())).toMatchObject({ code: 175, codeName: 'QueryPlanKilled' });
    const other = collection.find().batchSize(2);
    await other.next();
    await collection.drop();
    await other.next();
    expect((await refusal(other.next()))['code']).toBeOneOf([43, 175]);
  });

  it('splits batches at 16 MiB', async () => {
    const big = 'x'.repeat(6_000_000);
    const collection = await ground.fill([
      { _id: 1, big },
      { _id: 2, big },
      { _id: 3, big },
    ]);
    expect((await first(collection)).cursor.firstBatch).toHaveLength(2);
    expect(await collection.find().toArray()).toHaveLength(3);
  });

  it.skipIf(process.env['MONGODB_URI'])('is closed when nobody reads it', async () => {
    const collection = await ground.fill(NUMBERS);
    const cursor = collection.find().batchSize(2);
    await cursor.next();
    await expect
      .poll(async () => Number((await ground.db.command({ serverStatus: 1 }))['metrics'].cursor.open.total), {
        timeout: 5000,
      })
      .toBe(0);
    await cursor.next();
    expect(await refusal(cursor.next())).toMatchObject({ code: 43 });
  });
});

describe('count and distinct', () => {
  it('count obeys query, skip and limit', async () => {
    const collection = await ground.fill(Array.from({ length: 10 }, (_none, _id) => ({ _id, a: _id % 2 })));
    const count = async (fields: Loose) =>
      (await ground.db.command({ count: collection.collectionName, ...fields }))['n'];
    expect(await count({})).toBe(10);
    expect(await count({ query: { a: 1 } })).toBe(5);
    expect(await count({ query: { a: 1 }, skip: 2 })).toBe(3);
    expect(await count({ query: { a: 1 }, limit: 2 })).toBe(2);
    expect(await count({ skip: 20 })).toBe(0);
    expect(await collection.countDocuments({ a: 1 }, { skip: 1, limit: 3 })).toBe(3);
    expect(await collection.estimatedDocumentCount()).toBe(10);
    expect(await ground.db.collection('nothing').countDocuments()).toBe(0);
  });

  it('distinct takes elements of arrays and compares across number types', async () => {
    const collection = await ground.fill([
      { a: [1, 2] },
      { a: 2 },
      { a: Long.fromNumber(1) },
      { a: null },
      {},
      { a: { b: 1 } },
      { a: [[1], []] },
    ]);
    expect(await collection.distinct('a')).toEqual([null, 1, 2, { b: 1 }, [], [1]]);
    expect(await collection.distinct('a.b')).toEqual([1]);
    expect(await collection.distinct('a', { a: 2 })).toEqual([1, 2]);
  });
});

describe('aggregate', () => {
  const DOCS = [
    { _id: 1, k: 'a', n: 1, tags: ['x', 'y'] },
    { _id: 2, k: 'b', n: 2, tags: [] },
    { _id: 3, k: 'a', n: 3 },
    { _id: 4, k: 'b', n: 4.5, tags: ['x'] },
    { _id: 5, n: 'text', tags: 'z' },
  ];
  const CASES: readonly [string, Loose[], unknown][] = [
    [
      '$match, $sort, $skip, $limit',
      [{ $match: { k: { $exists: true } } }, { $sort: { n: -1 } }, { $skip: 1 }, { $limit: 2 }, { $project: { n: 1 } }],
      [
        { _id: 3, n: 3 },
        { _id: 2, n: 2 },
      ],
    ],
    ['$count', [{ $match: { k: 'a' } }, { $count: 'total' }], [{ total: 2 }]],
    ['$count of nothing', [{ $match: { k: 'zzz' } }, { $count: 'total' }], []],
    [
      '$group with its accumulators',
      [
        {
          $group: {
            _id: '$k',
            sum: { $sum: '$n' },
            avg: { $avg: '$n' },
            min: { $min: '$n' },
            max: { $max: '$n' },
            ids: { $push: '$_id' },
            first: { $first: '$_id' },
            last: { $last: '$_id' },
            n: { $sum: 1 },
          },
        },
        { $sort: { _id: 1 } },
      ],
      [
        { _id: null, sum: 0, avg: null, min: 'text', max: 'text', ids: [5], first: 5, last: 5, n: 1 },
        { _id: 'a', sum: 4, avg: 2, min: 1, max: 3, ids: [1, 3], first: 1, last: 3, n: 2 },
        { _id: 'b', sum: 6.5, avg: 3.25, min: 2, max: 4.5, ids: [2, 4], first: 2, last: 4, n: 2 },
      ],
    ],
    [
      '$group by a document',
      [{ $match: { k: 'a' } }, { $group: { _id: { key: '$k' }, n: { $count: {} } } }],
      [{ _id: { key: 'a' }, n: 2 }],
    ],
    [
      '$group of everything',
      [{ $group: { _id: null, tags: { $addToSet: '$k' } } }, { $project: { _id: 0, size: { $size: '$tags' } } }],
      [{ size: 2 }],
    ],
    [
      '$unwind',
      [{ $unwind: '$tags' }, { $project: { tags: 1 } }],
      [
        { _id: 1, tags: 'x' },
        { _id: 1, tags: 'y' },
        { _id: 4, tags: 'x' },
        { _id: 5, tags: 'z' },
      ],
    ],
    [
      '$unwind that keeps empty ones and numbers them',
      [
        { $match: { _id: { $lte: 3 } } },
        { $unwind: { path: '$tags', preserveNullAndEmptyArrays: true, includeArrayIndex: 'i' } },
        { $project: { tags: 1, i: 1 } },
      ],
      [
        { _id: 1, tags: 'x', i: 0 },
        { _id: 1, tags: 'y', i: 1 },
        { _id: 2, i: null },
        { _id: 3, i: null },
      ],
    ],
    [
      '$project that computes',
      [
        { $match: { _id: 1 } },
        {
          $project: {
            _id: 0,
            twice: { $multiply: ['$n', 2] },
            name: { $concat: ['k-', '$k'] },
            big: { $cond: [{ $gt: ['$n', 5] }, 'yes', 'no'] },
          },
        },
      ],
      [{ twice: 2, name: 'k-a', big: 'no' }],
    ],
    [
      '$addFields and $unset',
      [{ $match: { _id: 3 } }, { $addFields: { 'x.y': '$n', k: '$$REMOVE' } }, { $unset: 'n' }],
      [{ _id: 3, x: { y: 3 } }],
    ],
    ['$replaceRoot', [{ $match: { _id: 3 } }, { $replaceRoot: { newRoot: { inner: '$$ROOT.k' } } }], [{ inner: 'a' }]],
    [
      '$sortByCount',
      [{ $match: { k: { $ne: null } } }, { $sortByCount: '$k' }, { $group: { _id: null, n: { $sum: '$count' } } }],
      [{ _id: null, n: 4 }],
    ],
    [
      'field paths through arrays',
      [{ $match: { _id: 1 } }, { $project: { _id: 0, all: '$tags', first: { $arrayElemAt: ['$tags', 0] } } }],
      [{ all: ['x', 'y'], first: 'x' }],
    ],
  ];

  it.each(CASES)('%s', async (_name, pipeline, expected) => {
    const collection = await ground.fill(DOCS);
    expect(await collection.aggregate(pipeline).toArray()).toEqual(expected);
  });

  it.each([
    ['$lookup', [{ $lookup: { from: 'x', localField: 'a', foreignField: 'b', as: 'c' } }], 40324],
    ['$facet', [{ $facet: {} }], 40324],
    ['$changeStream', [{ $changeStream: {} }], 40324],
    ['$out that is not the last stage', [{ $out: 'x' }, { $match: {} }], 40324],
    ['an unknown stage', [{ $foo: 1 }], 40324],
    ['a stage with two names', [{ $match: {}, $limit: 1 }], 40323],
    ['$limit 0', [{ $limit: 0 }], 15958],
    ['$group without _id', [{ $group: { n: { $sum: 1 } } }], 15955],
    ['an unknown accumulator', [{ $group: { _id: 1, n: { $foo: 1 } } }], 15952],
    ['an unknown expression', [{ $project: { a: { $foo: 1 } } }], 168],
  ])('refuses %s', async (_name, pipeline, code) => {
    const collection = await ground.fill(DOCS);
    expect(await refusal(collection.aggregate(pipeline as Loose[]).toArray())).toMatchObject({ code });
  });

  it('writes its results where $out and $merge say', async () => {
    const collection = await ground.fill(DOCS);
    const target = await ground.fill([
      { _id: 1, old: true },
      { _id: 99, old: true },
    ]);
    await target.createIndex({ n: 1 });
    const where = target.collectionName;
    const pick = [{ $match: { k: 'a' } }, { $project: { n: 1 } }];
    await collection.aggregate([...pick, { $merge: { into: where } }]).toArray();
    expect(await target.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, old: true, n: 1 },
      { _id: 3, n: 3 },
      { _id: 99, old: true },
    ]);
    expect(await collection.aggregate([...pick, { $out: where }]).toArray()).toEqual([]);
    expect(await target.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, n: 1 },
      { _id: 3, n: 3 },
    ]);
    expect(await target.indexes()).toHaveLength(2);
    const failing = collection.aggregate([...pick, { $merge: { into: where, whenMatched: 'fail' } }]).toArray();
    expect(await refusal(failing)).toMatchObject({ code: 11000 });
  });

  it('reads through cursors', async () => {
    const collection = await ground.fill(Array.from({ length: 300 }, (_none, _id) => ({ _id })));
    const cursor = collection.aggregate([{ $match: { _id: { $gte: 100 } } }], { batchSize: 30 });
    expect(await cursor.toArray()).toHaveLength(200);
  });
});

describe('the server', () => {
  it('describes itself as the primary of a replica set', async () => {
    const hello = await ground.db.command({ hello: 1 });
    expect(hello).toMatchObject({
      isWritablePrimary: true,
      secondary: false,
      ok: 1,
      maxBsonObjectSize: 16777216,
      logicalSessionTimeoutMinutes: 30,
    });
    expect(hello['hosts']).toContain(hello['me']);
    expect(hello['$clusterTime']).toBeDefined();
    expect((await ground.db.admin().buildInfo())['versionArray'][0]).toBeGreaterThanOrEqual(7);
    expect(await ground.db.command({ ping: 1 })).toMatchObject({ ok: 1 });
  });

  it('lists databases and collections', async () => {
    const collection = await ground.fill([{ a: 1 }]);
    const { databases } = await ground.db.admin().listDatabases();
    expect(databases.map(({ name }) => name)).toContain(ground.db.databaseName);
    const [info] = await ground.db.listCollections({ name: collection.collectionName }).toArray();
    expect(info).toMatchObject({
      name: collection.collectionName,
      type: 'collection',
      idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
    });
  });

  it('creates, renames and drops', async () => {
    await ground.db.createCollection('made');
    expect(await refusal(ground.db.createCollection('made'))).toMatchObject({ code: 48, codeName: 'NamespaceExists' });
    await ground.db.collection('made').insertOne({ a: 1 });
    await ground.db.collection('made').rename('renamed');
    expect(await ground.db.collection('renamed').countDocuments()).toBe(1);
    expect(await refusal(ground.db.collection('made').rename('other'))).toMatchObject({ code: 26 });
    expect(await ground.db.collection('renamed').drop()).toBe(true);
    expect(await ground.db.listCollections({ name: 'renamed' }).toArray()).toEqual([]);
  });

  it('answers a monitoring driver while it waits', async () => {
    const client = new MongoClient(ground.uri, { heartbeatFrequencyMS: 500, serverMonitoringMode: 'stream' });
    const beats: boolean[] = [];
    client.on('serverHeartbeatSucceeded', ({ awaited }) => beats.push(awaited));
    await client.connect();
    await expect.poll(() => beats.filter((awaited) => awaited).length, { timeout: 5000 }).toBeGreaterThan(2);
    await client.close();
  });

  it.each([
    ['an unknown command', { foo: 1 }, 59, 'CommandNotFound'],
    ['an unknown field', { find: 'c', foo: 1 }, 40415, 'Location40415'],
    ['a filter that is text', { find: 'c', filter: 'x' }, 14, 'TypeMismatch'],
    ['a limit that is text', { find: 'c', limit: 'x' }, 14, 'TypeMismatch'],
    ['a negative skip', { find: 'c', skip: -1 }, 51024, 'Location51024'],
    ['a collection that is a number', { find: 5 }, 73, 'InvalidNamespace'],
    ['an empty collection name', { find: '' }, 73, 'InvalidNamespace'],
    ['a collection name with $', { insert: 'a$b', documents: [{}] }, 73, 'InvalidNamespace'],
    ['insert without documents', { insert: 'c' }, 40414, 'Location40414'],
    ['insert of nothing', { insert: 'c', documents: [] }, 16, 'InvalidLength'],
    ['insert of scalars', { insert: 'c', documents: [5] }, 14, 'TypeMismatch'],
    ['update without q', { update: 'c', updates: [{ u: {} }] }, 40414, 'Location40414'],
    ['delete without limit', { delete: 'c', deletes: [{ q: {} }] }, 40414, 'Location40414'],
    ['getMore with text', { getMore: 'x', collection: 'c' }, 14, 'TypeMismatch'],
    ['aggregate without cursor', { aggregate: 'c', pipeline: [] }, 9, 'FailedToParse'],
    ['a bad read concern', { find: 'c', readConcern: { level: 'foo' } }, 2, 'BadValue'],
    ['a bad maxTimeMS', { find: 'c', maxTimeMS: 'x' }, 14, 'TypeMismatch'],
    ['a command for admin only', { listDatabases: 1 }, 13, 'Unauthorized'],
  ])('refuses %s', async (_name, command, code, codeName) => {
    const error = await refusal(ground.db.command(command as Loose));
    expect(error).toMatchObject({ code, codeName });
    expect(await ground.db.command({ ping: 1 })).toMatchObject({ ok: 1 });
  });

  it('says so when a write concern cannot be met', async () => {
    const collection = await ground.fill([]);
    const answer = await ground.db
      .command({ insert: collection.collectionName, documents: [{ _id: 1 }], writeConcern: { w: 9, wtimeout: 100 } })
      .catch((error: Loose) => error['result']);
    expect(answer).toMatchObject({ n: 1, writeConcernError: { code: 100 } });
    expect(await collection.countDocuments()).toBe(1);
  });

  it('writes without an answer when asked so', async () => {
    const collection = await ground.fill([]);
    await collection.insertOne({ _id: 1 as never }, { writeConcern: { w: 0 } });
    await expect.poll(() => collection.countDocuments(), { timeout: 2000 }).toBe(1);
  });
});
