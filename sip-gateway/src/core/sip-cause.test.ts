import { ReleaseCause } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { causeInSip, causeOfBye, causeOfStatus, reasonHeader } from './sip-cause.ts';

test.each([
  [486, 'busy'],
  [600, 'busy'],
  [603, 'rejected'],
  [480, 'unavailable'],
  [503, 'unavailable'],
  [487, 'cancelled'],
  [488, 'unsupportedMedia'],
  [404, 'unknownNumber'],
  [408, 'timeout'],
  [500, 'remoteFailure'],
  [499, 'remoteFailure'],
] as const)('a %i reads as %s', (status, cause) => {
  expect(causeOfStatus(status)).toBe(cause);
});

test('every cause can refuse a caller with a final failure', () => {
  for (const cause of ReleaseCause.options) {
    expect(causeInSip[cause].status).toBeGreaterThanOrEqual(400);
    expect(causeInSip[cause].status).toBeLessThan(700);
  }
});

test('a call taken elsewhere leaves no missed call on the phone', () => {
  expect(reasonHeader('completedElsewhere')).toBe('SIP;cause=200;text="Call completed elsewhere"');
  expect(reasonHeader('noAnswer')).toBe('Q.850;cause=19');
});

test.each([
  [undefined, 'normal'],
  ['Q.850;cause=16', 'normal'],
  ['SIP;cause=200;text="Session timer expired"', 'timeout'],
  ['SIP;cause=200;text="ACK timeout"', 'timeout'],
] as const)('a BYE with Reason %s reads as %s', (reason, cause) => {
  expect(causeOfBye(reason)).toBe(cause);
});
