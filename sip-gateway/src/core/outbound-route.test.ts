import type { TrunkId } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { isTrunkFailure, outboundRoutes } from './outbound-route.ts';

const rule = {
  trunks: ['trunk.example:5060' as TrunkId, 'other.example' as TrunkId],
  allowed: ['+331', '+336', '8', '1'],
};

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
  expect(outboundRoutes(number, rule)[0]?.uri).toBe(uri);
});

test('without a trunk nobody is called', () => {
  expect(outboundRoutes('0123456789', { trunks: [], allowed: ['+'] })).toEqual([]);
});

test('each trunk is a way, in the order in which they are preferred', () => {
  const credentials = { username: 'desk', password: 'secret' };
  expect(outboundRoutes('0123456789', { ...rule, credentials })).toEqual([
    { uri: 'sip:+33123456789@trunk.example:5060', trunkId: 'trunk.example:5060', credentials },
    { uri: 'sip:+33123456789@other.example', trunkId: 'other.example', credentials },
  ]);
});

test.each([
  [408, true],
  [500, true],
  [503, true],
  [599, true],
  [404, false],
  [480, false],
  [486, false],
  [407, false],
  [600, false],
  [603, false],
])('%i is the failure of a trunk: %s', (status, itsOwn) => {
  expect(isTrunkFailure(status)).toBe(itsOwn);
});
