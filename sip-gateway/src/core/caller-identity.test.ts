import { expect, test } from 'vitest';
import { callerIdentity, userPart } from './caller-identity.ts';

const known = (number: string, displayName?: string) =>
  displayName === undefined ? { kind: 'known', number } : { kind: 'known', number, displayName };

test.each([
  ['"Alice" <sip:0612345678@192.0.2.1>;tag=1', known('+33612345678', 'Alice')],
  ['<sip:+33612345678@192.0.2.1;user=phone>;tag=1', known('+33612345678')],
  ['sip:8012@192.0.2.1;tag=1', known('8012')],
  ['<tel:+33612345678>;tag=1', known('+33612345678')],
  ['"0612345678" <sip:0612345678@192.0.2.1>;tag=1', known('+33612345678')],
  ['"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1', { kind: 'withheld' }],
  ['<sip:alice@192.0.2.1>;tag=1', { kind: 'unusable' }],
  ['<sip:192.0.2.1>;tag=1', { kind: 'unusable' }],
  ['complete nonsense', { kind: 'unusable' }],
])('From %s', (from, expected) => {
  expect(callerIdentity({ from }, true)).toEqual(expected);
});

test('a withheld number is not read even when it is asserted', () => {
  const asserted = '<sip:+33612345678@trunk>';
  expect(callerIdentity({ from: '<sip:0612345678@x>', asserted, privacy: 'id' }, true)).toEqual({ kind: 'withheld' });
  expect(callerIdentity({ from: '<sip:0612345678@x>', privacy: 'user;critical' }, true)).toEqual({ kind: 'withheld' });
  expect(callerIdentity({ from: '<sip:0612345678@x>', privacy: 'none' }, true)).toMatchObject({ kind: 'known' });
});

test('an asserted identity is believed from a trunk only', () => {
  const presented = { from: '<sip:0612345678@x>', asserted: '<sip:+33199000001@trunk>' };
  expect(callerIdentity(presented, true)).toMatchObject({ number: '+33199000001' });
  expect(callerIdentity(presented, false)).toMatchObject({ number: '+33612345678' });
});

test('a user part is read without its parameters and escapes', () => {
  expect(userPart('sip:%2B33612345678;isub=1@x')).toBe('+33612345678');
  expect(userPart('sip:8008@127.0.0.1:5060')).toBe('8008');
  expect(userPart('sip:127.0.0.1')).toBeUndefined();
});
