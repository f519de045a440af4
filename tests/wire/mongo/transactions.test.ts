import { setImmediate as tick } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Long, REAL, dataDirectory, openGround, refusal } from './ground.ts';
import type { Collection, Ground, Loose } from './ground.ts';
import { connectRaw, freshSession } from './raw.ts';
import type { RawClient } from './raw.ts';
import { startMongo } from '../../../embedded/mongo/start.ts';

let ground: Ground;
beforeAll(async () => {
  ground = await openGround({ transactionLifetimeMs: 1500 });
});
afterAll(() => ground.close());

const ids = async (collection: Collection, session?: Loose) =>
  (await collection.find({}, session ? ({ session } as never) : {}).toArray()).map(({ _id }) => _id);

const started = () => {
  const session = ground.client.startSession();
  session.startTransaction();
  return session;
};

describe('a transaction', () => {
  it('is seen by others only after its commit', async () => {
    const collection = await ground.fill([{ _id: 1, n: 1 }]);
    const session = started();
    await collection.insertOne({ _id: 2 }, { session });
    await collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session });
    expect(await ids(collection, session)).toEqual([1, 2]);
    expect(await ids(collection)).toEqual([1]);
    expect(await collection.findOne({ _id: 1 })).toEqual({ _id: 1, n: 1 });
    expect(await collection.findOne({ _id: 1 }, { session })).toEqual({ _id: 1, n: 2 });
    await session.commitTransaction();
    expect(await collection.find().toArray()).toEqual([{ _id: 1, n: 2 }, { _id: 2 }]);
    await session.endSession();
  });

  it('leaves nothing after an abort', async () => {
    const collection = await ground.fill([{ _id: 1 }, { _id: 2 }]);
    const session = started();
    await collection.insertOne({ _id: 3 }, { session });
    await collection.deleteOne({ _id: 1 }, { session });
    await collection.replaceOne({ _id: 2 }, { a: 1 }, { session });
    expect(await collection.find({}, { session }).toArray()).toEqual([{ _id: 2, a: 1 }, { _id: 3 }]);
    await session.abortTransaction();
    expect(await collection.find().toArray()).toEqual([{ _id: 1 }, { _id: 2 }]);
    await session.endSession();
  });

  it('reads the store as it was at its start', async () => {
    const collection = await ground.fill([{ _id: 1, n: 1 }]);
    const session = started();
    expect(await collection.countDocuments({}, { session })).toBe(1);
    await collection.insertOne({ _id: 2 });
    await collection.updateOne({ _id: 1 }, { $set: { n: 5 } });
    await collection.createIndex({ n: 1 });
    expect(await collection.find({ n: { $gte: 0 } }, { session }).toArray()).toEqual([{ _id: 1, n: 1 }]);
    await session.commitTransaction();
    expect(await collection.countDocuments()).toBe(2);
    await session.endSession();
  });

  it('finds, sorts, counts and aggregates over its own changes', async () => {
    const collection = await ground.fill(Array.from({ length: 20 }, (_none, _id) => ({ _id, n: _id })));
    await collection.createIndex({ n: 1 });
    const session = started();
    await collection.updateOne({ _id: 3 }, { $set: { n: 100 } }, { session });
    await collection.insertOne({ _id: 50, n: -1 }, { session });
    await collection.deleteMany({ n: { $gte: 5, $lt: 19 } }, { session });
    const sorted = await collection
      .find({ n: { $gte: -5 } }, { session })
      .sort({ n: -1 })
      .toArray();
    expect(sorted.map(({ _id }) => _id)).toEqual([3, 19, 4, 2, 1, 0, 50]);
    expect(await collection.countDocuments({ n: { $lt: 3 } }, { session })).toBe(4);
    expect(await collection.distinct('n', { n: { $gt: 3 } }, { session })).toEqual([4, 19, 100]);
    const updated = await collection.findOneAndUpdate(
      { n: -1 },
      { $inc: { n: 1 } },
      { session, returnDocument: 'after' },
    );
    expect(updated).toEqual({ _id: 50, n: 0 });
    const cursor = collection.find({}, { session }).batchSize(2);
    expect((await cursor.toArray()).map(({ _id }) => _id)).toEqual([0, 1, 2, 3, 4, 19, 50]);
    await session.commitTransaction();
    expect(await collection.countDocuments()).toBe(7);
    await session.endSession();
  });

  it('makes a collection with its first document, at the commit', async () => {
    const collection = ground.db.collection('born');
    const session = started();
    await collection.insertOne({ _id: 1 as never }, { session });
    expect(await collection.countDocuments()).toBe(0);
    await session.commitTransaction();
    expect(await collection.countDocuments()).toBe(1);
    await session.endSession();
  });

  it('may swap the keys of a unique index', async () => {
    const collection = await ground.fill([
      { _id: 1, u: 'a' },
      { _id: 2, u: 'b' },
    ]);
    await collection.createIndex({ u: 1 }, { unique: true });
    const session = started();
    await collection.updateOne({ _id: 1 }, { $set: { u: 'tmp' } }, { session });
    await collection.updateOne({ _id: 2 }, { $set: { u: 'a' } }, { session });
    await collection.updateOne({ _id: 1 }, { $set: { u: 'b' } }, { session });
    await session.commitTransaction();
    expect(await collection.find().toArray()).toEqual([
      { _id: 1, u: 'b' },
      { _id: 2, u: 'a' },
    ]);
    expect(await collection.find({ u: 'a' }).toArray()).toEqual([{ _id: 2, u: 'a' }]);
    await session.endSession();
  });

  it('meets duplicate keys, stored and its own, and is over then', async () => {
    const collection = await ground.fill([{ _id: 1, u: 'a' }]);
    await collection.createIndex({ u: 1 }, { unique: true });
    for (const doc of [{ _id: 1 }, { _id: 2, u: 'a' }, { _id: 3, u: 'z' }]) {
      const session = started();
      await collection.insertOne({ _id: 10, u: 'z' }, { session });
      expect(await refusal(collection.insertOne({ ...doc }, { session }))).toMatchObject({ code: 11000 });
      const after = await refusal(collection.findOne({}, { session }));
      expect(after).toMatchObject({ code: 251, codeName: 'NoSuchTransaction' });
      expect(after['hasErrorLabel']('TransientTransactionError')).toBe(true);
      await session.abortTransaction();
      await session.endSession();
    }
    expect(await ids(collection)).toEqual([1]);
  });
});

