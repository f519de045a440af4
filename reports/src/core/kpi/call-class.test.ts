import { CallClass, CallOutcome, type CallRecord } from '@decroche/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classOf, conditionOf, DEFAULT_PROMISE, meets } from './call-class.ts';
import { contributionOf } from './contribution.ts';

const queued = DEFAULT_PROMISE;
const received = { ...DEFAULT_PROMISE, clockStartsAt: 'received' } as const;
const base = { receivedAt: 10_000, talkMs: 0, holdMs: 0, wrapUpMs: 0 } as CallRecord;
const inQueue = { ...base, queuedAt: 14_000 };

describe('a call counts as', () => {
  it.each<[string, Partial<CallRecord>, CallClass, CallClass]>([
    ['picked up at 14,999 ms of the queue', { ...inQueue, answeredAt: 28_999 }, 'answeredOnTime', 'answeredLate'],
    ['picked up at 15,000 ms of the queue', { ...inQueue, answeredAt: 29_000 }, 'answeredLate', 'answeredLate'],
    ['picked up at 14,999 ms of the INVITE', { ...inQueue, answeredAt: 24_999 }, 'answeredOnTime', 'answeredOnTime'],
    [
      'left at 14,999 ms of the queue',
      { ...inQueue, endedAt: 28_999, outcome: 'abandonedInQueue' },
      'abandonedEarly',
      'abandonedLate',
    ],
    [
      'left at 15,000 ms of the queue',
      { ...inQueue, endedAt: 29_000, outcome: 'abandonedWhileRinging' },
      'abandonedLate',
      'abandonedLate',
    ],
    [
      'left in the welcome',
      { ...base, endedAt: 12_000, outcome: 'abandonedInWelcome' },
      'abandonedInWelcome',
      'abandonedEarly',
    ],
    [
      'left in a long welcome',
      { ...base, endedAt: 26_000, outcome: 'abandonedInWelcome' },
      'abandonedInWelcome',
      'abandonedLate',
    ],
    ['voicemail left', { ...inQueue, endedAt: 90_000, outcome: 'voicemailLeft' }, 'voicemail', 'voicemail'],
    ['voicemail empty', { ...inQueue, endedAt: 90_000, outcome: 'voicemailEmpty' }, 'voicemail', 'voicemail'],
    [
      'released by the overflow',
      { ...inQueue, endedAt: 90_000, outcome: 'overflowReleased' },
      'overflowed',
      'overflowed',
    ],
    ['out of hours', { ...base, endedAt: 20_000, outcome: 'refusedClosed' }, 'closed', 'closed'],
    ['queue full', { ...base, endedAt: 11_000, outcome: 'refusedFull' }, 'refused', 'refused'],
    ['our failure', { ...inQueue, endedAt: 15_000, outcome: 'technicalFailure' }, 'failed', 'failed'],
    [
      'a failure after pick-up',
      { ...inQueue, answeredAt: 15_000, endedAt: 16_000, outcome: 'technicalFailure' },
      'answeredOnTime',
      'answeredOnTime',
    ],
    ['an answer nobody gave', { ...inQueue, endedAt: 16_000, outcome: 'answered' }, 'failed', 'failed'],
    ['still waiting', inQueue, 'inProgress', 'inProgress'],
    ['talking', { ...inQueue, answeredAt: 15_000 }, 'answeredOnTime', 'answeredOnTime'],
  ])('%s: %j → %s from the queue, %s from the INVITE', (...row) => {
    const [, record, fromQueue, fromInvite] = row;
    const contribution = contributionOf(record as CallRecord);
    expect(classOf(contribution, queued)).toBe(fromQueue);
    expect(classOf(contribution, received)).toBe(fromInvite);
  });
});

it('every record is in exactly one class, under any promise', () => {
  const instant = fc.option(fc.nat(100_000), { nil: undefined });
  const records = fc.record({
    receivedAt: fc.nat(100_000),
    queuedAt: instant,
    answeredAt: instant,
    endedAt: instant,
    outcome: fc.option(fc.constantFrom(...CallOutcome.options), { nil: undefined }),
    talkMs: fc.nat(1_000),
    holdMs: fc.nat(1_000),
    wrapUpMs: fc.nat(1_000),
  });
  const promises = fc.record({ thresholdMs: fc.nat(60_000), clockStartsAt: fc.constantFrom('queued', 'received') });
  fc.assert(
    fc.property(records, promises, (record, some) => {
      const promised = { ...DEFAULT_PROMISE, ...some } as typeof DEFAULT_PROMISE;
      const contribution = contributionOf(record as CallRecord);
      const matching = CallClass.options.filter((one) => meets(contribution, conditionOf(one, promised)));
      expect(matching).toHaveLength(1);
      expect(classOf(contribution, promised)).toBe(matching[0]);
    }),
  );
});
