import { expect, test } from 'vitest';
import { frenchNumberPlan } from './number-plan.ts';

test.each([
  ['01 99 00 12 34', '+33199001234'],
  ['01.99.00.12.34', '+33199001234'],
  ['+33 1 99 00 12 34', '+33199001234'],
  ['+33 (0)1 99 00 12 34', '+33199001234'],
  ['0033199001234', '+33199001234'],
  ['0800 711 900', '+33800711900'],
  ['+44 20 7946 0018', '+442079460018'],
  ['sip:+33199001234@trunk.example', '+33199001234'],
  ['8008', '8008'],
  ['6 321', '6321'],
  ['119', '119'],
  ['116111', '116111'],
  ['112', '112'],
  ['3631', '3631'],
  ['118218', '118218'],
])('%j is dialled %s', (raw, number) => {
  expect(frenchNumberPlan.normalise(raw)).toBe(number);
});
test.each(['', '1', 'anonymous', '+', 'abc', '01 99 00', '123456789012345678901', 'Alice <6100>'])(
  '%j is no telephone number',
  (raw) => {
    expect(frenchNumberPlan.normalise(raw)).toBeUndefined();
  },
);
test.each([
  ['+33199001234', '01 99 00 12 34'],
  ['+33800711900', '0 800 711 900'],
  ['+442079460018', '+44 20 7946 0018'],
  ['6100', '6100'],
])('%s is read %s', (number, text) => {
  expect(frenchNumberPlan.format(number).replace(/\u{a0}/gu, ' ')).toBe(text);
});