describe('two writers', () => {
  it('conflict at once when one is in a transaction and both change a document', async () => {
    const collection = await ground.fill([{ _id: 1, n: 0 }]);
    const one = started();
    const two = started();
    await collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session: one });
    const error = await refusal(collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session: two }));
    expect(error).toMatchObject({ code: 112, codeName: 'WriteConflict' });
    expect(error['hasErrorLabel']('TransientTransactionError')).toBe(true);
    await one.commitTransaction();
    expect(await collection.findOne({})).toEqual({ _id: 1, n: 1 });
    await Promise.all([one.endSession(), two.endSession()]);
  });

  it('conflict when the document has changed since the snapshot', async () => {
    const collection = await ground.fill([{ _id: 1, n: 0 }, { _id: 2 }]);
    const session = started();
    await collection.findOne({ _id: 2 }, { session });
    await collection.updateOne({ _id: 1 }, { $inc: { n: 5 } });
    expect(await refusal(collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session }))).toMatchObject({
      code: 112,
    });
    await session.endSession();
    expect(await collection.findOne({ _id: 1 })).toEqual({ _id: 1, n: 5 });
  });

  it('conflict on a new _id and on a unique key', async () => {
    const collection = await ground.fill([{ _id: 1 }]);
    await collection.createIndex({ u: 1 }, { unique: true, sparse: true });
    const one = started();
    const two = started();
    await collection.insertOne({ _id: 7, u: 'x' }, { session: one });
    expect(await refusal(collection.insertOne({ _id: 7 }, { session: two }))).toMatchObject({ code: 112 });
    const three = started();
    expect(await refusal(collection.insertOne({ _id: 8, u: 'x' }, { session: three }))).toMatchObject({ code: 112 });
    await one.commitTransaction();
    await Promise.all([one, two, three].map((session) => session.endSession()));
  });

  it('outside a transaction waits for its end', async () => {
    const collection = await ground.fill([{ _id: 1, n: 0 }]);
    const session = started();
    await collection.updateOne({ _id: 1 }, { $set: { n: 10 } }, { session });
    let done = false;
    const outside = collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }).then(() => (done = true));
    await ground.db.command({ ping: 1 });
    await tick();
    expect(done).toBe(false);
    await session.commitTransaction();
    await outside;
    expect(await collection.findOne({})).toEqual({ _id: 1, n: 11 });
    await session.endSession();
  });

  it('outside gives up after maxTimeMS', async () => {
    const collection = await ground.fill([{ _id: 1 }]);
    const session = started();
    await collection.updateOne({ _id: 1 }, { $set: { n: 10 } }, { session });
    const outside = collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { maxTimeMS: 50 } as never);
    expect(await refusal(outside)).toMatchObject({ code: 50, codeName: 'MaxTimeMSExpired' });
    await session.abortTransaction();
    await session.endSession();
  });

  it('all succeed with withTransaction, which runs again after a conflict', async () => {
    const collection = await ground.fill([{ _id: 1, n: 0 }]);
    const add = () =>
      ground.client.withSession((session) =>
        session.withTransaction(async () => {
          const doc = await collection.findOne({ _id: 1 }, { session });
          await collection.updateOne({ _id: 1 }, { $set: { n: doc!['n'] + 1 } }, { session });
        }),
      );
    await Promise.all(Array.from({ length: 8 }, add));
    expect(await collection.findOne({})).toEqual({ _id: 1, n: 8 });
  });
});

