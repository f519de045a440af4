import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import mongoose from 'mongoose';
import { REAL, openGround } from './ground.ts';
import type { Ground, Loose } from './ground.ts';
import { bodySection, connectRaw, message, sections, sequenceSection } from './raw.ts';

const { BSON } = mongoose.mongo;

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const PING = { ping: 1, $db: 'admin' };

/** A document whose bytes were changed by hand. */
const broken = (doc: Loose, change: (bytes: Buffer) => void): Buffer => {
  const bytes = Buffer.from(BSON.serialize(doc));
  change(bytes);
  return bytes;
};

const msg = (...parts: readonly Uint8Array[]): Buffer => message(2013, sections(0, ...parts));

/** A document that nests `depth` times. */
const nested = (depth: number): Buffer => {
  let inner = Buffer.from([5, 0, 0, 0, 0]);
  for (let i = 0; i < depth; i++) {
    const size = Buffer.alloc(4);
    size.writeInt32LE(inner.length + 8);
    inner = Buffer.concat([size, Buffer.from([3]), Buffer.from('a\0'), inner, Buffer.from([0])]);
  }
  return inner;
};

const query = (namespace: string, doc: Uint8Array): Buffer =>
  message(2004, Buffer.concat([Buffer.alloc(4), Buffer.from(`${namespace}\0`), Buffer.alloc(8), doc]));

const bigLength = (bytes: Buffer, at: number, value: number): void => void bytes.writeInt32LE(value, at);

