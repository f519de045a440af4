import type { AgentDefinition, CallId, CallRecord, Definition, QueueDefinition } from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../../../tests/support/definitions.ts';
import { journalOf, type Told } from '../../../../tests/support/journal-story.ts';
import { explainWait } from './explain.ts';
import { emptyFloor } from './floor.ts';

const at = (ms: number, type: string, fields: object = {}): Told => ({ at: ms, event: { type, ...fields } as never });
const agent = (agentId: string, more: Partial<AgentDefinition> = {}): AgentDefinition =>
  ({
    ...{ agentId, name: agentId.toUpperCase(), device: { kind: 'uri', uri: 'sip:a@192.0.2.1' }, wrapUpMs: 0 },
    ...{ queues: [{ queueId: 'desk' }], ...more },
  }) as AgentDefinition;
const queue = { queueId: 'desk', name: 'Desk', strategy: 'longestIdle', ringTimeoutMs: 20_000, missLimit: 2 };
const organisation = (...agents: AgentDefinition[]): Definition => ({
  ...definitionOf([]),
  queues: [{ ...queue, missRestMs: 5_000 } as unknown as QueueDefinition],
  agents,
});
const queued = (ms: number, callId = 'c1', more: object = {}): Told =>
  at(ms, 'call.queued', { callId, queueId: 'desk', queuedAt: ms, priority: 0, ...more });
const offer = (ms: number, agentId: string, callId = 'c1'): Told =>
  at(ms, 'offer.made', {
    ...{
      offerId: `${callId}-${agentId}-${ms}`,
      callId,
      agentId,
      legId: 'l',
      expiresAt: ms + 20_000,
      because: 'longestIdle',
    },
  });
const offerEnd = (ms: number, agentId: string, type: string, callId = 'c1'): Told =>
  at(ms, type, { offerId: 'o', callId, agentId, ...(type === 'offer.failed' ? { cause: 'timeout' } : {}) });
const answered = (ms: number, agentId: string, callId = 'c1'): Told =>
  at(ms, 'call.answered', { callId, agentId, offerId: 'o', answeredAt: ms });

function explain(definition: Definition, story: Told[], more: Partial<CallRecord> = {}) {
  const lines = journalOf([story]);
  const record = {
    ...{ callId: 'c1' as CallId, serviceId: 'plain', queueId: 'desk', queuedAt: 10_000, receivedAt: 9_000 },
    ...{ firstSeq: 0, lastSeq: 99, ...more },
  } as CallRecord & { queuedAt: number };
  return explainWait({ record, floor: emptyFloor(definition), lines, now: 100_000 });
}
const lane = (explained: ReturnType<typeof explain>, agentId: string) =>
  explained.agents.find((one) => one.agentId === agentId)?.spans.map(({ fromAt, toAt, why }) => [fromAt, toAt, why]);