/** Commands with session fields of our own choice, which no driver would send. */
describe('by hand,', () => {
  let raw: RawClient;
  let collection: Collection;
  let lsid: Loose;
  beforeEach(async () => {
    raw = await connectRaw(ground.uri);
    collection = await ground.fill([{ _id: 1, n: 0 }, { _id: 2 }]);
    lsid = freshSession();
  });
  afterEach(() => raw.close());

  const inside = (txnNumber: number): Loose => ({ lsid, txnNumber: Long.fromNumber(txnNumber), autocommit: false });
  const end = (name: 'commitTransaction' | 'abortTransaction', txnNumber: number) =>
    raw.command('admin', { [name]: 1, ...inside(txnNumber) });
  const find = (txnNumber: number, fields: Loose = {}) =>
    raw.command(ground.db.databaseName, { find: collection.collectionName, ...inside(txnNumber), ...fields });
  const write = (body: Loose, txnNumber: number) =>
    raw.command(ground.db.databaseName, { ...body, lsid, txnNumber: Long.fromNumber(txnNumber) });
  const start = { startTransaction: true };

  it('commitTransaction may be sent again', async () => {
    await find(5, start);
    expect(await end('commitTransaction', 5)).toMatchObject({ ok: 1 });
    expect(await end('commitTransaction', 5)).toMatchObject({ ok: 1 });
    expect(await end('abortTransaction', 5)).toMatchObject({ ok: 0, code: 256, codeName: 'TransactionCommitted' });
  });

  it('an unknown transaction cannot be committed or aborted', async () => {
    expect(await end('commitTransaction', 1)).toMatchObject({ ok: 0, code: 251 });
    expect(await end('abortTransaction', 1)).toMatchObject({ ok: 0, code: 251 });
  });

  it('an aborted transaction stays aborted', async () => {
    await find(2, start);
    expect(await end('abortTransaction', 2)).toMatchObject({ ok: 1 });
    expect(await end('commitTransaction', 2)).toMatchObject({ code: 251, errorLabels: ['TransientTransactionError'] });
    expect(await find(2)).toMatchObject({ code: 251 });
  });

  it('older numbers are refused, a newer one ends the transaction before', async () => {
    await find(5, start);
    expect(await find(4)).toMatchObject({ code: 225, codeName: 'TransactionTooOld' });
    expect(await find(6)).toMatchObject({ code: 251 });
    expect(await find(7, start)).toMatchObject({ ok: 1 });
    expect(await end('commitTransaction', 5)).toMatchObject({ ok: 0 });
    expect(await end('commitTransaction', 7)).toMatchObject({ ok: 1 });
  });

  it('session fields must agree', async () => {
    const { collectionName } = collection;
    const ask = (fields: Loose) => raw.command(ground.db.databaseName, { find: collectionName, ...fields });
    const txnNumber = Long.fromNumber(1);
    expect(await ask({ txnNumber, autocommit: false })).toMatchObject({ code: 72, codeName: 'InvalidOptions' });
    expect(await ask({ lsid, autocommit: false })).toMatchObject({ code: 72 });
    expect(await ask({ lsid, txnNumber, autocommit: true })).toMatchObject({ code: 72 });
    expect(await ask({ lsid, txnNumber, startTransaction: true })).toMatchObject({ code: 72 });
    expect(await ask({ lsid, txnNumber })).toMatchObject({ code: 50768 });
    expect(await ask({ lsid: 5 })).toMatchObject({ ok: 0 });
    expect(await ask({ lsid: { id: 'x' } })).toMatchObject({ ok: 0 });
    expect(await ask({ lsid })).toMatchObject({ ok: 1 });
  });

  it('some commands are not for transactions', async () => {
    const count = { count: collection.collectionName, ...inside(1), ...start };
    expect(await raw.command(ground.db.databaseName, count)).toMatchObject({
      code: 263,
      codeName: 'OperationNotSupportedInTransaction',
    });
  });

  it('killSessions aborts what is running', async () => {
    const update = { update: collection.collectionName, updates: [{ q: { _id: 1 }, u: { $set: { a: 1 } } }] };
    await raw.command(ground.db.databaseName, { ...update, ...inside(1), ...start });
    expect(await raw.command('admin', { killSessions: [lsid] })).toMatchObject({ ok: 1 });
    await collection.updateOne({ _id: 1 }, { $set: { c: 1 } });
    expect(await collection.findOne({ _id: 1 })).toEqual({ _id: 1, n: 0, c: 1 });
  });

  it('an insert that is sent again is not applied twice', async () => {
    const body = { insert: collection.collectionName, documents: [{ _id: 10 }, { _id: 11 }] };
    expect(await write(body, 1)).toMatchObject({ n: 2 });
    const again = await write(body, 1);
    expect(again).toMatchObject({ n: 2, retriedStmtIds: [0, 1] });
    expect(again['writeErrors']).toBeUndefined();
  });

  it('an update, upsert, delete or findAndModify that is sent again is not applied twice', async () => {
    const { collectionName } = collection;
    const update = { update: collectionName, updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }] };
    for (const _time of [1, 2]) expect(await write(update, 1)).toMatchObject({ n: 1, nModified: 1 });
    const upsert = { update: collectionName, updates: [{ q: { _id: 9 }, u: { $inc: { n: 1 } }, upsert: true }] };
    for (const _time of [1, 2]) {
      expect(await write(upsert, 2)).toMatchObject({ n: 1, nModified: 0, upserted: [{ index: 0, _id: 9 }] });
    }
    const remove = { delete: collectionName, deletes: [{ q: { _id: 2 }, limit: 1 }] };
    for (const _time of [1, 2]) expect(await write(remove, 3)).toMatchObject({ n: 1 });
    const modify = { findAndModify: collectionName, query: { _id: 1 }, update: { $inc: { n: 10 } }, new: true };
    for (const _time of [1, 2]) expect(await write(modify, 4)).toMatchObject({ value: { n: 11 } });
    expect(await collection.find().toArray()).toEqual([
      { _id: 1, n: 11 },
      { _id: 9, n: 1 },
    ]);
    expect(await write(update, 2)).toMatchObject({ code: 225 });
  });

  it('a batch that is sent again runs only the statements that had failed', async () => {
    const body = { insert: collection.collectionName, documents: [{ _id: 7 }, { _id: 2 }, { _id: 3 }] };
    expect(await write(body, 1)).toMatchObject({ n: 1, writeErrors: [{ index: 1 }] });
    await collection.deleteOne({ _id: 2 });
    expect(await write(body, 1)).toMatchObject({ n: 3, retriedStmtIds: [0] });
  });

  it('a retryable write of many documents is refused', async () => {
    const { collectionName } = collection;
    const many = { update: collectionName, updates: [{ q: {}, u: { $set: { a: 1 } }, multi: true }] };
    expect(await write(many, 1)).toMatchObject({ code: 72 });
    expect(await write({ delete: collectionName, deletes: [{ q: {}, limit: 0 }] }, 2)).toMatchObject({ code: 72 });
    expect(await collection.countDocuments({ a: 1 })).toBe(0);
  });
});

