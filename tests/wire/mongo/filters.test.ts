import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BSONRegExp,
  Binary,
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
import type { Ground, Loose } from './ground.ts';

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const oid = new ObjectId('0123456789abcdef01234567');

/** Documents by name: the expectations below name those that a filter finds. */
const DOCS: Record<string, Loose> = {
  missing: {},
  null: { a: null },
  int: { a: 5 },
  double: { a: new Double(5.5) },
  long: { a: Long.fromString('9007199254740993') },
  decimal: { a: Decimal128.fromString('5.25') },
  nan: { a: Number.NaN },
  text: { a: 'hello' },
  upper: { a: 'Hello World' },
  empty: { a: '' },
  true: { a: true },
  false: { a: false },
  date: { a: new Date(1000) },
  oid: { a: oid },
  bin: { a: new Binary(Buffer.from([1, 2])) },
  regex: { a: new BSONRegExp('hel', '') },
  time: { a: new Timestamp({ t: 5, i: 1 }) },
  doc: { a: { b: 1, c: 2 } },
  docNull: { a: { b: null } },
  docEmpty: { a: {} },
  list: { a: [1, 5, 9] },
  listEmpty: { a: [] },
  listNull: { a: [null] },
  listText: { a: ['hello', 'you'] },
  listDocs: { a: [{ b: 1 }, { b: 7, c: 'x' }, 3] },
  listLists: { a: [[1, 2], [5]] },
  listDeep: { a: [{ b: [{ c: 4 }, { c: 8 }] }] },
  min: { a: new MinKey() },
  max: { a: new MaxKey() },
};

