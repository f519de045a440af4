import { expect, test } from 'vitest';
import { afterKey, digitsOf, normaliseNumber, withoutNumbers } from './telephone-number.ts';

test.each([
  ['0800711900', '+33800711900'],
  ['+33800711900', '+33800711900'],
  ['0033800711900', '+33800711900'],
  ['33800711900', '+33800711900'],
  ['+33 (0)8 00 71 19 00', '+33800711900'],
  ['08.00.71.19.00', '+33800711900'],
  ['8008', '8008'],
  ['119', '119'],
  ['116111', '116111'],
  ['+33119', '119'],
  ['0033119', '119'],
  ['tel:+33119', '119'],
  ['+33 1 19', '119'],
  ['+33116111', '116111'],
  ['0033116111', '116111'],
  ['+333939', '3939'],
  ['+3315', '15'],
  ['+33118008', '118008'],
  ['33119', '33119'],
  ['+33123456789', '+33123456789'],
  ['+442079460000', '+442079460000'],
  ['00442079460000', '+442079460000'],
  ['anonymous', undefined],
  ['', undefined],
  ['sip:alice', undefined],
  ['1'.repeat(40), undefined],
])('%s is written %s', (presented, expected) => {
  expect(normaliseNumber(presented)).toBe(expected);
});

test.each([
  ['+33612345678', '0612345678'],
  ['+442079460000', '00442079460000'],
  ['8008', '8008'],
  ['*31#8008', '318008'],
])('%s is said %s', (number, digits) => {
  expect(digitsOf(number)).toBe(digits);
});

test.each([
  ['06', '1', 10, { digits: '061' }],
  ['061234567', '8', 10, { digits: '0612345678', ended: 'maximum' }],
  ['0612', '#', 10, { digits: '0612', ended: 'key' }],
  ['0612', '*', 10, { digits: '' }],
  ['0612', 'A', 10, { digits: '0612' }],
] as const)('after %s the key %s', (digits, key, maximum, expected) => {
  expect(afterKey(digits, key, maximum)).toEqual(expected);
});

test.each([
  ['404 +33 6 12 34 56 78 unknown', '404 … unknown'],
  ['404 no such number 0612345678', '404 no such number …'],
  ['486 Busy Here', '486 Busy Here'],
  ['BYE Q.850;cause=16', 'BYE Q.850;cause=16'],
])('%s is told as %s', (text, told) => {
  expect(withoutNumbers(text)).toBe(told);
});
