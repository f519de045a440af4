import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, encode, type NgValue } from './ng-codec.ts';

const value = fc.letrec<{ any: NgValue }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.integer(),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('any'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).any;

test('what is written is read back', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value, { noNullPrototype: true }), (message) => {
      expect(decode(Buffer.from(encode(message)), 0)).toEqual(message);
    }),
  );
});

test('lengths count bytes', () => {
  expect(encode({ é: 'hé🙂' })).toBe('d2:é7:hé🙂e');
});

test.each(['', 'i4e', 'd', 'd3:abe', 'd1:ai4', 'd1:aix7ee', 'd1:a-1:e', `d1:a${'l'.repeat(100)}`, 'd99:a'])(
  '%j is not a message',
  (text) => {
    expect(decode(Buffer.from(text), 0)).toBeUndefined();
  },
);