const CASES: readonly [string, Loose, readonly string[]][] = [
  ['equality compares numbers of all types', { a: new Double(5) }, ['int', 'list']],
  ['a long beyond doubles is compared exactly', { a: Long.fromString('9007199254740992') }, []],
  ['a long equals itself', { a: Long.fromString('9007199254740993') }, ['long']],
  ['a decimal equals the double of the same value', { a: 5.25 }, ['decimal']],
  ['null finds null and missing', { a: null }, ['missing', 'null', 'listNull']],
  ['$eq null is the same', { a: { $eq: null } }, ['missing', 'null', 'listNull']],
  ['$ne null finds the rest', { a: { $ne: null, $type: 'bool' } }, ['true', 'false']],
  ['NaN equals NaN', { a: Number.NaN }, ['nan']],
  ['text matches an element of an array', { a: 'hello' }, ['text', 'listText']],
  ['a document matches field for field', { a: { b: 1, c: 2 } }, ['doc']],
  ['the order of fields counts', { a: { c: 2, b: 1 } }, []],
  ['an array matches as a whole', { a: [1, 5, 9] }, ['list']],
  ['an array matches an element that is an array', { a: [5] }, ['listLists']],
  ['an empty array matches itself', { a: [] }, ['listEmpty']],
  ['an empty document matches itself', { a: {} }, ['docEmpty']],
  ['an ObjectId', { a: oid }, ['oid']],
  ['a date', { a: new Date(1000) }, ['date']],
  ['bytes', { a: new Binary(Buffer.from([1, 2])) }, ['bin']],
  ['bytes of another subtype differ', { a: new Binary(Buffer.from([1, 2]), 5) }, []],
  ['a timestamp', { a: new Timestamp({ t: 5, i: 1 }) }, ['time']],
  ['$gt stays within numbers', { a: { $gt: 5 } }, ['double', 'long', 'decimal', 'list']],
  ['$gte includes the bound', { a: { $gte: 5.5 } }, ['double', 'long', 'list']],
  ['$lt stays within numbers and leaves NaN out', { a: { $lt: 5 } }, ['list', 'listDocs']],
  ['$lte NaN finds NaN', { a: { $lte: Number.NaN } }, ['nan']],
  ['two bounds may be met by different elements', { a: { $gt: 2, $lt: 4 } }, ['list', 'listDocs']],
  ['$elemMatch wants one element', { a: { $elemMatch: { $gt: 2, $lt: 4 } } }, ['listDocs']],
  ['$gt on text compares bytes', { a: { $gt: 'hello' } }, ['listText']],
  ['$lt on dates', { a: { $lt: new Date(1001) } }, ['date']],
  ['$gt on booleans', { a: { $gt: false } }, ['true']],
  ['$gte null is equality with null', { a: { $gte: null } }, ['missing', 'null', 'listNull']],
  ['$gt null finds nothing', { a: { $gt: null } }, []],
  [
    '$in with several types',
    { a: { $in: [5, 'hello', null] } },
    ['missing', 'null', 'int', 'text', 'list', 'listNull', 'listText'],
  ],
  ['$in with a pattern', { a: { $in: [/^hel/] } }, ['text', 'listText']],
  ['$in of nothing', { a: { $in: [] } }, []],
  [
    '$nin with null leaves missing out',
    { a: { $nin: [null], $type: ['null', 'string'] } },
    ['text', 'upper', 'empty', 'listText'],
  ],
  [
    '$exists true finds null',
    { a: { $exists: true }, $or: [{ a: null }, { a: [] }] },
    ['null', 'listEmpty', 'listNull'],
  ],
  ['$exists false', { a: { $exists: false } }, ['missing']],
  ['$type by name looks into arrays', { a: { $type: 'string' } }, ['text', 'upper', 'empty', 'listText']],
  ['$type number', { a: { $type: 'number' } }, ['int', 'double', 'long', 'decimal', 'nan', 'list', 'listDocs']],
  [
    '$type array',
    { a: { $type: 'array' } },
    ['list', 'listEmpty', 'listNull', 'listText', 'listDocs', 'listLists', 'listDeep'],
  ],
  ['$type by number', { a: { $type: [8, 9] } }, ['true', 'false', 'date']],
  ['$size', { a: { $size: 3 } }, ['list', 'listDocs']],
  ['$size 0', { a: { $size: 0 } }, ['listEmpty']],
  ['$mod', { a: { $mod: [4, 1] } }, ['int', 'double', 'long', 'decimal', 'list']],
  ['$all', { a: { $all: [1, 9] } }, ['list']],
  ['$all of nothing', { a: { $all: [] } }, []],
  ['$all with one value also finds scalars', { a: { $all: [5] } }, ['int', 'list']],
  ['$all with $elemMatch', { a: { $all: [{ $elemMatch: { b: 1 } }, { $elemMatch: { c: 'x' } }] } }, ['listDocs']],
  ['$regex', { a: { $regex: '^hel' } }, ['text', 'listText']],
  ['a pattern also equals itself', { a: /hel/ }, ['text', 'regex', 'listText']],
  ['$options i', { a: { $regex: '^HEL', $options: 'i' } }, ['text', 'upper', 'listText']],
  ['a dot does not match a newline only', { a: /^H.*d$/ }, ['upper']],
  [
    '$not of a comparison finds what has no number',
    { a: { $not: { $gt: 0 }, $type: ['number', 'null'] } },
    ['null', 'nan', 'listNull'],
  ],
  ['$not of a pattern', { a: { $not: /^h/, $type: 'string' } }, ['upper', 'empty']],
  [
    '$ne is the opposite of equality',
    { a: { $ne: 5, $type: 'number' } },
    ['double', 'long', 'decimal', 'nan', 'listDocs'],
  ],
  ['$or', { $or: [{ a: true }, { a: false }] }, ['true', 'false']],
  ['$nor', { $nor: [{ a: { $exists: true } }] }, ['missing']],
  ['$and', { $and: [{ a: { $gt: 4 } }, { a: { $lt: 6 } }] }, ['int', 'double', 'decimal', 'list']],
  ['a dotted path', { 'a.b': 1 }, ['doc', 'listDocs']],
  [
    'a dotted path with null',
    { 'a.b': null, a: { $type: ['object', 'array', 'null'] } },
    ['null', 'docNull', 'docEmpty'],
  ],
  ['a dotted path through two arrays', { 'a.b.c': 8 }, ['listDeep']],
  ['a position', { 'a.0': 1 }, ['list', 'listLists']],
  ['a position and a field', { 'a.1.b': 7 }, ['listDocs']],
  ['a position of a position', { 'a.0.1': 2 }, ['listLists']],
  ['$elemMatch on fields', { a: { $elemMatch: { b: 7, c: 'x' } } }, ['listDocs']],
  ['$elemMatch wants all in one element', { a: { $elemMatch: { b: 1, c: 'x' } } }, []],
  ['$elemMatch on an inner array', { 'a.b': { $elemMatch: { c: { $gt: 5 } } } }, ['listDeep']],
  ['$elemMatch with $or', { a: { $elemMatch: { $or: [{ b: 7 }, { b: 99 }] } } }, ['listDocs']],
  [
    '$expr',
    { $expr: { $gt: [{ $size: { $ifNull: [{ $cond: [{ $isArray: '$a' }, '$a', []] }, []] } }, 2] } },
    ['list', 'listDocs'],
  ],
  ['$comment changes nothing', { a: true, $comment: 'why' }, ['true']],
  [
    '$gt MinKey finds what sorts after it',
    { a: { $gt: new MinKey() }, $or: [{ a: true }, { a: 5 }] },
    ['int', 'true', 'list'],
  ],
];

