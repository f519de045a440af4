import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGround, refusal } from './ground.ts';
import type { Ground } from './ground.ts';

let ground: Ground;
let connection: mongoose.Connection;
beforeAll(async () => {
  ground = await openGround();
  connection = mongoose.createConnection(ground.uri, { dbName: ground.db.databaseName });
  await connection.asPromise();
});
afterAll(async () => {
  await connection.close();
  await ground.close();
});

const ticketSchema = new mongoose.Schema(
  {
    number: { type: Number, required: true, unique: true },
    subject: { type: String, required: true, trim: true },
    state: { type: String, enum: ['draft', 'open', 'closed'], default: 'draft' },
    requester: { name: String, phone: { type: String, index: true } },
    comments: [{ author: String, text: String, at: Date }],
    calls: [{ type: mongoose.Schema.Types.ObjectId, ref: 'Call' }],
    labels: { type: Map, of: String },
    priority: { type: Number, min: 1, max: 4 },
  },
  { timestamps: true, optimisticConcurrency: true },
);

describe('an unmodified mongoose', () => {
  const setUp = async () => {
    const name = `T${Math.random().toString(36).slice(2)}`;
    const Ticket = connection.model(name, ticketSchema);
    await Ticket.init();
    return Ticket;
  };

  it('makes its indexes and keeps them in step', async () => {
    const Ticket = await setUp();
    const indexes = await Ticket.listIndexes();
    expect(indexes.map(({ name }) => name).sort()).toEqual(['_id_', 'number_1', 'requester.phone_1']);
    expect(await Ticket.syncIndexes()).toEqual([]);
    expect(await Ticket.diffIndexes()).toEqual({ toDrop: [], toCreate: [] });
  });

  it('creates, finds, changes and saves documents', async () => {
    const Ticket = await setUp();
    const made = await Ticket.create({ number: 1, subject: ' Fuite ', requester: { name: 'Zoé', phone: '+331' } });
    made.comments.push({ author: 'a', text: 'x', at: new Date(0) });
    made.labels = new Map([['k', 'v']]);
    made.state = 'open';
    await made.save();
    const found = await Ticket.findOne({ 'requester.phone': '+331' }).orFail();
    expect(found.subject).toBe('Fuite');
    expect(found.comments[0]!.text).toBe('x');
    expect(found.labels!.get('k')).toBe('v');
    expect(found.createdAt).toBeInstanceOf(Date);
    found.comments.id(found.comments[0]!._id)!.text = 'y';
    await found.save();
    expect((await Ticket.findById(found._id).lean())!.comments[0]!.text).toBe('y');
  });

  it('notices that somebody else was faster', async () => {
    const Ticket = await setUp();
    await Ticket.create({ number: 1, subject: 's' });
    const [one, two] = [await Ticket.findOne().orFail(), await Ticket.findOne().orFail()];
    one.state = 'open';
    await one.save();
    two.state = 'closed';
    expect((await refusal(two.save()))['name']).toBe('VersionError');
  });

  it('reports duplicates with code 11000', async () => {
    const Ticket = await setUp();
    await Ticket.create({ number: 1, subject: 's' });
    expect(await refusal(Ticket.create({ number: 1, subject: 't' }))).toMatchObject({
      code: 11000,
      keyValue: { number: 1 },
    });
    const many = Ticket.insertMany(
      [
        { number: 2, subject: 'a' },
        { number: 1, subject: 'b' },
        { number: 3, subject: 'c' },
      ],
      { ordered: false },
    );
    expect(await refusal(many)).toMatchObject({ code: 11000 });
    expect(await Ticket.countDocuments()).toBe(3);
  });

  it('counts with upserts one after the other', async () => {
    const counters = connection.collection<{ _id: string; n: number }>('counters');
    const next = () =>
      counters.findOneAndUpdate({ _id: 'ticket' }, { $inc: { n: 1 } }, { upsert: true, returnDocument: 'after' });
    const numbers = await Promise.all(Array.from({ length: 30 }, next));
    expect(numbers.map((doc) => doc!.n).sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_none, i) => i + 1));
  });

  it('writes in bulk, streams and populates', async () => {
    const Call = connection.model(`C${Math.random()}`, new mongoose.Schema({ n: Number }));
    const Other = connection.model(
      `O${Math.random()}`,
      new mongoose.Schema({ calls: [{ type: mongoose.Schema.Types.ObjectId, ref: Call.modelName }] }),
    );
    const calls = await Call.insertMany(Array.from({ length: 500 }, (_none, n) => ({ n })));
    const other = await Other.create({ calls: calls.slice(0, 3).map(({ _id }) => _id) });
    const populated = await Other.findById(other._id).populate<{ calls: { n: number }[] }>('calls').orFail();
    expect(populated.calls.map(({ n }) => n)).toEqual([0, 1, 2]);
    await Call.bulkWrite([
      { updateMany: { filter: { n: { $lt: 10 } }, update: { $inc: { n: 1000 } } } },
      { deleteMany: { filter: { n: { $gte: 400, $lt: 500 } } } },
    ]);
    let sum = 0;
    for await (const { n } of Call.find().sort({ n: -1 }).lean().cursor({ batchSize: 50 })) sum += n! >= 1000 ? 1 : 0;
    expect(sum).toBe(10);
    expect(await Call.countDocuments()).toBe(400);
    expect(await Call.exists({ n: 1003 })).not.toBeNull();
    expect(await Call.distinct('n', { n: { $gte: 1008 } })).toEqual([1008, 1009]);
  });

  it('runs transactions, all or nothing', async () => {
    const Ticket = await setUp();
    await connection.transaction(async (session) => {
      await Ticket.create([{ number: 1, subject: 'a' }], { session });
      await Ticket.updateOne({ number: 1 }, { state: 'open' }, { session });
    });
    const failing = connection.transaction(async (session) => {
      await Ticket.create([{ number: 2, subject: 'b' }], { session });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect((await Ticket.find().lean()).map(({ number, state }) => [number, state])).toEqual([[1, 'open']]);
  });

  it('aggregates', async () => {
    const Ticket = await setUp();
    await Ticket.insertMany([1, 2, 3, 4].map((number) => ({ number, subject: 's', priority: number % 2 ? 1 : 2 })));
    const groups = await Ticket.aggregate<{ _id: number; n: number }>([
      { $group: { _id: '$priority', n: { $sum: 1 } } },
      { $sort: { _id: 1 } },
    ]);
    expect(groups).toEqual([
      { _id: 1, n: 2 },
      { _id: 2, n: 2 },
    ]);
  });
});
