import fc from 'fast-check';
import { deserialize, serialize } from 'bson';
import { describe, expect, it } from 'vitest';
import { values } from '../arbitrary.ts';
import { decodeDoc } from './decode.ts';
import { encodeDoc } from './encode.ts';
import { docOf } from './value.ts';

describe('the codec', () => {
  it('gives back what it was given', () => {
    fc.assert(
      fc.property(values, (value) => {
        const doc = docOf(['v', value]);
        const bytes = encodeDoc(doc);
        expect(encodeDoc(decodeDoc(bytes)).equals(bytes)).toBe(true);
        expect(decodeDoc(bytes)).toEqual(doc);
      }),
      { numRuns: 3000 },
    );
  });

  it('writes what the npm codec reads and writes in the same way', () => {
    fc.assert(
      fc.property(values, (value) => {
        const bytes = encodeDoc(docOf(['v', value]));
        const options = { promoteValues: false, bsonRegExp: true, promoteBuffers: false };
        expect(Buffer.from(serialize(deserialize(bytes, options))).length).toBe(bytes.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('meets any bytes with a refusal or a document, never with a fault', () => {
    fc.assert(
      fc.property(
        values,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
        (value, noise) => {
          const bytes = encodeDoc(docOf(['v', value]));
          for (const [at, byte] of noise) bytes[at % bytes.length] = byte;
          try {
            decodeDoc(bytes);
          } catch (error) {
            expect((error as { code: number }).code).toBeOneOf([15, 22]);
          }
        },
      ),
      { numRuns: 5000 },
    );
  });
});
