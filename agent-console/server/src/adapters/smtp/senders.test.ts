import { expect, test } from 'vitest';
import { AllowedSenders } from './senders.ts';

test.each([
  ['127.0.0.1,::1', '127.0.0.1', true],
  ['127.0.0.1,::1', '::1', true],
  ['127.0.0.1', '::ffff:127.0.0.1', true],
  ['127.0.0.1', '127.0.0.2', false],
  ['192.0.2.0/24, a@example.org', '192.0.2.77', true],
  ['192.0.2.0/24', '192.0.3.1', false],
  ['2001:db8::/32', '2001:db8::7', true],
  ['127.0.0.1', 'no address', false],
])('of %s the machine %s is one: %s', (allowed, address, is) => {
  expect(AllowedSenders.parse(allowed).isMachine(address)).toBe(is);
});

test.each([
  ['127.0.0.1', 'anybody@example.com', true],
  ['127.0.0.1, nagios@example.org', 'NAGIOS@example.org', true],
  ['127.0.0.1, nagios@example.org', 'nagios@example.org.evil.com', false],
  ['127.0.0.1, @example.org', 'x@example.org', true],
  ['127.0.0.1, @example.org', 'x@evilexample.org', false],
  ['127.0.0.1, @example.org', '', false],
])('of %s the sender %s is one: %s', (allowed, mailbox, is) => {
  expect(AllowedSenders.parse(allowed).isSender(mailbox)).toBe(is);
});

test.each(['', 'nagios@example.org', '127.0.0.1/33', '127.0.0.1/8/8', 'localhost', '1.2.3', '127.0.0.1, x y'])(
  '%j says nothing that can be held to',
  (text) => {
    expect(AllowedSenders.safeParse(text).success).toBe(false);
  },
);
