import type { DeviceId } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { type Binding, isStale, reachableUri, readRegister } from './registration.ts';

test.each([
  [undefined, undefined, { kind: 'query' }],
  ['', '60', { kind: 'query' }],
  ['*', '0', { kind: 'removeAll' }],
  ['*', '60', { kind: 'refused', status: 400 }],
  ['*', undefined, { kind: 'refused', status: 400 }],
  ['*, <sip:a@b>', '0', { kind: 'refused', status: 400 }],
  ['<sip:a@b>', undefined, { kind: 'bind', contact: 'sip:a@b', expiresS: 120 }],
  ['<sip:a@b:5070;transport=ws>;expires=90;+sip.instance="x"', '60', { kind: 'bind', expiresS: 90 }],
  ['sip:a@b;expires=60', undefined, { kind: 'bind', contact: 'sip:a@b', expiresS: 60 }],
  ['<sip:old@b>, <sip:new@b>', '90', { kind: 'bind', contact: 'sip:new@b', expiresS: 90 }],
  ['<sip:a@b>', '3600', { kind: 'bind', expiresS: 120 }],
  ['<sip:a@b>', '0', { kind: 'bind', expiresS: 0 }],
  ['<sip:a@b>', '30', { kind: 'refused', status: 423 }],
  ['<sip:a@b>', '-1', { kind: 'refused', status: 400 }],
  ['<sip:a@b>', 'soon', { kind: 'refused', status: 400 }],
  ['<sip:a@b>;expires=99999999999', undefined, { kind: 'refused', status: 400 }],
  ['<mailto:a@b>', undefined, { kind: 'refused', status: 400 }],
])('Contact %s, Expires %s', (contact, expires, expected) => {
  expect(readRegister(contact, expires)).toMatchObject(expected);
});

test.each([
  ['sip:x7@abc.invalid;transport=ws', 'ws', '127.0.0.1', 'sip:x7@127.0.0.1:40000;transport=ws'],
  ['sip:phone@192.0.2.7:5090', 'udp', '192.0.2.7', 'sip:phone@192.0.2.7:5090'],
  ['sip:phone@10.0.0.7:5090', 'udp', '192.0.2.7', 'sip:phone@192.0.2.7:40000;transport=udp'],
  ['sip:phone@10.0.0.7', 'tcp', '192.0.2.7', 'sip:phone@192.0.2.7:40000;transport=tcp'],
  ['sip:phone@[2001:db8::1]', 'wss', '2001:db8::1', 'sip:phone@[2001:db8::1]:40000;transport=wss'],
] as const)('%s over %s is reached at its sender', (contact, transport, address, uri) => {
  expect(reachableUri(contact, { address, port: 40_000, transport })).toBe(uri);
});

test('a REGISTER that was overtaken by its successor changes nothing', () => {
  const held = { deviceId: 'd' as DeviceId, callId: 'x', cseq: 5 } as Binding;
  expect(isStale(held, 'x', 4)).toBe(true);
  expect(isStale(held, 'x', 5)).toBe(false);
  expect(isStale(held, 'y', 1)).toBe(false);
  expect(isStale(undefined, 'x', 1)).toBe(false);
});
