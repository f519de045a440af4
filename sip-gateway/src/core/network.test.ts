import { expect, test } from 'vitest';
import { readNetworks } from './network.ts';

test.each([
  ['127.0.0.0/8 ::1', '127.4.5.6', true],
  ['127.0.0.0/8, ::1', '::1', true],
  ['127.0.0.0/8', '128.0.0.1', false],
  ['192.0.2.7', '192.0.2.7', true],
  ['192.0.2.7', '192.0.2.70', false],
  ['2001:db8::/32', '2001:db8:1::7', true],
  ['2001:db8::/32', '2001:db9::7', false],
  ['10.0.0.0/8', '::ffff:10.1.2.3', true],
  ['any', '203.0.113.9', true],
  ['', '127.0.0.1', false],
  ['0.0.0.0/0', 'nonsense', false],
])('%s and %s: %s', (list, address, expected) => {
  const networks = readNetworks(list);
  expect(typeof networks === 'function' && networks(address)).toBe(expected);
});

test.each(['300.1.1.1', '10.0.0.0/33', 'example.org', '1:2:3', '::1::2', '10.0.0.0/x'])('%s is refused', (list) => {
  expect(readNetworks(list)).toMatch(/is neither/);
});