/** Messages after which the server closes the connection: it cannot know where the next one starts, or what it is. */
const CLOSING: readonly [string, () => Buffer][] = [
  ['a length of 0', () => message(2013, sections(0, bodySection(PING)), 0)],
  ['a negative length', () => message(2013, sections(0, bodySection(PING)), -5)],
  ['a length below that of the header', () => message(2013, Buffer.alloc(0), 15)],
  ['a length beyond 48 MB', () => message(2013, sections(0, bodySection(PING)), 48_000_001)],
  ['the largest length there is', () => message(2013, sections(0, bodySection(PING)), 0x7fffffff)],
  ['an unknown operation code', () => message(4242, Buffer.alloc(8))],
  ['the old OP_INSERT', () => message(2002, Buffer.alloc(32))],
  ['the old OP_UPDATE', () => message(2001, Buffer.alloc(32))],
  ['OP_COMPRESSED, which was not offered', () => message(2012, Buffer.alloc(16))],
  ['an HTTP request', () => Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
  ['a TLS hello', () => Buffer.from('16030100a5010000a10303'.padEnd(200, '7'), 'hex')],
  ['an OP_MSG of two bytes', () => message(2013, Buffer.alloc(2))],
  ['unknown required flags', () => message(2013, sections(0x40, bodySection(PING)))],
  ['a section that is longer than the message', () => msg(broken2(bodySection(PING), 1, 5000))],
  ['a section of negative length', () => msg(broken2(bodySection(PING), 1, -1))],
  ['a document sequence without a name', () => msg(bodySection(PING), Buffer.from([1, 8, 0, 0, 0, 65, 65, 65, 65]))],
  ['an OP_QUERY of three bytes', () => message(2004, Buffer.alloc(3))],
  ['an OP_QUERY whose name never ends', () => message(2004, Buffer.alloc(40, 65))],
];

const broken2 = (section: Buffer, at: number, value: number): Buffer => {
  const copy = Buffer.from(section);
  bigLength(copy, at, value);
  return copy;
};

/** Messages that are refused with a code; the connection goes on. */
const REFUSED: readonly [string, () => Buffer, number | readonly number[]][] = [
  ['no body section', () => msg(sequenceSection('documents', [{ a: 1 }])), 40587],
  ['two body sections', () => msg(bodySection(PING), bodySection(PING)), 40430],
  ['an unknown section kind', () => msg(bodySection(PING), Buffer.from([9, 5, 0, 0, 0, 0])), 40432],
  [
    'a field both in the body and as a sequence',
    () => msg(bodySection({ insert: 'c', documents: [], $db: 'x' }), sequenceSection('documents', [{}])),
    40433,
  ],
  [
    'a document whose inner length is too long',
    () => msg(bodySection(broken({ find: 'c', filter: { a: 1 }, $db: 'x' }, (bytes) => bigLength(bytes, 24, 5000)))),
    22,
  ],
  ['an unknown element type', () => msg(bodySection(broken({ ping: 1, $db: 'x' }, (bytes) => (bytes[4] = 0x55)))), 22],
  [
    'a string whose length lies',
    () => msg(bodySection(broken({ find: 'abc', $db: 'x' }, (bytes) => bigLength(bytes, 10, 500)))),
    22,
  ],
  [
    'a string of length 0',
    () => msg(bodySection(broken({ find: 'abc', $db: 'x' }, (bytes) => bigLength(bytes, 10, 0)))),
    22,
  ],
  [
    'a string of negative length',
    () => msg(bodySection(broken({ find: 'abc', $db: 'x' }, (bytes) => bigLength(bytes, 10, -7)))),
    22,
  ],
  [
    'a string without its terminator',
    () => msg(bodySection(broken({ find: 'abc', $db: 'x' }, (bytes) => (bytes[17] = 65)))),
    22,
  ],
  [
    'text that is not UTF-8',
    () => msg(bodySection(broken({ find: 'abc', $db: 'x' }, (bytes) => (bytes[14] = 0xff)))),
    22,
  ],
  ['a boolean of 7', () => msg(bodySection(broken({ a: true, $db: 'x' }, (bytes) => (bytes[7] = 7)))), 22],
  [
    'a truncated document sequence',
    () => msg(bodySection({ insert: 'c', $db: 'x' }), broken2(sequenceSection('documents', [{ a: 1 }]), 15, 90)),
    22,
  ],
  ['nesting of 250 levels', () => msg(bodySection(nested(250))), 15],
  ['nesting of 100,000 levels', () => msg(bodySection(nested(20_000))), 15],
  ['an empty command', () => msg(bodySection({})), 59],
  ['no $db', () => msg(bodySection({ ping: 1 })), 40571],
  ['a $db that is a number', () => msg(bodySection({ ping: 1, $db: 5 })), 14],
  ['an empty $db', () => msg(bodySection({ ping: 1, $db: '' })), 73],
  ['a $db with a space', () => msg(bodySection({ ping: 1, $db: 'a b' })), 73],
  ['a $db with a dot', () => msg(bodySection({ ping: 1, $db: 'a.b' })), 73],
  ['a $db of 200 letters', () => msg(bodySection({ ping: 1, $db: 'a'.repeat(200) })), 73],
  ['a command named __proto__', () => msg(bodySection({ ['__proto__x']: 1, $db: 'x' })), 59],
  ['a command named constructor', () => msg(bodySection({ constructor: 1, $db: 'x' })), 59],
  ['an unknown API version', () => msg(bodySection({ ping: 1, $db: 'x', apiVersion: '9' })), 322],
  ['an lsid that is text', () => msg(bodySection({ ping: 1, $db: 'x', lsid: 'x' })), 14],
  ['a txnNumber without a session', () => msg(bodySection({ find: 'c', $db: 'x', txnNumber: BSON.Long.ONE })), 72],
  ['a collection name of 300 letters', () => msg(bodySection({ find: 'c'.repeat(300), $db: 'x' })), 73],
  ['a collection name with a null byte', () => msg(bodySection({ find: 'a\0b', $db: 'x' })), 73],
  ['a system collection', () => msg(bodySection({ insert: 'system.users', documents: [{}], $db: 'x' })), 73],
  ['documents that are no array', () => msg(bodySection({ insert: 'c', documents: { a: 1 }, $db: 'x' })), 14],
  ['updates that hold text', () => msg(bodySection({ update: 'c', updates: ['x'], $db: 'x' })), 14],
  ['an update that is text', () => msg(bodySection({ findAndModify: 'c', update: 'x', $db: 'x' })), 9],
  ['indexes that are a number', () => msg(bodySection({ createIndexes: 'c', indexes: 5, $db: 'x' })), 14],
  ['a pipeline that is a document', () => msg(bodySection({ aggregate: 'c', pipeline: {}, cursor: {}, $db: 'x' })), 14],
  ['a pipeline of numbers', () => msg(bodySection({ aggregate: 'c', pipeline: [1], cursor: {}, $db: 'x' })), 14],
  ['a sort that is text', () => msg(bodySection({ find: 'c', sort: 'x', $db: 'x' })), 14],
  ['a projection that is a list', () => msg(bodySection({ find: 'c', projection: [1], $db: 'x' })), 14],
  ['a hint that is a number', () => msg(bodySection({ find: 'c', hint: 5, $db: 'x' })), [2, 9]],
  ['a batchSize below 0', () => msg(bodySection({ find: 'c', batchSize: -1, $db: 'x' })), 51024],
  ['a limit with a fraction', () => msg(bodySection({ find: 'c', limit: 'x', $db: 'x' })), 14],
  [
    'a pattern that explodes a parser',
    () => msg(bodySection({ find: 'c', filter: { a: { $regex: '((((' } }, $db: 'x' })),
    51091,
  ],
  ['a distinct key that is a number', () => msg(bodySection({ distinct: 'c', key: 5, $db: 'x' })), 14],
  ['killCursors with text', () => msg(bodySection({ killCursors: 'c', cursors: ['x'], $db: 'x' })), 14],
  [
    'an index that would need 2 million nulls',
    () =>
      msg(
        bodySection({
          findAndModify: 'deep',
          query: { _id: 1 },
          update: { $set: { 'a.9999999': 1 } },
          $db: ground.db.databaseName,
        }),
      ),
    2,
  ],
];

/** The event of a line of the log, and whether it has an id to be found by. */
const logged = (line: string): [string, boolean] => {
  const { event, logId } = JSON.parse(line) as Loose;
  return [event, /^[\da-f-]{36}$/.test(logId)];
};

describe.skipIf(REAL)('a message that cannot be framed closes its connection, and only its own:', () => {
  it.each(CLOSING)('%s', async (_name, bytes) => {
    const good = await connectRaw(ground.uri);
    const bad = await connectRaw(ground.uri);
    const before = ground.log.length;
    bad.send(bytes());
    await bad.closed;
    await expect.poll(() => ground.log.slice(before).map(logged)).toContainEqual(['connectionClosed', true]);
    expect(await good.command('admin', { ping: 1 })).toMatchObject({ ok: 1 });
    const next = await connectRaw(ground.uri);
    expect(await next.command('admin', { ping: 1 })).toMatchObject({ ok: 1 });
    good.close();
    next.close();
  });
});

describe.skipIf(REAL)('a message that can be framed is refused with a code, and the connection goes on:', () => {
  it.each(REFUSED)('%s', async (_name, bytes, code) => {
    await ground.db.collection('deep').updateOne({ _id: 1 as never }, { $set: { a: [] } }, { upsert: true });
    const client = await connectRaw(ground.uri);
    client.send(bytes());
    const { doc, responseTo } = await client.receive();
    expect(doc).toMatchObject({ ok: 0, errmsg: expect.any(String), codeName: expect.any(String) });
    expect([code].flat()).toContain(doc['code']);
    expect(responseTo).toBe(1);
    expect(await client.command('admin', { ping: 1 })).toMatchObject({ ok: 1 });
    client.close();
  });
});

describe.skipIf(REAL)('no argument of any type', () => {
  /** One valid call of each command; every field of it is replaced by values of every type. */
  const COMMANDS: readonly Loose[] = [
    {
      find: 'fz',
      filter: { a: 1 },
      sort: { a: 1 },
      projection: { a: 1 },
      skip: 0,
      limit: 1,
      batchSize: 1,
      hint: '_id_',
    },
    { find: 'fz', singleBatch: true, collation: {}, let: {}, maxTimeMS: 10, readConcern: {}, noCursorTimeout: true },
    { getMore: BSON.Long.ONE, collection: 'fz', batchSize: 1 },
    { killCursors: 'fz', cursors: [BSON.Long.ONE] },
    { count: 'fz', query: { a: 1 }, skip: 0, limit: 0, hint: '_id_' },
    { distinct: 'fz', key: 'a', query: {} },
    { insert: 'fz', documents: [{ a: 1 }], ordered: true, writeConcern: { w: 1 }, stmtIds: [1] },
    { update: 'fz', updates: [{ q: { a: 1 }, u: { $set: { b: 1 } }, multi: true, upsert: false, arrayFilters: [] }] },
    { delete: 'fz', deletes: [{ q: { zz: 1 }, limit: 1, hint: '_id_' }] },
    {
      findAndModify: 'fz',
      query: { a: 1 },
      update: { $set: { b: 1 } },
      new: true,
      upsert: false,
      fields: { a: 1 },
      sort: {},
    },
    { findAndModify: 'fz', query: { zz: 1 }, remove: true },
    { aggregate: 'fz', pipeline: [{ $match: { a: 1 } }, { $group: { _id: '$a', n: { $sum: 1 } } }], cursor: {} },
    {
      aggregate: 'fz',
      pipeline: [{ $unwind: '$a' }, { $project: { a: 1 } }, { $sort: { a: 1 } }],
      cursor: { batchSize: 1 },
    },
    {
      aggregate: 'fz',
      pipeline: [{ $addFields: { x: { $add: ['$a', 1] } } }, { $skip: 1 }, { $limit: 1 }],
      cursor: {},
    },
    { createIndexes: 'fz2', indexes: [{ key: { a: 1 }, name: 'a_1', unique: true, sparse: false }] },
    {
      createIndexes: 'fz2',
      indexes: [{ key: { t: 1 }, name: 't', expireAfterSeconds: 9, partialFilterExpression: { a: 1 } }],
    },
    { dropIndexes: 'fz2', index: 'a_1' },
    { listIndexes: 'fz', cursor: {} },
    { collMod: 'fz2', index: { name: 't', expireAfterSeconds: 10 } },
    { create: 'fz3', capped: false, collation: {} },
    { drop: 'fz3' },
    { listCollections: 1, filter: {}, nameOnly: true, cursor: {} },
    { hello: 1, topologyVersion: {}, maxAwaitTimeMS: 1, client: {} },
    { endSessions: [] },
    { refreshSessions: [] },
    { ping: 1, lsid: {}, txnNumber: BSON.Long.ONE, autocommit: false, startTransaction: true },
  ];
  const VALUES: readonly unknown[] = [
    null,
    true,
    0,
    -1,
    1.5,
    Number.NaN,
    BSON.Long.MAX_VALUE,
    BSON.Decimal128.fromString('1E400'),
    '',
    '$a',
    '$$ROOT',
    'a.b',
    [],
    [[]],
    [null],
    [{ $foo: 1 }],
    {},
    { '': 1 },
    { $foo: 1 },
    { $gt: {} },
    { a: { $in: 5 } },
    { a: { $elemMatch: { $not: {} } } },
    { a: { $regex: '(?<' } },
    { $set: { a: { b: [] } }, $inc: { a: null } },
    { $push: { 'a.$[].b': { $each: [1], $sort: {}, $slice: 1.5 } } },
    { 'a.$': 1 },
    new BSON.ObjectId(),
    new BSON.Binary(Buffer.alloc(3)),
    new BSON.BSONRegExp('a', 'i'),
    new BSON.MinKey(),
    new BSON.Timestamp({ t: 0, i: 0 }),
    new BSON.Code('x', { a: 1 }),
    new Date(8.64e15),
  ];

  /** Every document that differs from `doc` by one value, at any depth. */
  const variants = (value: unknown): unknown[] => {
    if (Array.isArray(value)) {
      return [...VALUES, ...value.flatMap((item, i) => variants(item).map((next) => value.with(i, next)))];
    }
    if (typeof value !== 'object' || value === null || '_bsontype' in value) return [...VALUES];
    const doc = value as Loose;
    const inside = Object.keys(doc).flatMap((key) => variants(doc[key]).map((next) => ({ ...doc, [key]: next })));
    return [...VALUES, ...inside];
  };

  it.each(COMMANDS.map((command): [string, Loose] => [BSON.EJSON.stringify(command), command]))(
    'makes %s fail otherwise than by a refusal',
    async (_name, command) => {
      const client = await connectRaw(ground.uri);
      const db = ground.db.databaseName;
      await client.command(db, { insert: 'fz', documents: [{ a: [1, { b: 2 }] }, { a: 1 }, { a: 'x' }] });
      for (const [name, value] of Object.entries(command)) {
        for (const next of variants(value)) {
          const answer = await client.command(db, { ...command, [name]: next });
          if (answer['ok'] !== 1)
            expect(answer).toMatchObject({ code: expect.any(Number), errmsg: expect.any(String) });
          expect(answer['code'], BSON.EJSON.stringify({ [name]: next, answer })).not.toBe(8);
        }
      }
      expect(await client.command('admin', { ping: 1 })).toMatchObject({ ok: 1 });
      client.close();
    },
  );
});

describe('the wire', () => {
  it('takes a message byte by byte, and several at once', async () => {
    const client = await connectRaw(ground.uri);
    const bytes = msg(bodySection(PING));
    for (const byte of bytes) client.send(Buffer.from([byte]));
    expect((await client.receive()).doc).toMatchObject({ ok: 1 });
    client.send(Buffer.concat([bytes, bytes, bytes]));
    for (let i = 0; i < 3; i++) expect((await client.receive()).doc).toMatchObject({ ok: 1 });
    client.close();
  });

  it('answers in the order of the questions', async () => {
    const client = await connectRaw(ground.uri);
    const body = (i: number) =>
      sections(0, bodySection({ insert: 'order', documents: [{ i }], $db: ground.db.databaseName }));
    client.send(Buffer.concat(Array.from({ length: 200 }, (_none, i) => message(2013, body(i), undefined, i + 1))));
    for (let i = 0; i < 200; i++) expect((await client.receive()).responseTo).toBe(i + 1);
    expect(await ground.db.collection('order').countDocuments()).toBe(200);
    client.close();
  });

  it('waits for clients that read slowly', async () => {
    const docs = Array.from({ length: 30 }, (_none, _id) => ({ _id, big: 'x'.repeat(1_000_000) }));
    const collection = await ground.fill(docs);
    const found = await Promise.all(Array.from({ length: 4 }, () => collection.find().toArray()));
    expect(found.map((list) => list.length)).toEqual([30, 30, 30, 30]);
  });

  it('answers the old hello by OP_REPLY, and nothing else by OP_QUERY', async () => {
    const client = await connectRaw(ground.uri);
    client.send(query('admin.$cmd', BSON.serialize({ ismaster: 1, helloOk: true })));
    const { opCode, doc } = await client.receive();
    expect(opCode).toBe(1);
    expect(doc).toMatchObject({ ismaster: true, helloOk: true, ok: 1 });
    client.send(query('admin.$cmd', BSON.serialize({ listDatabases: 1 })));
    expect((await client.receive()).doc).toMatchObject({ ok: 0 });
    client.close();
  });

  it('accepts a checksum without looking at it', async () => {
    const client = await connectRaw(ground.uri);
    client.send(message(2013, Buffer.concat([sections(1, bodySection(PING)), Buffer.alloc(4)])));
    const { doc } = await client.receive();
    if (!REAL) expect(doc).toMatchObject({ ok: 1 });
    client.close();
  });

  it('gives no answer to what asks for none', async () => {
    const client = await connectRaw(ground.uri);
    const insert = { insert: 'silent', documents: [{ a: 1 }], $db: ground.db.databaseName, writeConcern: { w: 0 } };
    client.send(message(2013, sections(2, bodySection(insert)), undefined, 7));
    client.send(message(2013, sections(0, bodySection(PING)), undefined, 8));
    expect((await client.receive()).responseTo).toBe(8);
    expect(await ground.db.collection('silent').countDocuments()).toBe(1);
    client.close();
  });

  it('keeps working when clients vanish in the middle of a message', async () => {
    for (let i = 0; i < 20; i++) {
      const client = await connectRaw(ground.uri);
      client.send(msg(bodySection(PING)).subarray(0, 5 + i));
      client.close();
    }
    expect(await ground.db.command({ ping: 1 })).toMatchObject({ ok: 1 });
  });
});
