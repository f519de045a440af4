import { expect, test } from 'vitest';
import { ageOf, sourceOf } from './source.ts';
import type { SipRequest } from './srf.ts';

const request = (given: { via?: string; protocol?: string; stackTime?: string }) =>
  ({
    source_address: '192.0.2.1',
    source_port: 5060,
    protocol: given.protocol ?? '',
    stackTime: given.stackTime ?? '',
    get: () => given.via,
  }) as unknown as SipRequest;

test.each([
  ['SIP/2.0/UDP 192.0.2.1', 'udp', 'udp'],
  ['SIP/2.0/TCP 192.0.2.1', 'tcp', 'tcp'],
  ['SIP/2.0/WS x.invalid', 'tcp', 'ws'],
  ['SIP/2.0/WSS x.invalid', 'tls', 'wss'],
  ['SIP/2.0/WSS x.invalid', 'tcp', 'ws'],
  ['SIP/2.0/TLS 192.0.2.1', '', 'tls'],
  ['SIP/2.0/SCTP 192.0.2.1', '', 'udp'],
] as const)('%s over %s is %s', (via, protocol, transport) => {
  expect(sourceOf(request({ via, protocol })).transport).toBe(transport);
});

const at = (time: string) => Date.parse(`2026-11-22T${time}Z`);

test.each([
  ['12:00:00.250000', '12:00:01.000', 750],
  ['23:59:59.900000', '00:00:00.100', 200],
  ['12:00:01.000000', '12:00:00.999', 0],
  ['08:00:00.000000', '12:00:00.000', 0],
  ['nonsense', '12:00:00.000', 0],
])('a request stamped %s and read at %s is %i ms old', (stackTime, now, age) => {
  expect(ageOf(request({ stackTime }), at(now))).toBe(age);
});