describe.skipIf(REAL)('a process of its own', () => {
  it('aborts a transaction when its life is over', async () => {
    const collection = await ground.fill([{ _id: 1 }]);
    const session = started();
    await collection.updateOne({ _id: 1 }, { $set: { a: 1 } }, { session });
    await collection.updateOne({ _id: 1 }, { $set: { b: 1 } });
    expect(await refusal(session.commitTransaction())).toMatchObject({ code: 251 });
    expect(await collection.findOne({})).toEqual({ _id: 1, b: 1 });
    await session.endSession();
  });

  it('remembers retryable writes and commits over kill -9', async () => {
    const directory = await dataDirectory();
    const before = await startMongo({ directory: directory.path });
    const first = await connectRaw(before.uri);
    const [one, two] = [freshSession(), freshSession()];
    const number = (txnNumber: number) => ({ txnNumber: Long.fromNumber(txnNumber) });
    await first.command('d', { insert: 'c', documents: [{ _id: 1 }], lsid: one, ...number(1) });
    const inside = { lsid: one, ...number(2), autocommit: false };
    await first.command('d', { insert: 'c', documents: [{ _id: 2 }], ...inside, startTransaction: true });
    const commit = { commitTransaction: 1, ...inside };
    expect(await first.command('admin', commit)).toMatchObject({ ok: 1 });
    const other = { insert: 'c', documents: [{ _id: 3 }], lsid: two, ...number(1) };
    expect(await first.command('d', other)).toMatchObject({ n: 1 });
    await before.stop('SIGKILL');
    const after = await startMongo({ directory: directory.path });
    const second = await connectRaw(after.uri);
    expect(await second.command('admin', commit)).toMatchObject({ ok: 1 });
    expect(await second.command('d', other)).toMatchObject({ n: 1, retriedStmtIds: [0] });
    expect(await second.command('d', { count: 'c' })).toMatchObject({ n: 3 });
    second.close();
    await after.stop();
    await directory.remove();
  });
});
