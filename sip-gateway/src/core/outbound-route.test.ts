import { expect, test } from 'vitest';
import { outboundRoute } from './outbound-route.ts';

const rule = { trunk: 'trunk.example:5060', allowed: ['+331', '+336', '8', '1'] };

test.each([
  ['0123456789', 'sip:+33123456789@trunk.example:5060'],
  ['0033612345678', 'sip:+33612345678@trunk.example:5060'],
  ['8012', 'sip:8012@trunk.example:5060'],
  ['0899123456', undefined],
  ['+882123456789', undefined],
  ['112', undefined],
  ['15', undefined],
  ['119', undefined],
  ['+33112000', undefined],
  ['+33116000', undefined],
  ['0033116117', undefined],
  ['+33 1 15 15 15', undefined],
  ['+331191191', undefined],
  ['+3311234567', undefined],
  ['+3312345678901', undefined],
  ['+33 (0)1 23 45 67 89', 'sip:+33123456789@trunk.example:5060'],
  ['alice', undefined],
])('%s is called at %s', (number, uri) => {
  expect(outboundRoute(number, rule)?.uri).toBe(uri);
});

test('without a trunk nobody is called', () => {
  expect(outboundRoute('0123456789', { allowed: ['+'] })).toBeUndefined();
});
