import { expect, test } from 'vitest';
import { normaliseNumber } from './telephone-number.ts';

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
  ['+442079460000', '+442079460000'],
  ['00442079460000', '+442079460000'],
  ['anonymous', undefined],
  ['', undefined],
  ['sip:alice', undefined],
  ['1'.repeat(40), undefined],
])('%s is written %s', (presented, expected) => {
  expect(normaliseNumber(presented)).toBe(expected);
});