const load = (order: string[] = Object.keys(DOCS)) => ground.fill(order.map((_id) => ({ _id, ...DOCS[_id] })));

describe('a filter finds exactly what MongoDB finds', () => {
  it.each(CASES)('%s', async (_name, filter, expected) => {
    const collection = await load();
    const found = await collection.find(filter).toArray();
    expect(found.map(({ _id }) => String(_id)).sort()).toEqual([...expected].sort());
    await collection.createIndex({ a: 1 });
    await collection.createIndex({ 'a.b': -1 });
    const indexed = await collection.find(filter).toArray();
    expect(indexed.map(({ _id }) => String(_id)).sort()).toEqual([...expected].sort());
  });

  it.each([
    ['an unknown operator', { a: { $foo: 1 } }, 2, 'BadValue'],
    ['an unknown top-level operator', { $foo: 1 }, 2, 'BadValue'],
    ['$in without an array', { a: { $in: 5 } }, 2, 'BadValue'],
    ['an empty $or', { $or: [] }, 2, 'BadValue'],
    ['$and of scalars', { $and: [5] }, 2, 'BadValue'],
    ['$and that is no array', { $and: {} }, 2, 'BadValue'],
    ['$not of a scalar', { a: { $not: 5 } }, 2, 'BadValue'],
    ['$mod with one number', { a: { $mod: [3] } }, 2, 'BadValue'],
    ['$mod by zero', { a: { $mod: [0, 1] } }, 2, 'BadValue'],
    ['$size of text', { a: { $size: 'x' } }, 2, 'BadValue'],
    ['$elemMatch of a scalar', { a: { $elemMatch: 5 } }, 2, 'BadValue'],
    ['an unknown type name', { a: { $type: 'nonsense' } }, 2, 'BadValue'],
    ['$all without an array', { a: { $all: 5 } }, 2, 'BadValue'],
    ['$options alone', { a: { $options: 'i' } }, 2, 'BadValue'],
    ['a bad pattern', { a: { $regex: '(' } }, 51091, 'Location51091'],
    ['an operator among fields', { a: { $gt: 1, b: 2 } }, 2, 'BadValue'],
    ['$ne with a pattern', { a: { $ne: /x/ } }, 2, 'BadValue'],
    ['$gt with a pattern', { a: { $gt: /x/ } }, 2, 'BadValue'],
    ['an unknown expression', { $expr: { $foo: 1 } }, 168, 'InvalidPipelineOperator'],
  ])('refuses %s', async (_name, filter, code, codeName) => {
    const collection = await load(['int']);
    expect(await refusal(collection.find(filter as Loose).toArray())).toMatchObject({ code, codeName });
  });
});