describe('why a call waited', () => {
  it('each agent of the queue has a reason, and the reasons follow each other', () => {
    const explained = explain(
      organisation(agent('ana'), agent('bob'), agent('cleo'), agent('dan'), agent('eve')),
      [
        at(1_000, 'agent.becameReady', { agentId: 'ana' }),
        at(1_000, 'agent.becameNotReady', { agentId: 'bob', reason: 'lunch' }),
        at(2_000, 'agent.loggedOut', { agentId: 'cleo', reason: 'asked' }),
        queued(3_000, 'c0'),
        offer(3_000, 'ana', 'c0'),
        at(4_000, 'agent.wrapUpStarted', { agentId: 'dan', callId: 'old', endsAt: 90_000 }),
        queued(10_000),
        answered(12_000, 'ana', 'c0'),
        at(20_000, 'call.ended', { callId: 'c0', outcome: 'answered', cause: 'normal', by: 'caller', endedAt: 20_000 }),
        at(20_000, 'agent.becameReady', { agentId: 'ana' }),
        offer(20_000, 'ana'),
        answered(25_000, 'ana'),
      ],
      { answeredAt: 25_000, agentId: 'ana' as never, outcome: 'answered' },
    );
    expect(explained).toMatchObject({
      queuedAt: 10_000,
      untilAt: 25_000,
      waitMs: 15_000,
      ended: 'answered',
      complete: false,
    });
    expect(lane(explained, 'ana')).toEqual([
      [10_000, 12_000, 'otherCall'],
      [12_000, 20_000, 'otherCall'],
      [20_000, 25_000, 'offeredThisCall'],
    ]);
    expect(explained.agents.find(({ agentId }) => agentId === 'bob')?.spans).toEqual([
      { fromAt: 10_000, toAt: 25_000, status: 'notReady', since: 1_000, reason: 'lunch', why: 'paused' },
    ]);
    expect(lane(explained, 'cleo')).toEqual([[10_000, 25_000, 'loggedOut']]);
    expect(lane(explained, 'dan')).toEqual([[10_000, 25_000, 'wrapUp']]);
    expect(lane(explained, 'eve')).toEqual([[10_000, 25_000, 'unknown']]);
    expect(explained.call).toMatchObject([
      { fromAt: 10_000, toAt: 12_000, position: 2 },
      { fromAt: 12_000, toAt: 25_000, position: 1 },
    ]);
    expect(explained.summary[0]).toEqual({ why: 'paused', agentMs: 15_000 });
    expect(explained.summary.reduce((sum, { agentMs }) => sum + agentMs, 0)).toBe(5 * 15_000);
  });

  const ready = (agentId: string): Told => at(1_000, 'agent.becameReady', { agentId });
  it.each<[string, AgentDefinition, object, Told[], [number, number, string][]]>([
    [
      'a skill is missing',
      agent('ana', { skills: { vpn: 2 } as never }),
      { needs: [{ skillId: 'vpn', level: 3 }] },
      [],
      [[10_000, 100_000, 'skillMissing']],
    ],
    [
      'a tier that opens later',
      agent('ana', { queues: [{ queueId: 'desk' as never, tier: 1 }] }),
      {},
      [at(40_000, 'call.tierOpened', { callId: 'c1', tier: 1 }), offer(40_000, 'ana')],
      [
        [10_000, 40_000, 'tierNotOpen'],
        [40_000, 100_000, 'offeredThisCall'],
      ],
    ],
    [
      'another agent is preferred',
      agent('ana'),
      { preferred: { agentId: 'bob', untilAt: 30_000, why: 'rule' } },
      [at(30_000, 'call.preferenceDropped', { callId: 'c1' }), offer(30_000, 'ana')],
      [
        [10_000, 30_000, 'preferredAgentFirst'],
        [30_000, 100_000, 'offeredThisCall'],
      ],
    ],
    [
      'a rest after a miss, ended by the clock',
      agent('ana'),
      {},
      [
        offer(10_000, 'ana'),
        offerEnd(15_000, 'ana', 'offer.expired'),
        at(15_000, 'agent.becameReady', { agentId: 'ana' }),
        offer(30_000, 'ana'),
      ],
      [
        [10_000, 15_000, 'offeredThisCall'],
        [15_000, 20_000, 'restingAfterMiss'],
        [20_000, 30_000, 'none'],
        [30_000, 100_000, 'offeredThisCall'],
      ],
    ],
    ['not in the queue, though free', agent('ana', { queues: [] }), {}, [], [[10_000, 100_000, 'notInQueue']]],
  ])('%s', (_name, one, how, story, expected) => {
    const explained = explain(organisation(one), [ready('ana'), queued(10_000, 'c1', how), ...story]);
    expect(lane(explained, 'ana')).toEqual(expected);
    expect(explained).toMatchObject({ ended: 'waiting', untilAt: 100_000, complete: true });
  });

  it('an older call and one of higher priority come first, by the rank of the agent', () => {
    const story = (how: object): Told[] => [
      ready('ana'),
      queued(10_000),
      at(10_000, 'call.queued', { callId: 'c2', queueId: 'desk', queuedAt: 10_000, priority: 0, ...how }),
      offer(30_000, 'ana', 'c2'),
    ];
    const first = (how: object) => lane(explain(organisation(agent('ana')), story(how)), 'ana')?.at(1)?.[2];
    expect(lane(explain(organisation(agent('ana')), story({ priority: 5 })), 'ana')).toEqual([
      [10_000, 30_000, 'otherCallFirst'],
      [30_000, 100_000, 'otherCall'],
    ]);
    expect(lane(explain(organisation(agent('ana')), story({ creditMs: 60_000 })), 'ana')?.[0]?.[2]).toBe(
      'otherCallFirst',
    );
    expect(lane(explain(organisation(agent('ana')), story({})), 'ana')?.[0]?.[2]).toBe('none');
    expect(first({ needs: [{ skillId: 'vpn', level: 1 }] })).toBe('otherCall');
  });
});
