import fc from 'fast-check';
import { Binary, Code, Int32, MAX_KEY, MIN_KEY, ObjectId, Regex, Timestamp, UtcDate } from './bson/value.ts';
import type { Doc, Value } from './bson/value.ts';

/** Values that lie close together, where comparisons go wrong: around powers of two, zero, and each other. */
const numbers: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map((value) => new Int32(value)),
  fc.integer({ min: -3, max: 3 }).map((value) => value + 0.5),
  fc.integer().map((value) => new Int32(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.integer({ min: -600, max: 600 }).map((value) => 2n ** 53n + BigInt(value)),
  fc.integer({ min: -2, max: 2 }).map((value) => 2 ** 53 + value * 2),
  fc.double(),
  fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, Number.MIN_VALUE),
);

const texts = fc.oneof(
  fc.constantFrom('', 'a', 'ab', 'b', '\0', 'a\0', 'a\0b', 'é', '\uffff', '😀', '\ue000'),
  fc.string({ maxLength: 6 }),
);

const scalars: fc.Arbitrary<Value> = fc.oneof(
  numbers,
  texts,
  fc.boolean(),
  fc.constantFrom(null, MIN_KEY, MAX_KEY),
  fc.constantFrom('0123456789abcdef01234567', '000000000000000000000000').map((hex) => new ObjectId(hex)),
  fc.integer().map((ms) => new UtcDate(ms)),
  fc.uint8Array({ maxLength: 3 }).map((bytes) => new Binary(bytes[0] === 2 ? 2 : 0, Buffer.from(bytes))),
  fc.constantFrom('a', 'b').map((pattern) => new Regex(pattern, 'i')),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => new Timestamp(value)),
  texts.map((code) => new Code(code)),
);

const names = fc.constantFrom('a', 'b', 'aa', '0', 'é');

/** Any value, documents and arrays of a few levels included. */
export const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value; doc: Doc }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 6, arbitrary: scalars },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 1, arbitrary: tie('doc') },
  ),
  doc: fc.array(fc.tuple(names, tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
})).value;

const few = fc.integer({ min: 0, max: 2 }).map((value): Value => new Int32(value));
const withB = fc.oneof(few, fc.constant(null)).map((value): Value => new Map([['b', value]]));

/** Values of few kinds, so that filters and documents often meet. */
export const smallValues: fc.Arbitrary<Value> = fc.oneof(
  { weight: 3, arbitrary: few },
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.constantFrom<Value>('x', 'xy', 1.5, true) },
  { weight: 3, arbitrary: fc.array(fc.oneof(few, fc.constant(null)), { maxLength: 3 }) },
  { weight: 2, arbitrary: withB },
  { weight: 2, arbitrary: fc.array(withB, { maxLength: 2 }) },
);