describe('the order of values', () => {
  const ASCENDING = [
    'min',
    'listEmpty',
    'missing',
    'null',
    'listNull',
    'nan',
    'list',
    'listDocs',
    'int',
    'decimal',
    'double',
    'long',
    'empty',
    'upper',
    'listText',
    'text',
    'docEmpty',
    'docNull',
    'doc',
    'listDeep',
    'listLists',
    'bin',
    'oid',
    'false',
    'true',
    'date',
    'time',
    'regex',
    'max',
  ];

  it.each([false, true])('is that of MongoDB across all types (index: %s)', async (index) => {
    const names = Object.keys(DOCS);
    const collection = await load(names);
    if (index) await collection.createIndex({ a: 1 });
    const found = await collection.find().sort({ a: 1, _id: 1 }).toArray();
    const ties = ['missing', 'null', 'listNull'];
    const flat = (list: unknown[]): unknown[] => list.map((name) => (ties.includes(String(name)) ? 'nullish' : name));
    expect(flat(found.map(({ _id }) => _id))).toEqual(flat(ASCENDING));
  });

  it('takes the least element of an array ascending and the greatest descending', async () => {
    const collection = await ground.fill([
      { _id: 1, a: [5, 1] },
      { _id: 2, a: 3 },
      { _id: 3, a: [2, 9] },
    ]);
    const ids = async (direction: 1 | -1) =>
      (await collection.find().sort({ a: direction }).toArray()).map(({ _id }) => _id);
    expect(await ids(1)).toEqual([1, 3, 2]);
    expect(await ids(-1)).toEqual([3, 1, 2]);
    await collection.createIndex({ a: 1 });
    expect(await ids(1)).toEqual([1, 3, 2]);
    expect(await ids(-1)).toEqual([3, 1, 2]);
  });

  it('sorts by several fields, by dotted fields, stable on equal keys', async () => {
    const collection = await ground.fill([
      { _id: 1, a: { x: 1 }, b: 2 },
      { _id: 2, a: { x: 1 }, b: 1 },
      { _id: 3, a: { x: 0 }, b: 1 },
      { _id: 4, b: 9 },
    ]);
    const found = await collection.find().sort({ 'a.x': -1, b: 1 }).toArray();
    expect(found.map(({ _id }) => _id)).toEqual([2, 1, 3, 4]);
    expect((await collection.find().sort({ $natural: -1 }).toArray()).map(({ _id }) => _id)).toEqual([4, 3, 2, 1]);
  });

  it('refuses to sort by parallel arrays and by odd directions', async () => {
    const collection = await ground.fill([{ a: [1], b: [2] }]);
    expect(await refusal(collection.find().sort({ a: 1, b: 1 }).toArray())).toMatchObject({ code: 2 });
    const command = { find: collection.collectionName, sort: { a: 2 } };
    expect(await refusal(ground.db.command(command))).toMatchObject({ code: 15975 });
    expect(await refusal(ground.db.command({ ...command, sort: { a: 'x' } }))).toMatchObject({ code: 15974 });
  });
});

it('every BSON type survives a round trip', async () => {
  const doc = {
    _id: 1,
    int: new Int32(7),
    double: new Double(7),
    long: Long.fromString('9007199254740993'),
    decimal: Decimal128.fromString('1.20'),
    list: [1, [2, {}]],
    date: new Date(-1),
    oid,
    bin: new Binary(Buffer.from('x'), 128),
    regex: new BSONRegExp('a/b', 'im'),
    time: new Timestamp({ t: 1, i: 2 }),
    min: new MinKey(),
    max: new MaxKey(),
    text: 'é€😀\0x',
    no: null,
    '10': 'b',
    '9': 'a',
    'with.dot': 1,
  };
  const collection = await ground.fill([doc]);
  const raw = await collection.findOne({}, { promoteValues: false, bsonRegExp: true });
  expect(JSON.stringify(raw, (_key, value) => value)).toBe(
    JSON.stringify({ ...doc, _id: new Int32(1), list: [new Int32(1), [new Int32(2), {}]], 'with.dot': new Int32(1) }),
  );
  expect(raw!['double']).toBeInstanceOf(Double);
  expect(raw!['int']).toBeInstanceOf(Int32);
});
